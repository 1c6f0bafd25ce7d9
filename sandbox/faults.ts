import { ApiFailure, type Cluster } from "./client.ts";
import { ZONE } from "./machines.ts";
import { type KubeObject, referenceTo, selectorText } from "./objects.ts";
import type { Sandbox } from "./sandbox.ts";
import { becomesTrue } from "./waiting.ts";

/** What goes wrong with pods, or how long they take: see stages/pod.yaml. */
export interface Fault {
  /** Of the fault, to end it by. */
  readonly name: string;
  readonly namespace: string;
  /** Labels of the pods that it befalls. */
  readonly pods: Readonly<Record<string, string>>;
  /** `crash`: they end with an error; `image`: their image cannot be pulled. */
  readonly fails?: "crash" | "image";
  /** Durations, such as `20s`: until they are ready, until a Job's work is done, until they have ended. */
  readonly startsIn?: string;
  readonly runsFor?: string;
  readonly stopsIn?: string;
}

const FAULT = "sandbox.arboretum.dev/fault";
const POLICY = "admissionregistration.k8s.io/v1beta1";

/** From now on this befalls every new pod, whoever makes it; and those that run, too, where that makes sense (`crash`). */
export async function provoke(cluster: Cluster, fault: Fault): Promise<void> {
  for (const object of policyOf(fault)) await cluster.apply(object);
  await becomesTrue(() => befalls(cluster, fault), { seconds: 30, every: 200 });
  if (fault.fails !== "crash") return;
  for (const pod of await podsOf(cluster, fault)) await mark(cluster, pod, fault.fails);
}

/** The fault is over. What failed for good stays failed, as it would anywhere. */
export async function relent(cluster: Cluster, fault: Fault): Promise<void> {
  for (const object of policyOf(fault)) await cluster.delete(referenceTo(object));
  await becomesTrue(async () => !(await befalls(cluster, fault)), { seconds: 30, every: 200 });
  for (const pod of await podsOf(cluster, fault)) {
    // Nobody pulls an image again for a pod that gave up: its owner makes another.
    if (pod.metadata.labels?.[FAULT] === "image") await cluster.delete(referenceTo(pod), "Background");
    else if (FAULT in (pod.metadata.labels ?? {})) await mark(cluster, pod, null);
  }
}

const podsOf = (cluster: Cluster, { namespace, pods }: Fault): Promise<readonly KubeObject[]> =>
  cluster.list("v1", "Pod", {
    namespace,
    selector: selectorText(pods),
  });

const mark = (cluster: Cluster, pod: KubeObject, fails: "crash" | null) =>
  cluster.patch(referenceTo(pod), { metadata: { labels: { [FAULT]: fails } } });

/** The API server learns of a new policy a moment later: it is asked with a pod that never comes to be. */
async function befalls(cluster: Cluster, fault: Fault): Promise<boolean> {
  const metadata = { name: `fault-${fault.name}`, namespace: fault.namespace, labels: fault.pods };
  const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: podSpec };
  try {
    const { body } = await cluster.apply(pod, { dryRun: true });
    const marks = { ...body.metadata.labels, ...body.metadata.annotations };
    return Object.entries({ ...labelsOf(fault), ...annotationsOf(fault) }).every(
      ([name, value]) => marks[name] === value,
    );
  } catch (cause) {
    // A quota is exhausted, say: nothing that this could wait for.
    if (cause instanceof ApiFailure) return true;
    throw cause;
  }
}

/** The least that Pod Security "restricted" lets in. */
const podSpec = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 10_000, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "nothing",
      image: "registry.example.edu/nothing:1",
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
  ],
};

const labelsOf = ({ fails }: Fault): Readonly<Record<string, string>> =>
  fails === undefined ? {} : { [FAULT]: fails };

const annotationsOf = ({ startsIn, runsFor, stopsIn }: Fault): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ "starts-in": startsIn, "runs-for": runsFor, "stops-in": stopsIn }).flatMap(
      ([name, value]) => (value === undefined ? [] : [[`sandbox.arboretum.dev/${name}`, value]]),
    ),
  );

/** Pods are made by controllers from templates that nobody may touch for a test: the API server marks them as they come in. */
function policyOf(fault: Fault): readonly KubeObject[] {
  const name = `fault-${fault.name}`;
  const marks = { labels: labelsOf(fault), annotations: annotationsOf(fault) };
  const rule = { apiGroups: [""], apiVersions: ["v1"], resources: ["pods"], operations: ["CREATE"] };
  const mutations = Object.entries(marks)
    .filter(([, values]) => Object.keys(values).length > 0)
    .map(([field, values]) => ({
      patchType: "ApplyConfiguration",
      applyConfiguration: {
        expression: `Object{metadata: Object.metadata{${field}: ${JSON.stringify(values)}}}`,
      },
    }));
  return [
    {
      apiVersion: POLICY,
      kind: "MutatingAdmissionPolicy",
      metadata: { name },
      spec: {
        failurePolicy: "Fail",
        reinvocationPolicy: "Never",
        matchConstraints: { resourceRules: [rule], objectSelector: { matchLabels: fault.pods } },
        mutations,
      },
    },
    {
      apiVersion: POLICY,
      kind: "MutatingAdmissionPolicyBinding",
      metadata: { name },
      spec: {
        policyName: name,
        matchResources: {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": fault.namespace } },
        },
      },
    },
  ];
}

/** The machines of a zone. */
export async function nodesIn(cluster: Cluster, zone: string): Promise<readonly string[]> {
  return (await cluster.list("v1", "Node", { selector: `${ZONE}=${zone}` })).map(
    ({ metadata }) => metadata.name,
  );
}

/** Nobody hears of these machines any more. Their pods are evicted, and made elsewhere. */
export const loseNodes = (cluster: Cluster, nodes: readonly string[]): Promise<void> =>
  markLost(cluster, nodes, "true");

/** They report in again. */
export const findNodes = (cluster: Cluster, nodes: readonly string[]): Promise<void> =>
  markLost(cluster, nodes, null);

async function markLost(cluster: Cluster, nodes: readonly string[], lost: "true" | null): Promise<void> {
  for (const name of nodes) {
    const change = { metadata: { labels: { "sandbox.arboretum.dev/lost": lost } } };
    await cluster.patch({ apiVersion: "v1", kind: "Node", name }, change);
  }
}

/** As `kubectl drain`: no new pods, and those there are asked to leave, as the disruption budgets allow. `false` where some stay. */
export async function drain(cluster: Cluster, node: string, seconds = 120): Promise<boolean> {
  await cluster.patch({ apiVersion: "v1", kind: "Node", name: node }, { spec: { unschedulable: true } });
  return becomesTrue(
    async () => {
      const left = (await cluster.list("v1", "Pod")).filter(
        ({ spec, status }) =>
          spec?.nodeName === node && !["Succeeded", "Failed"].includes(status?.phase ?? ""),
      );
      for (const pod of left) if (pod.metadata.deletionTimestamp === undefined) await evict(cluster, pod);
      return left.length === 0;
    },
    { seconds, every: 500 },
  );
}

export const uncordon = (cluster: Cluster, node: string): Promise<KubeObject> =>
  cluster.patch({ apiVersion: "v1", kind: "Node", name: node }, { spec: { unschedulable: null } });

async function evict(cluster: Cluster, { metadata: { name, namespace = "" } }: KubeObject): Promise<void> {
  const path = await cluster.pathOf({ apiVersion: "v1", kind: "Pod", namespace, name });
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  try {
    await cluster.sendOnce("POST", `${path}/eviction`, eviction);
  } catch (cause) {
    // 429: a budget says not now. 404: it has gone by itself.
    if (!(cause instanceof ApiFailure && [404, 429].includes(cause.status))) throw cause;
  }
}

/** Ends the API server, gently or not; its keeper starts it again. Waits until it answers. */
export async function restartApiServer(
  { cluster, record }: Pick<Sandbox, "cluster" | "record">,
  signal: "SIGTERM" | "SIGKILL" = "SIGTERM",
): Promise<void> {
  const { "kube-apiserver": before } = record().processes;
  if (before) process.kill(before, signal);
  const isAnother = () => record().processes["kube-apiserver"] !== before;
  await becomesTrue(async () => isAnother() && (await cluster.isReady()), { seconds: 120, every: 200 });
}
