import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { groupOf, groupsOf } from "../../src/blueprint/group.ts";
import { Ecommerce } from "../../src/components/commerce/ecommerce.ts";
import { Credentials } from "../../src/components/credentials/credentials.ts";
import { LearningPlatform } from "../../src/components/learning/learningPlatform.ts";
import { tokens } from "../../src/components/tokens.ts";
import { formerUrns } from "../../src/render/aliases.ts";
import type { Resource } from "../../src/render/rendering.ts";
import { academyWith, ownImage } from "../catalog/academyWith.ts";
import { deploymentOf } from "../house.ts";
import { alone, childrenOf, inputs, reveal } from "./alone.ts";

const PAYMENTS =
  "ecommerce: { gateways: [{ kind: stripe, publishableKey: pk_1, secretKey: { secure: v1:a }, webhookSecret: { secure: v1:b }, failover: paypal }, { kind: paypal, clientId: c, clientSecret: { secure: v1:c }, networks: [203.0.113.0/24] }] }";
const CERTIFICATES =
  "credentials: { verifiable: {}, portal: { image: 'ghcr.io/academy/verify:1.0.0' }, blockcerts: { image: ghcr.io/academy/anchor:1.0.0, chain: ethereum_sepolia, address: '0x1', key: { secure: v1:d }, rpc: { secure: v1:e }, verificationMethod: 'did:web:example.edu#key-1', profile: 'https://example.edu/issuer.json' } }";

const blueprint = deploymentOf(
  compose(
    academyWith({
      release: "sumac",
      add: ["discovery", "ecommerce", "ecommerce-worker", "payment", "orders", "credentials"],
      overrides: ["payment", "orders"].map(ownImage),
      lines: [PAYMENTS, CERTIFICATES],
    }),
    "qa",
  ),
);
const shop = groupOf(blueprint, "ecommerce");
const certificates = groupOf(blueprint, "credentials");
const placed = (namespace: string) => ({ namespace, ...blueprint.identity });
const componentsIn = (resources: readonly Resource[]) =>
  resources.filter(({ custom }) => !custom).map(({ type, name }) => `${type} ${name}`);

describe("Ecommerce alone", () => {
  const program = () =>
    alone(() => new Ecommerce("shop", { placement: placed(shop.namespace.name), group: shop, reveal }));

  test("is the shop with its Jobs, its workers and the watch of its gateways, and nothing of anybody else", async () => {
    const { resources } = await program();
    expect(componentsIn(resources).filter((one) => !one.startsWith(tokens.autoscaler))).toEqual([
      `${tokens.ecommerce} shop`,
      `${tokens.preparation} shop-migrations`,
      `${tokens.djangoService} shop`,
      `${tokens.djangoService} shop-worker`,
    ]);
    const all = childrenOf(resources);
    expect(all.filter((one) => one.startsWith("Deployment"))).toEqual([
      "Deployment shop",
      "Deployment shop-gateways",
      "Deployment shop-worker",
    ]);
    const elsewhere = resources.filter(
      (one) => one.custom && inputs(one).metadata.namespace !== "academy-qa-ecommerce",
    );
    expect(elsewhere).toEqual([]);
  });

  test("takes nothing over from whoever it is below, unless that says so", async () => {
    const below = (formerly?: (child: string) => string) =>
      alone(() => {
        const parent = new pulumi.ComponentResource("stranger:index:Site", "site");
        const args = { placement: placed(shop.namespace.name), group: shop, reveal };
        return new Ecommerce("shop", { ...args, ...(formerly ? { formerly } : {}) }, { parent });
      });
    const aliasesIn = ({ resources }: { readonly resources: readonly Resource[] }) =>
      resources.flatMap(({ custom, options }) => (custom ? [] : options.aliases.map(({ name }) => name)));
    expect(aliasesIn(await below())).toEqual([]);
    expect(aliasesIn(await below((child) => `campus-${child}`))).toContain("campus-ecommerce");
  });

  test("starts no process before its database is migrated, and no Job before what it asks for is ready", async () => {
    const asked = new Set<string>();
    const { find } = await alone(() => {
      const store = new pulumi.ComponentResource("stranger:index:Store", "store");
      const uses = (name: string) => {
        asked.add(name);
        return [store];
      };
      return new Ecommerce("shop", {
        placement: placed(shop.namespace.name),
        group: shop,
        reveal,
        uses,
      });
    });
    const last = find("Job", "shop-migrations-ecommerce-site");
    expect(find("Deployment", "shop").dependencies).toContain(last.urn);
    expect([...asked].sort()).toEqual(["broker", "cache", "mysql-databases"]);
  });

  test("is told by its secrets, and by none of the LMS", () => {
    const names = shop.secrets.map(({ name }) => name);
    expect(names).toContain("ecommerce/secret-key");
    expect(names).toContain("mysql/ecommerce");
    expect(names.filter((name) => /^(lms|cms|edxapp|mysql\/edxapp|minio|identity)/.test(name))).toEqual([]);
    expect(names).not.toContain("mysql/root");
  });

  test("says where it goes: to its gateways, and to no address besides", () => {
    const outside = shop.connections.flatMap(({ from, to }) =>
      to.kind === "network" ? [`${"name" in from ? from.name : ""} ${to.name} ${to.network}`] : [],
    );
    expect(outside.sort()).toEqual([
      "ecommerce gateway-paypal 203.0.113.0/24",
      "ecommerce gateway-stripe internet",
      "ecommerce-gateways gateway-paypal 203.0.113.0/24",
      "ecommerce-gateways gateway-stripe internet",
    ]);
  });
});

describe("Credentials alone", () => {
  test("is the service with its issuer, the page that verifies, and the Job that anchors", async () => {
    const { resources } = await alone(
      () =>
        new Credentials("certificates", {
          placement: placed(certificates.namespace.name),
          group: certificates,
          reveal,
        }),
    );
    expect(componentsIn(resources).filter((one) => !one.startsWith(tokens.autoscaler))).toEqual([
      `${tokens.credentials} certificates`,
      `${tokens.preparation} certificates-migrations`,
      `${tokens.djangoService} certificates`,
      `${tokens.microFrontends} certificates-verify`,
      `${tokens.djangoService} certificates-anchor`,
    ]);
    expect(childrenOf(resources)).toContain("Job certificates-migrations-credentials-issuer");
  });

  test("reaches no payment gateway, and knows no key of one", () => {
    const outside = certificates.connections.flatMap(({ to }) => (to.kind === "network" ? [to.name] : []));
    expect(outside).toEqual(["blockchain"]);
    expect(certificates.secrets.filter(({ name }) => name.startsWith("ecommerce"))).toEqual([]);
  });

  test("has the key that its issuer is made from, because nobody can make it again", () => {
    const issuer = certificates.secrets.filter(({ name }) => name.startsWith("credentials/issuer"));
    expect(issuer.map(({ name, loss }) => `${name} ${loss}`)).toEqual([
      "credentials/issuer-key irreplaceable",
      "credentials/issuer-jwk cheap",
      "credentials/issuer-id cheap",
    ]);
  });
});

test("a deployment without one says so", () => {
  const none = { ...blueprint, groups: [] };
  expect(() => groupOf(none, "ecommerce")).toThrow(
    "qa has no ecommerce. Add it to the applications of its deployment.",
  );
});

describe("in a deployment", () => {
  const program = () =>
    alone(() => new LearningPlatform("campus", { blueprint, configured: () => pulumi.output("a") }));

  test("each of its groups is one component", async () => {
    const { resources } = await program();
    const groups = componentsIn(resources).filter((one) => /:(Ecommerce|Credentials) /.test(one));
    expect(groups).toEqual([
      `${tokens.credentials} campus-credentials`,
      `${tokens.ecommerce} campus-ecommerce`,
    ]);
  });

  test("what stood by itself before its group was made stays the same object", async () => {
    const { resources } = await program();
    const moved = /\$arboretum:(?:commerce:Ecommerce|credentials:Credentials)\$/;
    const now = resources.filter(({ urn }) => moved.test(urn));
    expect(now.length).toBeGreaterThan(20);
    const formerly = (urn: string) =>
      urn.replace(moved, "$").replaceAll("campus-credentials-verify", "campus-verify");
    const former = formerUrns(
      resources,
      (urn) => !moved.test(urn) && now.some((one) => formerly(one.urn) === urn),
    );
    expect(now.filter(({ urn }) => former.get(urn) !== formerly(urn)).map(({ urn }) => urn)).toEqual([]);
  });
});

test("a group whose applications live apart from each other is refused, for one component registers it", () => {
  const [first, ...others] = shop.services;
  if (first === undefined) throw new Error("there is no shop");
  expect(groupsOf(shop.services)).toEqual([{ name: "ecommerce", namespace: "academy-qa-ecommerce" }]);
  expect(() => groupsOf([{ ...first, namespace: "elsewhere" }, ...others])).toThrow(
    "ecommerce lives in elsewhere and academy-qa-ecommerce",
  );
});
