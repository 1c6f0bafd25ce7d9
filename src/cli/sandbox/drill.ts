import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { type Drilled, drill } from "../../../sandbox/drill/drill.ts";
import type { DrillOrder } from "../../../sandbox/drill/order.ts";
import { pageOf } from "../../../sandbox/drill/page.ts";
import { demand, quota } from "../../blueprint/capacity.ts";
import { compose } from "../../blueprint/compose.ts";
import { fleetOf } from "../../blueprint/fleet.ts";
import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import type { Project } from "../../blueprint/project.ts";
import { REQUESTS_PER_LEARNER } from "../../catalog/learners.ts";
import { isError } from "../../documents/problem.ts";
import type { Rendering } from "../../render/rendering.ts";
import { bytesOf, millicoresOf } from "../../vocabulary/quantity.ts";
import { type Call, type ExitCode, UsageError } from "../command.ts";
import { json } from "../json.ts";
import { existing, open, stacksFor } from "../project.ts";
import { refuse } from "../refusal.ts";
import { renderer } from "../rendered.ts";
import { definitionsFor } from "./definitions.ts";
import { fitted } from "./fitted.ts";
import { secondsIn } from "./which.ts";

/** A day in two minutes: shorter than a minute, an autoscaler has no time to look. */
const DAY = { usual: 120, least: 60, most: 3600 };

/** Lets a day of learners pass over a stack, in a sandbox of its own, and shows what became of it. */
export async function run(call: Call): Promise<ExitCode> {
  const { io, text, paint } = call;
  const learners = learnersIn(call);
  const seconds = secondsIn(call, "day", DAY.usual);
  if (seconds < DAY.least || seconds > DAY.most) throw new UsageError("--day is from 60s to 60m.");
  const { name, project } = open(call);
  const chosen = choose(project, call.arguments[1], learners);
  const render = await renderer(name, call.root, "resolved");
  const composition = compose(chosen.project, chosen.stack);
  const { rendering, problems } = await render(composition);
  const { blueprint } = composition;
  if (rendering === undefined || blueprint?.kind !== "deployment" || problems.some(isError))
    return refuse(call, problems);
  const platform =
    composition.loaded.kind === "deployment" ? composition.loaded.settings?.cluster.platform : "none";
  const before = platform === undefined || platform === "none" ? [] : [platform];
  const order = orderOf({
    title: chosen.title,
    learners,
    seconds,
    blueprint,
    rendering,
    before: (
      await Promise.all(before.map(async (stack) => (await render(compose(project, stack))).rendering))
    ).flatMap((one) => one ?? []),
  });
  const drilled = await drill(
    { ...order, definitions: definitionsFor(io.environment) },
    {
      name: text("name") ?? `drill-${process.pid}`,
      environment: io.environment,
      say: (doing) => io.err(`${doing} …\n`),
    },
  );
  const file = fileFor(call, chosen.stack, learners);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, pageOf(drilled));
  if (text("format") === "json") io.out(json(drilled));
  else io.out(`${summaryOf(drilled, paint)}\nThe day as a picture: ${relative(io.cwd, file) || file}\n`);
  return drilled.findings.every(({ holds }) => holds) ? 0 : 1;
}

const MOST_LEARNERS = 1_000_000;

function learnersIn({ text }: Call): number {
  const said = text("learners");
  if (said === undefined)
    throw new UsageError(
      "sandbox drill needs a number of learners.\nExample: arboretum sandbox drill --learners 5000",
    );
  const learners = Number(said);
  if (Number.isInteger(learners) && learners >= 1 && learners <= MOST_LEARNERS) return learners;
  throw new UsageError(`--learners cannot be ${JSON.stringify(said)}. Write a number such as 5000.`);
}

interface Chosen {
  readonly project: Project;
  readonly stack: string;
  readonly title: string;
}

/** A stack that is named is taken as it is. Otherwise the last one is made for so many learners. */
function choose(project: Project, named: string | undefined, learners: number): Chosen {
  if (named !== undefined) {
    const stack = existing(project, named);
    const { kind } = project.settingsOf(stack);
    if (kind === "platform") throw new UsageError(`${stack} is a platform: learners come to a deployment.`);
    return { project, stack, title: `${stack}, as it is` };
  }
  const stack = stacksFor(project, []).findLast((one) => project.settingsOf(one).kind === "deployment");
  if (stack === undefined)
    throw new UsageError("This project has no deployment that learners could come to.");
  const { project: made, profile, connections } = fitted(project, stack, learners);
  const title = `${stack} with profile ${profile} and ${connections.toLocaleString("en")} connections to MySQL`;
  return { project: made, stack, title };
}

function orderOf(told: {
  readonly title: string;
  readonly learners: number;
  readonly seconds: number;
  readonly blueprint: DeploymentBlueprint;
  readonly rendering: Rendering;
  readonly before: readonly Rendering[];
}): DrillOrder {
  const { blueprint, ...rest } = told;
  const { services, stores, preparations } = blueprint;
  const allowed = quota({ services, stores, preparations });
  return {
    ...rest,
    ...fleetOf(blueprint, told.learners),
    requests: REQUESTS_PER_LEARNER,
    demand: {
      cpu: millicoresOf(allowed.cpu),
      memory: bytesOf(allowed.memory),
      pods: demand(services, stores, "highest").pods,
    },
  };
}

function fileFor({ text, io, root }: Call, stack: string, learners: number): string {
  const said = text("out");
  if (said === undefined) return join(root, "out", "drills", `${stack}-${learners}.html`);
  return isAbsolute(said) ? said : join(io.cwd, said);
}

function summaryOf({ order, findings, took, machines }: Drilled, paint: Call["paint"]): string {
  const rows = findings.map(
    ({ what, holds, says }) => `${holds ? paint.green("holds") : paint.red("fails")}  ${what}. ${says}`,
  );
  return [
    `${order.learners.toLocaleString("en")} learners on ${order.title}: a day in ${order.seconds} s on ${machines.count} machines, ${Math.round(took.all)} s in all.`,
    ...rows,
  ].join("\n");
}
