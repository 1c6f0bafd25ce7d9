import { secondsOf } from "../../../settings/shapes.ts";
import { type ChartOf, type Part, process } from "../part.ts";

const loki: ChartOf = {
  name: "loki",
  chart: "loki",
  repository: "https://grafana-community.github.io/helm-charts",
  version: "18.11.0",
  images: ["docker.io/grafana/loki:3.7.6"],
  processes: ({ settings }) => ({
    loki: process(1, "250m", "512Mi", settings.logs.memory),
  }),
  values: ({ settings: { logs, images }, registry, has }, resources) => ({
    ...(images.registry ? { global: { imageRegistry: registry("docker.io") } } : {}),
    deploymentMode: "Monolithic",
    loki: {
      // One cluster, one reader: nobody says for whom a line is.
      auth_enabled: false,
      analytics: { reporting_enabled: false },
      commonConfig: { replication_factor: 1 },
      storage: { type: "filesystem" },
      schemaConfig: {
        configs: [
          {
            from: "2025-01-01",
            store: "tsdb",
            object_store: "filesystem",
            schema: "v13",
            index: { prefix: "loki_index_", period: "24h" },
          },
        ],
      },
      limits_config: { retention_period: `${secondsOf(logs.retention) / 3600}h` },
      compactor: { retention_enabled: true, delete_request_store: "filesystem" },
    },
    singleBinary: {
      replicas: 1,
      resources: resources("loki"),
      persistence: {
        enabled: true,
        size: logs.volume,
        ...(logs.storageClass ? { storageClass: logs.storageClass } : {}),
      },
    },
    read: { replicas: 0 },
    write: { replicas: 0 },
    backend: { replicas: 0 },
    // Gigabytes of memory for what one reader asks twice.
    chunksCache: { enabled: false },
    resultsCache: { enabled: false },
    gateway: { enabled: false },
    lokiCanary: { enabled: false },
    test: { enabled: false },
    minio: { enabled: false },
    sidecar: { rules: { enabled: false } },
    monitoring: { serviceMonitor: { enabled: has("monitoring") } },
  }),
};

/** Reads the logs of the pods of its node, and says of each line whose it is. */
const COLLECT = `
discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + coalesce(sys.env("HOSTNAME"), constants.hostname)
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_name"]
    target_label  = "pod"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_container_name"]
    target_label  = "container"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_label_arboretum_dev_component"]
    target_label  = "component"
  }
}

loki.source.kubernetes "pods" {
  targets    = discovery.relabel.pods.output
  forward_to = [loki.write.here.receiver]
}

loki.write "here" {
  endpoint {
    url = "http://loki.logs.svc:3100/loki/api/v1/push"
  }
}
`.trimStart();

const alloy: ChartOf = {
  name: "alloy",
  chart: "alloy",
  repository: "https://grafana.github.io/helm-charts",
  version: "1.11.1",
  images: [
    "docker.io/grafana/alloy:v1.18.1",
    "quay.io/prometheus-operator/prometheus-config-reloader:v0.91.0@sha256:7d9e4eea5f1139e602508871f422b0116c60e87c662f3dcd234d5ab60cd0d8c1",
  ],
  processes: () => ({
    alloy: process("everyNode", "50m", "128Mi", "512Mi"),
    reloader: process("everyNode", "10m", "50Mi", "64Mi"),
  }),
  values: ({ settings: { images }, registry, has }, resources) => ({
    ...(images.registry ? { global: { image: { registry: registry("docker.io") } } } : {}),
    crds: { create: false },
    alloy: {
      enableReporting: false,
      resources: resources("alloy"),
      configMap: { content: COLLECT },
      // The API server hands the lines out, so no directory of the node is opened to it.
      mounts: { varlog: false },
      extraEnv: [{ name: "HOSTNAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
      securityContext: {
        allowPrivilegeEscalation: false,
        runAsNonRoot: true,
        runAsUser: 473,
        runAsGroup: 473,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      },
    },
    configReloader: { resources: resources("reloader") },
    controller: { type: "daemonset" },
    serviceMonitor: { enabled: has("monitoring") },
  }),
};

export const logs: Part = {
  name: "logs",
  what: "logs of all pods",
  home: {
    name: "logs",
    trust: "restricted",
    opens: [
      { from: "namespace", why: "its parts ask each other" },
      { from: "monitoring", ports: [3100, 12345], why: "metrics, and what Grafana shows" },
    ],
    asks: ["apiServer", "pods"],
  },
  charts: () => [loki, alloy],
  after: ["monitoring"],
};
