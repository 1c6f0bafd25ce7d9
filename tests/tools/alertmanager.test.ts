import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { AMTOOL } from "../../scripts/tools/tools.ts";
import { alertKinds } from "../../src/catalog/monitoring/alerts/alerts.ts";
import { alertmanagerConfig } from "../../src/catalog/platform/alertmanager.ts";
import { provided } from "../../src/settings/late.ts";
import { alerting } from "../../src/settings/sections/alerting.ts";
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
