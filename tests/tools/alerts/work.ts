import { type Case, either, N, type Series, series } from "./case.ts";

const BACKUPS = "backups elsewhere";
const failed = (name: string) =>
  series("kube_job_failed", { namespace: N, job_name: name, condition: "true" });
const lastGood = (cronjob: string) =>
  series("kube_cronjob_status_last_successful_time", { namespace: N, cronjob });
const created = (cronjob: string) => series("kube_cronjob_created", { namespace: N, cronjob });

/** A run of a calendar that failed after a thousand seconds, and when a run ended well last. */
const failedRun = (cronjob: string, good: string): Series => {
  const job_name = `${cronjob}-29311111`;
  return {
    [failed(job_name)]: "1x10",
    [series("kube_job_created", { namespace: N, job_name })]: "1000x10",
    [series("kube_job_owner", { namespace: N, job_name, owner_kind: "CronJob", owner_name: cronjob })]:
      "1x10",
    [lastGood(cronjob)]: good,
  };
};

/** A Job of a calendar that ended well at the beginning of time, and one that ends well all the time. */
const stale = (alert: string, cronjob: string, step: string, at: string, always: string): Case => ({
  alert,
  stack: BACKUPS,
  step,
  at,
  fires: { [lastGood(cronjob)]: "0x300" },
  silent: { [lastGood(cronjob)]: always },
});

export const workCases: readonly Case[] = [
  {
    alert: "MigrationFailed",
    at: "5m",
    fires: { [failed("lms-migrate-0123456789")]: "1x10" },
    silent: { [failed("lms-migrate-0123456789")]: "0x10" },
  },
  {
    // A migration is told once, by the alert that wakes somebody.
    alert: "JobFailed",
    at: "5m",
    fires: { [failed("search-key-0123456789")]: "1x10" },
    silent: { [failed("lms-migrate-0123456789")]: "1x10" },
  },
  {
    alert: "JobFailed",
    at: "5m",
    fires: failedRun("lms-expired-tokens", "500x10"),
    silent: failedRun("lms-expired-tokens", "2000x10"),
  },
  {
    // Somebody has made a Job of a migration by hand: nothing waits for it, and only this one tells.
    ...either(
      "JobFailed",
      "5m",
      "kube_job_failed",
      { namespace: N, job_name: "lms-migrate-again", condition: "true" },
      "1x10",
      "0x10",
    ),
  },
  stale("CronJobStale", "lms-expired-tokens", "6h", "20d", "0+21600x300"),
  stale("BinaryLogsTooOld", "backup-logs", "10m", "28h", "0+600x300"),
  stale("BackupTooOld", "backup", "10m", "28h", "0+600x300"),
  {
    // One that has never ended well has no time of that: since it exists, there is no backup.
    alert: "BackupTooOld",
    stack: BACKUPS,
    step: "10m",
    at: "28h",
    fires: { [created("backup")]: "0x300" },
    silent: { [created("backup")]: "0x300", [lastGood("backup")]: "0+600x300" },
  },
  stale("OffsiteCopyTooOld", "backup-offsite", "1h", "9d", "0+3600x300"),
  stale("RestoreDrillTooOld", "restore-drill", "6h", "40d", "0+21600x300"),
  {
    alert: "BackupFailed",
    stack: BACKUPS,
    at: "5m",
    fires: { [failed("backup-29311111")]: "1x10" },
    silent: { [failed("backup-29311111")]: "0x10" },
  },
  {
    // A later run has ended well, and the Job of the one before still lies there.
    alert: "BackupFailed",
    stack: BACKUPS,
    at: "5m",
    fires: failedRun("backup", "500x10"),
    silent: failedRun("backup", "2000x10"),
  },
  {
    ...either(
      "RestoreDrillFailed",
      "5m",
      "arboretum_restore_drill_success",
      { deployment: "academy", stage: "qa" },
      "0x10",
      "1x10",
    ),
    stack: BACKUPS,
  },
  {
    ...either(
      "ClusterBackupTooOld",
      "34h",
      "velero_backup_last_successful_timestamp",
      { schedule: `${N}-daily` },
      "0x100",
      "0+1800x100",
    ),
    stack: BACKUPS,
    step: "30m",
  },
  {
    // Velero has known the schedule for long, and has never saved anything by it.
    alert: "ClusterBackupTooOld",
    stack: BACKUPS,
    step: "30m",
    at: "40h",
    fires: { [series("velero_backup_attempt_total", { schedule: `${N}-daily` })]: "0+0x100" },
    silent: {
      [series("velero_backup_attempt_total", { schedule: `${N}-daily` })]: "0+1x100",
      [series("velero_backup_last_successful_timestamp", { schedule: `${N}-daily` })]: "0+1800x100",
    },
  },
  {
    ...either(
      "BackupLocationUnavailable",
      "80m",
      "velero_backup_location_status_gauge",
      { backup_location_name: `${N}-offsite` },
      "0x90",
      "1x90",
    ),
    stack: BACKUPS,
  },
];
