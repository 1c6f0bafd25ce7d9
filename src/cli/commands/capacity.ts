import { type Demand, demand, processesOf } from "../../blueprint/capacity.ts";
import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import { type Bound, connectionsOf, saturation } from "../../blueprint/saturation.ts";
import { bytesOf, millicoresOf } from "../../vocabulary/quantity.ts";
import { fewest, most } from "../../vocabulary/workload.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { json } from "../json.ts";
import { refuse } from "../refusal.ts";
import { composeOne } from "../single.ts";
import { aligned, type Side } from "../table.ts";

export const command: Command = {
  name: "capacity",
  arguments: { usage: "<stack>", min: 1, max: 1 },
  description: [
    "Says how large a stack may grow, and what gives way first when learners come.",
    "Requests at the lowest and at the highest load, quotas, connections to MySQL, hours of processors and memory in a month.",
  ],
  options: {
    learners: {
      type: "text",
      value: "N",
      description: "Learners at once that it has to carry. Exit code 1 if it does not.",
    },
    format: { type: "text", choices: ["text", "json"], description: "Default: text." },
  },
  json: [
    "{ stack, processes: [{ name, replicas: range, processes, cpu, memory }], lowest: demand, highest: demand,",
    "  quotas: [{ namespace, cpu, memory, pods }], connections: { most, allowed }, bounds: [{ what, learners, more }] }",
    "demand = { pods, cpu, memory } in thousandths of a processor and bytes; without Jobs",
  ],
  examples: [
    { line: "arboretum capacity production", does: "what it asks for, and what it carries" },
    { line: "arboretum capacity production --learners 3000", does: "whether it carries so many at once" },
  ],
  run: capacity,
};

function capacity(call: Call): ExitCode {
  const learners = learnersIn(call);
  const { composition, problems } = composeOne(call, call.arguments[0] ?? "");
  const { blueprint } = composition;
  if (blueprint === undefined) return refuse(call, problems);
  if (blueprint.kind === "platform")
    throw new UsageError(`${blueprint.stack} is a platform: nobody learns there.`);
  const report = reportOf(blueprint);
  call.io.out(call.text("format") === "json" ? json(report) : `${textOf(report, call, learners)}\n`);
  return report.bounds.some((bound) => bound.learners < (learners ?? 0)) ? 1 : 0;
}

function learnersIn(call: Call): number | undefined {
  const said = call.text("learners");
  if (said === undefined) return undefined;
  if (!/^[1-9][0-9]{0,8}$/.test(said))
    throw new UsageError(`--learners takes a whole number, such as 3000, and not ${JSON.stringify(said)}.`);
  return Number(said);
}

const reportOf = (blueprint: DeploymentBlueprint) => {
  const { stack, services, stores, namespaces } = blueprint;
  const sizeOf = ({ pods, cpu, memory }: Demand) => ({ pods, cpu, memory });
  return {
    stack,
    processes: processesOf(services).map(({ name, scaling, processes, pod: { resources } }) => ({
      name,
      replicas: { lowest: fewest(scaling), highest: most(scaling) },
      processes,
      cpu: resources.cpu.request,
      memory: resources.memory.request,
    })),
    lowest: sizeOf(demand(services, stores, "lowest")),
    highest: sizeOf(demand(services, stores, "highest")),
    quotas: namespaces.map(({ name, quota }) => ({ namespace: name, ...quota })),
    connections: connectionsOf(blueprint),
    bounds: saturation(blueprint),
  };
};

type Report = ReturnType<typeof reportOf>;

const HOURS_IN_A_MONTH = 730;

const oneDecimal = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
const cores = (millicores: number): string => oneDecimal(millicores / 1000);
const gibibytes = (bytes: number): string => `${oneDecimal(bytes / 1024 ** 3)} GiB`;
const grouped = (value: number): string => String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, " ");

function textOf(report: Report, { paint }: Call, learners: number | undefined): string {
  const { lowest, highest, quotas, connections, bounds } = report;
  const hours = (part: Demand["cpu"]) => part * HOURS_IN_A_MONTH;
  return [
    table(
      ["process", "pods", "each has", "CPU", "memory"],
      report.processes.map(({ name, replicas, processes, cpu, memory }) => [
        name,
        replicas.lowest === replicas.highest
          ? String(replicas.lowest)
          : `${replicas.lowest}–${replicas.highest}`,
        `${processes} ${processes === 1 ? "process" : "processes"}`,
        cores(millicoresOf(cpu)),
        gibibytes(bytesOf(memory)),
      ]),
      paint.dim,
    ),
    "",
    table(
      ["with the stores", "pods", "CPU", "memory", "CPU hours a month", "GiB hours a month"],
      (
        [
          ["at the lowest load", lowest],
          ["at the highest", highest],
        ] as const
      ).map(([when, { pods, cpu, memory }]) => [
        when,
        String(pods),
        cores(cpu),
        gibibytes(memory),
        grouped(hours(cpu / 1000)),
        grouped(hours(memory / 1024 ** 3)),
      ]),
      paint.dim,
    ),
    "",
    ...quotas.map(
      ({ namespace, cpu, memory, pods }) =>
        `Quota of ${namespace}: ${cores(millicoresOf(cpu))} CPU, ${gibibytes(bytesOf(memory))}, ${pods} pods: a rollout and all Jobs at the highest load, and a tenth more.`,
    ),
    `Connections to MySQL: ${connections.most} at most, of ${connections.allowed} that are not kept for emergencies.`,
    "",
    ...bounds.map((bound, index) => boundText(bound, index === 0)),
    ...(learners === undefined ? [] : ["", verdict(bounds, learners)]),
  ].join("\n");
}

const SIDES: readonly Side[] = ["left", "right", "right", "right", "right", "right"];

const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  dim: (text: string) => string,
) => aligned([head.map(dim), ...rows], SIDES).join("\n");

const boundText = ({ what, learners, more }: Bound, first: boolean): string =>
  `${first ? "What gives way first" : "Then"}: ${what}, at about ${grouped(learners)} learners at once.${first ? ` ${more}` : ""}`;

function verdict(bounds: readonly Bound[], learners: number): string {
  const short = bounds.filter((bound) => bound.learners < learners);
  if (short.length === 0) return `It carries ${grouped(learners)} learners at once.`;
  const [first] = short;
  return `It does not carry ${grouped(learners)} learners at once: ${short.map(({ what }) => what).join(", ")} give way. ${first?.more ?? ""}`;
}
