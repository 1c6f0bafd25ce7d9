import { parseUrn } from "../../render/urn.ts";
import type { Paint } from "../paint.ts";
import { aligned } from "../table.ts";
import type { Judgement, Renamed } from "./judgement.ts";
import type { Lock } from "./lock.ts";
import type { Presence } from "./presence.ts";
import { lineOf, type Step } from "./steps.ts";

/** A resource as a person recognises it: its type and its name. */
function resourceText(urn: string): string {
  const { type, name } = parseUrn(urn);
  return `${type} ${name}`;
}

export function lockText(lock: Lock): readonly string[] {
  if (lock.kind === "free") return ["No update holds the stack."];
  if (lock.kind === "unseen") {
    const where = lock.backend === undefined ? "The lock" : `The lock at ${lock.backend}`;
    return [`${where} cannot be seen from here. If an update holds the stack, Pulumi says so.`];
  }
  return lock.holders.map(
    ({ username, hostname, pid, timestamp, alive }) =>
      `Held by ${username}@${hostname}, process ${pid}, since ${timestamp}${alive ? ", and it still runs" : ""}.`,
  );
}

/** What exists, what was interrupted, what would go. */
export function judgementText(judgement: Judgement, presences: readonly Presence[]): readonly string[] {
  const { interrupted, gone, kept, pending } = judgement;
  const rows = interrupted.map(({ doing, resource }, index) => [
    `  ${doing}`,
    resourceText(resource.urn),
    presenceText(presences[index]),
  ]);
  return [
    `The state has ${kept} of the program's ${kept + pending} resources.`,
    ...(rows.length === 0 ? ["Nothing was under way."] : ["Interrupted while", ...aligned(rows)]),
    ...(gone.length === 0
      ? []
      : [
          "The program no longer has these, and the update deletes them:",
          ...gone.map((urn) => `  ${resourceText(urn)}`),
        ]),
  ];
}

const presenceText = (presence: Presence): string => {
  if (presence === undefined) return "";
  return presence ? "is in the cluster" : "is not in the cluster";
};

/** That nobody could look, and that the commands could not either. */
export const unreachedText = (why: string): string =>
  `The cluster does not answer (${why}): what exists there is not known, and the commands need it.`;

/** That there is nothing to do, and what an update would do that is no recovery. */
export const healthyText = (stack: string, { pending, gone }: Judgement): readonly string[] => [
  "There is nothing to recover: no update was cut off.",
  ...(pending === 0 && gone.length === 0
    ? []
    : [
        `The program is another than the one that was deployed: \`pulumi preview --stack ${stack}\` says how.`,
      ]),
];

/** Why the recovery must not run, and what to do instead. */
export function renamedText(renamed: readonly Renamed[], paint: Paint): readonly string[] {
  return [
    paint.red(
      "Not safe: an object changed its name in the program. The recovery would take it over, then delete it.",
    ),
    ...renamed.flatMap(({ object, from, to }) =>
      from === to
        ? [`  ${object}`, "    stands twice in the state, and once it is marked for deletion", `    ${from}`]
        : [`  ${object}`, `    was ${from}`, `    is  ${to}`],
    ),
    "Go back to the revision that the killed update ran, recover there, and give what was renamed an alias before the next update.",
    "Where an object stands twice, look at it first: `pulumi state delete <URN>` forgets the entry that is marked.",
  ];
}

export function stepsText(steps: readonly Step[], paint: Paint): readonly string[] {
  const rows = steps.map((step, index) => [`${index + 1}.`, paint.bold(lineOf(step)), paint.dim(step.why)]);
  return aligned(rows);
}
