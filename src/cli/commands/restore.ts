import { join } from "node:path";
import { type Composition, compose } from "../../blueprint/compose.ts";
import type { DeploymentBlueprint, Service } from "../../blueprint/model.ts";
import { manage } from "../../catalog/edxapp/pods.ts";
import { isError } from "../../documents/problem.ts";
import type { Rendering } from "../../render/rendering.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { Staging } from "../folder.ts";
import { json } from "../json.ts";
import { existing, open } from "../project.ts";
import { refuse } from "../refusal.ts";
import { renderer } from "../rendered.ts";
import { type Asked, askedOf, namesIn } from "../restore/asked.ts";
import { checklistText } from "../restore/checklist.ts";
import { type JobManifest, jobOf, type Wanted } from "../restore/job.ts";
import { livingOf, runJob, runSteps } from "../restore/run.ts";
import { targetsOf } from "../restore/servers.ts";
import {
  courseSteps,
  type Plan,
  type PlannedJob,
  type Steps,
  type WholePlan,
  wholeSteps,
} from "../restore/steps.ts";
import { setsText, stepsAsJson, stepsText } from "../restore/text.ts";
import { backupsOf } from "../restore/told.ts";

export const command: Command = {
  name: "restore",
  arguments: { usage: "<stack>", min: 1, max: 1 },
  description: [
    "Prints the steps that restore a backup, in order, with the Job that does it.",
    "With --run it does them, except for stopping what runs: a deployment that lives is never restored over.",
  ],
  options: {
    list: { type: "flag", description: "Ask the bucket which sets there are, by a Job, and print them." },
    set: {
      type: "text",
      value: "CLASS/ID",
      description: "The set to restore, as --list names it. Default: the newest.",
    },
    until: {
      type: "text",
      value: "MOMENT",
      description: "The newest set from before a day or a minute, in UTC: 2026-11-24, 2026-11-24T12:00Z.",
    },
    exclude: {
      type: "text",
      value: "NAMES",
      description: "Databases and buckets to leave out, with commas between.",
    },
    course: {
      type: "text",
      value: "KEY",
      description: "Only export this course, on servers that exist for it alone.",
    },
    run: { type: "flag", description: "Do it. Refused while anything of the deployment runs." },
    checklist: {
      type: "flag",
      description: "Print the rehearsal of once a year, with the part of the people.",
    },
    format: { type: "text", choices: ["text", "json"], description: "Default: text." },
  },
  json: [
    "{ stack, job: name, file, steps: [{ phase, by, line?, what?, why? }] }",
    'phase = "stop" | "restore" | "start", by = "hand" | "kubectl" | "pulumi"',
    "with --list: { stack, sets: [{ set, moment, release, bytes }] }",
  ],
  examples: [
    { line: "arboretum restore production --list", does: "what there is" },
    {
      line: "arboretum restore production --until 2026-11-24",
      does: "the steps, for the last set of that day",
    },
    { line: "arboretum restore production --exclude videos --run", does: "do them, but for the videos" },
    {
      line: "arboretum restore production --course course-v1:edX+DemoX+2026 --run",
      does: "export one course",
    },
    { line: "arboretum restore production --checklist", does: "the rehearsal" },
  ],
  run: restore,
};

interface Ground {
  readonly call: Call;
  readonly composition: Composition;
  readonly blueprint: DeploymentBlueprint;
  readonly rendering: Rendering;
}

async function restore(call: Call): Promise<ExitCode> {
  refuseMisuse(call);
  const { name, project, problems } = open(call);
  const composition = compose(project, existing(project, call.arguments[0] ?? ""));
  const render = await renderer(name, call.root, "preview");
  const { rendering, problems: ofStack } = await render(composition);
  const { blueprint } = composition;
  if (rendering === undefined || ofStack.some(isError)) return refuse(call, [...problems, ...ofStack]);
  if (blueprint?.kind !== "deployment" || backupsOf(blueprint) === undefined)
    throw new UsageError(
      `${composition.stack} saves nothing: it has no arboretum:backups.\nFrom now on it does with this in ${composition.loaded.file}, below config:  arboretum:backups: { rpo: 26h, rto: 8h }`,
    );
  const ground = { call, composition, blueprint, rendering };
  if (call.flag("checklist")) {
    call.io.out(checklistText(blueprint));
    return 0;
  }
  return call.flag("list") ? list(ground) : restoreOf(ground);
}

function refuseMisuse({ flag, text }: Call): void {
  if (flag("run") && text("format") === "json")
    throw new UsageError("--run shows what Kubernetes says, which is no JSON. Leave out --format.");
  if (flag("list") && flag("run"))
    throw new UsageError("--list runs by itself and changes nothing. Leave out --run.");
}

async function list(ground: Ground): Promise<ExitCode> {
  const { call, blueprint } = ground;
  const manifest = jobFrom(ground, "restore", "restore-list", {
    environment: {},
    programs: { fetch: "list.sh" },
  });
  const [file = ""] = written(call, blueprint, [manifest]);
  const said = await runJob(call, blueprint, { file, manifest });
  if (said === undefined) return 1;
  call.io.out(setsText(call, blueprint.stack, said));
  return 0;
}

async function restoreOf(ground: Ground): Promise<ExitCode> {
  const { call, blueprint } = ground;
  const backups = backupsOf(blueprint);
  if (backups === undefined) throw new Error("there are backups");
  const asked = askedOf(call, backups);
  const { plan, steps } =
    asked.course === undefined ? wholeOf(ground, asked, backups) : courseOf(ground, asked, asked.course);
  if (call.flag("run")) return run(ground, steps, asked);
  call.io.out(call.text("format") === "json" ? json(stepsAsJson(plan, steps)) : stepsText(call, plan, steps));
  return 0;
}

interface Planned {
  readonly plan: Plan;
  readonly steps: Steps;
}

function wholeOf(ground: Ground, asked: Asked, backups: Service): Planned {
  const { call, blueprint, rendering, composition } = ground;
  const manifest = jobFrom(ground, "restore", "restore", { environment: told(asked) });
  // Makes room for the same set: nothing of it is run by this command.
  const clearing = jobFrom(ground, "restore", "restore-clear", {
    environment: told(asked),
    programs: { fetch: "fetch.sh", mysql: "clear-mysql.sh", mongodb: "clear-mongodb.mongosh" },
  });
  const [file = "", room = ""] = written(call, blueprint, [manifest, clearing]);
  const plan = {
    blueprint,
    job: planned(manifest, file),
    clearing: planned(clearing, room),
    targets: targetsOf(blueprint, asked.exclude),
    buckets: namesIn(backups).buckets.filter((one) => !asked.exclude.includes(one)),
    jobs: jobsOf(rendering),
    reindex: reindexing(composition),
  };
  return { plan, steps: wholeSteps(plan) };
}

function courseOf(ground: Ground, asked: Asked, course: string): Planned {
  const { call, blueprint } = ground;
  const manifest = jobFrom(ground, "restore-course", "restore-course", { environment: told(asked) });
  const [file = ""] = written(call, blueprint, [manifest]);
  const plan = { blueprint, job: planned(manifest, file) };
  return { plan, steps: courseSteps(plan, course) };
}

const planned = ({ metadata, spec }: JobManifest, file: string): PlannedJob => ({
  name: String(metadata.name),
  file,
  longest: Number(spec.activeDeadlineSeconds),
});

async function run({ call, blueprint }: Ground, steps: Steps, { course }: Asked): Promise<ExitCode> {
  const living = course === undefined ? await livingOf(call, blueprint) : [];
  if (living === undefined) return 1;
  if (living.length > 0) {
    call.io.err(
      `${living.join(", ")} ${living.length === 1 ? "runs" : "run"}: a deployment that lives is never restored over.\nStop it first:\n`,
    );
    call.io.err(stepsText(call, undefined, { ...steps, restore: [], start: [] }));
    return 1;
  }
  return runSteps(call, blueprint, steps);
}

const told = ({ set, until, exclude, course }: Asked) => ({
  ...(set ? { SET: set } : {}),
  ...(until ? { UNTIL: until } : {}),
  ...(exclude.length > 0 ? { EXCLUDE: exclude.join(" ") } : {}),
  ...(course ? { COURSE: course } : {}),
});

/** A Job of a CronJob that waits for somebody who restores. */
function jobFrom(
  { call, rendering }: Ground,
  cronJob: string,
  name: string,
  how: Pick<Wanted, "environment" | "programs">,
): JobManifest {
  const job = jobOf(rendering, { cronJob, name: `${name}-${stamp(call)}`, ...how });
  if (job === undefined) throw new Error("what restores is a CronJob that waits");
  return job;
}

/** In the name of a Job: no restore is run twice because it was asked for twice. */
const stamp = ({ io }: Call): string =>
  io.now().toISOString().slice(0, 19).replace(/[-:]/g, "").toLowerCase();

/** Writes Jobs into a folder of the stack, and says where each is. */
function written(
  { root }: Call,
  { stack }: DeploymentBlueprint,
  manifests: readonly JobManifest[],
): readonly string[] {
  const files = manifests.map((manifest) => ({
    path: `${String(manifest.metadata.name)}.json`,
    text: `${JSON.stringify(manifest, null, 2)}\n`,
  }));
  const staging = new Staging();
  try {
    staging.add(join(root, "out", `${stack}.restore`), files);
    staging.place();
  } finally {
    staging.clear();
  }
  return files.map(({ path }) => join("out", `${stack}.restore`, path));
}

const jobsOf = ({ resources }: Rendering): WholePlan["jobs"] =>
  resources
    .filter(({ type }) => type === "kubernetes:batch/v1:Job")
    .map(({ inputs }) => inputs.metadata as { readonly namespace: string; readonly name: string });

function reindexing({ resolution }: Composition): WholePlan["reindex"] {
  const search = resolution?.release.dialect.search;
  if (search === undefined) return [];
  const { reindexStudioAfterUpgrade: studio, reindexCourses } = search;
  return [
    ...(studio ? [manage("cms", "reindex_studio", ...studio)] : []),
    ...(reindexCourses ? [manage("cms", "reindex_course", "--active")] : []),
  ];
}
