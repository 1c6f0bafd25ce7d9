import { processesOf } from "../../blueprint/capacity.ts";
import type { Job } from "../../vocabulary/workload.ts";
import type { PodSpec } from "../kubernetes.ts";
import { type Rule, rule } from "../rule.ts";
import type { ClusterObject, Scene } from "../scene.ts";

const jobs = (scene: Scene) => scene.kind("Job");

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Seconds of a timeout such as `1200s` or `1h30m`; none where it is not said. */
const secondsOf = (timeout = ""): number =>
  [...timeout.matchAll(/(\d+)([smh])/g)].reduce(
    (total, [, amount, unit = "s"]) => total + Number(amount) * (UNITS[unit] ?? 1),
    0,
  );

const waitsFor = (seconds: number, { resource: { options } }: ClusterObject): boolean =>
  secondsOf(options.customTimeouts.create) > seconds && secondsOf(options.customTimeouts.update) > seconds;

/** Something that has to wait for a Job. */
interface Order extends ClusterObject {
  readonly before: ClusterObject;
}

/** The object of a Job: its name, and ten digits of a hash. */
const objectOf = (scene: Scene, { name }: Job): readonly ClusterObject[] =>
  jobs(scene).filter((job) => job.name.slice(0, -11) === name);

/** Each Job after the one before it in its chain, and the process of each service after the last of every chain it needs. */
function orders(scene: Scene): readonly Order[] {
  const { blueprint } = scene;
  if (blueprint.kind !== "deployment") return [];
  const chains = blueprint.preparations.map(({ name, jobs }) => ({
    name,
    objects: jobs.flatMap((job) => objectOf(scene, job)),
  }));
  const pairs = (objects: readonly ClusterObject[]) =>
    objects.slice(1).map((object, index) => ({ ...object, before: objects[index] as ClusterObject }));
  const processes = blueprint.services.flatMap((service) =>
    chains
      .filter(({ name }) => service.needs.includes(name))
      .flatMap(({ objects }) =>
        scene
          .kind("Deployment")
          .filter(({ name }) => processesOf([service]).some((one) => one.name === name))
          .flatMap((deployment) => pairs([...objects.slice(-1), deployment])),
      ),
  );
  return [...chains.flatMap(({ objects }) => pairs(objects)), ...processes];
}

const comesAfter = ({ resource, before }: Order, scene: Scene): boolean =>
  scene.behind(resource.urn).has(before.resource.urn);

const isReadyOnceItRuns = (pod: PodSpec | undefined): boolean =>
  !pod?.readinessGates?.length &&
  (pod?.containers ?? []).every(({ readinessProbe }) => readinessProbe === undefined);

export const jobRules: readonly Rule[] = [
  rule("job-stays", {
    why: "A Job that the cluster clears away is one that the next update runs again.",
    over: jobs,
    holds: ({ spec }) => spec.ttlSecondsAfterFinished === undefined,
    wrong: "It disappears when it is done.",
    remedy: "Leave out ttlSecondsAfterFinished.",
  }),
  rule("job-ends", {
    why: "A Job without limits tries for ever, and the update hangs with it.",
    over: jobs,
    holds: ({ spec }) => spec.backoffLimit !== undefined && (spec.activeDeadlineSeconds ?? 0) > 0,
    wrong: "Nothing says how often it tries, or how long.",
    remedy: "Set backoffLimit and activeDeadlineSeconds.",
  }),
  rule("job-awaited", {
    why: "The engine gives up after ten minutes, while the migration goes on, and the next update starts on top of it.",
    over: jobs,
    holds: (job) => waitsFor(job.spec.activeDeadlineSeconds ?? 0, job),
    wrong: "The engine does not wait until it ends.",
    remedy: "Set customTimeouts for create and update above activeDeadlineSeconds.",
  }),
  rule("job-alone", {
    why: "Two migrations of one database at once are the end of it.",
    over: jobs,
    holds: ({ resource }) => resource.options.deleteBeforeReplace === true,
    wrong: "A new run may start while the old one still runs.",
    remedy: "Set deleteBeforeReplace.",
  }),
  rule("job-again", {
    why: "A Job that has failed would stay failed: only replacing it runs it again.",
    over: jobs,
    holds: ({ metadata }) => metadata.annotations?.["pulumi.com/replaceUnready"] === "true",
    wrong: "The next update would not run it again when it has failed.",
    remedy: 'Annotate it with pulumi.com/replaceUnready: "true".',
  }),
  rule("job-shows-itself", {
    why: "The guard of the platform takes a pod that is not ready for one that has not begun, and lets it be cut off.",
    over: jobs,
    holds: ({ spec }) => isReadyOnceItRuns(spec.template?.spec),
    wrong: "Its pod works before it is ready.",
    remedy: "Leave out readinessProbe and readinessGates.",
  }),
  rule("job-restarts-whole", {
    why: "A container that restarts in place hides the log of what failed.",
    over: jobs,
    holds: ({ spec }) => spec.template?.spec?.restartPolicy === "Never",
    wrong: "Its container restarts in place.",
    remedy: "Set restartPolicy: Never.",
  }),
  rule("job-order", {
    why: "New code on old tables fails for learners, and two migrations at once fail for all.",
    over: orders,
    holds: comesAfter,
    wrong: ({ before }) => `It does not wait for ${before.name}.`,
    remedy: "Make it depend on that Job.",
  }),
];
