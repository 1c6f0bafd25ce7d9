import { frozen, type Part, process } from "../part.ts";

export const velero: Part = {
  name: "velero",
  what: "backups of volumes and objects",
  home: {
    name: "velero",
    trust: "privileged",
    why: "Its agents read the volumes of all pods on their nodes, as root.",
    opens: [{ from: "monitoring", ports: [8085], why: "metrics" }],
    asks: ["apiServer", "internet", "pods"],
  },
  charts: () => [
    {
      name: "velero",
      chart: "velero",
      repository: "https://vmware-tanzu.github.io/helm-charts",
      version: "12.1.0",
      images: ["docker.io/velero/velero:v1.18.1", "docker.io/velero/velero-plugin-for-aws:v1.13.2"],
      brings: ["velero.io"],
      frozen,
      processes: () => ({
        server: process(1, "500m", "512Mi", "1Gi"),
        plugin: process(1, "10m", "64Mi", "128Mi"),
        agent: process("everyNode", "200m", "512Mi", "2Gi"),
      }),
      pulledBy: (secret) => ({ image: { imagePullSecrets: [secret] } }),
      values: ({ registry, has }, resources) => ({
        image: { repository: `${registry("docker.io")}/velero/velero` },
        initContainers: [
          {
            name: "plugin-for-aws",
            image: `${registry("docker.io")}/velero/velero-plugin-for-aws:v1.13.2`,
            volumeMounts: [{ mountPath: "/target", name: "plugins" }],
            resources: resources("plugin"),
          },
        ],
        resources: resources("server"),
        // Kinds come beside the chart, and a Job in Helm's own order would need an image more.
        upgradeCRDs: false,
        deployNodeAgent: true,
        nodeAgent: { resources: resources("agent") },
        // Where backups go is said by each deployment: see its `backups`.
        backupsEnabled: false,
        snapshotsEnabled: false,
        credentials: { useSecret: false },
        configuration: { features: "EnableCSI", uploaderType: "kopia" },
        metrics: {
          serviceMonitor: { autodetect: false, enabled: has("monitoring") },
          nodeAgentPodMonitor: { autodetect: false, enabled: has("monitoring") },
          prometheusRule: { autodetect: false, enabled: false },
        },
      }),
    },
  ],
  after: ["snapshots", "monitoring"],
};
