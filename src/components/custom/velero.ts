import * as z from "zod";

/** `BackupStorageLocation` of Velero 1, as far as we say anything in it. Every value of `config` is a text. */
export const backupStorageLocation = z.strictObject({
  provider: z.literal("velero.io/aws"),
  accessMode: z.literal("ReadWrite"),
  objectStorage: z.strictObject({ bucket: z.string(), prefix: z.string() }),
  credential: z.strictObject({ name: z.string(), key: z.string() }),
  config: z.strictObject({
    region: z.string(),
    s3Url: z.string(),
    s3ForcePathStyle: z.enum(["true", "false"]),
    serverSideEncryption: z.enum(["AES256", "aws:kms"]),
  }),
});

/** `Schedule` of Velero 1. */
export const veleroSchedule = z.strictObject({
  schedule: z.string(),
  skipImmediately: z.boolean(),
  useOwnerReferencesInBackup: z.boolean(),
  template: z.strictObject({
    includedNamespaces: z.array(z.string()).min(1),
    storageLocation: z.string(),
    snapshotVolumes: z.boolean(),
    snapshotMoveData: z.boolean(),
    defaultVolumesToFsBackup: z.boolean(),
    ttl: z.string().regex(/^\d+h0m0s$/),
  }),
});
