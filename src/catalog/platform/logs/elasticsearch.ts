import type { Logs } from "../../../settings/sections/logs.ts";
import { secondsOf } from "../../../settings/shapes.ts";
import { byName, type ChartOf, type Process, process, type Values } from "../part.ts";

const VERSION = "9.5.0";
const NAME = "elasticsearch";

/** Where lines are sent. In the clear, as every other part of the platform; its namespace lets nobody else ask. */
export const ELASTICSEARCH = `http://${NAME}-es-http.logs.svc:9200`;

/** Who writes lines, and may do nothing else. The same password in two namespaces: that of the store, and that of the agents. */
export const WRITER = {
  user: "log-shipper",
  secret: "log-shipper-login",
  roles: "log-shipper-roles",
  password: "logs/shipper-password",
  variable: "ELASTICSEARCH_PASSWORD",
  environment: {
    name: "ELASTICSEARCH_PASSWORD",
    valueFrom: { secretKeyRef: { name: "log-shipper-login", key: "password" } },
  },
} as const;

/** What the writer may, in the words of the store. */
export const WRITER_ROLES = `${WRITER.user}:
  cluster: [monitor, manage_index_templates]
  indices:
    - names: ["logs-*"]
      privileges: [auto_configure, create_doc, manage_data_stream_lifecycle]
`;

/** The operator and what it makes are restricted: only the profile of system calls has to be said. */
const CONFINED = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };

export const operator: ChartOf = {
  name: "eck-operator",
  chart: "eck-operator",
  repository: "https://helm.elastic.co",
  version: "3.5.0",
  images: ["docker.elastic.co/eck/eck-operator:3.5.0"],
  brings: ["elasticsearch.k8s.elastic.co", "kibana.k8s.elastic.co"],
  processes: () => ({ operator: process(1, "100m", "150Mi", "1Gi") }),
  pulledBy: byName,
  values: ({ registry, has }, resources) => ({
    image: { repository: `${registry("docker.elastic.co")}/eck/eck-operator` },
    // Another one in the cluster keeps its own.
    managedNamespaces: ["logs"],
    resources: resources("operator"),
    podSecurityContext: CONFINED,
    telemetry: { disabled: true },
    config: {
      containerRegistry: registry("docker.elastic.co"),
      metrics: { port: has("monitoring") ? "8080" : "0" },
    },
    podMonitor: { enabled: has("monitoring") },
    serviceMonitor: { enabled: false },
  }),
};

const memoryOf = ({ memory }: Logs): string => memory ?? "4Gi";

/** Half of the memory is the heap, and the rest the pages of files: what it asks for is what it may take. */
const server = (logs: Logs): Process => process(1, "500m", memoryOf(logs), memoryOf(logs));
const BROWSER = process(1, "200m", "1Gi", "2Gi");

const template = (container: string, resources: Values, login: string | undefined): Values => ({
  spec: {
    ...(login ? byName(login) : {}),
    automountServiceAccountToken: false,
    securityContext: { ...CONFINED, fsGroup: 1000 },
    containers: [{ name: container, resources }],
  },
});

export const elastic: ChartOf = {
  name: "elastic",
  chart: "eck-stack",
  repository: "https://helm.elastic.co",
  version: "0.20.0",
  images: [
    `docker.elastic.co/elasticsearch/elasticsearch:${VERSION}`,
    `docker.elastic.co/kibana/kibana:${VERSION}`,
  ],
  after: [operator.name],
  processes: ({ settings: { logs } }) => ({ server: server(logs), kibana: BROWSER }),
  // Its pods are made from templates below.
  pulledBy: () => ({}),
  values: ({ settings: { logs }, registry, login }, resources) => ({
    "eck-elasticsearch": {
      enabled: true,
      fullnameOverride: NAME,
      version: VERSION,
      image: `${registry("docker.elastic.co")}/elasticsearch/elasticsearch:${VERSION}`,
      auth: { fileRealm: [{ secretName: WRITER.secret }], roles: [{ secretName: WRITER.roles }] },
      http: { tls: { selfSignedCertificate: { disabled: true } } },
      // What was written stays when the store goes.
      volumeClaimDeletePolicy: "DeleteOnScaledownOnly",
      nodeSets: [
        {
          name: "default",
          count: 1,
          // Otherwise each node would need a setting of its kernel.
          config: { "node.store.allow_mmap": false },
          podTemplate: template("elasticsearch", resources("server"), login),
          volumeClaimTemplates: [
            {
              metadata: { name: "elasticsearch-data" },
              spec: {
                accessModes: ["ReadWriteOnce"],
                ...(logs.storageClass ? { storageClassName: logs.storageClass } : {}),
                resources: { requests: { storage: logs.volume } },
              },
            },
          ],
        },
      ],
    },
    "eck-kibana": {
      enabled: true,
      fullnameOverride: "kibana",
      version: VERSION,
      image: `${registry("docker.elastic.co")}/kibana/kibana:${VERSION}`,
      count: 1,
      elasticsearchRef: { name: NAME },
      http: { tls: { selfSignedCertificate: { disabled: true } } },
      config: { "telemetry.optIn": false },
      podTemplate: template("kibana", resources("kibana"), login),
    },
  }),
};

/** The stream that all lines are in. */
const STREAM = "logs-pods-cluster";

const lifecycle = (retention: string): Values => ({
  enabled: true,
  data_retention: `${Math.ceil(secondsOf(retention) / 86_400)}d`,
});

/** The template of every stream of lines: how long they are kept, and which fields are words and which are names. */
export const streamTemplate = ({ retention }: Pick<Logs, "retention">): Values => ({
  index_patterns: ["logs-pods-*"],
  priority: 500,
  data_stream: {},
  template: {
    // One server has nowhere to put a second copy.
    settings: { "index.number_of_replicas": 0 },
    lifecycle: lifecycle(retention),
    mappings: {
      dynamic: false,
      properties: {
        "@timestamp": { type: "date" },
        message: { type: "text" },
        trace: { type: "text" },
        ...Object.fromEntries(NAMES.map((name) => [name, { type: "keyword" }])),
      },
    },
  },
});

const NAMES = [
  "namespace",
  "pod",
  "container",
  "component",
  "deployment",
  "stage",
  "kind",
  "level",
  "logger",
  "at",
  "stream",
  "event_type",
  "event_source",
  "username",
] as const;

/** Runs before an agent does: the first line of a stream would settle for good how long it is kept. */
export const initialRetention = (logs: Logs, registry: string, resources: Values): Values => ({
  name: "retention",
  image: `${registry}/elasticsearch/elasticsearch:${VERSION}`,
  command: ["bash", "-c", APPLY],
  env: [
    WRITER.environment,
    { name: "TEMPLATE", value: JSON.stringify(streamTemplate(logs)) },
    { name: "LIFECYCLE", value: JSON.stringify(lifecycle(logs.retention)) },
  ],
  resources,
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsUser: 1000,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  },
});

/** The password stands on no command line. */
const CURL = [
  "curl --fail-with-body --silent --show-error --retry 30 --retry-connrefused --retry-delay 10",
  `--config <(printf 'user = "${WRITER.user}:%s"\\n' "$${WRITER.variable}") -H 'Content-Type: application/json'`,
].join(" ");

/** The template is for streams to come; the one that is there is told by itself, and is not there the first time. */
const APPLY = [
  "set -euo pipefail",
  `ask() { ${CURL} "$@"; }`,
  `ask -X PUT ${ELASTICSEARCH}/_index_template/arboretum-pods -d "$TEMPLATE"`,
  `if ask -o /dev/null ${ELASTICSEARCH}/_data_stream/${STREAM}; then`,
  `  ask -X PUT ${ELASTICSEARCH}/_data_stream/${STREAM}/_lifecycle -d "$LIFECYCLE"`,
  "fi",
].join("\n");
