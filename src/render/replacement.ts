import { isWithin, keysOf } from "../documents/propertyPath.ts";
import { USE } from "../vocabulary/labels.ts";
import { kindOf } from "../vocabulary/resourceType.ts";
import type { Difference } from "./difference.ts";
import type { Resource, Value, Values } from "./rendering.ts";
import { packageOf } from "./urn.ts";

const selector = ["spec.selector"];
const volumeSources = [
  ...[
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "csi",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
  ],
  ...[
    "glusterfs",
    "hostPath",
    "iscsi",
    "local",
    "nfs",
    "photonPersistentDisk",
    "portworxVolume",
    "quobyte",
    "rbd",
    "scaleIO",
  ],
  ...["storageos", "vsphereVolume"],
].map((source) => `spec.${source}`);

/** Of a Pod everything but these is immutable to the provider. */
const mutableInPod = [
  "spec.activeDeadlineSeconds",
  "spec.tolerations",
  "spec.ephemeralContainers",
  "metadata",
];

/**
 * What cannot be changed in place, by type. pulumi/pulumi-kubernetes `provider/pkg/provider/diff.go` (`forceNew`), read at v4.32; names
 * and namespaces come on top for every object. Versions of an API that no cluster serves any more are left out.
 */
const byType: Readonly<Record<string, readonly string[]>> = {
  "kubernetes:apps/v1:Deployment": selector,
  "kubernetes:apps/v1:DaemonSet": selector,
  "kubernetes:apps/v1:StatefulSet": [
    ...selector,
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "kubernetes:batch/v1:Job": [...selector, "spec.completions", "spec.parallelism", "spec.template"],
  "kubernetes:core/v1:PersistentVolume": volumeSources,
  "kubernetes:core/v1:PersistentVolumeClaim": [
    ...selector,
    "spec.accessModes",
    "spec.storageClassName",
    "spec.volumeName",
  ],
  "kubernetes:core/v1:ResourceQuota": ["spec.scopes"],
  "kubernetes:core/v1:Service": ["spec.clusterIP"],
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": ["roleRef"],
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": ["roleRef"],
  "kubernetes:storage.k8s.io/v1:StorageClass": ["parameters", "provisioner"],
  // `provider/pkg/provider/helm_release.go`, Diff.
  "kubernetes:helm.sh/v3:Release": ["name", "namespace"],
  // `provider/pkg/provider/provider.go`, DiffConfig: with an identifier nothing else replaces the provider.
  "pulumi:providers:kubernetes": ["clusterIdentifier", "renderYamlToDirectory"],
  // terraform-provider-aws, `internal/service`: what has ForceNew, of what is registered here. Another region is another of everything.
  "aws:s3/bucket:Bucket": ["bucket", "bucketPrefix", "objectLockEnabled", "region"],
  "aws:rds/instance:Instance": [
    "availabilityZone",
    "characterSetName",
    "dbName",
    "engine",
    "identifier",
    "identifierPrefix",
    "kmsKeyId",
    "region",
    "restoreToPointInTime",
    "snapshotIdentifier",
    "storageEncrypted",
    "timezone",
    "username",
  ],
  "aws:rds/subnetGroup:SubnetGroup": ["name", "namePrefix", "region"],
  "aws:rds/parameterGroup:ParameterGroup": ["name", "namePrefix", "family", "description", "region"],
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    "atRestEncryptionEnabled",
    "dataTieringEnabled",
    "globalReplicationGroupId",
    "kmsKeyId",
    "networkType",
    "port",
    "region",
    "replicationGroupId",
    "snapshotArns",
    "snapshotName",
    "subnetGroupName",
  ],
  "aws:elasticache/subnetGroup:SubnetGroup": ["name", "region"],
  "aws:elasticache/parameterGroup:ParameterGroup": ["name", "family", "description", "region"],
  "aws:ec2/securityGroup:SecurityGroup": ["name", "namePrefix", "description", "vpcId", "region"],
  "pulumi:providers:random": [],
  "pulumi:providers:tls": [],
  // terraform-provider-tls: every argument of these has RequiresReplace.
  "tls:index/privateKey:PrivateKey": ["*"],
  "tls:index/certRequest:CertRequest": ["*"],
  "tls:index/selfSignedCert:SelfSignedCert": ["*"],
  "tls:index/locallySignedCert:LocallySignedCert": ["*"],
};

/** Renewal of a certificate alone is decided anew at every update. */
const updatable = ["earlyRenewalHours"];

/** The inputs of the provider that serves a resource, where the rendering has it. */
export type ProviderInputs = Values | undefined;

/** Patterns of the properties whose change replaces the resource. */
export function immutablePaths(
  { type, inputs }: Pick<Resource, "type" | "inputs">,
  provider: ProviderInputs,
): readonly string[] {
  const listed = byType[type];
  // terraform-provider-random: no argument can change in place, `keepers` least of all.
  if (packageOf(type) === "random") return listed ?? ["*"];
  if (!type.startsWith("kubernetes:") || type === "kubernetes:helm.sh/v3:Release" || type.endsWith("Patch"))
    return listed ?? [];
  return ["metadata.name", "metadata.namespace", ...(listed ?? []), ...contentPaths(type, inputs, provider)];
}

/** Secrets and ConfigMaps are replaced when their content changes, unless the provider is told that they are mutable. */
function contentPaths(type: string, inputs: Values, provider: ProviderInputs): readonly string[] {
  const fixed = (option: string) => inputs.immutable === true || String(provider?.[option]) !== "true";
  if (type === "kubernetes:core/v1:Secret")
    return fixed("enableSecretMutable") ? ["type", "stringData", "data"] : ["type"];
  if (type === "kubernetes:core/v1:ConfigMap")
    return fixed("enableConfigMapMutable") ? ["binaryData", "data"] : [];
  return [];
}

/** Whether a difference touches what cannot change: at it, below it, or by bringing it along. */
export function replaces({ path, after }: Difference, type: string, patterns: readonly string[]): boolean {
  if (type === "kubernetes:core/v1:Pod" && !mutableInPod.some((mutable) => isWithin(path, mutable)))
    return true;
  if (updatable.includes(path)) return false;
  return patterns.some((pattern) => isWithin(path, pattern) || brings(after, path, pattern));
}

/** Whether nobody asks about a difference. */
export const isIgnored = (path: string, { ignoreChanges }: Resource["options"]): boolean =>
  ignoreChanges.some((ignored) => isWithin(path, ignored));

/** Whether a difference replaces a resource: because of its provider, or because its options say so. */
export const forces = (
  difference: Difference,
  { type, options }: Pick<Resource, "type" | "options">,
  immutable: readonly string[],
): boolean =>
  replaces(difference, type, immutable) ||
  options.replaceOnChanges.some((pattern) => isWithin(difference.path, pattern));

/** A value that is new as a whole counts for everything in it. */
function brings(after: Value | undefined, path: string, pattern: string): boolean {
  if (!isWithin(pattern, path) || after === undefined) return false;
  let inner: Value | undefined = after;
  for (const key of keysOf(pattern).slice(keysOf(path).length)) {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return false;
    inner = (inner as Values)[key];
  }
  return inner !== undefined;
}

/** Of sessions: nobody gets them back, and everybody may begin new ones. */
export const LOGGED_IN = "it knows who is logged in";

/** What is lost when such a resource is replaced or deleted. */
const data: Readonly<Record<string, string>> = {
  StatefulSet: "its Pods stop, and what they keep is only as safe as their volume claims",
  PersistentVolumeClaim: "the volume may be deleted with the claim",
  PersistentVolume: "the volume may be deleted with it",
  Namespace: "everything in it is deleted",
  CustomResourceDefinition: "every resource of its kind is deleted",
  InnoDBCluster: "it is a database",
  PerconaServerMySQL: "it is a database",
  PerconaServerMongoDB: "it is a database",
  MongoDBCommunity: "it is a database",
  Tenant: "it is an object store",
  Bucket: "it holds objects",
  BucketV2: "it holds objects",
  "aws:rds/instance:Instance": "it is a database",
  "aws:elasticache/replicationGroup:ReplicationGroup": LOGGED_IN,
};

const generated = /^(?:random|tls):|^kubernetes:core\/v1:Secret$/;

/** Why it matters that this resource goes; absent where nothing is lost. */
export function heldData({
  type,
  options,
  inputs,
}: Pick<Resource, "type" | "options"> & Partial<Pick<Resource, "inputs">>): string | undefined {
  const kind = kindOf({ type });
  // The program protects, or keeps, exactly the secrets that cannot be made again.
  if (generated.test(type))
    return options.protect || options.retainOnDelete ? "it is a secret that is kept" : undefined;
  return isForgetful(inputs) ? undefined : (data[type] ?? data[kind]);
}

/** What a cache holds may go at any time. */
const isForgetful = (inputs: Values | undefined): boolean =>
  (inputs?.tags as Values | undefined)?.[USE] === "cache";
