import { elastic, operator } from "../logs/elasticsearch.ts";
import { loki } from "../logs/loki.ts";
import { vector } from "../logs/vector.ts";
import type { Part } from "../part.ts";

export const logs: Part = {
  name: "logs",
  what: "logs of all pods",
  home: {
    name: "logs",
    trust: "restricted",
    opens: [
      { from: "namespace", why: "its parts ask each other" },
      { from: "logs", ports: [3100, 9200], why: "the agents send lines" },
      { from: "monitoring", ports: [3100, 8080], why: "metrics, and what Grafana shows" },
      { from: "everybody", ports: [9443], why: "the API server asks the webhook" },
    ],
    asks: ["apiServer", "pods"],
  },
  charts: ({ settings: { logs } }) => (logs.store === "loki" ? [loki, vector] : [operator, elastic, vector]),
  after: ["monitoring"],
};
