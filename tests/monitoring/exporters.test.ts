import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { exporters } from "../../src/catalog/monitoring/exporters/exporters.ts";
import { knownMetrics, producers } from "../../src/catalog/monitoring/metrics/table.ts";
import { customKinds } from "../../src/components/custom/kinds.ts";
import { podMonitorSpec, probeSpec } from "../../src/components/monitoring/monitors.ts";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { METRICS } from "../../src/vocabulary/monitoring.ts";
import { placement } from "../components/alone.ts";
import { strangeIn, whyNoDefinitions } from "../definitions.ts";
import { composed, composedWith, deploymentOf, projectOf, rendered, serviceOf } from "../house.ts";
import { measured, monitoringOf, PLATFORM_THAT_MEASURES, SERVICES } from "./measured.ts";

const blueprint = measured();
const monitoring = monitoringOf(blueprint);

describe("the table of metrics", () => {
  test("says of each program its exact version, and where its metrics are said to be these", () => {
    for (const { version, source, metrics } of Object.values(producers)) {
      expect(version).not.toMatch(/latest|\^|~/);
      expect(source).toMatch(/^https:\/\/|^src\//);
      expect(Object.keys(metrics).length).toBeGreaterThan(0);
    }
  });

  test("names what Prometheus can read", () => {
    for (const [name, all] of knownMetrics) {
      expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
      for (const { labels } of all) expect(new Set(labels).size, name).toBe(labels.length);
    }
  });

  test("has the version of the image that an exporter runs", () => {
    for (const { image, producer } of exporters) {
      expect(image.slice(image.lastIndexOf(":") + 1).replace(/^v/, "")).toBe(producers[producer].version);
    }
  });
});

describe("the programs that say how something is", () => {
  const versionsIn = (module: string): ReadonlyMap<string, string> =>
    new Map(
      [...readFileSync(`scripts/tools/${module}/go.mod`, "utf8").matchAll(/(\S+) v(\d\S*)/g)].map(
        ([, name = "", version = ""]) => [name, version],
      ),
    );

  test.each([
    ["mysql", "exporters", "github.com/prometheus/mysqld_exporter"],
    ["blackbox", "exporters", "github.com/prometheus/blackbox_exporter"],
    ["elasticsearch", "exporters", "github.com/prometheus-community/elasticsearch_exporter"],
    ["nodes", "exporters", "github.com/prometheus/node_exporter"],
    ["states", "states", "k8s.io/kube-state-metrics/v2"],
    ["velero", "velero", "github.com/vmware-tanzu/velero"],
  ] as const)("that of %s is tried in the version that the table is of", (producer, module, name) => {
    expect(versionsIn(module).get(name)).toBe(producers[producer].version);
  });

  test("Alertmanager's is tried in the version that the chart installs", () => {
    const platform = compose(
      projectOf({ "Pulumi.platform.yaml": PLATFORM_THAT_MEASURES }),
      "platform",
    ).blueprint;
    const images = platform?.kind === "platform" ? platform.charts.flatMap((chart) => chart.images) : [];
    const version = versionsIn("alertmanager").get("github.com/prometheus/alertmanager");
    expect(images).toContain(`quay.io/prometheus/alertmanager:v${version}`);
  });
});

describe("a deployment that is measured", () => {
  test("is asked at the ports that its pods have, and Prometheus gets there", () => {
    const containers = new Map(
      blueprint.services
        .flatMap(({ web, workers }) => [...(web ? [web] : []), ...workers])
        .map(({ name, pod }) => [name, [pod, ...(pod.initial ?? [])].flatMap(({ port }) => port ?? [])]),
    );
    for (const store of blueprint.stores) {
      if ("port" in store) containers.set(store.name, [{ name: "store", number: store.port }]);
    }
    for (const { component, pages } of monitoring.monitors) {
      for (const { port } of pages) {
        const { number } = containers.get(component)?.find(({ name }) => name === port) ?? {};
        expect(number, `${component} ${port}`).toBeDefined();
        const open = blueprint.connections.some(
          ({ from, to, port: opened }) =>
            from.kind === "role" &&
            from.role === "monitoring" &&
            to.kind === "component" &&
            to.name === component &&
            opened === number,
        );
        expect(open, `Prometheus to ${component}:${number}`).toBe(true);
      }
    }
  });

  test("has an exporter for each store, for the queues and for the hosts", () => {
    expect(serviceOf(blueprint, "exporters").workers.map(({ name }) => name)).toEqual(
      exporters.map(({ name }) => name),
    );
    const asked = monitoring.monitors.map(({ producer }) => producer);
    expect([...new Set(asked)].sort()).toEqual([
      "celery",
      "elasticsearch",
      "meilisearch",
      "minio",
      "mongodb",
      "mysql",
      "redis",
      "uwsgi",
    ]);
  });

  test("has one beside the processes of every application that uWSGI serves", () => {
    const beside = blueprint.services.filter(({ web }) =>
      web?.pod.initial?.some(({ port }) => port?.name === METRICS),
    );
    expect(beside.map(({ name }) => name).sort()).toEqual([
      "cms",
      "credentials",
      "discovery",
      "lms",
      "xqueue",
    ]);
  });

  test("is asked at every public host once", () => {
    const hosts = [...new Set(blueprint.hosts.map(({ host }) => host))].sort();
    expect(monitoring.probes.map(({ host }) => host).sort()).toEqual(hosts);
  });

  test("keeps every rule of its kind, and no program has a password on its command line", async () => {
    const composition = composedWith(PLATFORM_THAT_MEASURES, "qa", ["monitoring: {}"], SERVICES);
    const rendering = await rendered(composition);
    expect(rendering.problems).toEqual([]);
    const found = check(rendering, deploymentOf(composition)).filter(isError);
    expect(found.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    const spoken = JSON.stringify(rendering.resources.filter(({ type }) => type.endsWith(":Deployment")));
    expect(spoken).not.toMatch(/:\/\/[^"/]*:[^"/]*@/);
  });
});

describe(`what the operator of Prometheus is told${whyNoDefinitions}`, () => {
  test.skipIf(whyNoDefinitions !== "")("is what its own definitions know", () => {
    for (const one of monitoring.monitors)
      expect(strangeIn(customKinds.podMonitor, podMonitorSpec(placement, monitoring, one))).toEqual([]);
    for (const one of monitoring.probes)
      expect(strangeIn(customKinds.probe, probeSpec(placement, monitoring, one))).toEqual([]);
  });
});

test("a label that two names of Kubernetes could both mean chooses no pods", () => {
  for (const one of monitoring.monitors) {
    const { selector } = podMonitorSpec(placement, monitoring, one);
    expect(Object.keys(selector.matchLabels)).toEqual(["arboretum.dev/component"]);
  }
});

describe("nothing is measured", () => {
  test("where nobody asks for it", () => {
    const plain = deploymentOf(composedWith(PLATFORM_THAT_MEASURES, "qa"));
    expect(plain.monitoring).toBeUndefined();
    expect(plain.services.map(({ name }) => name)).not.toContain("exporters");
  });

  test("where the cluster has nothing to measure with, which is refused with the line to change", () => {
    const { blueprint: none, problems } = composed("qa", ["monitoring: {}"]);
    expect(none).toBeUndefined();
    expect(problems.map(({ message, remedy }) => `${message} ${remedy}`).join()).toMatch(
      /no metrics, alerts and dashboards.*arboretum:offers\.monitoring to managed or existing/,
    );
  });
});

test("a server that many deployments share is measured by whoever runs it", () => {
  const given = ["edxapp", "edxapp-csmh"].map((name) => `mysql/${name}: { secure: "v1:a" }`).join(", ");
  const { services } = measured(
    [
      "stores: { mysql: { driver: external, host: db.example.edu, egress: [10.1.2.0/24] } }",
      `secrets: { given: { ${given} } }`,
    ],
    [],
  );
  const names = services.flatMap(({ workers }) => workers.map(({ name }) => name));
  expect(names).not.toContain("mysql-exporter");
  expect(names).toContain("mongodb-exporter");
});
