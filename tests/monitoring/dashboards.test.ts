import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { PlatformBlueprint } from "../../src/blueprint/model.ts";
import { alertKinds } from "../../src/catalog/monitoring/alerts/alerts.ts";
import { RECORDED } from "../../src/catalog/monitoring/alerts/objectives.ts";
import type { Panel, Topic } from "../../src/catalog/monitoring/dashboards/dashboard.ts";
import { topics } from "../../src/catalog/monitoring/dashboards/dashboards.ts";
import { grafanaModel, NAMESPACES, placed } from "../../src/catalog/monitoring/dashboards/grafana.ts";
import { knownMetrics, type ProducerName } from "../../src/catalog/monitoring/metrics/table.ts";
import { RECORDED_OF_RELEASES } from "../../src/catalog/monitoring/releases.ts";
import { LABELS as LOG_LABELS } from "../../src/catalog/platform/logs/vector.ts";
import { explain } from "../../src/documents/explain.ts";
import { check } from "../../src/policies/check.ts";
import { TOPICS } from "../../src/settings/sections/dashboards.ts";
import { projectOf, rendered } from "../house.ts";
import { filled } from "./filled.ts";
import { logqlProblems } from "./logql.ts";
import { promqlProblems } from "./promql.ts";

const all = Object.entries(topics);
const panels = all.flatMap(([topic, { panels }]) => panels.map((panel) => ({ topic, panel })));
const recorded = { ...RECORDED, ...RECORDED_OF_RELEASES };

const askedOf = (panel: Panel) => ({
  producers: panel.of,
  recorded: panel.of.includes("rules") ? recorded : {},
});

const ofLogs = ({ of }: Panel) => of.includes("events");

describe.each(panels)("$topic: $panel.title", ({ panel }) => {
  test.skipIf(ofLogs(panel))("asks for what those produce that it says, and for a label of theirs", () => {
    const problems = panel.asks.flatMap(({ expr }) => promqlProblems(filled(expr), askedOf(panel)));
    expect(problems).toEqual([]);
  });

  test("needs everybody that it names: without one of them there would be nothing to see", () => {
    const exprs = panel.asks.map(({ expr }) => expr).join("\n");
    const names = [...exprs.matchAll(/[a-zA-Z_][a-zA-Z0-9_:]*/g)].map(([name]) => name);
    for (const source of panel.of) {
      const found =
        source === "events"
          ? exprs.includes('kind="event"')
          : source === "rules"
            ? names.some((name) => name in recorded)
            : names.some((name) =>
                knownMetrics.get(name)?.some(({ producer }) => producer === (source as ProducerName)),
              );
      expect(found, source).toBe(true);
    }
  });

  test("calls its series by labels that they are told apart by", () => {
    for (const { expr, legend } of panel.asks) {
      for (const [, label = ""] of legend.matchAll(/\{\{(\w+)\}\}/g)) {
        const kept = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, by = ""]) => by.split(/, */));
        const bare = !/\bby \(/.test(expr);
        const made = expr.includes(`, "${label}", `);
        expect(kept.includes(label) || bare || made, `${label} in ${expr}`).toBe(true);
      }
    }
  });

  test("says what it shows, and is limited by what can be: first a warning, then worse", () => {
    expect(panel.about).toMatch(/^[A-Z0-9].*\.$/s);
    const { warning, bad, below } = panel.limits ?? { bad: 0 };
    if (warning !== undefined) expect(below ? warning > bad : warning < bad).toBe(true);
    if (panel.show === "table") expect(panel.limits).toBeUndefined();
  });

  test("leads to pages of alerts that there are", () => {
    const known = alertKinds.map(({ name }) => name);
    expect((panel.alerts ?? []).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe("what is asked of logs", () => {
  const lines = { labels: LOG_LABELS, fields: ["username"] };
  const asked = panels.flatMap(({ panel }) => (ofLogs(panel) ? panel.asks.map(({ expr }) => expr) : []));

  test("selects by labels that the agents give, and takes from an event what an event has", () => {
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.flatMap((expr) => logqlProblems(filled(expr), lines))).toEqual([]);
  });

  test.each([
    ["what is no LogQL", 'sum(rate({kind="event"}[5m])', /is no LogQL/],
    ["a label that no line is found by", 'rate({pod="a"}[5m])', /no line is found by pod/],
    ["a field that no event has", 'rate({kind="event"} | json who="user" [5m])', /no line has a field user/],
    ["a label that nothing has", 'sum by (who) (rate({kind="event"}[5m]))', /nothing here has a label who/],
    ["a filter of what was not taken", 'rate({kind="event"} | username != "" [5m])', /a label username/],
  ])("the check finds %s", (_, expr, said) => {
    expect(logqlProblems(expr, lines).join("\n")).toMatch(said);
  });
});

describe.each(all)("the page %s", (name, topic: Topic) => {
  const model = JSON.parse(JSON.stringify(grafanaModel(name, topic, "https://wiki.example.edu/runbooks")));

  test("has every panel once, side by side on 24 columns", () => {
    const titles = topic.panels.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    const cells = placed(topic.panels).flatMap(({ at }) =>
      Array.from(
        { length: at.w * at.h },
        (_, index) => `${at.x + (index % at.w)},${at.y + Math.floor(index / at.w)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
    const lowest = Math.max(...placed(topic.panels).map(({ at: { y, h } }) => y + h));
    // No line has a hole at its end.
    expect(cells.length).toBe(24 * lowest);
  });

  test("takes no name in a table for a date", () => {
    for (const { type, fieldConfig } of model.panels) {
      if (type !== "table") continue;
      expect(fieldConfig.defaults).not.toHaveProperty("unit");
      expect(fieldConfig.overrides[0].matcher).toEqual({ id: "byType", options: "number" });
    }
  });

  test("has an address of its own, and asks who is chosen", () => {
    expect(model.uid).toMatch(/^arboretum-[a-z]{1,30}$/);
    const variables = model.templating.list.map((one: { readonly name: string }) => one.name);
    const text = JSON.stringify(model.panels);
    for (const variable of ["namespace", "metrics", "logs"])
      expect([variable, text.includes(`$${variable}`) || text.includes(`\${${variable}}`)]).toEqual([
        variable,
        variables.includes(variable),
      ]);
  });

  test("leads from a panel to what helps", () => {
    const links = model.panels.flatMap(
      (one: { readonly links: readonly { readonly url: string }[] }) => one.links,
    );
    const alerts = topic.panels.flatMap(({ alerts = [] }) => alerts);
    expect(links.map(({ url }: { readonly url: string }) => url)).toEqual(
      alerts.map((alert) => `https://wiki.example.edu/runbooks/${alert}.md`),
    );
  });
});

test("the list of namespaces is made of what is measured", () => {
  for (const query of Object.values(NAMESPACES)) {
    const [, selector = ""] = /^label_values\((.*), namespace\)$/.exec(query) ?? [];
    expect(promqlProblems(selector, { producers: ["prometheus", "states"], recorded: {} })).toEqual([]);
  }
});

test("the check finds a panel that asks for what nobody has", () => {
  expect(
    promqlProblems(filled('mysql_up{namespace=~"$namespace"}'), { producers: ["redis"], recorded: {} }),
  ).toEqual(["nobody here produces mysql_up"]);
});

const platform = (...lines: readonly string[]) =>
  compose(
    projectOf({
      "Pulumi.platform.yaml": ["config:", "cluster: { identifier: learning }", ...lines]
        .map((line, index) => (index === 0 ? line : `  arboretum:${line}`))
        .join("\n"),
    }),
    "platform",
  );

const pagesOf = (...lines: readonly string[]) => {
  const { blueprint, problems } = platform(...lines);
  if (blueprint === undefined) throw new Error(explain(problems));
  return (blueprint as PlatformBlueprint).dashboards;
};

const EVERYTHING =
  "offers: { monitoring: managed, logs: managed, gatewayApi: managed, gateway: managed, certManager: managed, keda: managed, snapshots: managed, velero: managed }";

describe("a platform", () => {
  test("with everything has every page whole, and an empty one has none", () => {
    const pages = pagesOf(EVERYTHING, `dashboards: { topics: [${TOPICS.join(", ")}] }`)?.pages ?? [];
    expect(pages.map(({ name }) => name)).toEqual(TOPICS.map((name) => `dashboard-${name.toLowerCase()}`));
    const count = pages.flatMap(
      ({ model }) => (model as { readonly panels: readonly unknown[] }).panels,
    ).length;
    expect(count).toBe(panels.length);
    expect(pagesOf("offers: { metricsServer: existing }")).toBeUndefined();
  });

  test("renders them, and every rule holds", async () => {
    const composition = platform(EVERYTHING);
    // That nobody is told of alerts is not what this is about.
    expect(composition.problems.filter(({ rule }) => rule !== "alerts-unheard")).toEqual([]);
    const rendering = await rendered(composition);
    if (composition.blueprint === undefined) throw new Error("there is no blueprint");
    expect(check(rendering, composition.blueprint)).toEqual([]);
    const found = rendering.resources.filter(({ name }) => name.includes("dashboard-"));
    const expected = TOPICS.filter((topic) => topic !== "rabbitmq").map(
      (topic) => `platform-dashboard-${topic}`,
    );
    expect(found.map(({ name }) => name).sort()).toEqual(expected.map((name) => name.toLowerCase()).sort());
    for (const { inputs } of found) {
      const { metadata, data } = inputs as {
        readonly metadata: { readonly labels: Readonly<Record<string, string>>; readonly namespace: string };
        readonly data: Readonly<Record<string, string>>;
      };
      expect([metadata.namespace, metadata.labels.grafana_dashboard]).toEqual(["monitoring", "1"]);
      for (const text of Object.values(data)) expect(JSON.parse(text).panels.length).toBeGreaterThan(0);
    }
  });

  test("leaves out panels that nothing on it could fill, and pages that would be empty", () => {
    const text = JSON.stringify(pagesOf("offers: { monitoring: managed }"));
    for (const absent of ["velero_", "keda_", "certmanager_", "envoy_", 'kind=\\"event'])
      expect(text).not.toContain(absent);
    expect(text).toContain("probe_ssl_earliest_cert_expiry");
  });

  test("has the pages that its settings choose, in their order", () => {
    const names = pagesOf(EVERYTHING, "dashboards: { topics: [storage, pods] }")?.pages.map(
      ({ name }) => name,
    );
    expect(names).toEqual(["dashboard-storage", "dashboard-pods"]);
  });

  test("brings them to the Grafana of somebody else where it is told to", () => {
    expect(pagesOf("offers: { monitoring: existing }")).toBeUndefined();
    expect(pagesOf("offers: { monitoring: existing }", "dashboards: { namespace: grafana }")?.namespace).toBe(
      "grafana",
    );
  });
});
