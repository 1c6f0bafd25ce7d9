import { byName, oneAway, type Part, process } from "../part.ts";

/** Chart version as published on kubernetes-sigs.github.io/metrics-server; its server is 0.8. */
export const metricsServer: Part = {
  name: "metricsServer",
  what: "processor and memory figures",
  home: {
    name: "kube-system",
    trust: "privileged",
    why: "The namespace is the cluster's own.",
    opens: [],
    asks: [],
  },
  charts: () => [
    {
      name: "metrics-server",
      chart: "metrics-server",
      repository: "https://kubernetes-sigs.github.io/metrics-server/",
      version: "3.13.0",
      images: ["registry.k8s.io/metrics-server/metrics-server:v0.8.0"],
      // With one server, a drained node leaves every autoscaler blind.
      processes: () => ({ server: process(2, "100m", "200Mi", "400Mi") }),
      pulledBy: byName,
      values: ({ registry, has }, resources) => ({
        image: { repository: `${registry("registry.k8s.io")}/metrics-server/metrics-server` },
        replicas: 2,
        podDisruptionBudget: oneAway,
        resources: resources("server"),
        metrics: { enabled: has("monitoring") },
        serviceMonitor: { enabled: has("monitoring") },
      }),
    },
  ],
  after: ["monitoring"],
};
