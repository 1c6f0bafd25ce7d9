import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { alertKinds } from "../../src/catalog/monitoring/alerts/alerts.ts";
import { topics } from "../../src/catalog/monitoring/dashboards/dashboards.ts";
import { customKinds } from "../../src/components/custom/kinds.ts";
import { rulesSpec } from "../../src/components/monitoring/monitors.ts";
import { isAlert } from "../../src/vocabulary/monitoring.ts";
import { placement } from "../components/alone.ts";
import { strangeIn, whyNoDefinitions } from "../definitions.ts";
import { alertsOf, askable, measured, monitoringOf, PLATFORM_THAT_MEASURES, stacks } from "./measured.ts";
import { type Measured, promqlProblems } from "./promql.ts";

const all = Object.entries(stacks).map(([name, blueprint]) => ({
  name,
  monitoring: monitoringOf(blueprint),
}));

describe.each(all)("$name", ({ monitoring }) => {
  test("no rule asks for a metric that nobody produces here, or for a label that it does not have", () => {
    const problems = monitoring.groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => promqlProblems(rule.expr, askable(monitoring))),
    );
    expect(problems).toEqual([]);
  });

  test("what is worked out ahead is what is asked for, and nothing else", () => {
    const recorded = new Set(
      monitoring.groups.flatMap(({ rules }) => rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record]))),
    );
    expect([...recorded].filter((name) => !(name in askable(monitoring).recorded))).toEqual([]);
    const asked = [
      ...alertsOf(monitoring).map(({ expr }) => expr),
      ...Object.values(topics).flatMap(({ panels }) =>
        panels.flatMap(({ asks }) => asks.map(({ expr }) => expr)),
      ),
    ];
    for (const name of recorded)
      expect(
        asked.some((expr) => expr.includes(`${name}{`)),
        name,
      ).toBe(true);
  });

  test("no two rules of one alert are the same", () => {
    const rules = alertsOf(monitoring).map(({ alert, expr }) => `${alert} ${expr}`);
    expect(new Set(rules).size).toBe(rules.length);
  });

  test.skipIf(whyNoDefinitions !== "")(`is what the operator of Prometheus knows${whyNoDefinitions}`, () => {
    expect(strangeIn(customKinds.prometheusRule, rulesSpec(placement, monitoring))).toEqual([]);
  });
});

describe("the page that an alert leads to", () => {
  const annotationsOf = (blueprint: ReturnType<typeof measured>) =>
    rulesSpec(placement, monitoringOf(blueprint)).groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => ("annotations" in rule ? [rule.annotations] : [])),
    );
  const addresses = (lines: readonly string[], platform = PLATFORM_THAT_MEASURES) =>
    annotationsOf(measured(lines, [], platform)).map(({ runbook_url = "" }) => runbook_url);
  const SAID = `${PLATFORM_THAT_MEASURES}  arboretum:dashboards: { runbooks: https://wiki.example.edu/runbooks }\n`;

  test("is one of the manual, where the platform says that it is, unless the deployment knows better", () => {
    for (const address of addresses([])) expect(existsSync(address), address).toBe(true);
    for (const address of addresses([], SAID))
      expect(existsSync(address.replace("https://wiki.example.edu/", "docs/")), address).toBe(true);
    for (const address of addresses(["monitoring: { runbooks: https://here.example }"], SAID))
      expect(address).toMatch(/^https:\/\/here\.example\/[A-Z]\w+\.md$/);
  });

  test("is not needed to know whom it hurts", () => {
    for (const { description = "" } of annotationsOf(measured())) {
      expect(description).toMatch(/^[A-Z].*\.$/);
      // Prometheus would take it for a template.
      expect(description).not.toContain("{{");
    }
  });
});

test("each alert is there in one of these stacks", () => {
  const found = new Set(all.flatMap(({ monitoring }) => alertsOf(monitoring).map(({ alert }) => alert)));
  expect(alertKinds.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
});

test("no name of an alert is the beginning of another, so that who silences one silences no other", () => {
  const names = alertKinds.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const swallowed = names.filter((name) =>
    names.some((other) => other !== name && new RegExp(`^${name}`).test(other)),
  );
  // The one about now is more of the same: who silences the certificate that expires means it.
  expect(swallowed).toEqual(["HostCertificateExpires"]);
});

test("a site that is closed to everybody has nothing behind its gateway that could be counted", () => {
  const watched = (blueprint: (typeof stacks)[string]) =>
    alertsOf(monitoringOf(blueprint)).some(
      ({ alert, labels }) => alert === "NothingMeasured" && labels?.component === "gateway",
    );
  const { closed, ...open } = stacks;
  const withOpen = measured(["maintenance: { open: [192.0.2.0/24] }"]);
  expect(closed && watched(closed)).toBe(false);
  expect(watched(withOpen)).toBe(true);
  expect(Object.values(open).some(watched)).toBe(true);
});

describe("objectives", () => {
  test("are those of the settings, and each host may have its own", () => {
    const { groups } = monitoringOf(
      measured(["monitoring: { availability: 99, hosts: { studio: { availability: 95 } } }"]),
    );
    const fast = (host: string) =>
      groups
        .flatMap(({ rules }) => rules.filter(isAlert))
        .find(({ alert, expr }) => alert === "AvailabilityBudgetBurnsFast" && expr.includes(`"${host}"`))
        ?.expr;
    expect(fast("learn.example.edu")).toContain("> 0.144 ");
    expect(fast("studio.learn.example.edu")).toContain("> 0.72 ");
  });

  test("burn at a pace that can be reached at all: fourteen times what an objective allows is less than everything", () => {
    for (const { monitoring } of all) {
      for (const { expr } of alertsOf(monitoring).filter(({ alert }) => alert.includes("Budget"))) {
        for (const [, limit] of expr.matchAll(/\} > ([\d.]+)/g)) expect(Number(limit)).toBeLessThan(1);
      }
    }
  });

  test("are measured by what learners ask where a gateway counts it, and by probes elsewhere", () => {
    const exprs = (name: string) =>
      monitoringOf(stacks[name] as never)
        .groups.flatMap(({ rules }) => rules)
        .filter((rule) => "record" in rule && rule.record.startsWith("host:"))
        .map(({ expr }) => expr);
    for (const expr of exprs("everything")) expect(expr).toContain("envoy_cluster_");
    for (const expr of exprs("no gateway that counts")) expect(expr).toContain("probe_");
  });
});

describe("the check of expressions finds", () => {
  const measured: Measured = { producers: ["mysql", "blackbox"], recorded: { "a:b": ["host"] } };

  test.each([
    ["a metric that nobody has", "mysql_upp == 0", /nobody here produces mysql_upp/],
    ["a metric of somebody who is not there", "redis_up == 0", /nobody here produces redis_up/],
    ["a label that it does not have", 'mysql_up{queue="a"}', /mysql_up has no label queue/],
    ["a label that nothing has by which is grouped", "max by (hots) (probe_success)", /has a label hots/],
    ["a label of a figure that was worked out ahead", 'a:b{name="x"}', /a:b has no label name/],
    ["what is no PromQL", "max(mysql_up", /is no PromQL/],
    ["a selector without a name", '{job="x"}', /names no metric/],
  ])("%s", (_, expr, said) => {
    expect(promqlProblems(expr, measured).join("\n")).toMatch(said);
  });

  test("nothing in what is right", () => {
    expect(promqlProblems('max by (host) (probe_success{name="lms"}) == 0 and a:b > 1', measured)).toEqual(
      [],
    );
  });
});
