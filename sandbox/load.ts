import type { Cluster } from "./client.ts";
import type { KubeObject } from "./objects.ts";

/** How much processor and memory the pods of a component use together, over time. */
export interface Load {
  readonly namespace: string;
  /** Labels of the pods that share it. */
  readonly pods: Readonly<Record<string, string>>;
  /** By seconds after the start, ascending; straight lines between the points, and the last one stays. */
  readonly curve: readonly LoadPoint[];
  /** The curve says all that they use of the processor: being idle costs nothing beside it. */
  readonly whole?: boolean;
}

export interface LoadPoint {
  readonly second: number;
  /** Cores of all these pods together, beyond what they use when idle. */
  readonly cores: number;
  /** Bytes of all these pods together, beyond what they use when idle. */
  readonly memory?: number;
}

/** Every load that is on, and since when. */
export interface Loads {
  /** In milliseconds of the epoch. */
  readonly since: number;
  readonly loads: readonly Load[];
}

const noLoad: Loads = { since: 0, loads: [] };

const place = {
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: "kube-system",
  name: "sandbox-load",
} as const;

/** From now on the pods use this much; a new list takes the place of the former. The metrics API tells it to the autoscalers. */
export async function setLoad(cluster: Cluster, loads: readonly Load[]): Promise<void> {
  const { apiVersion, kind, ...metadata } = place;
  const value: Loads = { since: Date.now(), loads };
  const object: KubeObject = { apiVersion, kind, metadata, data: { loads: JSON.stringify(value) } };
  await cluster.apply(object, { force: true });
}

export async function currentLoads(cluster: Cluster): Promise<Loads> {
  const said = (await cluster.get(place))?.data?.loads;
  return said === undefined ? noLoad : (JSON.parse(said) as Loads);
}

/** What a pod uses. */
export interface Usage {
  readonly cores: number;
  readonly memory: number;
}

/** Of what it asks for, an idle pod uses this part. */
const idle = { cores: 0.05, memory: 0.5 };

/** What the running pods use at a time. Those that share a load share it evenly, and none uses more than it is allowed to. */
export function usageOf(
  pods: readonly KubeObject[],
  { since, loads }: Loads,
  time: number,
): ReadonlyMap<KubeObject, Usage> {
  const used = new Map(pods.map((pod) => [pod, idleUsage(pod)]));
  for (const load of loads) {
    const sharers = pods.filter((pod) => shares(pod, load));
    const { cores, memory = 0 } = pointAt(load.curve, (time - since) / 1000);
    for (const pod of sharers) {
      const { cores: own, memory: held } = used.get(pod) ?? { cores: 0, memory: 0 };
      used.set(pod, {
        cores: (load.whole ? 0 : own) + cores / sharers.length,
        memory: held + memory / sharers.length,
      });
    }
  }
  return new Map([...used].map(([pod, usage]) => [pod, withinLimits(pod, usage)]));
}

function shares({ metadata }: KubeObject, { namespace, pods }: Load): boolean {
  return (
    metadata.namespace === namespace &&
    Object.entries(pods).every(([label, value]) => metadata.labels?.[label] === value)
  );
}

export function pointAt(curve: readonly LoadPoint[], second: number): LoadPoint {
  const after = curve.findIndex((point) => point.second >= second);
  const next = curve[after];
  const previous = after < 0 ? curve.at(-1) : curve[after - 1];
  if (previous === undefined || next === undefined) return { cores: 0, ...(previous ?? next), second };
  const part = (second - previous.second) / (next.second - previous.second);
  const between = (from = 0, to = 0) => from + (to - from) * part;
  return {
    second,
    cores: between(previous.cores, next.cores),
    memory: between(previous.memory, next.memory),
  };
}

const idleUsage = (pod: KubeObject): Usage => ({
  cores: idle.cores * totalOf(pod, "requests", "cpu", 0),
  memory: idle.memory * totalOf(pod, "requests", "memory", 0),
});

const withinLimits = (pod: KubeObject, { cores, memory }: Usage): Usage => ({
  cores: Math.min(cores, totalOf(pod, "limits", "cpu", Number.POSITIVE_INFINITY)),
  memory: Math.min(memory, totalOf(pod, "limits", "memory", Number.POSITIVE_INFINITY)),
});

function totalOf(pod: KubeObject, what: "requests" | "limits", resource: string, unsaid: number): number {
  const said = (pod.spec?.containers ?? []).map(({ resources }) => resources?.[what]?.[resource]);
  return said.reduce((sum, amount) => sum + (amount === undefined ? unsaid : quantity(amount)), 0);
}

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity of Kubernetes as a number: `250m`, `2Gi`. */
export function quantity(text: string): number {
  const [, digits = text, suffix = ""] = /^([0-9.]+)([a-zA-Z]*)$/.exec(text) ?? [];
  return Number(digits) * (suffixes[suffix] ?? 1);
}
