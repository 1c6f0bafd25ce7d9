import { VELERO } from "../catalog/backups/processes.ts";
import type { Context } from "../catalog/context.ts";
import { bucketAccess } from "../catalog/storage/access.ts";
import { bucketName } from "../catalog/storage/buckets.ts";
import { error, type Problem } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Backups } from "../settings/sections/backups.ts";
import { secondsOf } from "../settings/shapes.ts";
import type { BackupLocation, ClusterBackups } from "../vocabulary/clusterBackups.ts";
import type { Draft } from "./draft.ts";
import type { Namespace } from "./model.ts";
import { type Want, wantProblems } from "./offers.ts";

const HERE = "backups";
const OFFSITE = "offsite";

/** What Velero saves of a deployment that asks for it. */
export function clusterBackupsOf(
  context: Context,
  namespaces: readonly Namespace[],
): { readonly clusterBackups?: ClusterBackups } {
  const { backups } = context.settings;
  const said = backups?.clusterState;
  if (backups === undefined || said === undefined || context.offers.velero === "off") return {};
  const locations = [...near(context, said), ...far(context, backups, said)];
  const [first] = locations;
  if (first === undefined) return {};
  const hours = (length: string) => Math.ceil(secondsOf(length) / 3600);
  return {
    clusterBackups: {
      home: said.namespace,
      namespaces: [...namespaces.map(({ name }) => name), ...said.also],
      locations,
      schedules: [
        { name: "daily", cron: said.schedule, location: first.name, hours: hours(said.keep) },
        ...(backups.offsite
          ? [{ name: "weekly", cron: said.offsite, location: OFFSITE, hours: hours(backups.keep.offsite) }]
          : []),
      ],
    },
  };
}

type Said = NonNullable<Backups["clusterState"]>;

const prefixOf = ({ deployment, stage }: Context): string => `${VELERO}/${deployment}-${stage}`;

/** The bucket of the deployment, where it does not go with the cluster. A server of ours does, and has nothing to encrypt with. */
function near(context: Context, { encryption }: Said): readonly BackupLocation[] {
  const { objectStorage } = context.settings;
  if (objectStorage.driver === "minio") return [];
  const { address, region, key } = bucketAccess(VELERO, context);
  if (key === undefined) return [];
  const bucket = bucketName(context, "backups");
  return [{ name: HERE, bucket, prefix: prefixOf(context), endpoint: address, region, ...key, encryption }];
}

function far(context: Context, { offsite }: Backups, { encryption }: Said): readonly BackupLocation[] {
  if (offsite === undefined) return [];
  const { bucket, endpoint, region, account } = offsite;
  return [{ name: OFFSITE, bucket, prefix: prefixOf(context), endpoint, region, ...account, encryption }];
}

/** What stands against saving the state of the cluster. */
export function clusterBackupProblems(draft: Draft): readonly Problem[] {
  const { backups } = draft.context.settings;
  if (backups?.clusterState === undefined) return [];
  return [...wantProblems(draft, [SAVER]), ...onlyInside(draft, backups)];
}

const SAID = ["backups", "clusterState"];

const SAVER: Want = {
  part: "velero",
  who: "The state of the cluster is saved by Velero",
  otherwise: "leave this out",
  path: SAID,
};

function onlyInside({ context, loaded }: Draft, { offsite }: Backups): readonly Problem[] {
  if (offsite !== undefined || context.settings.objectStorage.driver !== "minio") return [];
  return [
    error("backups-inside", {
      ...saidAt(loaded, SAID),
      message: "The only bucket is in the cluster that is to be saved, and goes with it.",
      remedy: "Write offsite: { endpoint: …, bucket: …, account: … }, or leave this out.",
    }),
  ];
}
