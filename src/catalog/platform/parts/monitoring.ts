import type { Alerting } from "../../../settings/sections/alerting.ts";
import { bytesOf } from "../../../vocabulary/quantity.ts";
import { ALERT_LOGINS, alertLogins, alertmanagerConfig } from "../alertmanager.ts";
import { LOKI } from "../logs/loki.ts";
import { byNameForAll, frozen, type Part, process } from "../part.ts";

/** Secret with the name and the password of Grafana's administrator. */
export const GRAFANA_LOGIN = "grafana-login";

/** What a managed cluster keeps from its users, and an alert about it would never be silent. */
const CONTROL_PLANE = ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"] as const;

/** Objects of every namespace count, whatever their labels. */
const EVERYTHING = Object.fromEntries(
  ["serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"].map((kind) => [
    `${kind}SelectorNilUsesHelmValues`,
    false,
  ]),
);

const claim = (size: string, storageClass: string | undefined) => ({
  volumeClaimTemplate: {
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClass ? { storageClassName: storageClass } : {}),
      resources: { requests: { storage: size } },
    },
  },
});

/** A disk that is full is the end of the server: the oldest metrics go before. */
const mostOf = (volume: string): string =>
  `${Math.max(1, Math.floor((bytesOf(volume) * 0.85) / 1024 ** 3))}GiB`;

const hasLogins = (alerts: Alerting | undefined): boolean =>
  alerts !== undefined && Object.keys(alertLogins(alerts)).length > 0;

export const monitoring: Part = {
  name: "monitoring",
  what: "metrics, alerts and dashboards",
  home: {
    name: "monitoring",
    trust: "privileged",
    why: "One exporter a node reads what the node itself knows.",
    role: "monitoring",
    opens: [
      { from: "namespace", why: "its parts ask each other" },
      { from: "everybody", ports: [10250], why: "the API server asks the webhook" },
    ],
    asks: ["apiServer", "internet", "pods", "nodes"],
  },
  charts: () => [
    {
      name: "monitoring",
      chart: "oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack",
      version: "88.5.3",
      images: [
        "quay.io/prometheus-operator/prometheus-operator:v0.93.1",
        "quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1",
        "quay.io/prometheus/prometheus:v3.14.0-distroless",
        "quay.io/prometheus/alertmanager:v0.34.0",
        "quay.io/prometheus/node-exporter:v1.12.1-distroless",
        "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0",
        "docker.io/grafana/grafana:13.2.0",
        "quay.io/kiwigrid/k8s-sidecar:2.10.1",
        "ghcr.io/jkroepke/kube-webhook-certgen:1.8.7",
      ],
      brings: ["monitoring.coreos.com"],
      frozen,
      processes: ({ settings }) => ({
        operator: process(1, "100m", "128Mi", "512Mi"),
        prometheus: process(settings.monitoring.replicas, "500m", "2Gi", settings.monitoring.memory),
        reloader: process(settings.monitoring.replicas * 2, "10m", "32Mi", "64Mi"),
        alertmanager: process(settings.monitoring.replicas, "50m", "64Mi", "256Mi"),
        grafana: process(1, "100m", "256Mi", "512Mi"),
        sidecar: process(3, "20m", "96Mi", "256Mi"),
        states: process(1, "50m", "128Mi", "512Mi"),
        nodes: process("everyNode", "50m", "32Mi", "128Mi"),
        webhook: process(1, "10m", "32Mi", "128Mi"),
      }),
      pulledBy: byNameForAll,
      values: ({ settings: { monitoring, images, cluster, logs, offers }, registry }, resources) => ({
        ...(images.registry ? { global: { imageRegistry: registry("quay.io") } } : {}),
        fullnameOverride: "monitoring",
        crds: { enabled: true },
        ...Object.fromEntries(CONTROL_PLANE.map((name) => [name, { enabled: monitoring.controlPlane }])),
        prometheusOperator: {
          resources: resources("operator"),
          prometheusConfigReloader: { resources: resources("reloader") },
          admissionWebhooks: { patch: { resources: resources("webhook") } },
        },
        prometheus: {
          prometheusSpec: {
            ...EVERYTHING,
            replicas: monitoring.replicas,
            retention: monitoring.retention,
            retentionSize: mostOf(monitoring.volume),
            externalLabels: { cluster: cluster.identifier },
            walCompression: true,
            resources: resources("prometheus"),
            // Without it the metrics of yesterday are gone with the pod.
            storageSpec: claim(monitoring.volume, monitoring.storageClass),
          },
        },
        alertmanager: {
          config: alertmanagerConfig(monitoring.alerts),
          alertmanagerSpec: {
            ...(hasLogins(monitoring.alerts) ? { secrets: [ALERT_LOGINS] } : {}),
            replicas: monitoring.replicas,
            resources: resources("alertmanager"),
            storage: claim("2Gi", monitoring.storageClass),
          },
        },
        grafana: {
          // A password that the chart made up would be another one at every rendering.
          admin: { existingSecret: GRAFANA_LOGIN, userKey: "user", passwordKey: "password" },
          resources: resources("grafana"),
          sidecar: {
            resources: resources("sidecar"),
            dashboards: {
              enabled: true,
              searchNamespace: "ALL",
              folderAnnotation: "grafana_folder",
              provider: { foldersFromFilesStructure: true },
            },
          },
          // Events of learners are counted there, and lines are read beside the metrics.
          ...(offers.logs === "managed" && logs.store === "loki"
            ? {
                additionalDataSources: [
                  { name: "Loki", uid: "loki", type: "loki", access: "proxy", url: LOKI },
                ],
              }
            : {}),
          initChownData: { enabled: false },
          testFramework: { enabled: false },
          "grafana.ini": { analytics: { check_for_updates: false, reporting_enabled: false } },
        },
        "kube-state-metrics": { resources: resources("states") },
        "prometheus-node-exporter": { resources: resources("nodes") },
      }),
    },
  ],
};
