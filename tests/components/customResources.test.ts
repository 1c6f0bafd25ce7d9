import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { parts } from "../../src/catalog/platform/parts.ts";
import { type CustomKind, customKinds } from "../../src/components/custom/kinds.ts";
import { isDefined, strangeIn, whyNoDefinitions } from "../definitions.ts";
import { composedWith, PLATFORM, PLATFORM_WITH_GATEWAY, projectOf, rendered } from "../house.ts";

const platform = (...lines: readonly string[]): Composition => {
  const offers = `offers: { ${Object.keys(parts)
    .map((name) => `${name}: managed`)
    .join(", ")} }`;
  const file = [PLATFORM.trimEnd(), ...[offers, ...lines].map((line) => `  arboretum:${line}`)].join("\n");
  return compose(projectOf({ "Pulumi.platform.yaml": file }), "platform");
};

const SMALL = "scale: { profile: small }";
const deployment = (...lines: readonly string[]): Composition =>
  composedWith(PLATFORM_WITH_GATEWAY, "qa", [SMALL, ...lines], ["credentials", "discovery"]);

/** Whatever the platform and the edge say in kinds of others, in each way that they can say it. */
const said: Readonly<Record<string, () => Composition>> = {
  "a platform with addresses by ARP and an authority": () =>
    platform(
      "addresses: { pool: [10.1.2.240/28], announce: { by: l2, interfaces: [eth1] } }",
      "authority: {}",
    ),
  "a platform with addresses by BGP": () =>
    platform(
      "addresses: { pool: [10.1.2.240/28], announce: { by: bgp, own: 65000, routers: [{ address: 10.1.1.1, system: 65001, port: 1790 }] } }",
      'gateway: { replicas: { min: 3, max: 9 }, annotations: { "example.org/internal": "true" } }',
    ),
  "hosts behind a CDN and a load balancer, with a campus that is exempt": () =>
    deployment(
      "edge: { domain: learn.example.edu, also: [campus.example.org] }",
      "traffic: { proxies: 2, proxyProtocol: true, limits: { exempt: [192.0.2.0/24, 198.51.100.0/25] } }",
      'certificates: { issuer: letsEncrypt, challenge: { by: route53, region: us-east-1, zone: Z1, role: "arn:aws:iam::123456789012:role/dns" } }',
    ),
  "a site that is closed, with a token of Cloudflare": () =>
    deployment(
      "maintenance: { open: [192.0.2.0/24] }",
      'certificates: { issuer: letsEncrypt, challenge: { by: cloudflare, token: { secure: "v1:abc" } } }',
    ),
  "hosts that an authority of the cluster certifies": () => deployment("certificates: { issuer: own }"),
};

const kindOf = (type: string): CustomKind | undefined =>
  Object.values(customKinds).find(
    ({ group, version, kind }) => type === `kubernetes:${group}/${version}:${kind}`,
  );

const found = async (composition: Composition) =>
  (await rendered(composition)).resources.flatMap(({ type, name, inputs }) => {
    const kind = kindOf(type);
    return kind ? [{ kind, name, spec: inputs.spec }] : [];
  });

describe(`what is said in kinds of others${whyNoDefinitions}`, () => {
  test.skipIf(whyNoDefinitions !== "").each(Object.keys(said))("%s, is what they know", async (name) => {
    const resources = await found((said[name] as () => Composition)());
    expect(resources.length).toBeGreaterThan(5);
    const unknown = new Set(resources.filter(({ kind }) => !isDefined(kind)).map(({ kind }) => kind.kind));
    for (const kind of unknown) process.stderr.write(`Skipped: ARBORETUM_CRDS has no ${kind}\n`);
    for (const { kind, name: object, spec } of resources.filter(({ kind }) => isDefined(kind))) {
      expect(strangeIn(kind, spec), `${kind.kind} ${object}`).toEqual([]);
    }
  });
});
