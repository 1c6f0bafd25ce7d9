import { type Deployed, deploy } from "../../../sandbox/deploy.ts";
import type { Sandbox } from "../../../sandbox/sandbox.ts";
import { isError } from "../../documents/problem.ts";
import type { Rendering } from "../../render/rendering.ts";
import type { Call, ExitCode } from "../command.ts";
import { inspect } from "../inspection.ts";
import { json } from "../json.ts";
import { refuse } from "../refusal.ts";
import { definitionsFor } from "./definitions.ts";
import { tableOf } from "./table.ts";
import { running, secondsIn, stackIn } from "./which.ts";

/** Deploys a stack to a sandbox, and shows what runs afterwards. */
export async function run(call: Call): Promise<ExitCode> {
  const stack = stackIn(call);
  const sandbox = running(call);
  try {
    return call.text("engine") === "pulumi"
      ? await (await import("./deployWithPulumi.ts")).deployWithPulumi(call, sandbox, stack)
      : await deployEmbedded(call, sandbox, stack);
  } finally {
    sandbox.cluster.close();
  }
}

async function deployEmbedded(call: Call, { cluster }: Sandbox, stack: string): Promise<ExitCode> {
  const { io, text } = call;
  const renderings: Rendering[] = [];
  const { problems } = await inspect(call, [stack], (rendering) => renderings.push(rendering));
  const [rendering] = renderings;
  if (rendering === undefined || problems.some(isError)) return refuse(call, problems);
  const deployed = await deploy(cluster, rendering, {
    say: (doing) => io.err(`${doing} …\n`),
    patience: secondsIn(call, "patience", 180),
    definitions: definitionsFor(io.environment),
  });
  if (text("format") === "json") io.out(json(deployed));
  else io.out(`${summaryOf(deployed)}\n${await tableOf(cluster, namespacesOf(deployed))}`);
  return 0;
}

const namespacesOf = ({ applied }: Deployed): readonly string[] => [
  ...new Set(applied.flatMap(({ namespace }) => namespace ?? [])),
];

function summaryOf({ applied, removed, opaque, warnings, waves, seconds }: Deployed): string {
  const fates = ["created", "changed", "replaced", "unchanged"] as const;
  const counts = fates
    .map((fate) => ({ fate, count: applied.filter((one) => one.fate === fate).length }))
    .filter(({ count }) => count > 0)
    .map(({ fate, count }) => `${count} ${fate}`);
  const gone = removed.length > 0 ? [`${removed.length} removed`] : [];
  return [
    `${applied.length} objects in ${waves} waves after ${seconds.toFixed(1)} s: ${[...counts, ...gone].join(", ")}.`,
    ...opaque.map(
      ({ name, chart, version }) =>
        `Not installed: ${name}, the chart ${chart} ${version}. Only Helm knows what it creates.`,
    ),
    ...warnings.map(({ kind, name, text }) => `Warning of the API server about ${kind} ${name}: ${text}`),
  ].join("\n");
}
