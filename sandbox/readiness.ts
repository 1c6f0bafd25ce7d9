import type { Cluster } from "./client.ts";
import { conditionOf, holds, type KubeObject, nameOf, referenceTo, selectorText } from "./objects.ts";
import { becomesTrue } from "./waiting.ts";

/** Where an object stands on its way. */
export type Standing =
  | { readonly is: "ready" }
  | { readonly is: "waiting"; readonly for: string }
  | { readonly is: "failed"; readonly because: string };

const ready: Standing = { is: "ready" };
const waiting = (reason: string): Standing => ({ is: "waiting", for: reason });
const failed = (because: string): Standing => ({ is: "failed", because });

/** The controller has seen the object as it is now. */
const isSeen = ({ metadata, status }: KubeObject): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);

const standings: Readonly<Record<string, (object: KubeObject) => Standing>> = {
  Deployment: (object) => {
    const { spec, status } = object;
    const { replicas: wanted = 1 } = spec ?? {};
    const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
    const progress = conditionOf(object, "Progressing");
    if (isSeen(object) && progress?.reason === "ProgressDeadlineExceeded")
      return failed(progress.message ?? "");
    if (!isSeen(object)) return waiting("its controller");
    if (updatedReplicas < wanted) return waiting(`${updatedReplicas} of ${wanted} replicas are new`);
    if (replicas > updatedReplicas) return waiting(`${replicas - updatedReplicas} old replicas to end`);
    return availableReplicas >= wanted
      ? ready
      : waiting(`${availableReplicas} of ${wanted} replicas are available`);
  },
  StatefulSet: (object) => {
    const { spec, status } = object;
    const { replicas: wanted = 1 } = spec ?? {};
    const { readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision } = status ?? {};
    if (!isSeen(object)) return waiting("its controller");
    if (currentRevision !== updateRevision && updatedReplicas < wanted)
      return waiting(`${updatedReplicas} of ${wanted} replicas are new`);
    return readyReplicas >= wanted ? ready : waiting(`${readyReplicas} of ${wanted} replicas are ready`);
  },
  DaemonSet: (object) => {
    const { desiredNumberScheduled: wanted = 0, numberAvailable = 0 } = object.status ?? {};
    if (!isSeen(object)) return waiting("its controller");
    return numberAvailable >= wanted ? ready : waiting(`${numberAvailable} of ${wanted} pods are available`);
  },
  Job: (object) => {
    const failure = conditionOf(object, "Failed");
    if (failure?.status === "True") return failed(`${failure.reason}: ${failure.message}`);
    if (holds(object, "Complete")) return ready;
    return waiting(object.spec?.suspend ? "somebody to resume it" : "its end");
  },
  PersistentVolumeClaim: ({ status }) => {
    // A claim that binds with its first pod waits for that, and its pod comes later.
    if (status?.phase === "Lost") return failed("its volume is lost");
    return status?.phase === undefined ? waiting("its controller") : ready;
  },
  Namespace: ({ status }) => (status?.phase === "Active" ? ready : waiting("it to be active")),
  ResourceQuota: ({ spec, status }) =>
    Object.keys(spec?.hard ?? {}).every((name) => status?.hard?.[name] !== undefined)
      ? ready
      : waiting("its controller"),
  CustomResourceDefinition: (object) =>
    holds(object, "Established") ? ready : waiting("it to be established"),
  APIService: (object) => (holds(object, "Available") ? ready : waiting("its server")),
};

/** Kinds without a controller that says more are ready as soon as they are there. */
export const standingOf = (object: KubeObject): Standing => standings[object.kind]?.(object) ?? ready;

/** Waits until an object is ready; a text says why it is not. */
export async function awaitReady(
  cluster: Cluster,
  object: KubeObject,
  seconds: number,
): Promise<string | undefined> {
  if (standings[object.kind] === undefined) return undefined;
  const reference = referenceTo(object);
  let last: Standing = waiting("its controller");
  const settled = await becomesTrue(
    async () => {
      const live = await cluster.get(reference);
      last = live === undefined ? failed("it is gone") : standingOf(live);
      return last.is !== "waiting";
    },
    { seconds, every: 300 },
  );
  if (settled && last.is === "ready") return undefined;
  const why =
    last.is === "failed"
      ? last.because
      : `still waits for ${last.is === "waiting" ? last.for : "nothing"} after ${seconds} s`;
  return [why, ...(await complaintsOfPods(cluster, object))].join("\n");
}

/** What keeps the pods of a workload, each thing once: no image, no room, no permission. */
async function complaintsOfPods(
  cluster: Cluster,
  { spec, metadata, kind }: KubeObject,
): Promise<readonly string[]> {
  const labels = spec?.selector?.matchLabels ?? spec?.template?.metadata?.labels;
  const { namespace = "" } = metadata;
  if (labels === undefined || !["Deployment", "StatefulSet", "DaemonSet", "Job"].includes(kind)) return [];
  const selector = selectorText(labels);
  const [pods, events] = await Promise.all([
    cluster.list("v1", "Pod", { namespace, selector }),
    cluster.list("v1", "Event", { namespace }),
  ]);
  const refused = events
    .filter(
      ({ reason, involvedObject }) =>
        reason === "FailedCreate" && ownsName(metadata.name, involvedObject?.name),
    )
    .map(({ message }) => String(message));
  return [...new Set([...pods.flatMap(complaintsOfPod), ...refused.slice(-2)])].slice(0, 5);
}

/** `lms-6d8c7` is a ReplicaSet of `lms`. */
const ownsName = (name: string, other = ""): boolean => other === name || other.startsWith(`${name}-`);

function complaintsOfPod(pod: KubeObject): readonly string[] {
  const scheduled = conditionOf(pod, "PodScheduled");
  const unscheduled =
    scheduled?.status === "False"
      ? [`${nameOf(referenceTo(pod))} is not scheduled: ${scheduled.message}`]
      : [];
  const stuck = (pod.status?.containerStatuses ?? []).flatMap(({ name, state, image }) => {
    const said = state?.waiting ?? (state?.terminated?.exitCode ? state.terminated : undefined);
    return said === undefined
      ? []
      : [`container ${name} (${image}): ${said.reason} ${said.message ?? ""}`.trim()];
  });
  return [...unscheduled, ...stuck];
}
