import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import type { Resource } from "../../src/render/rendering.ts";
import { composedWith, deploymentOf, rendered } from "../house.ts";
import { PLATFORM_THAT_MEASURES, SERVICES } from "./measured.ts";

const example = openProject(join(process.cwd(), "examples/mit"));

const stacks = {
  "everything that has a host": composedWith(
    PLATFORM_THAT_MEASURES,
    "qa",
    ["monitoring: {}", "edge: { domain: learn.example.edu, also: [campus.example.org] }"],
    SERVICES,
  ),
  "mitxonline in production": compose(example, "mitxonline.production"),
};

interface Inputs {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly dnsNames?: readonly string[];
    readonly secretName?: string;
    readonly ports?: readonly { readonly port: number }[];
    readonly listeners?: readonly {
      readonly hostname?: string;
      readonly protocol: string;
      readonly tls?: { readonly certificateRefs: readonly { readonly name: string }[] };
    }[];
    readonly hostnames?: readonly string[];
    readonly rules?: readonly {
      readonly backendRefs?: readonly {
        readonly name: string;
        readonly namespace?: string;
        readonly port: number;
      }[];
    }[];
    readonly targets?: { readonly staticConfig: { readonly static: readonly string[] } };
  };
}

const of = (resources: readonly Resource[], kind: string) =>
  resources
    .filter(({ type, custom }) => custom && type.endsWith(`:${kind}`))
    .map(({ inputs }) => inputs as unknown as Inputs);

describe.each(Object.entries(stacks))("%s", async (_, composition) => {
  const { resources } = await rendered(composition);
  const routes = of(resources, "HTTPRoute").filter(({ spec }) =>
    spec.rules?.some(({ backendRefs = [] }) => backendRefs.length > 0),
  );

  test("has a route for every public host", () => {
    const hosts = [...new Set(deploymentOf(composition).hosts.map(({ host }) => host))].sort();
    expect([...new Set(routes.flatMap(({ spec }) => spec.hostnames ?? []))].sort()).toEqual(hosts);
  });

  test("every route has a listener with a certificate that is asked for, for its host", () => {
    const certificates = new Map(
      of(resources, "Certificate").map(({ spec }) => [spec.secretName, spec.dnsNames ?? []]),
    );
    const listeners = of(resources, "Gateway").flatMap(({ spec }) => spec.listeners ?? []);
    for (const { metadata, spec } of routes) {
      for (const host of spec.hostnames ?? []) {
        const listener = listeners.find(
          ({ hostname, protocol }) => hostname === host && protocol === "HTTPS",
        );
        const secret = listener?.tls?.certificateRefs[0]?.name;
        expect(certificates.get(secret), `${metadata.name}: ${host}`).toContain(host);
      }
    }
  });

  test("every route leads to a Service that is there, at a port that it has", () => {
    const services = new Map(
      of(resources, "Service").map(({ metadata, spec }) => [
        `${metadata.namespace}/${metadata.name}`,
        (spec.ports ?? []).map(({ port }) => port),
      ]),
    );
    for (const { metadata, spec } of routes) {
      for (const { name, namespace = metadata.namespace, port } of (spec.rules ?? []).flatMap(
        ({ backendRefs = [] }) => backendRefs,
      ))
        expect(services.get(`${namespace}/${name}`), `${metadata.name} to ${name}`).toContain(port);
    }
  });

  test("every route is asked from time to time", () => {
    const asked = of(resources, "Probe").flatMap(({ spec }) => spec.targets?.staticConfig.static ?? []);
    const hosts = asked.map((url) => new URL(url).host);
    expect(
      routes.flatMap(({ spec }) => spec.hostnames ?? []).filter((host) => !hosts.includes(host)),
    ).toEqual([]);
  });
});
