import { type Chart, chartHtml, type Line } from "./chart.ts";
import { compression, presenceAt } from "./day.ts";
import type { Drilled } from "./drill.ts";
import { neededOf, usedOf } from "./findings.ts";
import type { Crew } from "./order.ts";
import { style } from "./style.ts";

/** A day as a picture: one file, which asks nobody for anything. */
export function pageOf(drilled: Drilled): string {
  const { order, findings, machines, took } = drilled;
  const held = findings.every(({ holds }) => holds);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${figure(order.learners)} learners on ${text(order.title)}</title>
<style>${style}</style>
<header>
  <p class="kicker">Arboretum · load drill</p>
  <h1 class="${held ? "held" : "failed"}">${headlineOf(drilled)}</h1>
  <p class="meta">${text(order.title)} · ${machines.count} machines · a day in ${order.seconds} s, ${figure(compression(order.seconds))} times as fast · ${Math.round(took.all)} s in all</p>
</header>
<ul class="findings">${findings
    .map(
      ({ what, holds, says }) =>
        `<li class="${holds ? "held" : "failed"}"><span class="sign" role="img" aria-label="${holds ? "holds" : "fails"}">${holds ? "✓" : "✕"}</span><b>${text(what)}</b><p>${text(says)}</p></li>`,
    )
    .join("")}</ul>
${chartsOf(drilled).map(chartHtml).join("\n")}
<h2>How to read this</h2>
<ul class="notes">
${notesOf(drilled)
  .map((note) => `<li>${text(note)}</li>`)
  .join("\n")}
</ul>
<footer>Written by <code>arboretum sandbox drill</code>.</footer>
</html>
`;
}

const figure = (number: number): string => Math.round(number).toLocaleString("en");

const text = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function headlineOf({ order, findings }: Drilled): string {
  const failed = findings.filter(({ holds }) => !holds);
  const whom = `${figure(order.learners)} learners`;
  if (failed.length === 0) return `${whom}: everything holds.`;
  if (order.learners > order.carries && failed.length === 1)
    return `${whom} are more than it carries: ${figure(order.carries)}.`;
  return `${whom}: ${failed.length} of ${findings.length} do not hold.`;
}

function chartsOf(drilled: Drilled): readonly Chart[] {
  const { order, samples } = drilled;
  const [lms, ...others] = [...order.crews].sort(
    (one, other) => Number(other.name === "lms") - Number(one.name === "lms"),
  );
  const smooth = (value: (part: number) => number): Line["points"] =>
    Array.from({ length: 145 }, (_, index) => [index / 144, value(index / 144)] as const);
  const sampled = (value: (sample: Drilled["samples"][number]) => number): Line["points"] =>
    samples.map((sample) => [sample.part, value(sample)] as const);
  const level = (value: number): Line["points"] => [
    [0, value],
    [1, value],
  ];
  const used = (crew: Crew): Line => ({
    name: `${crew.name}`,
    look: "line",
    tone: "pods",
    points: sampled(({ part, crews }) => 100 * Math.min(3, usedOf(crew, part, crews[crew.name]?.ready ?? 0))),
  });
  const podsOf = (crew: Crew, tall: boolean): Chart => ({
    title: crew.name,
    unit: `pods, ${crew.min} to ${crew.max}`,
    tall,
    lines: [
      {
        name: "ready",
        look: "area",
        tone: "pods",
        steps: true,
        points: sampled(({ crews }) => crews[crew.name]?.ready ?? 0),
      },
      {
        name: "asked for",
        look: "line",
        tone: "load",
        steps: true,
        points: sampled(({ crews }) => crews[crew.name]?.wanted ?? 0),
      },
      {
        name: "needed",
        look: "line",
        tone: "need",
        steps: true,
        points: smooth((part) => neededOf(crew, part)),
      },
      { name: "at most", look: "dashed", tone: "limit", points: level(crew.max) },
    ],
  });
  return [
    {
      title: "Learners",
      unit: "at once",
      lines: [
        {
          name: "there",
          look: "area",
          tone: "load",
          points: smooth((part) => presenceAt(part) * order.learners),
        },
        { name: "carried", look: "dashed", tone: "limit", points: level(order.carries) },
      ].filter(({ name }) => name !== "carried" || order.carries < 3 * order.learners) as Line[],
    },
    ...(lms
      ? [
          podsOf(lms, true),
          {
            title: `How busy a pod of ${lms.name} is`,
            unit: "% of the processor that it asks for",
            lines: [
              used(lms),
              { name: "target", look: "dashed", tone: "need", points: level(lms.target * 100) },
              { name: "all that it asks for", look: "dashed", tone: "limit", points: level(100) },
            ],
          } satisfies Chart,
        ]
      : []),
    ...others.map((crew) => podsOf(crew, false)),
    {
      title: "Quota",
      unit: "% used, of whatever is used most",
      atLeast: 100,
      lines: [
        { name: "used", look: "area", tone: "pods", points: sampled(({ quota }) => quota * 100) },
        { name: "all of it", look: "dashed", tone: "limit", points: level(100) },
      ],
    },
    {
      title: "Connections to MySQL",
      unit: "",
      lines: [
        {
          name: "held",
          look: "area",
          tone: "pods",
          steps: true,
          points: sampled(({ connections }) => connections),
        },
        { name: "reckoned with", look: "dashed", tone: "need", points: level(order.connections.most) },
        { name: "accepted", look: "dashed", tone: "limit", points: level(order.connections.accepted) },
      ],
    },
  ];
}

const notesOf = ({ order }: Drilled): readonly string[] => [
  `A learner makes ${order.requests} requests a second, and each takes 0.08 s of a processor of the LMS: the first is an assumption, the second was measured in production at its upper side.`,
  "What the others use nobody has measured: each is taken to be as busy as the LMS at the same moment, by what its pods carry at their most.",
  "The autoscalers, the scheduler, the quota and the rollouts are the real ones of Kubernetes. Pods and machines are played: a pod is ready within about a second, and uses what the day says.",
  `Times of the autoscalers are divided by ${figure(compression(order.seconds))} like the day, and none becomes shorter than a second. They look every second instead of every 15. Both make them slower than in a real day, never faster.`,
  "Workers that are scaled by what waits in a queue need KEDA, which is not in the sandbox: they stay at their fewest.",
];
