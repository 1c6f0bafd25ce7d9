import { byNameForAll, oneAway, type Part, process } from "../part.ts";

export const certManager: Part = {
  name: "certManager",
  what: "certificates",
  home: {
    name: "cert-manager",
    trust: "restricted",
    opens: [
      { from: "everybody", ports: [10250], why: "the API server asks the webhook" },
      { from: "monitoring", ports: [9402], why: "metrics" },
    ],
    // It looks whether a host answers before it lets an authority look, and that host may be inside.
    asks: ["apiServer", "web", "internet", "pods"],
  },
  charts: () => [
    {
      name: "cert-manager",
      chart: "oci://quay.io/jetstack/charts/cert-manager",
      version: "v1.21.1",
      images: ["controller", "webhook", "cainjector", "acmesolver", "startupapicheck"].map(
        (name) => `quay.io/jetstack/cert-manager-${name}:v1.21.1`,
      ),
      brings: ["cert-manager.io", "acme.cert-manager.io"],
      processes: () => ({
        controller: process(2, "50m", "128Mi", "512Mi"),
        webhook: process(2, "20m", "64Mi", "256Mi"),
        cainjector: process(2, "20m", "128Mi", "512Mi"),
        startupapicheck: process(1, "10m", "32Mi", "128Mi"),
      }),
      pulledBy: byNameForAll,
      values: ({ registry, has }, resources) => ({
        imageRegistry: registry("quay.io"),
        crds: { enabled: true, keep: true },
        replicaCount: 2,
        podDisruptionBudget: oneAway,
        resources: resources("controller"),
        webhook: { replicaCount: 2, podDisruptionBudget: oneAway, resources: resources("webhook") },
        cainjector: { replicaCount: 2, podDisruptionBudget: oneAway, resources: resources("cainjector") },
        startupapicheck: { resources: resources("startupapicheck") },
        config: {
          apiVersion: "controller.config.cert-manager.io/v1alpha1",
          kind: "ControllerConfiguration",
          gatewayAPI: { enabled: has("gatewayApi") },
        },
        prometheus: { servicemonitor: { enabled: has("monitoring") } },
      }),
    },
  ],
  // Without the kinds of the Gateway API its controller does not start.
  after: ["gateway", "monitoring"],
};
