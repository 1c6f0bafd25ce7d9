import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Files } from "../../vocabulary/content.ts";
import { RUNS_TO_ITS_END } from "../../vocabulary/labels.ts";
import type { Job } from "../../vocabulary/workload.ts";
import { metadata, type Placement, podLabels } from "../placement.ts";
import { podSpec } from "./podSpec.ts";

export function jobArgs(job: Job, placement: Placement, files: readonly Files[]): k8s.batch.v1.JobArgs {
  const object = metadata(placement, job.component, "job", job.object);
  return {
    metadata: {
      ...object,
      labels: { ...object.labels, ...RUNS_TO_ITS_END },
      // The next update replaces a Job that has failed. One that still runs is not "ready" either, and the provider would
      // replace it too; the platform's guard refuses that, and says why.
      annotations: { "pulumi.com/replaceUnready": "true" },
    },
    spec: {
      backoffLimit: job.retries,
      activeDeadlineSeconds: job.longest,
      template: {
        metadata: { labels: podLabels(placement, job.component, "job") },
        spec: {
          ...podSpec(job.pod, { placement, component: job.component, kind: "job", files }),
          restartPolicy: "Never",
        },
      },
    },
  };
}

const FIVE_MINUTES = 300;

/** Options of a Job: the engine waits longer than the Job may take, and never runs the old and the new one together. */
export const jobOptions = (job: Job, opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions => {
  const wait = `${job.longest + FIVE_MINUTES}s`;
  return pulumi.mergeOptions(opts, {
    deleteBeforeReplace: true,
    customTimeouts: { create: wait, update: wait, delete: "10m" },
  });
};
