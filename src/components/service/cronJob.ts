import type * as k8s from "@pulumi/kubernetes";
import type { Files } from "../../vocabulary/content.ts";
import type { Pod, Schedule } from "../../vocabulary/workload.ts";
import { metadata, type Placement, podLabels } from "../placement.ts";
import { podSpec } from "../pods/podSpec.ts";

/** A run that the cluster could not start within this time is left out: the next one does the same work. */
const START_WITHIN_SECONDS = 3600;

/** A disk stays as long as its pod, and the pod of a run that has ended stays until somebody has looked at it. */
const LOOKED_AT_WITHIN_SECONDS = 86_400;

const hasDisks = ({ mounts, initial = [] }: Pod): boolean =>
  [...mounts, ...initial.flatMap((one) => one.mounts)].some(
    (mount) => mount.from === "scratch" && mount.disk,
  );

/** The object of a process that runs at times of a calendar, never twice at once. */
export function cronJobArgs(
  placement: Placement,
  schedule: Schedule,
  files: readonly Files[],
): k8s.batch.v1.CronJobArgs {
  const context = { placement, component: schedule.name, kind: "job", files } as const;
  const labels = podLabels(placement, schedule.name, "job");
  return {
    metadata: metadata(placement, schedule.name, "job"),
    spec: {
      schedule: schedule.cron,
      timeZone: "Etc/UTC",
      ...(schedule.byHand ? { suspend: true } : {}),
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: START_WITHIN_SECONDS,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        metadata: { labels },
        spec: {
          backoffLimit: schedule.retries,
          activeDeadlineSeconds: schedule.longest,
          ...(hasDisks(schedule.pod) ? { ttlSecondsAfterFinished: LOOKED_AT_WITHIN_SECONDS } : {}),
          template: {
            metadata: { labels },
            spec: { ...podSpec(schedule.pod, context), restartPolicy: "Never" },
          },
        },
      },
    },
  };
}
