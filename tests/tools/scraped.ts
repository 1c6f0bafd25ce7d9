import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { topics } from "../../src/catalog/monitoring/dashboards/dashboards.ts";
import { type ProducerName, producers } from "../../src/catalog/monitoring/metrics/table.ts";
import type { Made } from "./charts.ts";
import { FIGURES } from "./figures.ts";
import { folderWith } from "./tool.ts";

/** Something that says to Prometheus whom to ask, and whose figures these are. */
export interface Asked {
  readonly object: Made;
  readonly producer: ProducerName;
}

/** What the operator of Prometheus writes into its configuration for these. */
export function operatorsConfiguration(
  program: string,
  prometheus: Made,
  asked: readonly Asked[],
  secrets: readonly Made[],
): Made {
  const of = (kind: string) => asked.map(({ object }) => object).filter((one) => one.kind === kind);
  const folder = folderWith({
    "objects.json": JSON.stringify({
      prometheus,
      serviceMonitors: of("ServiceMonitor"),
      podMonitors: of("PodMonitor"),
      probes: of("Probe"),
      secrets,
    }),
  });
  const text = execFileSync(program, [join(folder, "objects.json")], { encoding: "utf8", stdio: "pipe" });
  // The reloader beside each server says which of several it is.
  return parse(text.replaceAll("$(SHARD)", "0"));
}

const flat = (label: string): string => label.replaceAll(/[^a-zA-Z0-9_]/g, "_");

/** Labels of a pod or a service, as Prometheus hands them to its relabelling. */
const labelled = (of: string, labels: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => [
      [`__meta_kubernetes_${of}_label_${flat(name)}`, value],
      [`__meta_kubernetes_${of}_labelpresent_${flat(name)}`, "true"],
    ]),
  );

/** Labels that a selector wants. */
const wanted = ({ matchLabels = {}, matchExpressions = [] }: Made): Readonly<Record<string, string>> => ({
  ...matchLabels,
  ...Object.fromEntries(
    matchExpressions
      .filter(({ operator }: Made) => operator === "In")
      .map(({ key, values }: Made) => [key, values.at(-1)]),
  ),
});

/** One pod that answers, as Kubernetes would have said it: everything that the operator's relabelling looks at. */
function found({ object, producer }: Asked, index: number): Readonly<Record<string, string>> {
  const { kind, metadata, spec } = object;
  const { port, targetPort } = (spec.endpoints ?? spec.podMetricsEndpoints)[index];
  const labels = wanted(spec.selector);
  const onNode = producer === "kubelet";
  return {
    __address__: `${producer}:80`,
    __meta_kubernetes_namespace: spec.namespaceSelector?.matchNames?.[0] ?? metadata.namespace,
    __meta_kubernetes_pod_container_name: producer,
    __meta_kubernetes_pod_container_port_name: port ?? targetPort,
    __meta_kubernetes_pod_phase: "Running",
    __meta_kubernetes_pod_node_name: "node-1",
    ...(onNode ? {} : { __meta_kubernetes_pod_name: `${metadata.name}-0` }),
    ...(kind === "PodMonitor"
      ? labelled("pod", labels)
      : {
          ...labelled("service", labels),
          __meta_kubernetes_service_name: metadata.name,
          __meta_kubernetes_endpoint_port_name: port ?? "",
          __meta_kubernetes_endpoint_address_target_kind: onNode ? "Node" : "Pod",
          __meta_kubernetes_endpoint_address_target_name: onNode ? "node-1" : `${metadata.name}-0`,
        }),
  };
}

/** The same configuration, but for who is asked: nobody has a cluster here, and a server of ours stands in for all pods. */
export function withTargets(configuration: Made, asked: readonly Asked[], server: string): Made {
  const monitors = new Map(
    asked.map((one) => [`${one.object.metadata.namespace}/${one.object.metadata.name}`, one]),
  );
  const jobs = configuration.scrape_configs.map(
    ({
      kubernetes_sd_configs,
      tls_config: _tls,
      authorization: _who,
      bearer_token_file: _token,
      ...job
    }: Made) => {
      const [, namespace, name, index] = job.job_name.split("/");
      const one = monitors.get(`${namespace}/${name}`);
      return {
        ...job,
        scheme: "http",
        proxy_url: server,
        scrape_interval: "1s",
        scrape_timeout: "1s",
        ...(kubernetes_sd_configs && one
          ? {
              static_configs: [
                {
                  targets: [`${one.producer}:80`],
                  labels: without(found(one, Number(index)), "__address__"),
                },
              ],
            }
          : {}),
      };
    },
  );
  return {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["rules-*.yaml"],
    scrape_configs: jobs,
  };
}

const without = (all: Readonly<Record<string, string>>, name: string) =>
  Object.fromEntries(Object.entries(all).filter(([one]) => one !== name));

/** What programs said once, with counters that go on. */
export function figuresServer(port: number): Server {
  const asked = new Map<string, number>();
  return createServer(({ url = "" }, response) => {
    const { hostname, pathname } = new URL(url);
    const producer = pathname.endsWith("/cadvisor") ? "cadvisor" : (hostname.split(/[-.]/)[0] ?? "");
    const times = asked.get(url) ?? 0;
    asked.set(url, times + 1);
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(later(read(producer), times));
  }).listen(port, "127.0.0.1");
}

/** Where that stands. Names of hosts know no capitals. */
export const pageFile = (producer: string): string => {
  const found = Object.keys(producers).find((name) => name.toLowerCase() === producer.toLowerCase());
  return join(FIGURES, `${found ?? producer}.txt`);
};

const read = (producer: string): string => {
  const file = pageFile(producer);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

/** Labels of a metric that somewhere on its page have no value. */
export const emptyIn = (producer: ProducerName, metric: string): ReadonlySet<string> =>
  new Set(
    [...read(producer).matchAll(new RegExp(`^${metric}(?:_count)?\\{(.*)\\}`, "gm"))].flatMap(
      ([, labels = ""]) => [...labels.matchAll(/(\w+)=""/g)].map(([, label = ""]) => label),
    ),
  );

/** By which share everything has grown: now faster, now more slowly, and never back. */
const grown = (times: number): number => (times + 2 * Math.sin(times / 4)) / 500;

const ASKED = Object.values(topics)
  .flatMap(({ panels }) => panels.flatMap(({ asks }) => asks))
  .map(({ expr }) => expr)
  .join(" ");

/** What a page does not say the type of grows where somebody asks how fast it does. */
const isAskedFor = (series: string): boolean => new RegExp(`(?:rate|increase)\\(${series}\\b`).test(ASKED);

/** A page some scrapes later: whatever only grows has grown, buckets of a histogram in step. */
function later(page: string, times: number): string {
  const types = new Map(
    [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => [name, type]),
  );
  const grows = (series: string): boolean => {
    const type = types.get(series) ?? types.get(series.replace(/_(?:bucket|sum|count)$/, ""));
    return type === undefined || type === "untyped" ? isAskedFor(series) : type !== "gauge";
  };
  return page.replaceAll(/^(\w+)(\{.*\})? (\S+)$/gm, (line, series: string, labels = "", value: string) => {
    const number = Number(value);
    return grows(series) ? `${series}${labels} ${number + grown(times) * (number + 1)}` : line;
  });
}

/** Files of a Prometheus that is asked about a deployment. */
export const folderOf = (configuration: Made, rules: readonly Made[]): string =>
  folderWith({
    "prometheus.yaml": stringify(configuration, { lineWidth: 0, aliasDuplicateObjects: false }),
    ...Object.fromEntries(
      rules.map(({ spec }, index) => [
        `rules-${index}.yaml`,
        stringify(spec, { lineWidth: 0, aliasDuplicateObjects: false }),
      ]),
    ),
  });
