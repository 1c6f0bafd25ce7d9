import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { AMTOOL } from "../../scripts/tools/tools.ts";
import { compose } from "../../src/blueprint/compose.ts";
import type { PlatformBlueprint } from "../../src/blueprint/model.ts";
import { alertKinds } from "../../src/catalog/monitoring/alerts/alerts.ts";
import { alertmanagerConfig } from "../../src/catalog/platform/alertmanager.ts";
import { provided } from "../../src/settings/late.ts";
import { alerting } from "../../src/settings/sections/alerting.ts";
import { blueprintOf, projectOf, rendered } from "../house.ts";
import { type Made, releasesOf, withChart } from "./charts.ts";
import { folderWith, withTool } from "./tool.ts";

const secret = provided("v1:abc");
const said = alerting.unwrap().parse({
  receivers: {
    office: { by: "mail", to: ["ops@example.edu"] },
    channel: { by: "slack", channel: "#openedx", url: secret },
    call: { by: "pagerDuty", key: secret },
    hook: { by: "webhook", url: secret },
  },
  mail: { host: "smtp.example.edu", from: "alerts@example.edu", user: "alerts", password: secret },
  page: ["call", "channel"],
  ticket: ["office"],
  alive: "hook",
});

const HOOK = 'by: webhook, url: { secure: "v1:a" }';

const platform = (monitoring: string) =>
  compose(
    projectOf({
      "Pulumi.platform.yaml": `config:\n  arboretum:cluster: { identifier: learning }\n  arboretum:offers: { monitoring: managed }\n  arboretum:monitoring: ${monitoring}\n`,
    }),
    "platform",
  );
const [chart] = (blueprintOf(platform("{}")) as PlatformBlueprint).charts;
if (chart === undefined) throw new Error("there is no chart");

withTool(AMTOOL, (program) => {
  const folder = folderWith({
    "everybody.yml": stringify(alertmanagerConfig(said)),
    "nobody.yml": stringify(alertmanagerConfig(undefined)),
  });
  const run = (...args: readonly string[]): string =>
    execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });

  test.each(["everybody", "nobody"])("Alertmanager itself takes the configuration that tells %s", (who) => {
    expect(run("check-config", `${who}.yml`)).toContain("SUCCESS");
  });

  // The chart has a configuration of its own, and Helm puts the two together.
  withChart(chart, (template) => {
    test.each([
      ["nobody", "{}"],
      [
        "somebody",
        `{ alerts: { receivers: { hook: { ${HOOK} } }, page: [hook], ticket: [hook], alive: hook } }`,
      ],
    ])("and what the chart makes of the one that tells %s", async (who, monitoring) => {
      const release = releasesOf(await rendered(platform(monitoring))).find(
        ({ name }) => name === chart.name,
      );
      if (release === undefined) throw new Error("there is no release of the chart");
      const made = template(release);
      const { stringData, data } = made.find(
        ({ kind, metadata }) => kind === "Secret" && metadata.name.startsWith("alertmanager-"),
      );
      const text = stringData?.["alertmanager.yaml"] ?? Buffer.from(data["alertmanager.yaml"], "base64");
      writeFileSync(join(folder, `${who}-charted.yml`), text);
      expect(run("check-config", `${who}-charted.yml`)).toContain("SUCCESS");
      const alerts = made
        .filter(({ kind }) => kind === "PrometheusRule")
        .flatMap(({ spec }) => spec.groups)
        .flatMap(({ rules }: Made) => rules.map(({ alert }: Made) => alert));
      // What routes and inhibitions name, and nothing of what a cluster hides.
      expect(alerts).toEqual(expect.arrayContaining(["Watchdog", "InfoInhibitor"]));
      expect(alerts.filter((name) => /^(etcd|KubeScheduler|KubeController|KubeProxy)/.test(name))).toEqual(
        [],
      );
    });
  });

  describe("by its own routing", () => {
    const told = (...labels: readonly string[]) =>
      run("config", "routes", "test", "--config.file=everybody.yml", ...labels).trim();

    test.each(alertKinds.map(({ name, severity }) => [name, severity] as const))(
      "%s is heard by whom its severity means",
      (name, severity) => {
        expect(told(`alertname=${name}`, `severity=${severity}`, "namespace=academy-qa")).toBe(
          severity === "note" ? "nobody" : severity,
        );
      },
    );

    test.each([
      ["the sign of life", ["alertname=Watchdog", "severity=none"], "alive"],
      ["what Prometheus' own rules call critical", ["alertname=KubeAPIDown", "severity=critical"], "page"],
      ["and what they call a warning", ["alertname=KubeJobFailed", "severity=warning"], "ticket"],
      ["what is only for information", ["alertname=CPUThrottlingHigh", "severity=info"], "nobody"],
    ])("%s goes where it belongs", (_, labels, receiver) => {
      expect(told(...labels)).toBe(receiver);
    });
  });
});
