import { byName, type Part, process } from "../part.ts";

export const snapshots: Part = {
  name: "snapshots",
  what: "snapshots of volumes",
  home: { name: "snapshot-controller", trust: "restricted", opens: [], asks: ["apiServer"] },
  charts: () => [
    {
      name: "snapshot-controller",
      chart: "snapshot-controller",
      repository: "https://piraeus.io/helm-charts/",
      version: "5.2.0",
      images: ["registry.k8s.io/sig-storage/snapshot-controller:v8.6.0"],
      brings: ["snapshot.storage.k8s.io", "groupsnapshot.storage.k8s.io"],
      processes: () => ({ controller: process(2, "20m", "64Mi", "256Mi") }),
      pulledBy: (secret) => ({ controller: byName(secret) }),
      values: ({ registry }, resources) => ({
        installCRDs: true,
        controller: {
          replicaCount: 2,
          image: { repository: `${registry("registry.k8s.io")}/sig-storage/snapshot-controller` },
          resources: resources("controller"),
          pdb: { maxUnavailable: 1 },
          podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
          securityContext: {
            capabilities: { drop: ["ALL"] },
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            runAsUser: 1000,
          },
        },
        webhook: { enabled: false },
      }),
    },
  ],
};
