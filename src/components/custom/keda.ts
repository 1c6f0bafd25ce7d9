import * as z from "zod";

const hpaRules = z.strictObject({
  stabilizationWindowSeconds: z.int().optional(),
  selectPolicy: z.enum(["Max", "Min", "Disabled"]).optional(),
  policies: z
    .array(z.strictObject({ type: z.enum(["Pods", "Percent"]), value: z.int(), periodSeconds: z.int() }))
    .optional(),
});

const redisList = z.strictObject({
  type: z.literal("redis"),
  metadata: z.strictObject({
    address: z.string(),
    listName: z.string(),
    listLength: z.string(),
    databaseIndex: z.string(),
    enableTLS: z.enum(["true", "false"]),
  }),
  authenticationRef: z.strictObject({ name: z.string() }),
});

const rabbitQueue = z.strictObject({
  type: z.literal("rabbitmq"),
  metadata: z.strictObject({
    host: z.string(),
    vhostName: z.string(),
    protocol: z.literal("amqp"),
    mode: z.literal("QueueLength"),
    queueName: z.string(),
    value: z.string(),
  }),
  authenticationRef: z.strictObject({ name: z.string() }),
});

/** `ScaledObject` of KEDA 2, as far as we say anything in it. */
export const scaledObject = z.strictObject({
  scaleTargetRef: z.strictObject({ apiVersion: z.string(), kind: z.string(), name: z.string() }),
  minReplicaCount: z.int(),
  maxReplicaCount: z.int(),
  pollingInterval: z.int(),
  cooldownPeriod: z.int(),
  advanced: z.strictObject({
    horizontalPodAutoscalerConfig: z.strictObject({
      behavior: z.strictObject({ scaleUp: hpaRules, scaleDown: hpaRules }),
    }),
  }),
  triggers: z.array(z.discriminatedUnion("type", [redisList, rabbitQueue])).min(1),
});

/** `TriggerAuthentication` of KEDA 2: which key of which Secret is which parameter. */
export const triggerAuthentication = z.strictObject({
  secretTargetRef: z
    .array(z.strictObject({ parameter: z.string(), name: z.string(), key: z.string() }))
    .min(1),
});
