import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { PROMTOOL } from "../../scripts/tools/tools.ts";
import { alertKinds } from "../../src/catalog/monitoring/alerts/alerts.ts";
import { rulesSpec } from "../../src/components/monitoring/monitors.ts";
import { alertsOf, monitoringOf, stacks } from "../monitoring/measured.ts";
import { type Case, N } from "./alerts/case.ts";
import { hostCases } from "./alerts/hosts.ts";
import { notebookCases } from "./alerts/notebooks.ts";
import { paymentCases } from "./alerts/payments.ts";
import { podCases } from "./alerts/pods.ts";
import { queueCases } from "./alerts/queues.ts";
import { rabbitmqCases } from "./alerts/rabbitmq.ts";
import { storeCases } from "./alerts/stores.ts";
import { supportCases } from "./alerts/support.ts";
import { twiceCases } from "./alerts/twice.ts";
import { workCases } from "./alerts/work.ts";
import { folderWith, withTool } from "./tool.ts";

const cases: readonly Case[] = [
  ...hostCases,
  ...paymentCases,
  ...notebookCases,
  ...queueCases,
  ...rabbitmqCases,
  ...storeCases,
  ...workCases,
  ...podCases,
  ...supportCases,
  ...twiceCases,
];
const EVERYTHING = "everything";

const placement = { namespace: N, deployment: "academy", stage: "qa", release: "verawood" };
const fileOf = (stack: string) => `${stack.replaceAll(" ", "-")}.yaml`;

function rulesOf(stack: string): string {
  const blueprint = stacks[stack];
  if (blueprint === undefined) throw new Error(`there is no stack ${stack}`);
  return stringify(rulesSpec(placement, monitoringOf(blueprint)), { lineWidth: 0 });
}

/** Only the groups in which an alert and what it asks for are: the others would be worked out for nothing. */
function rulesFor(alert: string, stack: string): string {
  const monitoring = monitoringOf(stacks[stack] as never);
  const about = monitoring.groups.filter(
    ({ name, rules }) =>
      rules.some((rule) => "alert" in rule && rule.alert === alert) ||
      (alert.includes("Budget") && name === "objectives-lms") ||
      (alert.startsWith("Release") && name === "releases"),
  );
  return stringify(rulesSpec(placement, { ...monitoring, groups: about }), { lineWidth: 0 });
}

const labelsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([name, value]) => `,${name}="${value}"`)
    .join("");

const groupsIn = (rules: string): readonly string[] =>
  (parse(rules) as { readonly groups: readonly { readonly name: string }[] }).groups.map(({ name }) => name);

/** What is recorded comes first: with steps of ten minutes the record of the step before has gone stale. */
const recordsFirst = (one: string, other: string) => Number(records(other)) - Number(records(one));
const records = (group: string) => /^[a-z-]*(objectives-|releases$)/.test(group);

/** A file of promtool: the alert in one world. */
const trial = (
  { alert, step = "1m", at, begins, of = {}, ...worlds }: Case,
  world: "fires" | "silent",
  rules: string,
) =>
  stringify({
    rule_files: ["rules.yaml"],
    evaluation_interval: step,
    group_eval_order: [...groupsIn(rules)].sort(recordsFirst),
    tests: [
      {
        interval: step,
        ...(begins ? { start_timestamp: `${begins[world]}T00:00:00Z` } : {}),
        input_series: Object.entries(worlds[world]).map(([series, values]) => ({ series, values })),
        promql_expr_test: [
          {
            expr: `count(ALERTS{alertname="${alert}",alertstate="firing"${labelsOf(of)}}) > bool 0 or vector(0)`,
            eval_time: at,
            exp_samples: [{ labels: "{}", value: world === "fires" ? 1 : 0 }],
          },
        ],
      },
    ],
  });

test("every alert has a world in which it fires and one in which it is silent", () => {
  const tried = new Set(cases.map(({ alert }) => alert));
  expect(alertKinds.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});

withTool(PROMTOOL, (program) => {
  const run = (folder: string, ...args: readonly string[]): string =>
    execFileSync(program, [...args], { cwd: folder, encoding: "utf8", stdio: "pipe" });

  describe("check rules", () => {
    const folder = folderWith(
      Object.fromEntries(Object.keys(stacks).map((stack) => [fileOf(stack), rulesOf(stack)])),
    );
    test.each(Object.keys(stacks))("has nothing against those of %s", (stack) => {
      const said = run(folder, "check", "rules", "--lint=all", "--lint-fatal", fileOf(stack));
      const count = monitoringOf(stacks[stack] as never).groups.flatMap(({ rules }) => rules).length;
      expect(said).toContain(`SUCCESS: ${count} rules found`);
      expect(alertsOf(monitoringOf(stacks[stack] as never)).length).toBeGreaterThan(20);
    });
  });

  describe("test rules", () => {
    test.each(cases.map((one, index) => ({ ...one, index })))("$alert ($index)", (one) => {
      const { stack = EVERYTHING, silentStack = stack } = one;
      const fires = rulesFor(one.alert, stack);
      const silent = silentStack === stack ? fires : rulesOf(silentStack);
      const folder = folderWith({
        "fires/rules.yaml": fires,
        "fires/test.yaml": trial(one, "fires", fires),
        "silent/rules.yaml": silent,
        "silent/test.yaml": trial(one, "silent", silent),
      });
      for (const world of ["fires", "silent"])
        expect(run(join(folder, world), "test", "rules", "test.yaml")).toContain("SUCCESS");
    });
  });
});
