import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { contextOf } from "../../src/blueprint/installed.ts";
import type { PlatformBlueprint } from "../../src/blueprint/model.ts";
import { parts, partsInOrder } from "../../src/catalog/platform/parts.ts";
import { explain } from "../../src/documents/explain.ts";
import { check } from "../../src/policies/check.ts";
import { givenPlatformSettings } from "../../src/settings/given.ts";
import type { PartName } from "../../src/settings/sections/offers.ts";
import { bytesOf, millicoresOf } from "../../src/vocabulary/quantity.ts";
import { projectOf, rendered } from "../house.ts";

const names = Object.keys(parts) as PartName[];

const offers = (mode: "managed" | "existing" | "off", others: Partial<Record<PartName, string>> = {}) =>
  `offers: { ${names.map((name) => `${name}: ${others[name] ?? mode}`).join(", ")} }`;

const ADDRESSES = "addresses: { pool: [10.1.2.240/28], announce: { by: l2 } }";

const ALERTS =
  "monitoring: { alerts: { receivers: { team: { by: mail, to: [ops@example.edu] } }, mail: { host: smtp.example.edu, from: alerts@example.edu }, page: [team], ticket: [team] } }";
/** Where people on call read what to do. */
const PAGES = "dashboards: { runbooks: https://wiki.example.edu/runbooks }";

const platformOf = (...lines: readonly string[]) =>
  compose(
    projectOf({
      "Pulumi.platform.yaml": ["config:", "cluster: { identifier: learning }", ...lines]
        .map((line, index) => (index === 0 ? line : `  arboretum:${line}`))
        .join("\n"),
    }),
    "platform",
  );

function blueprintOf(...lines: readonly string[]): PlatformBlueprint {
  const { blueprint, problems } = platformOf(...lines);
  if (blueprint?.kind !== "platform") throw new Error(explain(problems));
  return blueprint;
}

const MIRROR = "registry.campus.example.edu/mirror";
const everything = () => blueprintOf(offers("managed"), ADDRESSES);

describe.each(["managed", "existing", "off"] as const)("a platform whose parts are all %s", (mode) => {
  const lines = [
    offers(mode),
    ...(mode === "off" ? [] : [ADDRESSES]),
    ...(mode === "managed" ? [ALERTS, PAGES] : []),
  ];

  test("renders, and every rule holds", async () => {
    const composition = platformOf(...lines);
    expect(composition.problems).toEqual([]);
    const { blueprint } = composition;
    if (blueprint === undefined) throw new Error("there is no blueprint");
    expect(check(await rendered(composition), blueprint)).toEqual([]);
  });

  test("installs what it manages and nothing else", () => {
    const { charts, namespaces } = blueprintOf(...lines);
    expect(charts.length > 0).toBe(mode === "managed");
    expect(namespaces.length > 0).toBe(mode === "managed");
  });
});

test("Traefik may stand in for Envoy Gateway where the kinds exist", async () => {
  const composition = platformOf(
    offers("managed", { gatewayApi: "existing" }),
    ADDRESSES,
    ALERTS,
    PAGES,
    "gateway: { controller: traefik }",
  );
  expect(composition.problems).toEqual([]);
  const { charts } = composition.blueprint as PlatformBlueprint;
  expect(charts.find(({ name }) => name === "gateway")).toMatchObject({
    chart: "traefik",
    version: "41.3.0",
  });
});

describe("every chart", () => {
  test("has one exact version", () => {
    for (const { version } of everything().charts) expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
  });

  test("comes after those that it waits for", () => {
    const { charts } = everything();
    const order = charts.map(({ name }) => name);
    for (const { name, after } of charts) {
      for (const other of after)
        expect(order.indexOf(other), `${other} before ${name}`).toBeLessThan(order.indexOf(name));
    }
    expect(charts.find(({ name }) => name === "cert-manager")?.after).toContain("gateway");
  });

  test("lives in a namespace that is closed, and has the trust that its pods need", () => {
    const { charts, namespaces } = everything();
    const own = charts.filter(({ namespace }) => namespace !== "kube-system");
    for (const { namespace } of own) expect(namespaces.map(({ name }) => name)).toContain(namespace);
    for (const { home } of partsInOrder) if (home.trust === "privileged") expect(home.why).toBeDefined();
  });

  test("stays in the cluster when it is not managed any more, if it brought kinds", () => {
    const { charts } = everything();
    expect(charts.filter(({ stays }) => !stays).map(({ name }) => name)).toEqual([
      "metrics-server",
      "loki",
      "log-shipper",
    ]);
  });

  test("is sized: whatever its table row says of a process reaches its values", () => {
    const { settings } = givenPlatformSettings("platform", {
      cluster: { identifier: "x" },
      addresses: { pool: ["10.1.2.240/28"], announce: { by: "l2" } },
    });
    if (settings === undefined) throw new Error("the settings are wrong");
    const context = contextOf(settings);
    for (const part of partsInOrder) {
      for (const chart of part.charts(context)) {
        const asked = new Set<string>();
        chart.values(context, (name) => {
          asked.add(name);
          return {};
        });
        const unsized = Object.keys(chart.processes(context)).filter((name) => !asked.has(name));
        expect(unsized, chart.name).toEqual(UNSIZED[chart.name] ?? []);
      }
    }
  });

  test("fits into the quota of its namespace at its most", () => {
    const blueprint = everything();
    const { settings } = givenPlatformSettings("platform", {
      cluster: { identifier: "x" },
      addresses: { pool: ["10.1.2.240/28"], announce: { by: "l2" } },
    });
    if (settings === undefined) throw new Error("the settings are wrong");
    const context = contextOf(settings);
    for (const { name, quota } of blueprint.namespaces) {
      const processes = partsInOrder
        .flatMap((part) => part.charts(context).map((chart) => ({ home: part.home, ...chart })))
        .filter(({ home }) => home.name === name)
        .flatMap((chart) => Object.values(chart.processes(context)));
      const total = (of: (one: (typeof processes)[number]) => number) =>
        processes.reduce(
          (sum, one) =>
            sum + of(one) * (one.replicas === "everyNode" ? settings.cluster.nodes : one.replicas),
          0,
        );
      expect(millicoresOf(quota.cpu), name).toBeGreaterThan(total(({ cpu }) => millicoresOf(cpu)));
      expect(bytesOf(quota.memoryLimit), name).toBeGreaterThan(total(({ most }) => bytesOf(most)));
      expect(quota.pods, name).toBeGreaterThan(total(() => 1));
    }
  });
});

/** Processes that others are told to size: those of a proxy by its class, the operator by its namespace. */
const UNSIZED: Readonly<Record<string, readonly string[]>> = {
  gateway: ["proxy", "shutdown"],
  "mysql-operator": ["operator"],
};

describe("a mirror", () => {
  const mirrored = () => blueprintOf(offers("managed"), ADDRESSES, `images: { registry: ${MIRROR} }`);

  test("stands in for every registry, for charts and images alike", () => {
    for (const { chart, repository, images } of mirrored().charts) {
      expect(chart.startsWith(`oci://${MIRROR}/charts/`)).toBe(true);
      expect(repository).toBeUndefined();
      for (const image of images) expect(image.startsWith(`${MIRROR}/`)).toBe(true);
    }
  });

  test("is the only registry that values name", () => {
    const written = JSON.stringify(mirrored().charts.map(({ values }) => values));
    expect(written).not.toMatch(/quay\.io|docker\.io|ghcr\.io|registry\.k8s\.io|container-registry\.oracle/);
    expect(JSON.stringify(everything().charts.map(({ values }) => values))).toMatch(/quay\.io/);
  });
});

describe("what does not go together is refused, with the line to change", () => {
  const problemOf = (...lines: readonly string[]) => {
    const { problems, blueprint } = platformOf(...lines);
    expect(blueprint).toBeUndefined();
    expect(problems).toHaveLength(1);
    return problems[0];
  };

  test("a gateway without its kinds", () => {
    expect(problemOf("offers: { gateway: managed }")).toMatchObject({
      rule: "part-missing",
      place: { file: "Pulumi.platform.yaml", line: 3 },
      remedy: "Set arboretum:offers.gatewayApi to managed or existing, or arboretum:offers.gateway to off.",
    });
  });

  test("kinds that no chart of the platform brings", () => {
    for (const line of [
      "offers: { gatewayApi: managed }",
      "offers: { gatewayApi: managed, gateway: existing }",
    ]) {
      expect(problemOf(line)?.rule).toBe("kinds-missing");
    }
    expect(
      problemOf("offers: { gatewayApi: managed, gateway: managed }", "gateway: { controller: traefik }")
        ?.rule,
    ).toBe("kinds-missing");
  });

  test("MetalLB without addresses, and addresses without MetalLB", () => {
    expect(problemOf("offers: { metalLb: managed }")?.rule).toBe("addresses-missing");
    expect(problemOf(ADDRESSES)?.rule).toBe("addresses-unused");
  });

  test("a DNS that wants a token and gets none", () => {
    const problem = problemOf("offers: { externalDns: managed }", "dns: { provider: cloudflare }");
    expect(problem).toMatchObject({ rule: "token-missing", place: { line: 4 } });
    expect(problem?.remedy).toMatch(/^pulumi config set --path --secret arboretum:dns\.token/);
  });

  test.each([
    ["dns: { provider: aws, token: { secure: v1:abc } }", "arboretum:dns.token"],
    ["dns: { provider: cloudflare, account: arn }", "arboretum:dns.account"],
  ])("a DNS that is told in a way that it does not know: %s", (line, path) => {
    expect(problemOf("offers: { externalDns: managed }", line)?.path).toBe(path);
  });

  test.each([
    ["10.1.2.240-10.1.2.250", undefined],
    ["fd00::10-fd00::20", undefined],
    ["10.1.2.241/28", /range of addresses/],
    ["10.1.2.240", /range of addresses/],
    ["ten", /range of addresses/],
  ])("the range %s", (range, message) => {
    const { problems } = platformOf(
      "offers: { metalLb: managed }",
      `addresses: { pool: ["${range}"], announce: { by: l2 } }`,
    );
    if (message === undefined) expect(problems).toEqual([]);
    else expect(problems[0]?.message).toMatch(message);
  });
});

describe("ExternalDNS", () => {
  const chartOf = (dns: string) => {
    const { charts, namespaces } = blueprintOf("offers: { externalDns: managed }", `dns: ${dns}`);
    const { values } = charts.find(({ name }) => name === "external-dns") ?? {};
    return { values, asks: namespaces.find(({ name }) => name === "external-dns")?.asks };
  };

  test.each([
    ["{}", {}, true],
    ["{ account: arn }", { serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": "arn" } } }, false],
    [
      "{ provider: google, account: dns@x }",
      { serviceAccount: { annotations: { "iam.gke.io/gcp-service-account": "dns@x" } } },
      true,
    ],
    ["{ provider: cloudflare, token: { secure: v1:abc } }", { env: [{ name: "CF_API_TOKEN" }] }, false],
    [
      "{ provider: azure, token: { secure: v1:abc } }",
      { extraVolumeMounts: [{ mountPath: "/etc/kubernetes" }] },
      false,
    ],
  ])("shows who it is, and asks its machine where nothing else says so: %s", (dns, said, machine) => {
    const { values, asks } = chartOf(dns);
    expect(values).toMatchObject(said);
    expect(asks?.includes("machine")).toBe(machine);
  });

  test("passes over routes by which cert-manager proves a host: that host has a route of its own, or a CDN before it", () => {
    expect(chartOf("{}").values).toMatchObject({
      labelFilter: "acme.cert-manager.io/http01-solver!=true",
      txtOwnerId: "learning",
    });
  });
});

test("the password of Grafana is generated, and no chart makes one up", () => {
  const { secrets, logins } = everything();
  expect(secrets.map(({ name }) => name)).toEqual(["grafana/password"]);
  expect(logins).toMatchObject([{ name: "grafana-login", namespace: "monitoring" }]);
});
