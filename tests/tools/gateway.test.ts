import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { GATEWAY_TRANSLATOR } from "../../scripts/tools/tools.ts";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { openProject, type Project } from "../../src/blueprint/project.ts";
import { PLATFORM_WITH_OWN_GATEWAY, projectOf, rendered, stackFile } from "../house.ts";
import type { Made } from "./charts.ts";
import { withTool } from "./tool.ts";

const KINDS = new Set([
  ...["Namespace", "Service", "GatewayClass", "EnvoyProxy", "Gateway", "HTTPRoute"],
  ...["ClientTrafficPolicy", "BackendTrafficPolicy", "HTTPRouteFilter"],
]);

const objectsOf = async (composition: Composition): Promise<readonly Made[]> =>
  (await rendered(composition)).resources
    .filter(({ type, inputs }) => type.startsWith("kubernetes:") && KINDS.has(String(inputs.kind)))
    .map(({ inputs }) => inputs);

const allOf = async (project: Project, stacks: readonly string[] = project.stacks) =>
  (await Promise.all(stacks.map((stack) => objectsOf(compose(project, stack))))).flat();

interface Translated {
  /** Conditions that are not as they should be, with their objects. */
  readonly refused: readonly string[];
  readonly conditions: number;
  /** What Envoy is told, by the last word of its kind. */
  readonly told: (kind: string) => readonly Made[];
}

const LISTS = [
  ...["gateways", "httpRoutes", "clientTrafficPolicies", "backendTrafficPolicies"],
  ...["gatewayClass", "envoyProxyForGatewayClass"],
];

function conditionsIn(status: Made): readonly Made[] {
  if (typeof status !== "object" || status === null) return [];
  const { conditions = [], ...others } = status;
  return [...(Array.isArray(conditions) ? conditions : []), ...Object.values(others).flatMap(conditionsIn)];
}

function translated(program: string, objects: readonly Made[]): Translated {
  const input = objects.map((object) => stringify(object, { lineWidth: 0 })).join("---\n");
  const output = JSON.parse(execFileSync(program, { input, maxBuffer: 1 << 28, encoding: "utf8" })) as Made;
  const found = LISTS.flatMap((list) => [output.resources[list] ?? []].flat()).flatMap((object: Made) =>
    conditionsIn(object.status).map((condition) => ({ ...condition, of: object.metadata })),
  );
  return {
    conditions: found.length,
    refused: found
      .filter(({ status }) => status !== "True")
      .map(({ of, type, message }) => `${of.namespace}/${of.name} ${type}: ${message}`),
    told: (kind) =>
      Object.values<Made>(output.told).flatMap((told) =>
        Object.entries<Made>(told).flatMap(([name, ones]) => (name.endsWith(`.${kind}`) ? ones : [])),
      ),
  };
}

const two = (production: readonly string[] = [], gateway = "{}") =>
  projectOf({
    "Pulumi.platform.yaml": `${PLATFORM_WITH_OWN_GATEWAY}  arboretum:gateway: ${gateway}\n`,
    "Pulumi.qa.yaml": stackFile("scale: { profile: small }"),
    "Pulumi.production.yaml": stackFile("scale: { profile: small }", ...production).replace(
      /domain: [\w.]+/,
      "domain: campus.example.org",
    ),
  });
const STACKS = ["platform", "qa", "production"];

const domainsOf = ({ told }: Translated, routes: string) =>
  told("RouteConfiguration")
    .filter(({ name }) => name === routes)
    .flatMap(({ virtualHosts = [] }) => virtualHosts as readonly Made[]);

/** A route of cert-manager, as its version 1.21 writes one while it proves a host. */
const proof = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "cm-acme-http-solver-x", namespace: "academy-qa" },
  spec: {
    parentRefs: [
      { group: "gateway.networking.k8s.io", kind: "Gateway", name: "plain", namespace: "arboretum-edge" },
    ],
    hostnames: ["learn.example.edu"],
    rules: [
      {
        matches: [{ path: { type: "Exact", value: "/.well-known/acme-challenge/token" } }],
        backendRefs: [{ name: "lms", port: 8000 }],
      },
    ],
  },
};

describe("what Envoy Gateway makes of the way in", () => {
  withTool(GATEWAY_TRANSLATOR, (program) => {
    test("it takes all of it, of every deployment of the example that has a dozen", async () => {
      const project = openProject(join(process.cwd(), "examples/mit"));
      const { refused, conditions, told } = translated(program, await allOf(project));
      expect(refused).toEqual([]);
      expect(conditions).toBeGreaterThan(200);
      expect(told("Listener").length).toBeGreaterThan(1);
    }, 600_000);

    test.each([
      ["behind a proxy that says who is there", [], "{ proxies: 1, proxyProtocol: true }"],
      ["closed", ["maintenance: { open: [192.0.2.0/24] }"], "{}"],
      ["with a campus that is exempt", ["traffic: { limits: { exempt: [192.0.2.0/24] } }"], "{}"],
      ["with TLS that ends before it", ["certificates: { issuer: elsewhere }"], "{ proxies: 1 }"],
      ["with a CDN of its own", ["traffic: { proxies: 2 }"], "{}"],
    ])("it takes two deployments, one of them %s", async (_, lines, gateway) => {
      const { refused, told } = translated(program, await allOf(two(lines, gateway), STACKS));
      expect(refused).toEqual([]);
      const ports = told("Listener").map(({ address }) => address.socketAddress.portValue);
      expect(ports).toEqual(expect.arrayContaining([10_080, 10_443]));
    });

    test("whoever arrives in the clear is sent to https, and an authority that looks for its proof is not", async () => {
      const found = translated(program, [...(await allOf(two(), STACKS)), proof]);
      expect(found.refused).toEqual([]);
      const hosts = domainsOf(found, "arboretum-edge/plain/http");
      const any = hosts.find(({ domains }) => domains.includes("*"));
      expect(any?.routes).toMatchObject([{ redirect: { schemeRedirect: "https" } }]);
      const proven = hosts.find(({ domains }) => domains.includes("learn.example.edu"));
      expect(proven?.routes[0]).toMatchObject({ match: { path: "/.well-known/acme-challenge/token" } });
      expect(proven?.routes[0]).not.toHaveProperty("redirect");
    });

    test("it refuses what two deployments say of one plain port: this is why the platform has it", async () => {
      const objects = (await allOf(two(), STACKS)).map((object) =>
        object.kind === "Gateway" && object.metadata.name === "gateway"
          ? {
              ...object,
              spec: {
                ...object.spec,
                listeners: [
                  ...object.spec.listeners,
                  { ...object.spec.listeners[0], name: "plain", port: 80, protocol: "HTTP", tls: undefined },
                ],
              },
            }
          : object,
      );
      expect(translated(program, objects).refused.join()).toMatch(/multiple http \(non https\) listeners/);
    });
  });
});
