/**
 * Arguments by type whose change replaces the resource, of what holds data or opens it: nothing of that is ever replaced, so that components
 * leave them alone, and a policy asks whether they do. Those that the name of the resource decides are not among them, nor the region
 * of a server of Amazon, which a plan is to tell of. What the providers do is said in `render/replacement.ts`, from their code: tests hold this against it.
 */
export const IMMUTABLE = {
  "kubernetes:apps/v1:StatefulSet": [
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
  ],
  "kubernetes:core/v1:PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeName",
  ],
  "aws:s3/bucket:Bucket": ["bucket", "bucketPrefix", "objectLockEnabled", "region"],
  "aws:rds/instance:Instance": [
    "availabilityZone",
    "characterSetName",
    "dbName",
    "engine",
    "identifier",
    "identifierPrefix",
    "kmsKeyId",
    "restoreToPointInTime",
    "snapshotIdentifier",
    "storageEncrypted",
    "timezone",
    "username",
  ],
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    "atRestEncryptionEnabled",
    "dataTieringEnabled",
    "globalReplicationGroupId",
    "kmsKeyId",
    "networkType",
    "port",
    "replicationGroupId",
    "snapshotArns",
    "snapshotName",
    "subnetGroupName",
  ],
  "random:index/randomBytes:RandomBytes": ["length"],
  "tls:index/privateKey:PrivateKey": ["algorithm", "ecdsaCurve", "rsaBits"],
  // A new default of ours or of the provider must not make a new password: only the generation may.
  "random:index/randomPassword:RandomPassword": [
    "length",
    "lower",
    "minLower",
    "minNumeric",
    "minSpecial",
    "minUpper",
    "number",
    "numeric",
    "overrideSpecial",
    "special",
    "upper",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
