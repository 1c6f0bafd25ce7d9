import { figure, HERE, lines, type Topic, table } from "../dashboard.ts";

const JOBS = 'cronjob=~"backup.*|restore-drill"';
const RUNS = 'job_name=~"backup.*|restore.*"';
const ended = `max by (namespace, job_name) (kube_job_status_completion_time{${HERE}, ${RUNS}})`;
const begun = `max by (namespace, job_name) (kube_job_status_start_time{${HERE}, ${RUNS}})`;

/** When everything was saved last, and whether it could be restored. */
export const backups: Topic = {
  title: "Backups and restores",
  about:
    "When databases, buckets and volumes were saved last, how long that took, and whether the last drill could restore them.",
  scope: "deployments",
  panels: [
    figure(
      "Oldest last backup",
      "dtdurations",
      ["states"],
      "Of all deployments here: the time since the last whole set, of the one where it is longest.",
      [
        [
          `max(time() - max by (namespace) (kube_cronjob_status_last_successful_time{${HERE}, cronjob="backup"}))`,
          "ago",
        ],
      ],
      { limits: { warning: 90_000, bad: 180_000 }, alerts: ["BackupTooOld"] },
    ),
    figure(
      "Failed runs",
      "none",
      ["states"],
      "Of backups, copies, drills and restores, whose Jobs are still there.",
      [[`count(kube_job_failed{${HERE}, ${RUNS}, condition="true"} == 1) or vector(0)`, "runs"]],
      { limits: { bad: 1 }, alerts: ["BackupFailed", "JobFailed"] },
    ),
    figure(
      "Restored in the last drill",
      "none",
      ["drill"],
      "One is yes: everything that was saved was there again, counted row by row.",
      [[`min(arboretum_restore_drill_success)`, "restored"]],
      { limits: { bad: 1, below: true }, alerts: ["RestoreDrillFailed"] },
    ),
    lines(
      "Since the last success",
      "dtdurations",
      ["states"],
      "Of each schedule.",
      [
        [
          `time() - max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{${HERE}, ${JOBS}})`,
          "{{namespace}} {{cronjob}}",
        ],
      ],
      { alerts: ["BackupTooOld", "BinaryLogsTooOld", "OffsiteCopyTooOld", "RestoreDrillTooOld"] },
    ),
    lines(
      "How long runs take",
      "dtdurations",
      ["states"],
      "From the first pod to the end. What grows for weeks will not fit into the night one day.",
      [[`${ended} - ${begun}`, "{{namespace}} {{job_name}}"]],
    ),
    table("Schedules", "dateTimeAsIso", ["states"], "When each succeeded last, and when it runs next.", [
      [
        `max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{${HERE}, ${JOBS}}) * 1000`,
        "last success",
      ],
      [`max by (namespace, cronjob) (kube_cronjob_next_schedule_time{${HERE}, ${JOBS}}) * 1000`, "next run"],
    ]),
    lines(
      "Drills: how long a restore takes",
      "dtdurations",
      ["drill"],
      "Of everything, on servers of its own. It has to stay below the time that was agreed (`backups.rto`).",
      [[`max by (deployment, stage) (arboretum_restore_drill_seconds)`, "{{deployment}} {{stage}}"]],
    ),
    lines(
      "Drills: age of what was restored",
      "dtdurations",
      ["drill"],
      "When the set of the last drill was made, seen from the drill.",
      [
        [
          `max by (deployment, stage) (arboretum_restore_drill_timestamp_seconds) - max by (deployment, stage) (arboretum_backup_timestamp_seconds)`,
          "{{deployment}} {{stage}}",
        ],
      ],
    ),
    lines(
      "Cluster: since the last backup",
      "dtdurations",
      ["velero"],
      "Of objects and volumes, by Velero, of each schedule.",
      [
        [
          `time() - max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""})`,
          "{{schedule}}",
        ],
      ],
      { alerts: ["ClusterBackupTooOld"] },
    ),
    lines(
      "Cluster: failed",
      "none",
      ["velero"],
      "Within a day: as a whole, or in part.",
      [
        [
          `sum by (schedule) (increase(velero_backup_failure_total{schedule!=""}[1d]))`,
          "{{schedule}} failed",
        ],
        [
          `sum by (schedule) (increase(velero_backup_partial_failure_total{schedule!=""}[1d]))`,
          "{{schedule}} in part",
        ],
        [`sum by (schedule) (increase(velero_restore_failed_total[1d]))`, "{{schedule}} restore failed"],
      ],
      { limits: { bad: 1 } },
    ),
    lines(
      "Cluster: where backups go",
      "none",
      ["velero"],
      "One is a location that answers.",
      [[`min by (backup_location_name) (velero_backup_location_status_gauge)`, "{{backup_location_name}}"]],
      { limits: { bad: 1, below: true }, alerts: ["BackupLocationUnavailable"] },
    ),
  ],
};
