import * as z from "zod";

const labels = z.record(z.string(), z.string());
const resources = z.strictObject({
  requests: z.record(z.string(), z.string()),
  limits: z.record(z.string(), z.string()),
});
const claim = z.strictObject({
  accessModes: z.array(z.literal("ReadWriteOnce")),
  storageClassName: z.string().optional(),
  resources: z.strictObject({ requests: z.strictObject({ storage: z.string() }) }),
});
const securityContext = z.strictObject({
  runAsNonRoot: z.literal(true),
  runAsUser: z.int(),
  runAsGroup: z.int(),
  fsGroup: z.int(),
  seccompProfile: z.strictObject({ type: z.literal("RuntimeDefault") }),
});
const spread = z.array(
  z.strictObject({
    maxSkew: z.literal(1),
    topologyKey: z.string(),
    whenUnsatisfiable: z.literal("ScheduleAnyway"),
    labelSelector: z.strictObject({ matchLabels: labels }),
  }),
);
const apart = z.strictObject({
  podAntiAffinity: z.strictObject({
    requiredDuringSchedulingIgnoredDuringExecution: z.array(
      z.strictObject({
        topologyKey: z.string(),
        labelSelector: z.strictObject({ matchLabels: labels }),
      }),
    ),
  }),
});
const pullSecrets = z.array(z.strictObject({ name: z.string() })).optional();

/** A pod of somebody else's operator, as far as we add to it. */
const addition = z.strictObject({
  affinity: apart,
  topologySpreadConstraints: spread,
  priorityClassName: z.string().optional(),
  securityContext,
  containers: z.array(z.strictObject({ name: z.string(), resources })),
});

/** `InnoDBCluster` of the MySQL Operator 2.2, as far as we say anything in it. */
export const innoDbCluster = z.strictObject({
  secretName: z.string(),
  tlsUseSelfSigned: z.literal(true),
  instances: z.int().min(3).max(9),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  imageRepository: z.string(),
  imagePullSecrets: pullSecrets,
  mycnf: z.string(),
  datadirVolumeClaimTemplate: claim,
  datadirPermissions: z.strictObject({
    setRightsUsingInitContainer: z.literal(false),
    fsGroupChangePolicy: z.literal("OnRootMismatch"),
  }),
  podLabels: labels,
  podSpec: addition,
  router: z.strictObject({
    instances: z.int().min(2),
    podLabels: labels,
    podSpec: addition,
  }),
});

const percona = {
  image: z.string(),
  size: z.int().min(3),
  labels,
  imagePullSecrets: pullSecrets,
  affinity: z.strictObject({ antiAffinityTopologyKey: z.literal("kubernetes.io/hostname") }),
  topologySpreadConstraints: spread,
  priorityClassName: z.string().optional(),
  podDisruptionBudget: z.strictObject({ maxUnavailable: z.literal(1) }),
  podSecurityContext: securityContext,
  resources,
};

/** `PerconaServerMySQL` of Percona's operator 1, as far as we say anything in it. */
export const perconaServerMySql = z.strictObject({
  crVersion: z.string(),
  secretsName: z.string(),
  updateStrategy: z.literal("SmartUpdate"),
  upgradeOptions: z.strictObject({ apply: z.literal("disabled") }),
  initContainer: z.strictObject({ image: z.string(), resources }).optional(),
  storageScaling: z.strictObject({ enableVolumeScaling: z.literal(true) }),
  mysql: z.strictObject({
    ...percona,
    clusterType: z.literal("group-replication"),
    autoRecovery: z.literal(true),
    configuration: z.string(),
    volumeSpec: z.strictObject({ persistentVolumeClaim: claim }),
  }),
  proxy: z.strictObject({ haproxy: z.strictObject({ ...percona, enabled: z.literal(true) }) }),
});

const container = z.strictObject({ name: z.string(), image: z.string(), resources });

/** `MongoDBCommunity` of the MongoDB Controllers 1.10, as far as we say anything in it. */
export const mongoDbCommunity = z.strictObject({
  type: z.literal("ReplicaSet"),
  members: z.int().min(3),
  version: z.string(),
  security: z.strictObject({
    authentication: z.strictObject({
      modes: z.array(z.literal("SCRAM")),
      ignoreUnknownUsers: z.literal(true),
    }),
  }),
  users: z.array(
    z.strictObject({
      name: z.string(),
      db: z.string(),
      passwordSecretRef: z.strictObject({ name: z.string(), key: z.string() }),
      roles: z.array(z.strictObject({ name: z.string(), db: z.string() })),
      scramCredentialsSecretName: z.string(),
    }),
  ),
  statefulSet: z.strictObject({
    spec: z.strictObject({
      template: z.strictObject({
        metadata: z.strictObject({ labels }),
        spec: z.strictObject({
          serviceAccountName: z.string(),
          imagePullSecrets: pullSecrets,
          affinity: apart,
          topologySpreadConstraints: spread,
          priorityClassName: z.string().optional(),
          securityContext,
          containers: z.array(container),
          initContainers: z.array(container),
        }),
      }),
      volumeClaimTemplates: z.array(
        z.strictObject({ metadata: z.strictObject({ name: z.string() }), spec: claim }),
      ),
    }),
  }),
});
