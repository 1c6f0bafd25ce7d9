import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import { accountJob, DUMPED, type Dumped } from "../../catalog/backups/servers.ts";
import { administratorSecret, SHARED_NAMESPACE } from "../../catalog/stores/shared.ts";
import { backupsOf, serverIn, wordsOf } from "./told.ts";

/** A server that a restore fills again. */
export interface Target {
  readonly kind: (typeof KINDS)[Dumped];
  /** Where it is: `mysql:3306`. */
  readonly place: string;
  /** As whom the restore writes there. */
  readonly user: string;
  readonly databases: readonly string[];
  /** Nobody has told of an account that may write: whoever runs the server lets this one, for as long as it takes. */
  readonly lent: boolean;
  /** Amazon restores any moment of it, by this name, as far back as so many days. */
  readonly rewound?: { readonly identifier: string; readonly days: number };
}

const KINDS = { mysql: "MySQL", mongodb: "MongoDB" } as const satisfies Readonly<Record<Dumped, string>>;

/** The servers of a deployment, without the databases that are left out. */
export const targetsOf = (blueprint: DeploymentBlueprint, exclude: readonly string[]): readonly Target[] =>
  DUMPED.map((store) => targetOf(blueprint, store, exclude)).filter(({ databases }) => databases.length > 0);

function targetOf(blueprint: DeploymentBlueprint, name: Dumped, exclude: readonly string[]): Target {
  const store = blueprint.stores.find((one) => one.kind === name);
  const prefix = name.toUpperCase();
  const told = serverIn(backupsOf(blueprint), name);
  if (store === undefined || told === undefined) throw new Error(`a restore writes to ${name}`);
  const rds = store.kind === "mysql" && store.driver === "rds" ? store : undefined;
  const administered = blueprint.preparations.some(({ jobs }) =>
    jobs.some((job) => job.name === accountJob(name)),
  );
  return {
    kind: KINDS[name],
    place: rds ? `${rds.identifier} on RDS` : `${told[`${prefix}_HOST`]}:${told[`${prefix}_PORT`]}`,
    user: told[`${prefix}_USER`] ?? "",
    databases: wordsOf(told.DATABASES).filter(
      (one) => !exclude.includes(one) && !exclude.includes(`${name}/${one}`),
    ),
    lent: store.driver === "external" && !administered,
    ...(rds ? { rewound: { identifier: rds.identifier, days: rds.pastDays } } : {}),
  };
}

/** What an account is given to fill databases again, in the words of the server. */
export function lentTo({ kind, user, databases }: Target): string {
  if (kind === "MongoDB")
    return `db.getSiblingDB("admin").grantRolesToUser("${user}", [${databases.map((db) => `{ role: "readWrite", db: "${db}" }`).join(", ")}])`;
  // In a grant an underscore stands for any character.
  return databases
    .map((one) => `GRANT ALL PRIVILEGES ON \`${one.replaceAll("_", "\\_")}\`.* TO '${user}'@'%';`)
    .join(" ");
}

/** How buckets are emptied, which no account of backups may. */
export function emptied({ stores, s3 }: DeploymentBlueprint, buckets: readonly string[]): string {
  if (s3 !== undefined)
    return `as somebody of Amazon: ${buckets.map((one) => `aws s3 rm s3://${one} --recursive`).join(" && ")}`;
  const minio = stores.find(({ kind }) => kind === "minio");
  if (minio === undefined) return `as whoever runs the object storage: ${buckets.join(", ")}`;
  const removed = buckets.map((one) => `mc rm --recursive --force <server>/${one}`).join(" && ");
  const secret =
    minio.driver === "shared"
      ? `\`${administratorSecret("objectStorage")}\` in \`${SHARED_NAMESPACE}\``
      : `\`${minio.name}-credentials\``;
  return `as the administrator of MinIO, whose password is in the Secret ${secret}: ${removed}`;
}

/** The Jobs that make accounts on these servers, as the cluster knows them. On a new server they have to run once more. */
export const accountJobs = (
  { preparations }: DeploymentBlueprint,
  jobs: readonly { readonly namespace: string; readonly name: string }[],
): readonly { readonly namespace: string; readonly names: readonly string[] }[] =>
  [
    ...Map.groupBy(
      preparations.filter(({ name }) => ACCOUNTS.includes(name)),
      ({ namespace }) => namespace,
    ),
  ].map(([namespace, some]) => ({
    namespace,
    names: some
      .flatMap((one) => one.jobs)
      .flatMap(({ name }) =>
        jobs.filter((job) => job.namespace === namespace && isRunOf(job.name, name)).map((job) => job.name),
      ),
  }));

const ACCOUNTS = ["mysql-databases", "mongodb-databases", "backup-accounts"];

/** A Job is called after what it runs: `mysql-databases-0a1b2c3d4e`. */
const isRunOf = (job: string, name: string): boolean =>
  job.startsWith(`${name}-`) && /^[0-9a-f]+$/.test(job.slice(name.length + 1));
