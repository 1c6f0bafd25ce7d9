import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../client.ts";
import { quantity } from "../load.ts";
import type { KubeObject } from "../objects.ts";
import type { DrillOrder } from "./order.ts";

/** How one crew stands at a moment. */
export interface CrewState {
  readonly ready: number;
  /** As many as the autoscaler has asked for. */
  readonly wanted: number;
}

/** Everything that was looked at in one moment of the day. */
export interface Sample {
  /** `0` is the beginning of the day, `1` its end. */
  readonly part: number;
  readonly crews: Readonly<Record<string, CrewState>>;
  readonly pods: number;
  readonly connections: number;
  /** The part of the quota that is used, of whatever is used most. */
  readonly quota: number;
}

/** A pod whose work nobody may cut off, and that was asked to end. */
export interface Ended {
  readonly pod: string;
  readonly crew: string;
  /** Seconds that it was given. */
  readonly grace: number;
}

export interface Watched {
  readonly samples: readonly Sample[];
  readonly ended: readonly Ended[];
  /** What the cluster said of pods that could not be: refused by a quota, or without room. */
  readonly refused: readonly string[];
  readonly unscheduled: readonly string[];
}

/** How often somebody looks. */
const EVERY = 500;

/** Looks at the deployment until its day is over. */
export async function watchDay(
  cluster: Cluster,
  order: DrillOrder,
  since: number,
  say: (part: number, sample: Sample) => void,
): Promise<Watched> {
  const samples: Sample[] = [];
  const ended = new Map<string, Ended>();
  for (;;) {
    const start = Date.now();
    const part = (start - since) / 1000 / order.seconds;
    if (part > 1) break;
    const [sample] = await Promise.all([look(cluster, order, part), lookAtSteady(cluster, order, ended)]);
    samples.push(sample);
    say(part, sample);
    await sleep(Math.max(0, start + EVERY - Date.now()));
  }
  const events = (await inNamespaces(cluster, order, "v1", "Event")).filter(
    ({ lastTimestamp, eventTime }) => {
      const time = Date.parse(String(lastTimestamp ?? eventTime ?? ""));
      return Number.isNaN(time) || time >= since;
    },
  );
  const said = (reason: string): readonly string[] => [
    ...new Set(events.filter((event) => event.reason === reason).map(({ message }) => String(message))),
  ];
  return {
    samples,
    ended: [...ended.values()],
    refused: said("FailedCreate"),
    unscheduled: said("FailedScheduling"),
  };
}

const namespacesOf = ({ holders }: DrillOrder): readonly string[] => [
  ...new Set(holders.map(({ namespace }) => namespace)),
];

async function inNamespaces(
  cluster: Cluster,
  order: DrillOrder,
  apiVersion: string,
  kind: string,
): Promise<readonly KubeObject[]> {
  const lists = namespacesOf(order).map((namespace) => cluster.list(apiVersion, kind, { namespace }));
  return (await Promise.all(lists)).flat();
}

async function look(cluster: Cluster, order: DrillOrder, part: number): Promise<Sample> {
  const [deployments, scalers, quotas] = await Promise.all([
    inNamespaces(cluster, order, "apps/v1", "Deployment"),
    inNamespaces(cluster, order, "autoscaling/v2", "HorizontalPodAutoscaler"),
    inNamespaces(cluster, order, "v1", "ResourceQuota"),
  ]);
  const find = (objects: readonly KubeObject[], { name, namespace }: { name: string; namespace: string }) =>
    objects.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  const crews = order.crews.map((crew): [string, CrewState] => [
    crew.name,
    {
      ready: find(deployments, crew)?.status?.readyReplicas ?? 0,
      wanted: Number(find(scalers, crew)?.status?.desiredReplicas ?? 0),
    },
  ]);
  const held = order.holders.map(
    (holder) => (find(deployments, holder)?.status?.replicas ?? 0) * holder.connections,
  );
  return {
    part,
    crews: Object.fromEntries(crews),
    pods: sum(deployments.map(({ status }) => status?.replicas ?? 0)),
    connections: sum(held),
    quota: Math.max(0, ...quotas.flatMap(usedParts)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const usedParts = ({ status }: KubeObject): readonly number[] => {
  const used = (status?.used ?? {}) as Readonly<Record<string, string>>;
  return Object.entries(status?.hard ?? {}).map(
    ([name, hard]) => quantity(used[name] ?? "0") / quantity(hard),
  );
};

/** Remembers pods of long workers that were asked to end, and the time that they were given. */
async function lookAtSteady(
  cluster: Cluster,
  { steady }: DrillOrder,
  ended: Map<string, Ended>,
): Promise<void> {
  for (const { name, namespace } of steady) {
    const selector = `app.kubernetes.io/name=${name}`;
    for (const { metadata } of await cluster.list("v1", "Pod", { namespace, selector })) {
      if (metadata.deletionTimestamp === undefined) continue;
      const { deletionGracePeriodSeconds: grace } = metadata as { deletionGracePeriodSeconds?: number };
      ended.set(metadata.name, { pod: metadata.name, crew: name, grace: grace ?? 0 });
    }
  }
}
