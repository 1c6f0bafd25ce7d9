import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { PlatformBlueprint } from "../../src/blueprint/model.ts";
import { streamTemplate } from "../../src/catalog/platform/logs/elasticsearch.ts";
import { configuration } from "../../src/catalog/platform/logs/vector.ts";
import { check } from "../../src/policies/check.ts";
import { blueprintOf, projectOf, rendered } from "../house.ts";

const platform = (...lines: readonly string[]) =>
  compose(
    projectOf({
      "Pulumi.platform.yaml": [
        "config:",
        ...["cluster: { identifier: learning }", "offers: { logs: managed }", ...lines].map(
          (line) => `  arboretum:${line}`,
        ),
      ].join("\n"),
    }),
    "platform",
  );

const composed = (...lines: readonly string[]) => blueprintOf(platform(...lines)) as PlatformBlueprint;
const chart = (blueprint: PlatformBlueprint, name: string) => {
  const found = blueprint.charts.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

describe.each(["loki", "elasticsearch"] as const)("logs in %s", (store) => {
  const line = `logs: { store: ${store} }`;

  test("render, and every rule holds", async () => {
    const composition = platform(line);
    expect(composition.problems).toEqual([]);
    expect(check(await rendered(composition), blueprintOf(composition))).toEqual([]);
  });

  test("are sent by agents that live apart, for only these may see a directory of the node", () => {
    const { namespaces, charts } = composed(line);
    const trust = Object.fromEntries(namespaces.map(({ name, trust }) => [name, trust]));
    expect(trust).toEqual({ logs: "restricted", "log-shippers": "privileged" });
    for (const { name, namespace } of charts)
      expect(namespace).toBe(name === "log-shipper" ? "log-shippers" : "logs");
  });

  test("are sent by agents that read one directory, may write none of it, and have no other right of root", () => {
    const { values } = chart(composed(line), "log-shipper");
    expect(values).toMatchObject({
      defaultVolumes: [{ hostPath: { path: "/var/log/" } }],
      defaultVolumeMounts: [{ readOnly: true }],
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] },
      },
    });
  });

  test("reach the one that is chosen, by a way that both policies open", () => {
    const { sinks } = configuration({ store, personalData: "masked" }) as {
      readonly sinks: {
        readonly store: { readonly endpoint?: string; readonly endpoints?: readonly string[] };
      };
    };
    const address = new URL(sinks.store.endpoint ?? sinks.store.endpoints?.[0] ?? "");
    expect(address.hostname.split(".")[1]).toBe("logs");
    const { namespaces } = composed(line);
    const opens = namespaces.find(({ name }) => name === "logs")?.opens ?? [];
    expect(opens.filter(({ from }) => from === "logs").flatMap(({ ports = [] }) => ports)).toContain(
      Number(address.port),
    );
    const agents = namespaces.find(({ name }) => name === "log-shippers");
    expect([agents?.role, agents?.asks]).toEqual(["logs", ["apiServer", "pods"]]);
  });

  test("lose nothing while the store is away, until a gibibyte waits", () => {
    expect(configuration({ store, personalData: "masked" })).toMatchObject({
      sinks: { store: { buffer: { type: "disk", when_full: "block", max_size: 1024 ** 3 } } },
    });
  });

  test("are kept as long as the settings say", () => {
    const said = composed(`logs: { store: ${store}, retention: 14d }`);
    if (store === "loki")
      expect(chart(said, "loki").values).toMatchObject({
        loki: { limits_config: { retention_period: "336h" }, compactor: { retention_enabled: true } },
      });
    else
      expect(JSON.stringify(chart(said, "log-shipper").values)).toContain(
        JSON.stringify(JSON.stringify(streamTemplate({ retention: "14d" }))),
      );
  });
});

describe("Elasticsearch", () => {
  const blueprint = () => composed("logs: { store: elasticsearch }");

  test("is there after the operator that knows its kinds", () => {
    expect(chart(blueprint(), "elastic").after).toContain("eck-operator");
    expect([chart(blueprint(), "eck-operator").stays, chart(blueprint(), "elastic").stays]).toEqual([
      true,
      false,
    ]);
  });

  test("is written to by an account of the agents, whose password stands in no value of a chart", () => {
    const { logins, secrets } = blueprint();
    expect(secrets.map(({ name }) => name)).toEqual(["logs/shipper-password"]);
    expect(logins.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual([
      "logs/log-shipper-login",
      "logs/log-shipper-roles",
      "log-shippers/log-shipper-login",
    ]);
    const { sinks } = configuration({ store: "elasticsearch", personalData: "masked" });
    expect(sinks).toMatchObject({ store: { auth: { password: "$" + "{ELASTICSEARCH_PASSWORD}" } } });
  });
});

describe("the configuration of an agent", () => {
  const { customConfig } = chart(composed("logs: { store: loki }"), "log-shipper").values as {
    readonly customConfig: unknown;
  };
  const text = JSON.stringify(customConfig);

  test("has no template that the chart would fill instead of the agent", () => {
    const left = text.replaceAll(/\{\{ `\{\{.*?\}\}` \}\}/g, "");
    expect(left).not.toContain("{{");
    expect(text).toContain("{{ `{{ namespace }}` }}");
  });

  test("has no dollar that the agent would take for a variable", () => {
    expect(text.replaceAll("$$", "").replaceAll("$" + "{ELASTICSEARCH_PASSWORD}", "")).not.toContain("$");
  });
});
