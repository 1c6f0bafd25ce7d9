import { byName, oneAway, type Part, process } from "../part.ts";

export const keda: Part = {
  name: "keda",
  what: "scaling by tasks that wait",
  home: {
    name: "keda",
    trust: "restricted",
    role: "autoscaling",
    opens: [
      { from: "everybody", ports: [6443, 9443], why: "the API server asks for figures and for admission" },
      { from: "namespace", ports: [9666], why: "the metrics server of KEDA asks its operator" },
      { from: "monitoring", ports: [8080], why: "metrics" },
    ],
    asks: ["apiServer", "pods"],
  },
  charts: () => [
    {
      name: "keda",
      chart: "keda",
      repository: "https://kedacore.github.io/charts",
      version: "2.20.2",
      images: [
        "ghcr.io/kedacore/keda:2.20.2",
        "ghcr.io/kedacore/keda-metrics-apiserver:2.20.2",
        "ghcr.io/kedacore/keda-admission-webhooks:2.20.2",
      ],
      brings: ["keda.sh", "eventing.keda.sh"],
      processes: () => ({
        operator: process(2, "100m", "128Mi", "1000Mi"),
        metricServer: process(2, "100m", "100Mi", "500Mi"),
        webhooks: process(2, "50m", "64Mi", "256Mi"),
      }),
      pulledBy: byName,
      values: ({ registry, has }, resources) => {
        const monitored = { enabled: has("monitoring"), serviceMonitor: { enabled: has("monitoring") } };
        return {
          global: { image: { registry: registry("ghcr.io") } },
          operator: { replicaCount: 2 },
          metricsServer: { replicaCount: 2 },
          webhooks: { replicaCount: 2 },
          podDisruptionBudget: {
            operator: { maxUnavailable: oneAway.maxUnavailable },
            metricServer: { maxUnavailable: oneAway.maxUnavailable },
            webhooks: { maxUnavailable: oneAway.maxUnavailable },
          },
          resources: {
            operator: resources("operator"),
            metricServer: resources("metricServer"),
            webhooks: resources("webhooks"),
          },
          prometheus: { operator: monitored, metricServer: monitored, webhooks: monitored },
        };
      },
    },
  ],
  after: ["monitoring"],
};
