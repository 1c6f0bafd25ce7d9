import { afterAll, beforeAll } from "vitest";
import { PROMETHEUS, SCRAPES } from "../../scripts/tools/tools.ts";
import { compose } from "../../src/blueprint/compose.ts";
import type { Chart, PlatformBlueprint } from "../../src/blueprint/model.ts";
import type { ProducerName } from "../../src/catalog/monitoring/metrics/table.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { academyWith } from "../catalog/academyWith.ts";
import { blueprintOf, deploymentOf, projectOf, rendered } from "../house.ts";
import { monitoringOf, PLATFORM_THAT_MEASURES, SERVICES } from "../monitoring/measured.ts";
import { type Made, type Release, releasesOf, withChart } from "./charts.ts";
import { type Asked, figuresServer, folderOf, operatorsConfiguration, withTargets } from "./scraped.ts";
import { freePort, pause, type Running, start, until, withTool } from "./tool.ts";

/** A real Prometheus that asks for what programs said, as its operator's own code configures it from our objects and those of the charts. */

const composed = (...lines: readonly string[]) =>
  compose(
    academyWith({
      release: "ulmo",
      add: SERVICES,
      overrides: [],
      lines: ["monitoring: {}", ...lines],
      platform: PLATFORM_THAT_MEASURES,
    }),
    "qa",
  );
const composition = composed();
/** The same with the other broker. */
const onRabbitmq = composed("stores: { broker: { driver: rabbitmq } }");
const platform = compose(
  projectOf({
    "Pulumi.platform.yaml": `${PLATFORM_THAT_MEASURES}  arboretum:gateway: { controller: envoy }\n`,
  }),
  "platform",
);
const charts = (blueprintOf(platform) as PlatformBlueprint).charts;

/** What a chart brings, and whose figures that is. What else it brings, no panel asks for. */
const CHARTED: Readonly<Record<string, ProducerName>> = {
  "kube-state-metrics": "states",
  "prometheus-node-exporter": "nodes",
  apiserver: "apiServer",
  kubelet: "kubelet",
  "keda-operator": "keda",
  "cert-manager": "certManager",
  velero: "velero",
};

const kindsOf = ({ resources }: Rendering, kind: string): readonly Made[] =>
  resources
    .filter(({ type }) => type.endsWith(`:${kind}`) && type.includes("monitoring.coreos.com"))
    .map(({ inputs }) => ({ kind, ...(inputs as object) }));

/** Who is asked of the deployment, and of the gateway, that no chart knows. */
async function ours(): Promise<{ readonly asked: readonly Asked[]; readonly rules: readonly Made[] }> {
  const of = await rendered(composition);
  const rabbitmq = kindsOf(await rendered(onRabbitmq), "PodMonitor");
  const gateways = await rendered(platform);
  const { monitors } = monitoringOf(deploymentOf(onRabbitmq));
  const producerOf = (name: string) =>
    monitors.find(({ component }) => component === name)?.producer as ProducerName;
  return {
    asked: [
      ...kindsOf(of, "PodMonitor").map((object) => ({ object, producer: producerOf(object.metadata.name) })),
      ...rabbitmq
        .filter(({ metadata }) => producerOf(metadata.name) === "rabbitmq")
        .map((object) => ({ object, producer: "rabbitmq" as const })),
      ...kindsOf(of, "Probe").map((object) => ({ object, producer: "blackbox" as const })),
      ...kindsOf(gateways, "PodMonitor").map((object) => ({ object, producer: "envoy" as const })),
    ],
    rules: kindsOf(of, "PrometheusRule"),
  };
}

const charted = (made: readonly Made[], { namespace }: Release): readonly Asked[] =>
  made
    .filter(({ kind }) => kind === "ServiceMonitor")
    .flatMap((object) => {
      const [, producer] =
        Object.entries(CHARTED).find(([name]) => object.metadata.name.replace(/^monitoring-/, "") === name) ??
        [];
      const placed = { ...object, metadata: { namespace, ...object.metadata } };
      return producer ? [{ object: placed, producer }] : [];
    });

type Templates = ReadonlyMap<string, (release: Release) => readonly Made[]>;

/** Tests on what Helm makes of several charts. */
function withCharts(
  names: readonly string[],
  tests: (of: Templates) => void,
  of: Templates = new Map(),
): void {
  const [name, ...others] = names;
  if (name === undefined) {
    tests(of);
    return;
  }
  const chart = charts.find((one) => one.name === name) as Chart;
  withChart(chart, (template) => withCharts(others, tests, new Map([...of, [name, template]])));
}

const CHARTS = ["monitoring", "keda", "cert-manager", "velero"];

/** What a Pushgateway of somebody's has: nobody but its owner says how it is asked. */
const PUSHED = {
  job_name: "pushgateway",
  honor_labels: true,
  static_configs: [{ targets: ["drill:80"] }],
};

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** What that Prometheus answers. */
export interface World {
  readonly ask: (path: string, query?: Readonly<Record<string, string>>) => Promise<Made>;
  readonly series: (query: string) => Promise<readonly Series[]>;
}

export const withWorld = (tests: (world: World) => void): void =>
  withTool(PROMETHEUS, (program) =>
    withTool(SCRAPES, (scrapes) =>
      withCharts(CHARTS, (templates) => {
        let address = "";
        let prometheus: Running;
        let close = () => {};

        const ask = async (path: string, query: Readonly<Record<string, string>> = {}): Promise<Made> => {
          const answer = await fetch(`${address}/api/v1/${path}?${new URLSearchParams(query)}`);
          const said = (await answer.json()) as Made;
          if (said.status !== "success") throw new Error(`${JSON.stringify(query)}: ${said.error}`);
          return said.data;
        };
        const series = async (query: string): Promise<readonly Series[]> =>
          (await ask("query", { query })).result;

        beforeAll(async () => {
          const release = new Map(releasesOf(await rendered(platform)).map((one) => [one.name, one]));
          const made = new Map(
            CHARTS.map((name) => [name, templates.get(name)?.(release.get(name) as Release) ?? []]),
          );
          const { asked: own, rules } = await ours();
          const asked = [
            ...own,
            ...CHARTS.flatMap((name) => charted(made.get(name) ?? [], release.get(name) as Release)),
          ];
          const server = made.get("monitoring")?.find(({ kind }) => kind === "Prometheus");
          const token = {
            kind: "Secret",
            metadata: { name: "search-watcher", namespace: "academy-qa" },
            data: { token: "YQ==" },
          };
          const port = await freePort();
          const figures = figuresServer(port);
          close = () => figures.close();
          const configuration = withTargets(
            operatorsConfiguration(scrapes, server, asked, [token]),
            asked,
            `http://127.0.0.1:${port}`,
          );
          const pushed = {
            ...configuration.scrape_configs[0],
            ...PUSHED,
            metrics_path: "/metrics",
            relabel_configs: [],
            params: {},
          };
          const folder = folderOf(
            { ...configuration, scrape_configs: [...configuration.scrape_configs, pushed] },
            rules,
          );
          const listen = `127.0.0.1:${await freePort()}`;
          address = `http://${listen}`;
          prometheus = start(
            program,
            ["--config.file=prometheus.yaml", "--storage.tsdb.path=data", `--web.listen-address=${listen}`],
            folder,
          );
          const ready = () =>
            fetch(`${address}/-/ready`).then(
              ({ ok }) => ok,
              () => false,
            );
          await until("it is ready", ready, prometheus, 60);
          await until(
            "it has asked",
            async () => (await series("count(up == 1) > 20")).length > 0,
            prometheus,
            60,
          );
          await pause(12_000);
        });
        afterAll(async () => {
          close();
          prometheus.process.kill("SIGKILL");
          await prometheus.ended;
        });

        tests({ ask, series });
      }),
    ),
  );
