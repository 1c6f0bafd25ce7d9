import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { contentHash, type Files } from "../../vocabulary/content.ts";
import { RUNS_TO_ITS_END } from "../../vocabulary/labels.ts";
import type { Job } from "../../vocabulary/workload.ts";
import { metadata, type Placement, podLabels } from "../placement.ts";
import { podSpec } from "./podSpec.ts";

/**
 * The object of a Job, under a name that is a hash of its whole template and of what it works on. The template of a Job can
 * never be changed, so a new template is a new Job for every tool, and equal work is never done twice.
 */
export function jobArgs(
  job: Job,
  placement: Placement,
  component: string,
  files: readonly Files[],
): k8s.batch.v1.JobArgs {
  const templateIn = (place: Placement) => ({
    metadata: { labels: podLabels(place, component, "job") },
    spec: {
      ...podSpec(job.pod, { placement: place, component, kind: "job", files }),
      restartPolicy: "Never",
    },
  });
  const template = templateIn(placement);
  // Of a host that is known late its stand-in counts: a name has to be known before.
  const { lateHosts, ...plain } = placement;
  const works = { template: lateHosts ? templateIn(plain) : template, works: job.works };
  const name = `${job.name}-${contentHash(works)}`;
  const object = metadata(placement, component, "job", name);
  return {
    metadata: {
      ...object,
      labels: { ...object.labels, ...RUNS_TO_ITS_END },
      // The next update replaces a Job that has failed. One that still runs is not "ready" either, and the provider would
      // replace it too; the platform's guard refuses that, and says why.
      annotations: { "pulumi.com/replaceUnready": "true" },
    },
    spec: {
      ...(job.byHand ? { suspend: true } : {}),
      backoffLimit: job.retries,
      activeDeadlineSeconds: job.longest,
      template,
    },
  };
}

const FIVE_MINUTES = 300;
/** The clock of a Job that waits for a hand begins with its word, that of the engine does not. */
const A_DAY = 86_400;

/** Options of a Job: the engine waits longer than the Job may take, and never runs the old and the new one together. */
export const jobOptions = (job: Job, opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions => {
  const wait = `${job.longest + (job.byHand ? A_DAY : FIVE_MINUTES)}s`;
  return pulumi.mergeOptions(opts, {
    deleteBeforeReplace: true,
    // The word of whoever resumed it stands.
    ...(job.byHand ? { ignoreChanges: ["spec.suspend"] } : {}),
    customTimeouts: { create: wait, update: wait, delete: "10m" },
  });
};
