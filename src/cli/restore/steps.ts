import { processesOf } from "../../blueprint/capacity.ts";
import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import { fewest, type Process } from "../../vocabulary/workload.ts";
import { hand, kubectlIn, lineOf, type Run, runIn, type Step } from "../step.ts";
import { accountJobs, emptied, lentTo, type Target } from "./servers.ts";

/** `stop` is never run by the command: what lives is not restored over, and who stops it knows why. */
export interface Steps {
  readonly stop: readonly Step[];
  readonly restore: readonly Step[];
  readonly start: readonly Step[];
}

/** A Job, the file with it, and the seconds that it may take. */
export interface PlannedJob {
  readonly name: string;
  readonly file: string;
  readonly longest: number;
}

export interface Plan {
  readonly blueprint: DeploymentBlueprint;
  /** What restores. */
  readonly job: PlannedJob;
}

export interface WholePlan extends Plan {
  /** What makes room. */
  readonly clearing: PlannedJob;
  /** The servers that are filled again, and the buckets. */
  readonly targets: readonly Target[];
  readonly buckets: readonly string[];
  /** The Jobs of the stack, as the cluster knows them. */
  readonly jobs: readonly { readonly namespace: string; readonly name: string }[];
  /** What fills the search again, as arguments of a shell in Studio. */
  readonly reindex: readonly (readonly string[])[];
}

/** Everything of a deployment that writes, and has to stand still meanwhile. */
export function writersOf({ services, home }: DeploymentBlueprint): {
  readonly processes: readonly Process[];
  readonly schedules: readonly string[];
} {
  const here = services.filter(({ namespace }) => namespace === home);
  return {
    processes: processesOf(here),
    schedules: here.flatMap(({ schedules }) =>
      schedules.filter(({ byHand }) => !byHand).map(({ name }) => name),
    ),
  };
}

const suspended = (yes: boolean): string => JSON.stringify({ spec: { suspend: yes } });
const PAUSED = "autoscaling.keda.sh/paused-replicas";

/** The whole deployment: nobody writes, it is restored, it starts again. */
export function wholeSteps(plan: WholePlan): Steps {
  const { blueprint, job, targets, reindex } = plan;
  const lent = targets.filter((one) => one.lent);
  const run = runIn(blueprint);
  const { processes, schedules } = writersOf(blueprint);
  const cronJobs = schedules.map((name) => `cronjob/${name}`);
  // A standby that waits follows no calendar.
  const calendar = (why: string, still: boolean): readonly Step[] =>
    cronJobs.length === 0 ? [] : [run(why, "patch", ...cronJobs, "--patch", suspended(still))];
  const queued = processes.filter(({ scaling }) => scaling.by === "queue").map(({ name }) => name);
  const names = processes.map(({ name }) => name);
  return {
    stop: [
      hand("Say so on the site, and agree who decides."),
      ...calendar("no backup of half a site, no task in between", true),
      ...(queued.length > 0
        ? [
            run(
              "the autoscaler stands still",
              "annotate",
              "scaledobject",
              ...queued,
              "--overwrite",
              `${PAUSED}=0`,
            ),
          ]
        : []),
      run("nobody writes any more", "scale", "deployment", ...names, "--replicas", "0"),
      run(
        "until the last has ended",
        "wait",
        "--for=delete",
        "pod",
        "--selector",
        "app.kubernetes.io/component in (web,worker)",
        "--timeout=15m",
      ),
      ...lent.map((one) =>
        hand(
          `${one.kind} at ${one.place} is somebody else's, who has made \`${one.user}\` to read. Until the end it has to write, and whoever runs the server says so there: ${lentTo(one)}`,
        ),
      ),
      ...roomSteps(plan, run),
    ],
    restore: jobSteps(run, job, "restores, and counts against the manifest", "what it says"),
    start: [
      ...startSteps(processes, run),
      ...(queued.length > 0
        ? [run("the autoscaler counts again", "annotate", "scaledobject", ...queued, `${PAUSED}-`)]
        : []),
      run("until Studio is there", "rollout", "status", "deployment/cms", "--timeout=15m"),
      ...reindex.map((command) => run("fills the search again", "exec", "deployment/cms", "--", ...command)),
      ...calendar("backups and schedules go on", false),
      ...lent.map(({ kind, place, user }) =>
        hand(`Whoever runs ${kind} at ${place} takes from \`${user}\` what it was given.`),
      ),
      hand(
        "Log in, open a course, look at a grade and at an uploaded file. Erase again whoever was erased since.",
      ),
    ],
  };
}

const EVERY_CONTAINER = ["--all-containers", "--prefix"];

/** A Job from its file to its end, and what it says. */
const jobSteps = (
  run: Run,
  { name, file, longest }: PlannedJob,
  why: string,
  said: string,
  containers = EVERY_CONTAINER,
): readonly Step[] => [
  run(why, "create", "--filename", file),
  run("until its end", "wait", "--for=condition=complete", `job/${name}`, `--timeout=${longest}s`),
  run(said, "logs", `job/${name}`, ...containers),
];

/** What is broken goes before it is restored: nothing is ever restored over. */
function roomSteps({ blueprint, clearing, targets, buckets, jobs }: WholePlan, run: Run): readonly Step[] {
  const what = targets.map(
    ({ kind, place, user, databases }) =>
      `${kind === "MySQL" ? "drops" : "empties"} ${databases.join(", ")} on ${kind} at ${place}, as ${user}`,
  );
  const anew = accountJobs(blueprint, jobs)
    .filter(({ names }) => names.length > 0)
    .map(({ namespace, names }) => kubectlIn(namespace, blueprint, "delete", "job", ...names))
    .map((line) => lineOf({ by: "kubectl", arguments: line, why: "" }));
  return [
    ...(targets.length === 0
      ? []
      : [
          hand(
            `Where a server is new, its accounts are not there yet: ${[...anew, `pulumi up --refresh --stack ${blueprint.stack}`].join(" && ")} makes them, and what that starts is stopped again.`,
          ),
          ...targets.flatMap(rewound),
          hand(
            "Whatever of the databases is whole is left out with --exclude. What is worth saving of the rest is saved now.",
          ),
          ...jobSteps(
            run,
            clearing,
            `${what.join("; ")}, once the set is fetched and believed`,
            "whether it refuses, and why, while one waits",
          ),
        ]),
    ...(buckets.length === 0
      ? []
      : [
          hand(
            `Empty these buckets, or leave out with --exclude what is whole, ${emptied(blueprint, buckets)}`,
          ),
        ]),
  ];
}

const rewound = ({ rewound: past }: Target): readonly Step[] =>
  past === undefined
    ? []
    : [
        hand(
          `For a moment between two sets: Amazon has any of the last ${past.days} days, as a server beside it. aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier ${past.identifier} --target-db-instance-identifier ${past.identifier}-restored --restore-time <moment>. Take the rows over from there, and leave the databases out here with --exclude.`,
        ),
      ];

/** Deployments with as many replicas in one command: their autoscalers have no say while there are none. */
function startSteps(processes: readonly Process[], run: Run): readonly Step[] {
  const sizes = [...new Set(processes.map(({ scaling }) => Math.max(1, fewest(scaling))))].sort(
    (a, b) => a - b,
  );
  return sizes.map((size) =>
    run(
      "starts again",
      "scale",
      "deployment",
      ...processes.filter(({ scaling }) => Math.max(1, fewest(scaling)) === size).map(({ name }) => name),
      "--replicas",
      String(size),
    ),
  );
}

/** One course: it is exported on servers of the Job's own, and nothing of the deployment stands still. */
export function courseSteps({ blueprint, job }: Plan, course: string): Steps {
  const run = runIn(blueprint);
  const studio = blueprint.hosts.find(({ name }) => name === "studio")?.host;
  return {
    stop: [],
    restore: [
      ...jobSteps(
        run,
        job,
        "restores beside the site, and exports",
        "the address of the archive, good for a day",
        ["--container", "course"],
      ),
    ],
    start: [
      hand(
        `Fetch the archive, and import it in Studio${studio ? `: https://${studio}/import/${course}` : ""}. Where the course is gone, create it there first, with the same key. Grades and enrolments do not come along.`,
      ),
    ],
  };
}
