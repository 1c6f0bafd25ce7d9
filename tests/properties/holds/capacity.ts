import { expect } from "vitest";
import type { Container } from "../../../src/policies/kubernetes.ts";
import { bytesOf, millicoresOf } from "../../../src/vocabulary/quantity.ts";
import { isInstance } from "../../../src/vocabulary/store.ts";
import { type Grown, type Manifest, property } from "../property.ts";

const templateOf = ({ spec }: Manifest) => (spec.template ?? spec.jobTemplate?.spec?.template)?.spec;

/** How many pods of an object there are at once on the worst day: its most, and those that a rollout starts beside them. */
function worstDay(object: Manifest, objects: readonly Manifest[]): number {
  const scaler = objects.find(
    ({ kind, metadata, spec }) =>
      /^(?:HorizontalPodAutoscaler|ScaledObject)$/.test(kind) &&
      metadata.namespace === object.metadata.namespace &&
      spec.scaleTargetRef?.name === object.metadata.name,
  );
  const most = scaler?.spec.maxReplicas ?? scaler?.spec.maxReplicaCount ?? object.spec.replicas ?? 1;
  const surge = object.spec.strategy?.rollingUpdate?.maxSurge ?? 0;
  return most + (typeof surge === "number" ? surge : Math.ceil((most * Number.parseInt(surge, 10)) / 100));
}

type Amounts = NonNullable<Container["resources"]>;

const sum = (pod: ReturnType<typeof templateOf>, kind: keyof Amounts, name: string) =>
  (pod?.containers ?? [])
    .map(({ resources }) => resources?.[kind]?.[name] ?? "0")
    .reduce((total, amount) => total + (name === "cpu" ? millicoresOf(amount) : bytesOf(amount)), 0);

const OPERATED = /^(?:InnoDBCluster|PerconaServerMySQL|MongoDBCommunity)$/;
const hasNoCpuLimit = ({ resources }: Container) => resources?.limits?.cpu === undefined;

function quotaSufficesOnTheWorstDay({ objects }: Grown) {
  const quotas = objects.filter(({ kind }) => kind === "ResourceQuota");
  expect(quotas.length).toBeGreaterThan(0);
  for (const { metadata, spec } of quotas) {
    const owners = objects.filter(
      (one) => one.metadata.namespace === metadata.namespace && templateOf(one) !== undefined,
    );
    const needed = (kind: keyof Amounts, name: string) =>
      owners.reduce((total, one) => total + sum(templateOf(one), kind, name) * worstDay(one, objects), 0);
    const { hard = {} } = spec;
    for (const kind of ["requests", "limits"] as const) {
      expect(bytesOf(hard[`${kind}.memory`] ?? "")).toBeGreaterThanOrEqual(needed(kind, "memory"));
    }
    expect(millicoresOf(hard["requests.cpu"] ?? "")).toBeGreaterThanOrEqual(needed("requests", "cpu"));
    // A quota for limits refuses every pod without one, and operators put containers without one beside their servers.
    const unlimited =
      owners.some((one) => (templateOf(one)?.containers ?? []).some(hasNoCpuLimit)) ||
      objects.some((one) => one.metadata.namespace === metadata.namespace && OPERATED.test(one.kind));
    if (unlimited) expect(hard["limits.cpu"]).toBeUndefined();
    else expect(millicoresOf(hard["limits.cpu"] ?? "")).toBeGreaterThanOrEqual(needed("limits", "cpu"));
    const pods = owners.reduce((total, one) => total + worstDay(one, objects), 0);
    expect(Number(hard.pods)).toBeGreaterThanOrEqual(pods);
  }
}

const QUANTITY = /^(?:\d+(?:\.\d+)?)(?:m|k|[KMGTPE]i|[MGTPE])?$/;

/** `1e+22` and `NaN` are no quantities that the API server takes, and neither is a number without end. */
function everyQuantityIsOne({ objects }: Grown) {
  const odd = objects.flatMap(({ kind, metadata, spec, whole }) => {
    const containers = [...(templateOf({ kind, metadata, spec, whole })?.containers ?? [])];
    const claims = (spec as { resources?: Amounts }).resources;
    const amounts = [
      ...[...containers.map(({ resources }) => resources), claims].flatMap((one) => [
        ...Object.values(one?.requests ?? {}),
        ...Object.values(one?.limits ?? {}),
      ]),
      ...Object.values(spec.hard ?? {}),
    ];
    return amounts.filter((one) => !QUANTITY.test(one)).map((one) => `${kind} ${metadata.name}: ${one}`);
  });
  expect(odd).toEqual([]);
}

function noRequestIsAboveItsLimit({ objects }: Grown) {
  const wrong = objects.flatMap((one) =>
    (templateOf(one)?.containers ?? []).flatMap(({ resources }) =>
      Object.entries(resources?.requests ?? {})
        .filter(([name, request]) => {
          const limit = resources?.limits?.[name];
          if (limit === undefined) return name !== "cpu";
          return name === "cpu"
            ? millicoresOf(request) > millicoresOf(limit)
            : bytesOf(request) > bytesOf(limit);
        })
        .map(([name, request]) => `${one.kind} ${one.metadata.name}: ${name} ${request}`),
    ),
  );
  expect(wrong).toEqual([]);
}

function databaseAcceptsEverybody({ blueprint, objects }: Grown) {
  const accepted = blueprint.stores.find(({ kind }) => kind === "mysql")?.maxConnections ?? 0;
  const needed = blueprint.services.flatMap(({ web, workers, databases }) =>
    [...(web ? [web] : []), ...workers].map(({ name, processes }) => {
      const found = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === name);
      if (found === undefined) throw new Error(`${name} has no Deployment`);
      return worstDay(found, objects) * processes * databases.length;
    }),
  );
  expect(needed.reduce((total, one) => total + one, 0)).toBeLessThanOrEqual(accepted * 0.8);
}

/** What a rewrite of the log and the buffers of clients need beside what Redis stores. */
const SHARE_OF_REDIS = 0.75;

function redisFitsIntoItsPod({ blueprint }: Grown) {
  for (const store of blueprint.stores.filter(isInstance)) {
    if (store.kind !== "redis") continue;
    const text = JSON.stringify(store.configuration.entries);
    const most = Number(/maxmemory (\d+)/.exec(text)?.[1]);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(bytesOf(store.resources.memory.limit) * SHARE_OF_REDIS);
  }
}

const MEBIBYTES: Readonly<Record<string, number>> = { m: 1, g: 1024 };

function aJvmTakesHalfOfItsPod({ objects }: Grown) {
  const heaps = objects.flatMap((one) =>
    (templateOf(one)?.containers ?? []).flatMap(({ env = [], resources }) =>
      [...JSON.stringify(env).matchAll(/-Xmx(\d+)([mg])/g)].map(([, size, unit = ""]) => ({
        name: one.metadata.name,
        heap: Number(size) * (MEBIBYTES[unit] ?? 0) * 1024 ** 2,
        limit: bytesOf(resources?.limits?.memory ?? ""),
      })),
    ),
  );
  expect(heaps.filter(({ heap, limit }) => !(heap > 0 && heap <= limit / 2))).toEqual([]);
}

export const capacity = [
  property(
    "The quota suffices for all pods at their most, a rollout and every Job at once.",
    quotaSufficesOnTheWorstDay,
  ),
  property("Every amount is a quantity that Kubernetes takes.", everyQuantityIsOne),
  property("No container asks for more than it may take.", noRequestIsAboveItsLimit),
  property("MySQL accepts all processes at their most, with a fifth to spare.", databaseAcceptsEverybody),
  property("A JVM takes at most half of the memory of its pod for its heap.", aJvmTakesHalfOfItsPod),
  property("What Redis stores at most is three quarters of what its pod may take.", redisFitsIntoItsPod),
];
