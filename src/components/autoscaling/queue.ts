import type * as z from "zod";
import type { Files } from "../../vocabulary/content.ts";
import type { Scaling } from "../../vocabulary/workload.ts";
import type { scaledObject, triggerAuthentication } from "../custom/keda.ts";
import { behavior } from "./behavior.ts";

type ByQueue = Extract<Scaling, { by: "queue" }>;

/** A list that is empty says that its tasks were taken, not that they are done: the calm has to outlast them. */
const POLL_SECONDS = 30;

export const scaledObjectSpec = (target: string, scaling: ByQueue): z.input<typeof scaledObject> => ({
  scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target },
  minReplicaCount: scaling.min,
  maxReplicaCount: scaling.max,
  pollingInterval: POLL_SECONDS,
  cooldownPeriod: scaling.cooldown,
  advanced: { horizontalPodAutoscalerConfig: { behavior: behavior(scaling.cooldown) } },
  triggers: scaling.lists.map((one) => ({
    ...triggers[scaling.broker.speaks](one, scaling.broker),
    authenticationRef: { name: target },
  })),
});

type List = ByQueue["lists"][number];
type Trigger = z.input<typeof scaledObject>["triggers"][number];

/** How each server is asked. RabbitMQ has no answer for a queue that no worker has ever declared, and then nothing is scaled. */
const triggers = {
  redis: ({ list, waitingPerPod }: List, { address, tls }: ByQueue["broker"]) => ({
    type: "redis",
    metadata: {
      address,
      listName: list,
      listLength: String(waitingPerPod),
      databaseIndex: "0",
      enableTLS: tls ? "true" : "false",
    },
  }),
  rabbitmq: ({ list, waitingPerPod }: List, { address, tls, virtualHost = "/" }: ByQueue["broker"]) => ({
    type: "rabbitmq",
    metadata: {
      host: `${tls ? "amqps" : "amqp"}://${address}/`,
      vhostName: virtualHost,
      protocol: "amqp",
      mode: "QueueLength",
      queueName: list,
      value: String(waitingPerPod),
    },
  }),
} as const satisfies Readonly<
  Record<
    ByQueue["broker"]["speaks"],
    (list: List, broker: ByQueue["broker"]) => Omit<Trigger, "authenticationRef">
  >
>;

export function authenticationSpec(
  { broker }: ByQueue,
  files: readonly Files[],
): z.input<typeof triggerAuthentication> {
  const { files: name, entries } = broker.login;
  const source = files.find((one) => one.name === name);
  if (source === undefined)
    throw new Error(`an autoscaler logs in with files that are not declared: ${name}`);
  return { secretTargetRef: entries.map((entry) => ({ parameter: entry, name: source.object, key: entry })) };
}
