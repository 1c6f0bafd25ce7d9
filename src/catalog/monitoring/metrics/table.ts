import { blackbox, celery, gateways, jupyterhub, uwsgi } from "./applications.ts";
import { apiServer, cadvisor, kubelet, nodes, prometheus, states } from "./kubernetes.ts";
import type { Metric, Producer } from "./metric.ts";
import { certManager, drill, envoy, keda, velero } from "./operations.ts";
import { elasticsearch, meilisearch, minio, mongodb, mysql, rabbitmq, redis } from "./stores.ts";

/** Everything that measures anything here. What is not in this table, no panel and no alert asks for. */
export const producers = {
  apiServer,
  blackbox,
  cadvisor,
  celery,
  certManager,
  drill,
  elasticsearch,
  envoy,
  gateways,
  jupyterhub,
  keda,
  kubelet,
  meilisearch,
  minio,
  mongodb,
  mysql,
  nodes,
  prometheus,
  rabbitmq,
  redis,
  states,
  uwsgi,
  velero,
} as const satisfies Readonly<Record<string, Producer>>;

export type ProducerName = keyof typeof producers;

/** What comes of kube-prometheus-stack, wherever it is. */
export const WITH_MONITORING = [
  "apiServer",
  "cadvisor",
  "kubelet",
  "nodes",
  "prometheus",
  "states",
] as const satisfies readonly ProducerName[];

/** A metric, with whoever produces it and every label that its series may have. */
export interface KnownMetric extends Metric {
  readonly producer: ProducerName;
}

/** Series that a histogram has beside itself: its buckets have their limit as a label. */
const seriesOf = (
  name: string,
  { type, labels }: Metric,
): readonly (readonly [string, readonly string[]])[] => {
  if (type === "histogram")
    return [
      [`${name}_bucket`, [...labels, "le"]],
      [`${name}_sum`, labels],
      [`${name}_count`, labels],
    ];
  if (type === "summary")
    return [
      [name, [...labels, "quantile"]],
      [`${name}_sum`, labels],
      [`${name}_count`, labels],
    ];
  return [[name, labels]];
};

/** Every series that can be asked for by name, with its labels. */
export const knownMetrics: ReadonlyMap<string, readonly KnownMetric[]> = Map.groupBy(
  (Object.entries(producers) as [ProducerName, Producer][]).flatMap(([producer, { metrics, target }]) =>
    Object.entries(metrics).flatMap(([name, metric]) =>
      seriesOf(name, metric).map(([series, labels]) => ({
        series,
        type: metric.type,
        labels: [...labels, ...target],
        producer,
      })),
    ),
  ),
  ({ series }) => series,
);
