import { secondsOf } from "../../../settings/shapes.ts";
import { byName, type ChartOf, process } from "../part.ts";

/** Where lines are sent, and asked for. */
export const LOKI = "http://loki.logs.svc:3100";

export const loki: ChartOf = {
  name: "loki",
  chart: "loki",
  repository: "https://grafana-community.github.io/helm-charts",
  version: "18.11.0",
  images: ["docker.io/grafana/loki:3.7.6"],
  processes: ({ settings }) => ({
    loki: process(1, "250m", "512Mi", settings.logs.memory ?? "2Gi"),
  }),
  pulledBy: byName,
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
