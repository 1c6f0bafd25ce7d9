import * as z from "zod";
import type { Settled } from "../shapes.ts";

const part = (what: string, mode: "managed" | "existing" | "off" = "off") =>
  z
    .enum(["managed", "existing", "off"])
    .default(mode)
    .describe(
      `${what} \`managed\`: we install it. \`existing\`: it is there. \`off\`: deployments do without.`,
    );

/** What a cluster offers to the deployments on it, part by part. */
export const offers = z
  .strictObject({
    metricsServer: part("Processor and memory figures, for autoscaling.", "existing"),
    keda: part(
      "Workers scale by the tasks that wait, with KEDA 2. Where it exists, its namespace has the label `arboretum.dev/role: autoscaling`.",
    ),
    gatewayApi: part("Kinds of the Gateway API, 1.6 or newer, and those of the gateway's controller."),
    gateway: part(
      "What lets learners in, by the Gateway API. Where it exists, its namespace has the label `arboretum.dev/role: edge`.",
    ),
    metalLb: part("Addresses for a gateway in a cluster that no cloud gives any, by MetalLB."),
    certManager: part("Certificates, by cert-manager 1.21 or newer."),
    externalDns: part("Records of the hosts in the DNS, by ExternalDNS."),
    monitoring: part(
      "Metrics, alerts and dashboards, by Prometheus, Alertmanager and Grafana. Where it exists, its namespace has the label `arboretum.dev/role: monitoring`.",
    ),
    logs: part(
      "Logs of all pods in one place, by Vector and what `logs.store` names: Loki, or Elasticsearch with Kibana.",
    ),
    velero: part("Backups of volumes and objects, by Velero."),
    snapshots: part("Snapshots of volumes, by the snapshot controller of CSI."),
    mysqlOperator: part(
      "MySQL in several instances, by the operator of Oracle. Where it exists, its namespace has the label `arboretum.dev/role: databases`.",
    ),
    perconaMysql: part(
      "MySQL in several instances with incremental backups, by the operator of Percona. Where it exists, its namespace has the label `arboretum.dev/role: databases`.",
    ),
    perconaMongodb: part("MongoDB in several instances with backups, by the operator of Percona."),
    mongodbOperator: part(
      "MongoDB in several instances, by the operator of MongoDB. Where it exists, its namespace has the label `arboretum.dev/role: databases`.",
    ),
  })
  .describe("What the cluster offers to the deployments on it.");
export type Offers = Settled<typeof offers>;
export type PartName = keyof Offers;

/** What a cluster offers of which nobody says anything. */
export const nothingOffered: Offers = Object.fromEntries(
  Object.keys(offers.shape).map((name) => [name, "off"]),
) as Offers;
