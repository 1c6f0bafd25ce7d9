import { secondsOf } from "../../../settings/shapes.ts";
import { CONSUMERS } from "../../backups/processes.ts";
import { type AlertKind, matching, type Periodic, range, type Watched, within } from "./kind.ts";

/** Those that have alerts of their own. */
const BACKUPS: readonly string[] = [CONSUMERS.backup, CONSUMERS.logs, CONSUMERS.offsite, CONSUMERS.drill];

const BACKUP_JOBS = `(${BACKUPS.join("|")})-.*`;

const hasBackups = ({ periodic }: Watched): boolean => periodic.some(({ name }) => BACKUPS.includes(name));

/** Jobs that an update waits for. One that somebody has made of them by hand has another name. */
const migrationJobs = ({ migrations }: Watched): readonly string[] =>
  migrations.length > 0 ? [`(${migrations.join("|")})-[0-9a-f]{10}`] : [];

/** Time since the last good run, or since there is such a Job if there was never one. */
const sinceGood = ({ name, namespace }: Periodic, limit: number) => {
  const of = matching({ namespace, cronjob: name });
  const last = `max by (namespace, cronjob) (kube_cronjob_status_last_successful_time${of})`;
  const created = `max by (namespace, cronjob) (kube_cronjob_created${of})`;
  return { expr: `time() - (${last} or ${created}) > ${limit}`, labels: { cronjob: name } };
};

/** A run may be late by the time that it takes, and by an hour in which its node was away. */
const overdue = (one: Periodic): number => one.gap + one.longest + 3600;

const named = (name: string, limit: (one: Periodic, watched: Watched) => number) => (watched: Watched) =>
  watched.periodic.filter((one) => one.name === name).map((one) => sinceGood(one, limit(one, watched)));

/** Time since Velero saved something; of a schedule that never did, that it has been known for so long. */
function sinceSaved(of: string, limit: number): string {
  const last = `max by (schedule) (velero_backup_last_successful_timestamp${of})`;
  const known = `max by (schedule) (velero_backup_attempt_total${of} offset ${range(limit)})`;
  return `time() - ${last} > ${limit} or (${limit} + 0 * ${known} unless on (schedule) ${last})`;
}

/** What is done about a Job that a calendar starts; `cronjob` is its name, or the label that has it. */
const lookAt = (cronjob: string) => [
  "Its runs: `kubectl -n <namespace> get jobs --sort-by=.metadata.creationTimestamp`.",
  "What the last one said: `kubectl -n <namespace> logs job/<job> --all-containers`.",
  `None were made: \`kubectl -n <namespace> describe cronjob ${cronjob}\`: suspended, a quota, a start that came too late.`,
];
const again = (cronjob: string) =>
  `Run it again by hand: \`kubectl -n <namespace> create job --from=cronjob/${cronjob} ${cronjob}-again\`.`;

/** What is done about a Job that failed, whoever has started it. */
const LOOK_FAILED = [
  "What it said: `kubectl -n <namespace> logs job/<job_name> --all-containers`.",
  "Pods that never ran have no log: `kubectl -n <namespace> describe job <job_name>`.",
];

const FAILED_AGAIN =
  "A run of a calendar, once more by hand: `kubectl -n <namespace> create job --from=cronjob/<calendar> <calendar>-again`. `<calendar>` is its CronJob: the name of the Job without the number at its end.";

const HALF_HOUR = 1800;

/** Jobs that have given up. A run of a calendar counts until a later one has ended well: its Job lies there for weeks. */
function givenUp(jobs: Readonly<Record<string, string>>, watched: Watched): string {
  const here = { namespace: within(watched) };
  const failed = `max by (namespace, job_name) (kube_job_failed${matching({ ...here, condition: "true", ...jobs })}) == 1`;
  const of = matching({ ...here, owner_kind: "CronJob" });
  const begun = `max by (namespace, job_name) (kube_job_created${matching(here)}) * on (namespace, job_name) group_left (owner_name) max by (namespace, job_name, owner_name) (kube_job_owner${of})`;
  const good = `label_replace(max by (namespace, cronjob) (kube_cronjob_status_last_successful_time${matching(here)}), "owner_name", "$1", "cronjob", "(.+)")`;
  return `(${failed}) unless on (namespace, job_name) (${begun} < on (namespace, owner_name) group_left () ${good})`;
}

export const workKinds: readonly AlertKind[] = [
  {
    name: "MigrationFailed",
    severity: "page",
    summary: "{{ $labels.job_name }} failed: the update waits, and the database may be half changed",
    when: (watched) =>
      watched.migrations.length === 0
        ? []
        : [
            `max by (namespace, job_name) (kube_job_failed${matching({
              namespace: within(watched),
              condition: "true",
              job_name: `~${migrationJobs(watched).join("")}`,
            })}) == 1`,
          ],
    runbook: {
      means:
        "A Job that changes a database has given up. New pods do not start before it has ended well; the old ones go on.",
      look: [
        "What it said: `kubectl -n <namespace> logs job/<job_name>`.",
        "Which migration stands half: `kubectl -n <namespace> exec deploy/lms -- ./manage.py lms showmigrations --plan | grep -v '\\[X\\]'` in a pod of the old image; `cms` for Studio's.",
      ],
      mend: [
        "Mend the cause (a lock, a full disk, a duplicate row), then `pulumi up`: it makes the Job again.",
        "Never delete a migration that runs: the guard of the platform refuses it for a reason.",
        "How migrations are started and mended by hand: `docs/runbooks/migrations.md`.",
      ],
    },
  },
  {
    name: "JobFailed",
    severity: "ticket",
    summary: "{{ $labels.job_name }} failed",
    when: (watched) => {
      const others = [...migrationJobs(watched), ...(hasBackups(watched) ? [BACKUP_JOBS] : [])];
      return [givenUp({ job_name: `!~${others.join("|")}` }, watched)];
    },
    runbook: {
      means: "A Job has given up: one that prepares something, or a run of a calendar.",
      look: LOOK_FAILED,
      mend: [FAILED_AGAIN, "What prepares an update is made again by `pulumi up`."],
    },
  },
  {
    name: "CronJobStale",
    severity: "ticket",
    for: "10m",
    summary: "{{ $labels.cronjob }} has not ended well for {{ $value | humanizeDuration }}",
    when: (watched) =>
      watched.periodic
        .filter(({ name }) => !BACKUPS.includes(name))
        .map((one) => sinceGood(one, 2 * one.gap + one.longest + 3600)),
    runbook: {
      means:
        "Something that is to be done again and again has not been done: metadata of logins, digests, retirements, expired sessions.",
      look: lookAt("<cronjob>"),
      mend: [again("<cronjob>")],
    },
  },
  {
    name: "BackupTooOld",
    severity: "page",
    for: "10m",
    summary: "The last good backup is {{ $value | humanizeDuration }} old, more than may be lost",
    when: named(CONSUMERS.backup, (one, { settings }) =>
      settings.backups ? secondsOf(settings.backups.rpo) : overdue(one),
    ),
    runbook: {
      means: "If the data were lost now, more would be gone than was agreed (`backups.rpo`).",
      look: [
        ...lookAt(CONSUMERS.backup),
        "Dumps fail most often for want of room or of time: `backups.workspace`, the time that a run may take.",
      ],
      mend: [
        again(CONSUMERS.backup),
        "The bucket of the backups refuses: its account, its quota, its network.",
      ],
    },
  },
  {
    name: "BinaryLogsTooOld",
    severity: "ticket",
    for: "10m",
    summary:
      "What MySQL has written since is nowhere else: its log was saved {{ $value | humanizeDuration }} ago",
    when: named(CONSUMERS.logs, overdue),
    runbook: {
      means:
        "MySQL can be restored to any moment until then, and to none after it. Until it is mended a lost server costs everything since, back to the last whole backup at worst.",
      look: [
        ...lookAt(CONSUMERS.logs),
        "MySQL has let go of a log before it was saved: its own retention is too short for how long this has stood still. The next whole backup begins anew.",
      ],
      mend: [
        again(CONSUMERS.logs),
        "The bucket of the backups refuses: its account, its quota, its network.",
      ],
    },
  },
  {
    name: "OffsiteCopyTooOld",
    severity: "ticket",
    for: "1h",
    summary: "The last copy at the second site is {{ $value | humanizeDuration }} old",
    when: named(CONSUMERS.offsite, overdue),
    runbook: {
      means: "Backups are where they are made, and nowhere else. A fire or a stolen account takes both.",
      look: lookAt(CONSUMERS.offsite),
      mend: [
        again(CONSUMERS.offsite),
        "The second store refuses: `backups.offsite.account`, `backups.offsite.egress`.",
      ],
    },
  },
  {
    name: "RestoreDrillTooOld",
    severity: "ticket",
    for: "1h",
    summary: "No backup has been restored for {{ $value | humanizeDuration }}",
    when: named(CONSUMERS.drill, overdue),
    runbook: {
      means:
        "A backup that nobody has restored is a hope. The drill restores one into servers of its own, counts and looks.",
      look: lookAt(CONSUMERS.drill),
      mend: [
        again(CONSUMERS.drill),
        "A drill that says what is wrong is right: mend the backup, not the drill. `docs/runbooks/restore.md` says how it works.",
      ],
    },
  },
  {
    name: "BackupFailed",
    severity: "ticket",
    summary: "{{ $labels.job_name }} failed",
    when: (watched) => (hasBackups(watched) ? [givenUp({ job_name: `~${BACKUP_JOBS}` }, watched)] : []),
    runbook: {
      means: "One run has failed. The next may do better; when none does, BackupTooOld wakes somebody.",
      look: LOOK_FAILED,
      mend: [FAILED_AGAIN],
    },
  },
  {
    name: "RestoreDrillFailed",
    severity: "ticket",
    summary: "A restore was tried, and did not hold",
    when: (watched) =>
      watched.has("drill")
        ? [
            `min(arboretum_restore_drill_success${matching({ deployment: watched.deployment, stage: watched.stage })}) == 0`,
          ]
        : [],
    runbook: {
      means: "The drill has restored a set and found it wanting: rows, objects or time.",
      look: lookAt(CONSUMERS.drill),
      mend: [
        "Make a new backup (`kubectl -n <namespace> create job --from=cronjob/backup backup-again`), and drill again. Until then the newest set that held is the one to restore.",
      ],
    },
  },
  {
    name: "ClusterBackupTooOld",
    severity: "ticket",
    for: "1h",
    summary: "Velero has saved nothing by {{ $labels.schedule }} for {{ $value | humanizeDuration }}",
    when: (watched) =>
      watched.has("velero")
        ? watched.saved.map(({ schedule, gap }) => ({
            expr: sinceSaved(matching({ schedule }), gap + HALF_HOUR * 12),
            labels: { schedule },
          }))
        : [],
    runbook: {
      means:
        "Objects and volumes of the namespaces are not saved. Dumps of databases are another thing, and have alerts of their own.",
      look: [
        "`kubectl -n velero get backups`, then `velero backup describe <backup> --details` and `velero backup logs <backup>`.",
        "The bucket: `kubectl -n velero get backupstoragelocations` has to say Available.",
      ],
      mend: ["Mend the bucket's account, then `velero backup create --from-schedule <schedule>`."],
    },
  },
  {
    name: "BackupLocationUnavailable",
    severity: "ticket",
    for: "1h",
    summary: "Velero does not get to {{ $labels.backup_location_name }}",
    when: (watched) =>
      watched.has("velero") && watched.saved.length > 0
        ? [
            `max by (backup_location_name) (velero_backup_location_status_gauge${matching({
              backup_location_name: `~${watched.home}-.*`,
            })}) == 0`,
          ]
        : [],
    runbook: {
      means: "Nothing can be saved there, and nothing restored from there.",
      look: [
        "`kubectl -n velero get backupstoragelocations`, and the log of Velero: `kubectl -n velero logs deploy/velero`.",
      ],
      mend: [
        "The account, the network or the certificate of the store; then Velero finds it by itself within minutes.",
      ],
    },
  },
];
