import { byName, type Part, process } from "../part.ts";

export const metalLb: Part = {
  name: "metalLb",
  what: "addresses for gateways",
  home: {
    name: "metallb-system",
    trust: "privileged",
    why: "Its speakers answer for addresses on the network of the nodes themselves.",
    opens: [
      { from: "everybody", ports: [9443], why: "the API server asks the webhook" },
      { from: "monitoring", ports: [9120], why: "metrics" },
    ],
    asks: ["apiServer"],
  },
  charts: () => [
    {
      name: "metallb",
      chart: "metallb",
      repository: "https://metallb.github.io/metallb",
      version: "0.16.1",
      images: ["quay.io/metallb/controller:v0.16.1", "quay.io/metallb/speaker:v0.16.1"],
      brings: ["metallb.io"],
      processes: () => ({
        controller: process(1, "50m", "64Mi", "256Mi"),
        speaker: process("everyNode", "50m", "64Mi", "256Mi"),
      }),
      pulledBy: byName,
      values: ({ registry, has }, resources) => ({
        crds: { enabled: true, validationFailurePolicy: "Fail" },
        controller: {
          image: { repository: `${registry("quay.io")}/metallb/controller` },
          resources: resources("controller"),
        },
        speaker: {
          image: { repository: `${registry("quay.io")}/metallb/speaker` },
          resources: resources("speaker"),
          // Its own implementation of BGP needs no second daemon on every node.
          frr: { enabled: false },
        },
        frrk8s: { enabled: false },
        prometheus: {
          // Prometheus may look into every namespace, whoever installed it.
          rbacPrometheus: false,
          // Its servers sign their certificates themselves, and only this kind of monitor lives with that.
          serviceMonitor: { enabled: has("monitoring") },
        },
      }),
    },
  ],
  after: ["monitoring"],
};
