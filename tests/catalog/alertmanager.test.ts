import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { PlatformBlueprint } from "../../src/blueprint/model.ts";
import { explain } from "../../src/documents/explain.ts";
import { projectOf } from "../house.ts";

const SECRET = '{ secure: "v1:abc" }';
const RECEIVERS = `{ office: { by: mail, to: [ops@example.edu] }, channel: { by: slack, channel: "#openedx", url: ${SECRET} }, call: { by: pagerDuty, key: ${SECRET} }, hook: { by: webhook, url: ${SECRET} } }`;
const MAIL = `{ host: smtp.example.edu, from: alerts@example.edu, user: alerts, password: ${SECRET} }`;

const platform = (alerts: string, more = "") =>
  compose(
    projectOf({
      "Pulumi.platform.yaml": [
        "config:",
        "  arboretum:cluster: { identifier: learning }",
        "  arboretum:offers: { monitoring: managed }",
        `  arboretum:monitoring: { ${[alerts === "" ? "" : `alerts: ${alerts}`, more].filter(Boolean).join(", ")} }`,
      ].join("\n"),
    }),
    "platform",
  );

function blueprintOf(alerts: string, more = ""): PlatformBlueprint {
  const { blueprint, problems } = platform(alerts, more);
  if (blueprint?.kind !== "platform") throw new Error(explain(problems));
  return blueprint;
}

interface Route {
  readonly receiver: string;
  readonly matchers: readonly string[];
}

interface Config {
  readonly route: { readonly receiver: string; readonly routes: readonly Route[] };
  readonly receivers: readonly Readonly<Record<string, unknown>>[];
  readonly inhibit_rules: readonly { readonly source_matchers: readonly string[] }[];
}

const valuesOf = ({ charts }: PlatformBlueprint) =>
  charts.find(({ name }) => name === "monitoring")?.values as never;
const configOf = (blueprint: PlatformBlueprint): Config =>
  (valuesOf(blueprint) as { alertmanager: { config: Config } }).alertmanager.config;

const WHOLE = `{ receivers: ${RECEIVERS}, mail: ${MAIL}, page: [call, channel], ticket: [office, hook], alive: hook }`;

describe("whoever is named is told", () => {
  const blueprint = blueprintOf(WHOLE);
  const { route, receivers } = configOf(blueprint);
  const receiver = (name: string) => receivers.find((one) => one.name === name) ?? {};

  test("of what cannot wait, by every receiver of its severity", () => {
    expect(Object.keys(receiver("page"))).toEqual(["name", "pagerduty_configs", "slack_configs"]);
    expect(Object.keys(receiver("ticket"))).toEqual(["name", "email_configs", "webhook_configs"]);
    const bySeverity = (severity: string) =>
      route.routes.find(({ matchers }) => matchers.some((one) => one.includes(severity)))?.receiver;
    expect(["page", "critical", "ticket", "warning", "note"].map(bySeverity)).toEqual([
      "page",
      "page",
      "ticket",
      "ticket",
      "nobody",
    ]);
  });

  test("every five minutes that alerts get through, by one of their own", () => {
    expect(route.routes[0]).toMatchObject({
      matchers: ['alertname="Watchdog"'],
      receiver: "alive",
      repeat_interval: "5m",
    });
    expect(Object.keys(receiver("alive"))).toEqual(["name", "webhook_configs"]);
  });

  test("and what they are reached with is in one Secret, and in no value of the chart", () => {
    const login = blueprint.logins.find(({ name }) => name === "alertmanager-receivers");
    expect(Object.keys(login?.entries ?? {}).sort()).toEqual(["call", "channel", "hook", "mail"]);
    const files = [...JSON.stringify(configOf(blueprint)).matchAll(/_file":"([^"]*)"/g)].map(
      ([, file = ""]) => file,
    );
    expect([...new Set(files.map((file) => file.split("/").at(-1)))].sort()).toEqual([
      "call",
      "channel",
      "hook",
      "mail",
    ]);
    expect(JSON.stringify(blueprint.charts)).not.toContain("v1:abc");
  });
});

test("pages that nobody on call could open are a warning, and an address is not", () => {
  const told = `{ receivers: ${RECEIVERS}, mail: ${MAIL}, page: [call], ticket: [office] }`;
  expect(platform(told).problems.map(({ rule, path }) => [rule, path])).toEqual([
    ["runbooks-unread", "arboretum:dashboards.runbooks"],
  ]);
  const published = "}\n  arboretum:dashboards: { runbooks: https://wiki.example.edu/runbooks";
  expect(platform(told, published).problems).toEqual([]);
});

test("nobody named is a warning, and the chart's own receivers stay away", () => {
  expect(platform("").problems.map(({ rule }) => rule)).toEqual(["alerts-unheard"]);
  expect(configOf(blueprintOf("")).route.receiver).toBe("nobody");
});

test.each([
  [
    "a receiver that there is not",
    `{ receivers: ${RECEIVERS}, mail: ${MAIL}, page: [cal], ticket: [office] }`,
    /There is no receiver "cal"/,
  ],
  [
    "mail without a server",
    `{ receivers: ${RECEIVERS}, page: [call], ticket: [office] }`,
    /no server for it is named/,
  ],
])("%s is refused", (_, alerts, said) => {
  expect(explain(platform(alerts).problems)).toMatch(said);
});

test("what a site that is closed on purpose would say is kept quiet", () => {
  const sources = configOf(blueprintOf(WHOLE)).inhibit_rules.map(({ source_matchers }) =>
    source_matchers.join(),
  );
  expect(sources).toContain('alertname="DeploymentClosed"');
});

test("what a cluster hides is only measured where somebody says that it does not", () => {
  const parts = ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"];
  const enabled = (more: string) => {
    const values = valuesOf(blueprintOf(WHOLE, more)) as Readonly<Record<string, { enabled: boolean }>>;
    return parts.map((part) => values[part]?.enabled);
  };
  expect(enabled("")).toEqual([false, false, false, false]);
  expect(enabled("controlPlane: true")).toEqual([true, true, true, true]);
});

test("metrics never fill their disk", () => {
  const values = valuesOf(blueprintOf(WHOLE, "volume: 100Gi")) as {
    prometheus: { prometheusSpec: { retentionSize: string } };
  };
  expect(values.prometheus.prometheusSpec.retentionSize).toBe("85GiB");
});
