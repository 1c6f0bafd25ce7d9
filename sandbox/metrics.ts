import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { Cluster } from "./client.ts";
import { currentLoads, type Usage, usageOf } from "./load.ts";
import { holds, type KubeObject } from "./objects.ts";
import { addressOf, filesIn } from "./plan.ts";

const GROUP = "metrics.k8s.io/v1beta1";
const HOST = "metrics.kube-system.svc";

/** Names under which the API server calls it. */
export const metricsHosts = [HOST, "localhost", "127.0.0.1"] as const;

/** Serves `metrics.k8s.io` to the API server, and to nobody else: kubectl and the autoscalers come through that. */
export function serveMetrics(folder: string, port: number, cluster: Cluster): Promise<Server> {
  const { pki } = filesIn(folder);
  const read = (name: string): Buffer => readFileSync(pki(name));
  const identity = { cert: read("server.crt"), key: read("server.key"), ca: read("front-proxy-ca.crt") };
  const server = createServer(
    { ...identity, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", addressOf(port));
      answerTo(cluster, pathname, searchParams).then(
        (body) => send(body === undefined ? 404 : 200, body ?? notFound(pathname)),
        (cause: unknown) => send(503, status(503, "ServiceUnavailable", String(cause))),
      );
      function send(code: number, body: object): void {
        response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
      }
    },
  );
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

/** What makes the API server pass these requests on. */
export function metricsObjects(folder: string, port: number): readonly KubeObject[] {
  const authority = readFileSync(filesIn(folder).pki("ca.crt")).toString("base64");
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { namespace: "kube-system", name: "metrics" },
      spec: { type: "ExternalName", externalName: "localhost", ports: [{ port }] },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: {
        group: "metrics.k8s.io",
        version: "v1beta1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        service: { namespace: "kube-system", name: "metrics", port },
        caBundle: authority,
      },
    },
  ];
}

const resources = ["nodes", "pods"].map((name) => ({
  name,
  singularName: "",
  namespaced: name === "pods",
  kind: name === "pods" ? "PodMetrics" : "NodeMetrics",
  verbs: ["get", "list"],
}));

async function answerTo(cluster: Cluster, path: string, query: URLSearchParams): Promise<object | undefined> {
  if (path === `/apis/${GROUP}`)
    return { kind: "APIResourceList", apiVersion: "v1", groupVersion: GROUP, resources };
  const asked =
    /^\/apis\/metrics\.k8s\.io\/v1beta1(?:\/namespaces\/([^/]+))?\/(pods|nodes)(?:\/([^/]+))?$/.exec(path);
  if (asked === null) return undefined;
  const [, namespace, kind, name] = asked;
  const selector = query.get("labelSelector") ?? "";
  const found =
    kind === "pods" ? await podMetrics(cluster, namespace, selector) : await nodeMetrics(cluster, selector);
  if (name !== undefined) return found.find(({ metadata }) => metadata.name === name);
  return {
    kind: kind === "pods" ? "PodMetricsList" : "NodeMetricsList",
    apiVersion: GROUP,
    metadata: {},
    items: found,
  };
}

async function podMetrics(cluster: Cluster, namespace: string | undefined, selector: string) {
  const [usage, wanted] = await Promise.all([
    usageNow(cluster),
    cluster.list("v1", "Pod", { ...(namespace ? { namespace } : {}), selector }),
  ]);
  const names = new Set(wanted.map(({ metadata }) => metadata.uid));
  return [...usage]
    .filter(([{ metadata }]) => names.has(metadata.uid))
    .map(([pod, used]) => {
      const containers = pod.spec?.containers ?? [];
      const share = { cores: used.cores / containers.length, memory: used.memory / containers.length };
      return measured("PodMetrics", pod, {
        containers: containers.map(({ name }) => ({ name, usage: quantities(share) })),
      });
    });
}

async function nodeMetrics(cluster: Cluster, selector: string) {
  const [usage, nodes] = await Promise.all([usageNow(cluster), cluster.list("v1", "Node", { selector })]);
  return nodes.map((node) => {
    const here = [...usage].filter(([pod]) => pod.spec?.nodeName === node.metadata.name);
    const total = here.reduce(
      (sum, [, { cores, memory }]) => ({ cores: sum.cores + cores, memory: sum.memory + memory }),
      { cores: 0, memory: 0 },
    );
    return measured("NodeMetrics", node, { usage: quantities(total) });
  });
}

type Usages = ReadonlyMap<KubeObject, Usage>;

/** For as long nobody asks twice: every autoscaler asks at the same moment, and all pods are many. */
const FRESH = 500;
let last: { readonly cluster: Cluster; readonly time: number; readonly usage: Promise<Usages> } | undefined;

/** Loads are shared among all pods that run, whichever of them somebody asks for. */
function usageNow(cluster: Cluster): Promise<Usages> {
  const time = Date.now();
  if (last?.cluster !== cluster || time - last.time > FRESH) last = { cluster, time, usage: lookUp(cluster) };
  return last.usage;
}

async function lookUp(cluster: Cluster): Promise<Usages> {
  const [pods, loads] = await Promise.all([cluster.list("v1", "Pod"), currentLoads(cluster)]);
  return usageOf(pods.filter(isRunning), loads, Date.now());
}

const isRunning = (pod: KubeObject): boolean =>
  pod.status?.phase === "Running" && pod.metadata.deletionTimestamp === undefined && holds(pod, "Ready");

const measured = (kind: string, { metadata }: KubeObject, figures: object) => ({
  kind,
  apiVersion: GROUP,
  metadata: {
    name: metadata.name,
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
    labels: metadata.labels ?? {},
    creationTimestamp: new Date().toISOString(),
  },
  timestamp: new Date().toISOString(),
  window: "5s",
  ...figures,
});

const quantities = ({ cores, memory }: Usage) => ({
  cpu: `${Math.round(cores * 1000)}m`,
  memory: `${Math.round(memory / 1024)}Ki`,
});

const status = (code: number, reason: string, message: string) => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  code,
  reason,
  message,
});

const notFound = (path: string) => status(404, "NotFound", `there is nothing at ${path}`);
