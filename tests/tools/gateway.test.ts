import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GATEWAY_TRANSLATOR } from "../../scripts/tools/tools.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { PLATFORM_WITH_OWN_GATEWAY, projectOf, stackFile } from "../house.ts";
import type { Made } from "./charts.ts";
import { allOf, type Translated, translated } from "./gateway/translator.ts";
import { PROOF } from "./gateway/world.ts";
import { withTool } from "./tool.ts";

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

describe("what Envoy Gateway makes of the way in", () => {
  withTool(GATEWAY_TRANSLATOR, (program) => {
    test("it takes all of it, of every deployment of the example that has a dozen", async () => {
      const project = openProject(join(process.cwd(), "examples/mit"));
      const { refused, conditions, told } = translated(program, await allOf(project));
      expect(refused).toEqual([]);
      expect(conditions).toBeGreaterThan(200);
      expect(told("Listener").length).toBeGreaterThan(1);
    }, 600_000);

    test("it takes a deployment with sixty hosts of clients, which one gateway has no room for", async () => {
      const clients = Array.from({ length: 60 }, (_, index) => `client-${index}.example.org`);
      const edge = `edge: { domain: campus.example.org, also: [${clients.join(", ")}] }`;
      const objects = await allOf(two([edge]), STACKS);
      const { refused, told } = translated(program, objects);
      expect(refused).toEqual([]);
      const gateways = objects.filter(
        ({ kind, metadata }) => kind === "Gateway" && /^gateway/.test(metadata.name),
      );
      expect(gateways.map(({ spec }) => spec.listeners.length).sort()).toEqual([1, 5, 64]);
      const names = told("Listener")
        .flatMap(({ filterChains = [] }) => filterChains as readonly Made[])
        .flatMap(({ filterChainMatch }) => filterChainMatch?.serverNames ?? []);
      expect(names).toEqual(expect.arrayContaining(clients));
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
      const found = translated(program, [...(await allOf(two(), STACKS)), ...PROOF]);
      expect(found.refused).toEqual([]);
      const hosts = domainsOf(found, "arboretum-edge/plain/http");
      expect(hosts.find(({ domains }) => domains.includes("*"))).toBeUndefined();
      const campus = hosts.find(({ domains }) => domains.includes("campus.example.org"));
      expect(campus?.routes).toMatchObject([{ redirect: { schemeRedirect: "https" } }]);
      const proven = hosts.find(({ domains }) => domains.includes("learn.example.edu"));
      expect(proven?.routes[0]).toMatchObject({ match: { path: "/.well-known/acme-challenge/token" } });
      expect(proven?.routes[0]).not.toHaveProperty("redirect");
      expect(proven?.routes[1]).toMatchObject({ redirect: { schemeRedirect: "https" } });
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
