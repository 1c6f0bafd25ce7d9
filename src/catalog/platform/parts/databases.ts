import type { PartName } from "../../../settings/sections/offers.ts";
import { byName, frozen, type Home, type Part, process } from "../part.ts";

const home = (name: string, trust: Home["trust"] = "restricted"): Home => ({
  name,
  trust,
  role: "databases",
  opens: [
    { from: "everybody", ports: [9443, 1993], why: "the API server asks a webhook" },
    { from: "monitoring", ports: [8080], why: "metrics" },
  ],
  // It looks after databases in the namespaces of the deployments.
  asks: ["apiServer", "pods"],
});

const restricted = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

/** The chart has no value for what its pod asks for: the namespace presumes it. */
export const mysqlOperator: Part = {
  name: "mysqlOperator",
  what: "MySQL in several instances",
  // Its pod says nothing of seccomp, and its chart lets nobody say it.
  home: home("mysql-operator", "baseline"),
  charts: () => [
    {
      name: "mysql-operator",
      chart: "mysql-operator",
      repository: "https://mysql.github.io/mysql-operator/",
      version: "2.2.2",
      images: ["container-registry.oracle.com/mysql/community-operator:9.1.0-2.2.2"],
      brings: ["mysql.oracle.com"],
      frozen,
      processes: () => ({ operator: process(1, "100m", "256Mi", "1Gi") }),
      pulledBy: (secret) => ({ image: { pullSecrets: { enabled: true, secretName: secret } } }),
      values: ({ registry, settings: { images } }) => ({
        image: { registry: registry("container-registry.oracle.com") },
        ...(images.registry
          ? { envs: { imagesDefaultRegistry: images.registry, imagesDefaultRepository: "mysql" } }
          : {}),
        // It would look up what is there while it is rendered, and nothing is there then.
        disableLookups: true,
      }),
    },
  ],
};

const percona = (name: PartName, chart: string, version: string, image: string, what: string): Part => ({
  name,
  what,
  // The pod of the one for MySQL keeps its capabilities, and its chart lets nobody drop them.
  home: home(chart, chart === "ps-operator" ? "baseline" : "restricted"),
  charts: () => [
    {
      name: chart,
      chart,
      repository: "https://percona.github.io/percona-helm-charts/",
      version,
      images: [`docker.io/${image}:${version}`],
      brings: [chart === "ps-operator" ? "ps.percona.com" : "psmdb.percona.com"],
      frozen,
      processes: () => ({ operator: process(1, "100m", "128Mi", "512Mi") }),
      pulledBy: byName,
      values: ({ registry }, resources) => ({
        image: { repository: `${registry("docker.io")}/${image}` },
        watchAllNamespaces: true,
        resources: resources("operator"),
        disableTelemetry: true,
        ...(chart === "psmdb-operator" ? { securityContext: restricted } : {}),
      }),
    },
  ],
});

export const perconaMysql = percona(
  "perconaMysql",
  "ps-operator",
  "1.1.0",
  "percona/percona-server-mysql-operator",
  "MySQL in several instances with incremental backups",
);

export const perconaMongodb = percona(
  "perconaMongodb",
  "psmdb-operator",
  "1.22.0",
  "percona/percona-server-mongodb-operator",
  "MongoDB in several instances with backups",
);

export const mongodbOperator: Part = {
  name: "mongodbOperator",
  what: "MongoDB in several instances",
  home: home("mongodb-operator"),
  charts: () => [
    {
      name: "mongodb-kubernetes",
      chart: "mongodb-kubernetes",
      repository: "https://mongodb.github.io/helm-charts",
      version: "1.10.1",
      images: ["quay.io/mongodb/mongodb-kubernetes:1.10.1"],
      brings: ["mongodb.com", "mongodbcommunity.mongodb.com"],
      frozen,
      processes: () => ({ operator: process(1, "100m", "200Mi", "1Gi") }),
      pulledBy: (secret) => ({ registry: { imagePullSecrets: secret } }),
      values: ({ registry, settings: { images } }, resources) => ({
        operator: {
          watchNamespace: "*",
          watchedResources: ["mongodbcommunity"],
          resources: resources("operator"),
          telemetry: { enabled: false, send: { enabled: false } },
        },
        ...(images.registry ? mirrored(registry("quay.io")) : {}),
      }),
    },
  ],
};

const mirrored = (registry: string) => ({
  registry: Object.fromEntries(
    ["operator", "database", "initDatabase", "agent", "versionUpgradeHook", "readinessProbe"].map((name) => [
      name,
      `${registry}/mongodb`,
    ]),
  ),
  community: { mongodb: { repo: `${registry}/mongodb` }, registry: { agent: `${registry}/mongodb` } },
});
