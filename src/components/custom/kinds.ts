import type * as z from "zod";
import { certificate, issuer } from "./certManager.ts";
import { innoDbCluster, mongoDbCommunity, perconaServerMySql } from "./databases.ts";
import { backendTrafficPolicy, clientTrafficPolicy, envoyProxy, httpRouteFilter } from "./envoyGateway.ts";
import { gateway, gatewayClass, httpRoute } from "./gatewayApi.ts";
import { scaledObject, triggerAuthentication } from "./keda.ts";
import { addressPool, bgpAdvertisement, bgpPeer, l2Advertisement } from "./metalLb.ts";
import { podMonitor, probe, prometheusRule } from "./prometheus.ts";
import { backupStorageLocation, veleroSchedule } from "./velero.ts";

/** A kind of custom resource that we register. */
export interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Name of its definition below the group. */
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
  /** All that we say in its spec. The API server drops a field that it does not know without a word; this one does not. */
  readonly spec: z.ZodType;
}

const networking = { group: "gateway.networking.k8s.io", version: "v1", scope: "Namespaced" } as const;
const envoy = { group: "gateway.envoyproxy.io", version: "v1alpha1", scope: "Namespaced" } as const;
const certManager = { group: "cert-manager.io", version: "v1", scope: "Namespaced" } as const;
const metalLb = { group: "metallb.io", version: "v1beta1", scope: "Namespaced" } as const;
const velero = { group: "velero.io", version: "v1", scope: "Namespaced" } as const;
const prometheus = { group: "monitoring.coreos.com", version: "v1", scope: "Namespaced" } as const;
const keda = { group: "keda.sh", version: "v1alpha1", scope: "Namespaced" } as const;

/** Every kind of custom resource that is registered anywhere. */
export const customKinds = {
  gatewayClass: {
    ...networking,
    scope: "Cluster",
    kind: "GatewayClass",
    plural: "gatewayclasses",
    spec: gatewayClass,
  },
  gateway: { ...networking, kind: "Gateway", plural: "gateways", spec: gateway },
  httpRoute: { ...networking, kind: "HTTPRoute", plural: "httproutes", spec: httpRoute },
  envoyProxy: { ...envoy, kind: "EnvoyProxy", plural: "envoyproxies", spec: envoyProxy },
  clientTrafficPolicy: {
    ...envoy,
    kind: "ClientTrafficPolicy",
    plural: "clienttrafficpolicies",
    spec: clientTrafficPolicy,
  },
  backendTrafficPolicy: {
    ...envoy,
    kind: "BackendTrafficPolicy",
    plural: "backendtrafficpolicies",
    spec: backendTrafficPolicy,
  },
  httpRouteFilter: { ...envoy, kind: "HTTPRouteFilter", plural: "httproutefilters", spec: httpRouteFilter },
  issuer: { ...certManager, kind: "Issuer", plural: "issuers", spec: issuer },
  clusterIssuer: {
    ...certManager,
    scope: "Cluster",
    kind: "ClusterIssuer",
    plural: "clusterissuers",
    spec: issuer,
  },
  certificate: { ...certManager, kind: "Certificate", plural: "certificates", spec: certificate },
  addressPool: { ...metalLb, kind: "IPAddressPool", plural: "ipaddresspools", spec: addressPool },
  l2Advertisement: { ...metalLb, kind: "L2Advertisement", plural: "l2advertisements", spec: l2Advertisement },
  bgpAdvertisement: {
    ...metalLb,
    kind: "BGPAdvertisement",
    plural: "bgpadvertisements",
    spec: bgpAdvertisement,
  },
  bgpPeer: { ...metalLb, version: "v1beta2", kind: "BGPPeer", plural: "bgppeers", spec: bgpPeer },
  scaledObject: { ...keda, kind: "ScaledObject", plural: "scaledobjects", spec: scaledObject },
  triggerAuthentication: {
    ...keda,
    kind: "TriggerAuthentication",
    plural: "triggerauthentications",
    spec: triggerAuthentication,
  },
  innoDbCluster: {
    group: "mysql.oracle.com",
    version: "v2",
    kind: "InnoDBCluster",
    plural: "innodbclusters",
    scope: "Namespaced",
    spec: innoDbCluster,
  },
  perconaServerMySql: {
    group: "ps.percona.com",
    version: "v1",
    kind: "PerconaServerMySQL",
    plural: "perconaservermysqls",
    scope: "Namespaced",
    spec: perconaServerMySql,
  },
  mongoDbCommunity: {
    group: "mongodbcommunity.mongodb.com",
    version: "v1",
    kind: "MongoDBCommunity",
    plural: "mongodbcommunity",
    scope: "Namespaced",
    spec: mongoDbCommunity,
  },
  backupStorageLocation: {
    ...velero,
    kind: "BackupStorageLocation",
    plural: "backupstoragelocations",
    spec: backupStorageLocation,
  },
  podMonitor: { ...prometheus, kind: "PodMonitor", plural: "podmonitors", spec: podMonitor },
  probe: { ...prometheus, kind: "Probe", plural: "probes", spec: probe },
  prometheusRule: { ...prometheus, kind: "PrometheusRule", plural: "prometheusrules", spec: prometheusRule },
  veleroSchedule: { ...velero, kind: "Schedule", plural: "schedules", spec: veleroSchedule },
} as const satisfies Readonly<Record<string, CustomKind>>;
