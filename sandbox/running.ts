import type { Cluster } from "./client.ts";
import { type KubeObject, templateOf } from "./objects.ts";
import { standingOf } from "./readiness.ts";

/** A workload, as a person wants to see it. */
export interface Running {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** `3/3`, `done`, or what it waits for. */
  readonly ready: string;
  readonly image: string;
}

const kinds = [
  ["apps/v1", "StatefulSet"],
  ["apps/v1", "Deployment"],
  ["apps/v1", "DaemonSet"],
  ["batch/v1", "Job"],
  ["batch/v1", "CronJob"],
] as const;

/** What runs in some namespaces. */
export async function running(cluster: Cluster, namespaces: readonly string[]): Promise<readonly Running[]> {
  const lists = await Promise.all(
    namespaces.flatMap((namespace) =>
      kinds.map(([apiVersion, kind]) => cluster.list(apiVersion, kind, { namespace })),
    ),
  );
  return lists.flat().map((object) => ({
    namespace: object.metadata.namespace ?? "",
    kind: object.kind,
    name: object.metadata.name,
    ready: readyOf(object),
    image: imageOf(object),
  }));
}

function readyOf(object: KubeObject): string {
  const { kind, spec, status } = object;
  if (kind === "CronJob") return spec?.suspend ? "suspended" : (spec?.schedule ?? "");
  const standing = standingOf(object);
  if (standing.is === "waiting") return standing.for;
  if (standing.is === "failed") return standing.because;
  if (kind === "Job") return "done";
  const ready = status?.readyReplicas ?? status?.numberReady ?? 0;
  return `${ready}/${spec?.replicas ?? status?.desiredNumberScheduled ?? 0}`;
}

const imageOf = (object: KubeObject): string => templateOf(object)?.spec?.containers?.[0]?.image ?? "";
