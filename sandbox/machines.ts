import type { Cluster } from "./client.ts";
import { holds, type KubeObject } from "./objects.ts";

/** The machines of a sandbox: so many of one kind, spread evenly over zones. */
export interface Machines {
  readonly count: number;
  readonly zones: number;
  /** Cores of each. */
  readonly cores: number;
  /** Memory of each, in GiB. */
  readonly memory: number;
}

export const usualMachines: Machines = { count: 6, zones: 3, cores: 16, memory: 64 };

export const ZONE = "topology.kubernetes.io/zone";

export const nodesOf = ({ count, zones, cores, memory }: Machines): readonly KubeObject[] =>
  Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: `node-${index + 1}`,
      labels: {
        "kubernetes.io/hostname": `node-${index + 1}`,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        [ZONE]: `zone-${(index % zones) + 1}`,
      },
      annotations: {
        "sandbox.arboretum.dev/cpu": String(cores),
        "sandbox.arboretum.dev/memory": `${memory}Gi`,
      },
    },
  }));

/** Where volumes come from that nobody names a class for. A test adds classes with other names. */
export const storageClass = (name: string, isDefault = false): KubeObject => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name,
    annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) },
  },
  provisioner: "sandbox.arboretum.dev/volumes",
  volumeBindingMode: "WaitForFirstConsumer",
  allowVolumeExpansion: true,
  reclaimPolicy: "Delete",
});

/** Whether every machine has reported in, and pods may go there. */
export async function machinesAreReady(cluster: Cluster): Promise<boolean> {
  const nodes = await cluster.list("v1", "Node");
  return (
    nodes.length > 0 && nodes.every((node) => holds(node, "Ready") && (node.spec?.taints ?? []).length === 0)
  );
}
