import type { StoreVersion } from "../../releases/release.ts";

/**
 * Servers that no release is published with, and that may do the work of one that is. Versions as their own charts and operators name
 * them: valkey.io/valkey-helm 0.11.0; percona-helm-charts.
 */
export const standIns: Readonly<Record<string, StoreVersion>> = {
  // percona-helm-charts, charts/ps-db: its images of the line that the releases run. Which patch its operator 1.1 was published with is not known.
  percona: { image: "docker.io/percona/percona-server:8.4.10-10.1", version: "8.4.10" },
  haproxy: { image: "docker.io/percona/haproxy:2.8.18-1", version: "2.8.18" },
  // The image that rabbitmq/cluster-operator runs where nobody names one, without its pages for administrators.
  rabbitmq: { image: "docker.io/rabbitmq:4.2.6", version: "4.2.6" },
  // As the charts of Grafana for Loki and Tempo have it.
  memcached: { image: "docker.io/memcached:1.6.39-alpine", version: "1.6.39" },
  // The last line that may call itself Elasticsearch 7.10: OpenSearch 3 has no such setting any more.
  opensearch: { image: "docker.io/opensearchproject/opensearch:2.19.4", version: "2.19.4" },
  valkey: { image: "docker.io/valkey/valkey:9.1.1", version: "9.1.1" },
};
