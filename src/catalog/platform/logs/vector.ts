import type { Logs } from "../../../settings/sections/logs.ts";
import { type ChartOf, type Home, process, type Values } from "../part.ts";
import { ELASTICSEARCH, initialRetention, WRITER } from "./elasticsearch.ts";
import { LOKI } from "./loki.ts";
import { program } from "./program.ts";

const METRICS_PORT = 9090;

/**
 * The agents have a namespace of their own: only they may see a directory of the node. What pods write is there even while the
 * API server is not, and following every pod through that server would be its largest load.
 */
export const SHIPPERS: Home = {
  name: "log-shippers",
  trust: "privileged",
  why: "One agent a node reads below /var/log what the pods there have written, and only root may.",
  role: "logs",
  opens: [{ from: "monitoring", ports: [METRICS_PORT], why: "metrics" }],
  asks: ["apiServer", "pods"],
};

/** A text that the chart takes for a template of its own, and Vector for one with variables of its environment. */
const verbatim = (text: string): string =>
  text.replaceAll("$", "$$$$").replaceAll(/\{\{.*?\}\}/g, (found) => `{{ ${"`"}${found}${"`"} }}`);

const field = (name: string): string => verbatim(`{{ ${name} }}`);

/** Few and small: each combination of them is a file of its own in the store. */
export const LABELS = [
  "namespace",
  "container",
  "component",
  "deployment",
  "stage",
  "kind",
  "level",
] as const;

const SINKS: Readonly<Record<Logs["store"], Values>> = {
  loki: {
    type: "loki",
    inputs: ["lines"],
    endpoint: LOKI,
    encoding: { codec: "text" },
    labels: Object.fromEntries(LABELS.map((name) => [name, field(name)])),
    structured_metadata: { pod: field("pod") },
    out_of_order_action: "accept",
  },
  elasticsearch: {
    type: "elasticsearch",
    inputs: ["lines"],
    endpoints: [ELASTICSEARCH],
    api_version: "auto",
    mode: "data_stream",
    bulk: { action: "create" },
    data_stream: { type: "logs", dataset: "pods", namespace: "cluster", auto_routing: false },
    auth: { strategy: "basic", user: WRITER.user, password: `\${${WRITER.variable}}` },
  },
};

/** What an agent does: it reads, takes out what no log may hold, and sends. Nothing is dropped while the store is away. */
export const configuration = (logs: Pick<Logs, "store" | "personalData">): Values => ({
  data_dir: "/vector-data-dir",
  sources: {
    pods: { type: "kubernetes_logs", use_apiserver_cache: true },
    own: { type: "internal_metrics" },
  },
  transforms: {
    lines: { type: "remap", inputs: ["pods"], source: verbatim(program(logs)) },
  },
  sinks: {
    store: {
      ...SINKS[logs.store],
      buffer: { type: "disk", max_size: 1_073_741_824, when_full: "block" },
    },
    metrics: { type: "prometheus_exporter", inputs: ["own"], address: `0.0.0.0:${METRICS_PORT}` },
  },
});

export const vector: ChartOf = {
  name: "log-shipper",
  home: SHIPPERS,
  chart: "vector",
  repository: "https://helm.vector.dev",
  // From the next one on, labels that lines fill are refused unless a flag allows them.
  version: "0.57.0",
  images: ["docker.io/timberio/vector:0.56.0-distroless-libc"],
  processes: ({ settings: { logs } }) => ({
    agent: process("everyNode", "100m", "128Mi", "512Mi"),
    ...(logs.store === "elasticsearch" ? { retention: process("everyNode", "10m", "32Mi", "64Mi") } : {}),
  }),
  pulledBy: (secret) => ({ image: { pullSecrets: [{ name: secret }] } }),
  values: ({ settings: { logs }, registry, has }, resources) => ({
    role: "Agent",
    image: { repository: `${registry("docker.io")}/timberio/vector`, tag: "0.56.0-distroless-libc" },
    resources: resources("agent"),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      // It reads what only root may, and needs no more of root than that.
      capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    defaultVolumes: [{ name: "var-log", hostPath: { path: "/var/log/" } }],
    defaultVolumeMounts: [{ name: "var-log", mountPath: "/var/log/", readOnly: true }],
    // How far it has read, and what the store has not taken yet.
    persistence: { hostPath: { enabled: true, path: "/var/lib/arboretum-log-shipper" } },
    // Pods speak on every node.
    tolerations: [{ operator: "Exists" }],
    // Its own lines would make it write lines.
    podLabels: { "vector.dev/exclude": "true" },
    service: { enabled: false },
    serviceHeadless: { enabled: false },
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
    ...(logs.store === "elasticsearch" ? toElasticsearch(logs, registry, resources) : {}),
    customConfig: configuration(logs),
    podMonitor: { enabled: has("monitoring"), port: "metrics" },
  }),
};

const toElasticsearch = (
  logs: Logs,
  registry: (upstream: string) => string,
  resources: (process: string) => Values,
): Values => ({
  env: [WRITER.environment],
  initContainers: [initialRetention(logs, registry("docker.elastic.co"), resources("retention"))],
});
