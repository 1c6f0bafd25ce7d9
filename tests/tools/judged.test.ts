import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { JUDGE } from "../../scripts/tools/tools.ts";
import { compose } from "../../src/blueprint/compose.ts";
import type { PlatformBlueprint } from "../../src/blueprint/model.ts";
import { alertKinds } from "../../src/catalog/monitoring/alerts/alerts.ts";
import { SHARED } from "../../src/catalog/monitoring/alerts/platform.ts";
import { BETTER_THAN, TOLD_BETTER } from "../../src/catalog/monitoring/alerts/twice.ts";
import { alertmanagerConfig } from "../../src/catalog/platform/alertmanager.ts";
import { provided } from "../../src/settings/late.ts";
import { alerting } from "../../src/settings/sections/alerting.ts";
import { blueprintOf, projectOf, rendered } from "../house.ts";
import { ITS_OWN } from "./chartAlerts.ts";
import { type Made, releasesOf, withChart } from "./charts.ts";
import { folderWith, withTool } from "./tool.ts";

/** What Alertmanager does about alerts that are there together, by its own code. */

type Labels = Readonly<Record<string, string>>;

interface Verdict {
  readonly quiet: boolean;
  readonly receiver: string;
  readonly together: readonly string[];
}

const said = alerting.unwrap().parse({
  receivers: { hook: { by: "webhook", url: provided("v1:abc") } },
  page: ["hook"],
  ticket: ["hook"],
});

const QA = { deployment: "academy", stage: "qa" } as const;
const ours = (alertname: string, more: Labels = {}): Labels => ({
  alertname,
  severity: alertKinds.find(({ name }) => name === alertname)?.severity ?? "",
  namespace: "academy-qa",
  ...QA,
  ...more,
});
const theirs = (alertname: string, severity = "warning", more: Labels = {}): Labels => ({
  alertname,
  severity,
  namespace: "academy-qa",
  ...more,
});
const TOLD_HERE = ours("ToldByTheDeployment");
const ELSEWHERE = { namespace: "keda" };

withTool(JUDGE, (program) => {
  const folder = folderWith({ "alertmanager.yml": stringify(alertmanagerConfig(said)) });
  const judge = (...alerts: readonly Labels[]): readonly Verdict[] =>
    JSON.parse(
      execFileSync(program, [join(folder, "alertmanager.yml")], {
        input: JSON.stringify(alerts),
        encoding: "utf8",
      }),
    );
  const isQuiet = (one: Labels, ...others: readonly Labels[]) => judge(one, ...others)[0]?.quiet;

  describe("one thing is told once", () => {
    test.each(Object.keys(TOLD_BETTER))("%s of a deployment that tells it by itself is quiet", (name) => {
      expect(isQuiet(theirs(name, BETTER_THAN), TOLD_HERE)).toBe(true);
    });

    test.each(Object.keys(TOLD_BETTER))("%s of anything else is heard", (name) => {
      expect(isQuiet(theirs(name, BETTER_THAN, ELSEWHERE), TOLD_HERE)).toBe(false);
      expect(isQuiet(theirs(name, BETTER_THAN))).toBe(false);
    });

    test("a volume that is as good as full wakes somebody, and nobody is told besides that it fills up", () => {
      const volume = { persistentvolumeclaim: "data-mysql-0" };
      const full = theirs("KubePersistentVolumeFillingUp", "critical", volume);
      const fills = ours("VolumeFillsUp", volume);
      const other = ours("VolumeFillsUp", { persistentvolumeclaim: "data-mongodb-0" });
      expect(judge(full, TOLD_HERE, fills, other).map(({ quiet }) => quiet)).toEqual([
        false,
        false,
        true,
        false,
      ]);
    });

    test("a container that is killed for memory crashes for that reason, and another one for its own", () => {
      const killed = ours("KilledForMemory", { container: "lms" });
      const crashing = (container: string) =>
        theirs("KubePodCrashLooping", "warning", { container, pod: "lms-1" });
      expect(isQuiet(crashing("lms"), killed)).toBe(true);
      expect(isQuiet(crashing("worker"), killed)).toBe(false);
    });

    test.each(SHARED)(
      "that nothing is heard of %s is one thing for all deployments of a cluster",
      (component) => {
        const [first] = judge(ours("NothingMeasured", { component }));
        expect(first).toEqual({ quiet: false, receiver: "ticket", together: ["alertname", "component"] });
        const [own] = judge(ours("NothingMeasured", { component: "mysql-exporter" }));
        expect(own?.together).toContain("namespace");
      },
    );
  });

  describe("what is only a consequence is quiet, and only there", () => {
    const another = { namespace: "college-qa", deployment: "college" };

    test.each([
      ["HostDown", "MysqlDown", { host: "learn.example.edu" }],
      ["HostDown", "DeploymentClosed", { host: "learn.example.edu" }],
      ["TasksFail", "MongodbDown", {}],
      ["QueueStuck", "RabbitmqDown", {}],
      ["QueueWithoutWorkers", "RabbitmqDown", {}],
    ])("%s beside %s", (consequence, cause, labels) => {
      expect(isQuiet(ours(consequence, labels), ours(cause))).toBe(true);
      expect(isQuiet(ours(consequence, { ...labels, ...another }), ours(cause))).toBe(false);
    });

    test.each(["AvailabilityBudgetBurnsFast", "LatencyBudgetBurnsFast"])("%s beside HostDown", (name) => {
      const down = ours("HostDown", { host: "learn.example.edu" });
      expect(isQuiet(ours(name, { host: "learn.example.edu" }), down)).toBe(true);
      expect(isQuiet(ours(name, { host: "studio.learn.example.edu" }), down)).toBe(false);
    });

    test("and whatever wakes somebody is quiet for nothing but a cause that wakes somebody, or a site that is closed", () => {
      const pages = alertKinds.filter(({ severity }) => severity === "page").map(({ name }) => ours(name));
      const tickets = alertKinds
        .filter(({ severity }) => severity === "ticket")
        .map(({ name }) => ours(name));
      const heard = judge(...pages.map((one) => ({ ...one, host: "a" })), ...tickets).slice(0, pages.length);
      const quiet = pages.filter((_, index) => heard[index]?.quiet).map(({ alertname }) => alertname);
      expect(quiet.sort()).toEqual([
        "AvailabilityBudgetBurnsFast",
        "HostDown",
        "QueueStuck",
        "QueueWithoutWorkers",
        "RequestsQueue",
      ]);
    });
  });
});

const platform = compose(
  projectOf({
    "Pulumi.platform.yaml":
      "config:\n  arboretum:cluster: { identifier: learning }\n  arboretum:offers: { monitoring: managed }\n",
  }),
  "platform",
);
const [chart] = (blueprintOf(platform) as PlatformBlueprint).charts;
if (chart === undefined) throw new Error("there is no chart");

withChart(chart, (template) => {
  test("of every alert of the chart somebody has said whether one of ours tells the same", async () => {
    const [release] = releasesOf(await rendered(platform));
    if (release === undefined) throw new Error("there is no release");
    const theirs = template(release)
      .filter(({ kind }) => kind === "PrometheusRule")
      .flatMap(({ spec }) => spec.groups)
      .flatMap(({ rules }: Made) => rules.flatMap(({ alert }: Made) => alert ?? []));
    const judged = [...Object.keys(TOLD_BETTER), ...Object.values(ITS_OWN).flat()].sort();
    expect([...new Set(theirs)].sort()).toEqual(judged);
  });
});

test("and what is told better is told by one of ours", () => {
  expect(alertKinds.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.values(TOLD_BETTER)));
});
