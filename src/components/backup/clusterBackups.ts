import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type {
  BackupLocation,
  ClusterBackups as ClusterBackupsModel,
  ClusterSchedule,
} from "../../vocabulary/clusterBackups.ts";
import { isLate } from "../../vocabulary/late.ts";
import { customKinds } from "../custom/kinds.ts";
import { registerCustom } from "../custom/resource.ts";
import { metadata, type Placement, type Reveal } from "../placement.ts";
import { tokens } from "../tokens.ts";

export interface ClusterBackupsArgs {
  /** Whose objects these are; they live in the namespace of Velero. */
  readonly placement: Placement;
  /** What is saved, when, and where. */
  readonly backups: ClusterBackupsModel;
  /** Looks up the keys of the buckets. */
  readonly reveal: Reveal;
}

/**
 * Schedules of Velero, and the buckets that it saves in: objects of namespaces, and their volumes by snapshots whose data is
 * moved out of the cluster. It saves no bucket, and a volume of a database only as a crash would leave it.
 */
export class ClusterBackups extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterBackupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.clusterBackups, name, {}, opts);
    const { backups } = args;
    const placement = { ...args.placement, namespace: backups.home };
    for (const location of backups.locations) {
      const login = new k8s.core.v1.Secret(
        `${name}-${location.name}`,
        loginArgs(placement, location, args.reveal),
        { parent: this },
      );
      registerCustom(
        `${name}-${location.name}`,
        customKinds.backupStorageLocation,
        object(placement, location.name),
        locationSpec(placement, location),
        { parent: this, dependsOn: [login] },
      );
    }
    for (const schedule of backups.schedules) {
      registerCustom(
        `${name}-${schedule.name}`,
        customKinds.veleroSchedule,
        object(placement, schedule.name),
        scheduleSpec(placement, backups, schedule),
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

/** Velero is one for the cluster: a name has to say whose it is. */
const nameOf = ({ deployment, stage }: Placement, name: string): string => `${deployment}-${stage}-${name}`;

const object = (placement: Placement, name: string) =>
  metadata(placement, "cluster-backups", "job", nameOf(placement, name));

/** The key under which Velero's plugin finds a login, in the form of Amazon's own files. */
const CLOUD = "cloud";

export function loginArgs(
  placement: Placement,
  { name, accessKey, secretKey }: BackupLocation,
  reveal: Reveal,
): k8s.core.v1.SecretArgs {
  const written = pulumi
    .all([accessKey, secretKey].map((one) => (isLate(one) ? reveal(one) : String(one))))
    .apply(([id, key]) => `[default]\naws_access_key_id=${id}\naws_secret_access_key=${key}\n`);
  return {
    metadata: object(placement, name),
    type: "Opaque",
    stringData: { [CLOUD]: pulumi.secret(written) },
  };
}

export const locationSpec = (placement: Placement, location: BackupLocation) => ({
  provider: "velero.io/aws" as const,
  accessMode: "ReadWrite" as const,
  objectStorage: { bucket: location.bucket, prefix: location.prefix },
  credential: { name: nameOf(placement, location.name), key: CLOUD },
  config: {
    region: location.region,
    s3Url: location.endpoint,
    // Without it uploads to most servers that are not Amazon's succeed, and downloads fail.
    s3ForcePathStyle: "true" as const,
    serverSideEncryption: location.encryption,
  },
});

export const scheduleSpec = (
  placement: Placement,
  { namespaces }: ClusterBackupsModel,
  schedule: ClusterSchedule,
) => ({
  schedule: schedule.cron,
  // A schedule that is changed in the afternoon would otherwise run at once.
  skipImmediately: true,
  // With owners, deleting a schedule would delete what it has saved.
  useOwnerReferencesInBackup: false,
  template: {
    includedNamespaces: [...namespaces],
    storageLocation: nameOf(placement, schedule.location),
    snapshotVolumes: true,
    // A snapshot alone goes with the storage that it was taken on.
    snapshotMoveData: true,
    defaultVolumesToFsBackup: false,
    ttl: `${schedule.hours}h0m0s`,
  },
});
