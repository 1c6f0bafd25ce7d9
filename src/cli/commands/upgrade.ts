import { didYouMean } from "../../documents/nearest.ts";
import { isError } from "../../documents/problem.ts";
import type { Deployment, ReleaseMap } from "../../releases/mapModel.ts";
import type { SupportedRelease } from "../../releases/release.ts";
import { type StageHop, upgradePlan } from "../../upgrade/plan.ts";
import { visible } from "../../upgrade/stackChanges.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { tally, wordsBetweenRevisions } from "../compare/changeWords.ts";
import { json } from "../json.ts";
import { once } from "../problems.ts";
import { open, todayFor, todayOption } from "../project.ts";
import { refuse } from "../refusal.ts";
import { renderer } from "../rendered.ts";
import { stageSteps } from "../upgrade/steps.ts";
import { type Told, type ToldHop, upgradeJson, upgradeText } from "../upgrade/text.ts";

export const command: Command = {
  name: "upgrade",
  arguments: { usage: "[deployment]", min: 0, max: 1 },
  description: [
    "Prints how a deployment gets to a release, stage by stage: what to ask first, the commands in order, the way back.",
    "Nothing is written: the release of each stage stands in the release map. Without a name, the default deployment.",
  ],
  options: {
    to: {
      type: "text",
      value: "RELEASE",
      description: "Where to. Default: the next release of the earliest stage.",
    },
    format: { type: "text", choices: ["text", "json"], description: "Default: text." },
    today: todayOption,
  },
  json: [
    "{ deployment, to, hops: [{ from, to, questions: [{ id, asks, why, sql? }], changes: [text], pointOfNoReturn, stages }] }",
    "stages = [{ stage, stack, after: [stage], place, problems: [problem], itself: [text], steps: [{ phase, by, line?, what?, why? }] }]",
    'phase = "before" | "update" | "after" | "back", by = "hand" | "kubectl" | "pulumi"',
  ],
  examples: [
    { line: "arboretum upgrade", does: "how the default deployment gets to the next release" },
    {
      line: "arboretum upgrade xpro --to verawood",
      does: "how another one gets there, over all that lies between",
    },
  ],
  run: upgrade,
};

async function upgrade(call: Call): Promise<ExitCode> {
  const { name, project, problems } = open(call);
  const { map } = project;
  if (map === undefined) return refuse(call, problems.filter(isError));
  const deployment = deploymentOf(map, call.arguments[0]);
  const [oldest, ...later] = runningIn(map, deployment);
  // Releases that nobody knows: what is wrong is said of the map.
  if (oldest === undefined) return refuse(call, problems.filter(isError));
  const running = { oldest, newest: later.at(-1) ?? oldest };
  const to = targetOf(map, deployment, running, call.text("to"));
  const plan = upgradePlan({ ...project, map }, deployment, to, { today: todayFor(call) });
  if (plan.hops.length === 0) {
    call.io.out(`${deployment.name} runs ${to.name} in every stage: there is nothing to do.\n`);
    return 0;
  }
  const hops: ToldHop[] = [];
  for (const hop of plan.hops) {
    const stages: Told[] = [];
    for (const stage of hop.stages) {
      call.progress(`Rendering ${stage.stack} with ${hop.to.name}`);
      const { told, problems } = await changeOf(call, name, stage);
      const steps = stageSteps(hop, stage, told);
      stages.push({ stage, problems, ...(steps ? { steps } : {}) });
    }
    hops.push({ hop, stages });
  }
  call.io.out(
    call.text("format") === "json" ? json(upgradeJson(plan, hops)) : upgradeText(plan, hops, call.paint),
  );
  return hops.some(({ stages }) => stages.some(({ problems }) => problems.some(isError))) ? 1 : 0;
}

function deploymentOf(map: ReleaseMap, named: string | undefined): Deployment {
  const known = [...map.deployments.keys()];
  const name = named ?? map.default?.deployment ?? (known.length === 1 ? known[0] : undefined);
  if (name === undefined)
    throw new UsageError(`${map.file} names no default deployment. Say which: ${known.join(", ")}`);
  const found = map.deployments.get(name);
  if (found) return found;
  throw new UsageError(
    `There is no deployment ${JSON.stringify(name)} in ${map.file}.${didYouMean(name, known)}\nOne of: ${known.join(", ")}`,
  );
}

/** What its stages run, the oldest first. */
const runningIn = ({ supported }: ReleaseMap, { run }: Deployment): readonly SupportedRelease[] =>
  [...run.values()]
    .flatMap(({ release }) => supported.get(release) ?? [])
    .sort((one, other) => one.ordinal - other.ordinal);

interface Running {
  readonly oldest: SupportedRelease;
  readonly newest: SupportedRelease;
}

function targetOf(
  { supported }: ReleaseMap,
  { name }: Deployment,
  running: Running,
  wanted: string | undefined,
): SupportedRelease {
  const { oldest } = running;
  if (wanted === undefined) return next(supported, running) ?? oldest;
  const to = supported.get(wanted);
  const known = [...supported.keys()];
  if (to === undefined)
    throw new UsageError(
      `There is no release ${JSON.stringify(wanted)}.${didYouMean(wanted, known)}\nOne of: ${known.join(", ")}`,
    );
  if (to.use !== "deployable")
    throw new UsageError(
      `${wanted} cannot be deployed any more: one only comes from there. Write a later release.`,
    );
  if (oldest.ordinal > to.ordinal)
    throw new UsageError(
      `${name} runs ${oldest.name} already, and no release goes back to ${wanted}: migrations of Django do not. \`arboretum restore\` brings back what was saved.`,
    );
  return to;
}

/** Where some stages are ahead, the others follow; otherwise the release that follows. */
function next(supported: ReleaseMap["supported"], { oldest, newest }: Running): SupportedRelease | undefined {
  if (newest.ordinal > oldest.ordinal) return newest;
  return [...supported.values()].find(
    ({ use, upgradeFrom }) => use === "deployable" && upgradeFrom.some(({ from }) => from === oldest.name),
  );
}

/** What the update would change, as the engine works it out, and what stands against it. */
async function changeOf(call: Call, project: string, { stacks, problems }: StageHop) {
  if (stacks === undefined) return { told: "", problems };
  const [render, { plan }] = await Promise.all([
    renderer(project, call.root, "preview"),
    import("../../render/plan.ts"),
  ]);
  const [before, after] = [await render(stacks.before), await render(stacks.after)];
  const said = once([...problems, ...after.problems]);
  if (before.rendering === undefined || after.rendering === undefined) return { told: "", problems: said };
  return {
    told: tally(visible(plan(before.rendering, after.rendering)), wordsBetweenRevisions),
    problems: said,
  };
}
