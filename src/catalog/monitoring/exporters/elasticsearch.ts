import { type Exporter, isHere, isMeasured, small, toStore } from "./exporter.ts";

const NAME = "elasticsearch-exporter";

export const elasticsearchExporter: Exporter = {
  name: NAME,
  producer: "elasticsearch",
  // Only the course discovery asks it anything.
  present: (context) => isMeasured(context) && context.has("discovery") && isHere("elasticsearch", context),
  image: "quay.io/prometheuscommunity/elasticsearch-exporter:v1.11.0",
  port: 9114,
  resources: small(),
  run: ({ stores: { elasticsearch } }) => ({
    args: [`--es.uri=http://${elasticsearch.host}:${elasticsearch.port}`],
    mounts: [],
  }),
  files: () => ({}),
  asks: (context) => toStore(NAME, "elasticsearch", context),
  pages: () => [{ path: "/metrics" }],
};
