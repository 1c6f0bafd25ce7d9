import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import type { Cluster } from "../blueprint/model.ts";
import type { Configured } from "./placement.ts";

/** The providers of a stack. There are no default ones, so nothing lands on whatever cluster a kubeconfig happens to name. */
export const providers = (cluster: Cluster, configured: Configured): pulumi.ProviderResource[] => [
  new k8s.Provider("cluster", {
    clusterIdentifier: cluster.identifier,
    enableServerSideApply: true,
    // Files with stable names are changed in place: between deleting one and creating it again no pod could start.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    ...(cluster.context ? { context: cluster.context } : {}),
    ...(cluster.kubeconfig ? { kubeconfig: configured(cluster.kubeconfig) } : {}),
  }),
  new random.Provider("random"),
  new tls.Provider("tls"),
];
