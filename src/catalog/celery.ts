import { isKnown } from "../releases/known.ts";
import type { SupportedRelease } from "../releases/release.ts";
import type { Scale, Sized } from "../settings/sections/scale.ts";
import type { Tree } from "../vocabulary/late.ts";
import { bytesOf } from "../vocabulary/quantity.ts";
import type { Scaling } from "../vocabulary/workload.ts";
import { LAYOUTS, mayRepeat, QUEUES, type Queue, type QueueName, TASKS } from "./celeryTable.ts";
import type { Variant } from "./edxapp/variant.ts";
import { resourcesOf, type ServiceSize, sizeOf } from "./scale.ts";

/** Where whoever counts what waits finds the broker, and its password. */
export type Broker = Extract<Scaling, { by: "queue" }>["broker"];

/** Workers of one Deployment. Times in seconds. */
export interface WorkerGroup {
  /** Name of the component and of its Deployment. */
  readonly name: string;
  readonly variant: Variant;
  readonly queues: readonly Queue[];
  readonly size: ServiceSize;
  readonly prefetch: number;
  readonly tasksPerChild: number;
  /** KiB of a process after whose task it is replaced, so that the pod stays below its limit. */
  readonly memoryPerChild: number;
  /** The longest of its queues, or nothing where nobody knows of any. */
  readonly longest: number | undefined;
  readonly grace: number;
  readonly steady: boolean;
}

const SIZES: Readonly<Record<string, Sized>> = {
  "lms-worker": "lmsWorker",
  "lms-worker-high": "lmsWorkerHigh",
  "lms-worker-high-mem": "lmsWorkerHighMem",
  "cms-worker": "cmsWorker",
  "cms-worker-low": "cmsWorkerLow",
};

/** The setting of `arboretum:scale` that says how large a group is; none where the workers are not the platform's. */
export const settingOf = (group: string): Sized | undefined => SIZES[group];

function sizeOfGroup(group: string, scale: Scale): ServiceSize {
  const setting = settingOf(group);
  if (setting === undefined) throw new Error(`No setting says how large the workers ${group} are.`);
  return sizeOf(setting, scale);
}

/** The Deployments of workers of the LMS or of Studio. Every queue of the release is served by exactly one. */
export function workerGroups(
  variant: Variant,
  scale: Scale,
  release: SupportedRelease,
): readonly WorkerGroup[] {
  const existing = queuesOf(variant, release);
  return Object.entries(LAYOUTS[variant][scale.profile])
    .map(([name, names]) => ({
      name,
      queues: names.map(queueOf).filter(({ name }) => existing.includes(name)),
    }))
    .filter(({ queues }) => queues.length > 0)
    .map(({ name, queues }) => workerGroup(name, variant, queues, sizeOfGroup(name, scale)));
}

/** Before Redwood the platform names no queues: it has those of its variant, whatever they are. */
function queuesOf(variant: Variant, { dialect }: SupportedRelease): readonly string[] {
  const { queues } = dialect.celery;
  return queues.form === "named" ? queues[variant] : Object.values(LAYOUTS[variant].ci).flat();
}

function queueOf(name: QueueName): Queue {
  const queue = QUEUES.find((one) => one.name === name);
  if (queue === undefined) throw new Error(`The table of queues has no ${name}.`);
  return queue;
}

function workerGroup(
  name: string,
  variant: Variant,
  queues: readonly Queue[],
  size: ServiceSize,
): WorkerGroup {
  const longest = queues.map((queue) => queue.longest).filter(isKnown);
  const steady = queues.some((queue) => queue.steady);
  return {
    name,
    variant,
    queues,
    size,
    prefetch: Math.min(...queues.map(({ prefetch }) => prefetch)),
    // A new process for each short task would cost more than the task; the bound on memory holds for all of them.
    tasksPerChild: Math.max(...queues.map(({ tasksPerChild }) => tasksPerChild)),
    memoryPerChild: memoryPerChild(size),
    longest: longest.length > 0 ? Math.max(...longest) : undefined,
    grace: Math.max(...queues.map(({ grace }) => grace)),
    steady,
  };
}

/** What the parent of the processes needs, measured as what a pod of the platform needs before it works. */
const PARENT = 0.3 * 1024 ** 3;
/** A process is only looked at between two tasks: some of the limit is left for the one that it works on. */
const USABLE = 0.9;

function memoryPerChild(size: ServiceSize): number {
  const limit = bytesOf(resourcesOf(size).memory.limit);
  const each = (limit * USABLE - PARENT) / size.processes;
  return Math.floor(Math.max(each, 0) / 1024);
}

/** Whether a group works on all queues of its variant. */
const isAlone = ({ variant, queues }: WorkerGroup): boolean =>
  queues.length === Object.values(LAYOUTS[variant].ci).flat().length;

/** The command of a group's pods. Without `--concurrency` Celery would start a process for every processor of the node. */
export function celeryCommand(group: WorkerGroup, { dialect }: SupportedRelease): readonly string[] {
  const { queues, flags } = dialect.celery;
  const which =
    queues.form === "exclude" && isAlone(group)
      ? `--exclude-queues=${queues[group.variant]}`
      : `--queues=${group.queues.map(({ name }) => name).join(",")}`;
  const own = [
    `--hostname=${group.name}@%h`,
    which,
    `--concurrency=${group.size.processes}`,
    `--max-tasks-per-child=${group.tasksPerChild}`,
    `--max-memory-per-child=${group.memoryPerChild}`,
    `--prefetch-multiplier=${group.prefetch}`,
    // Workers that talk to each other left 65 GiB of forgotten lists on the broker of MIT.
    "--without-gossip",
    "--without-mingle",
  ];
  return [
    "celery",
    `--app=${group.variant}.celery`,
    "worker",
    "--loglevel=info",
    ...own,
    ...flags.filter((flag) => !own.some((said) => optionOf(said) === optionOf(flag))),
  ];
}

const optionOf = (flag: string): string => flag.split("=", 1).join("");

/** Pods by the tasks that wait where something counts them on the broker, by processor where nothing does. */
export function workerScaling({ size, queues }: WorkerGroup, broker: Broker | undefined): Scaling {
  const { min, max, target } = size;
  if (max === min) return { by: "fixed", replicas: max };
  if (broker === undefined) return { by: "cpu", min, max, target };
  return {
    by: "queue",
    min,
    max,
    lists: queues.map(({ name, waitingPerPod }) => ({ list: name, waitingPerPod })),
    cooldown: Math.max(...queues.map(({ cooldown }) => cooldown)),
    broker,
  };
}

/**
 * After how many seconds Redis hands out again what was taken and not finished: one figure for a broker, above the longest
 * delay, the longest task and the longest farewell, for a task that is only put off counts as taken.
 */
export function visibilityTimeout(groups: readonly WorkerGroup[], longestDelay: number): number {
  const longest = Math.max(0, ...groups.map(({ longest, grace }) => longest ?? grace));
  const farewell = Math.max(0, ...groups.map(({ grace }) => grace));
  return longestDelay + longest + farewell;
}

/**
 * What the platform is told of its tasks. Celery looks at a task, not at a queue: each that may repeat is named, and whatever is not
 * named is taken off the list before it is begun. Old names of settings, for the platform hears no others.
 */
export function celerySettings(groups: readonly WorkerGroup[]): Readonly<Record<string, Tree>> {
  const queues = new Map(groups.flatMap((group) => group.queues).map((queue) => [queue.name, queue]));
  const annotations = TASKS.filter(mayRepeat).flatMap(({ name, queue }) => {
    const { acksLate, rejectOnWorkerLost } = queues.get(queue) ?? {};
    return acksLate ? [[name, { acks_late: true, reject_on_worker_lost: rejectOnWorkerLost === true }]] : [];
  });
  return { CELERY_ANNOTATIONS: Object.fromEntries(annotations) };
}

/** What is to be done again and again by Celery itself. */
export type BeatSchedule = Readonly<Record<string, Tree>>;

/**
 * Nothing. The one entry of the platform, the metadata of SAML, is a CronJob: the memory of a scheduler is a file in its pod,
 * and is gone with it.
 */
export const SCHEDULE: BeatSchedule = {};

/** The command of the scheduler: nobody needs one for an empty schedule, and two would do everything twice. */
export const beatCommand = (variant: Variant, schedule: BeatSchedule): readonly string[] | undefined =>
  Object.keys(schedule).length === 0
    ? undefined
    : [
        "celery",
        `--app=${variant}.celery`,
        "beat",
        "--loglevel=info",
        "--pidfile=",
        "--schedule=/tmp/celerybeat-schedule",
      ];
