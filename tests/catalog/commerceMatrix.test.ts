import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { lint } from "../../src/releases/lint.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { deploymentOf, publishedReleases, rendered } from "../house.ts";
import { academyWith, ownImage } from "./academyWith.ts";

const releases = publishedReleases;

const GATEWAYS =
  "{ kind: stripe, publishableKey: pk_1, secretKey: { secure: v1:a }, webhookSecret: { secure: v1:b }, failover: paypal }, { kind: paypal, clientId: c, clientSecret: { secure: v1:c } }";

/** Something that may be had by itself: the applications of the map that it takes, and what the stack says. */
interface Feature {
  readonly name: string;
  readonly applications: readonly string[];
  readonly says: Readonly<Record<string, string>>;
}

const FEATURES: readonly Feature[] = [
  {
    name: "the shop",
    applications: ["discovery", "ecommerce", "ecommerce-worker"],
    says: { ecommerce: "gateways: [{ kind: paypal, clientId: c, clientSecret: { secure: v1:c } }]" },
  },
  {
    name: "the shop with cards and fail-over",
    applications: ["discovery", "ecommerce", "ecommerce-worker", "payment", "orders"],
    says: { ecommerce: `gateways: [${GATEWAYS}]` },
  },
  {
    name: "a scan of the shop",
    applications: ["discovery", "ecommerce", "ecommerce-worker", "payment"],
    says: {
      ecommerce: `gateways: [${GATEWAYS}], scan: { image: "ghcr.io/academy/scan:1.0", command: [scan, "{host}"] }`,
    },
  },
  { name: "credentials", applications: ["discovery", "credentials"], says: {} },
  {
    name: "the records of learners",
    applications: ["discovery", "credentials", "learner-record"],
    says: {},
  },
  {
    name: "verifiable credentials",
    applications: ["discovery", "credentials"],
    says: { credentials: "verifiable: {}" },
  },
  {
    name: "anchors",
    applications: ["discovery", "credentials"],
    says: {
      credentials:
        "blockcerts: { image: ghcr.io/academy/anchor:1.0.0, chain: ethereum_sepolia, address: '0x1', key: { secure: v1:d }, rpc: { secure: v1:e }, verificationMethod: 'did:web:example.edu#key-1', profile: 'https://example.edu/issuer.json' }",
    },
  },
  {
    name: "the page that verifies",
    applications: ["discovery", "credentials"],
    says: { credentials: 'portal: { image: "ghcr.io/academy/verify:1.0.0" }' },
  },
  {
    name: "identity providers",
    applications: [],
    says: {
      identity:
        "providers: [{ kind: saml, slug: campus, name: Campus, entityId: a, metadata: 'https://idp.example.edu', attributes: { id: pairwiseId } }, { kind: oidc, name: Partner, issuer: 'https://login.example.org', clientId: a, clientSecret: { secure: v1:f } }]",
    },
  },
];

/** Micro-frontends of these are in no published image. */
const PAGES = ["payment", "orders", "learner-record"];
const MAIL = "mail: { host: smtp.example.edu, port: 587, from: a@example.edu }";

/** Features of one section are said together; the last that says a key of it wins. */
function stackOf(release: string, features: readonly Feature[]) {
  const applications = [...new Set(features.flatMap((one) => one.applications))];
  const sections = new Map<string, Map<string, string>>();
  for (const { says } of features) {
    for (const [section, body] of Object.entries(says)) {
      const keys = sections.get(section) ?? new Map<string, string>();
      keys.set(body.slice(0, body.indexOf(":")), body);
      sections.set(section, keys);
    }
  }
  const overrides = applications.filter((one) => PAGES.includes(one)).map(ownImage);
  const lines = [...sections].map(([section, keys]) => `${section}: { ${[...keys.values()].join(", ")} }`);
  return academyWith({ release, add: applications, overrides, lines: [MAIL, ...lines] });
}

const isHere = (release: string, { applications }: Feature) => {
  const known = Object.keys(supportedReleases.get(release)?.applications ?? {});
  return applications.every((one) => known.includes(one));
};

const errorsIn = (project: ReturnType<typeof stackOf>) => {
  const { map } = project;
  return (map === undefined ? [] : lint(map)).filter(isError);
};

describe.each(releases)("$name", ({ name: release }) => {
  const cases = FEATURES.map((feature) => ({ feature, which: feature.name, has: isHere(release, feature) }));

  test.each(cases.filter(({ has }) => has))("has $which alone", async ({ feature }) => {
    const project = stackOf(release, [feature]);
    expect(errorsIn(project)).toEqual([]);
    const composition = compose(project, "qa");
    expect(composition.problems.filter(isError)).toEqual([]);
    expect(check(await rendered(composition), deploymentOf(composition))).toEqual([]);
  });

  test("has all of what it has together", async () => {
    const all = cases.filter(({ has }) => has).map(({ feature }) => feature);
    const composition = compose(stackOf(release, all), "qa");
    expect(composition.problems.filter(isError)).toEqual([]);
    expect(check(await rendered(composition), deploymentOf(composition))).toEqual([]);
    const names = deploymentOf(composition).services.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["credentials", "credentials-anchor", "verify"]));
    expect(names.includes("ecommerce")).toBe(isHere(release, FEATURES[0] as Feature));
  });

  const absent = cases.filter(({ has }) => !has);
  if (absent.length > 0) {
    test.each(absent)("refuses $which, with the reason and what to write", ({ feature }) => {
      const problems = errorsIn(stackOf(release, [feature]));
      const missing = feature.applications.filter(
        (one) => !Object.hasOwn(supportedReleases.get(release)?.applications ?? {}, one),
      );
      expect(missing.length).toBeGreaterThan(0);
      for (const one of missing) {
        const told = problems.filter(({ message }) => message.includes(one));
        expect(told.map(({ remedy }) => remedy).join(" ")).toContain("unsupported");
      }
    });
  }
});

test("the shop is in one release that can be deployed, and refused by the others", () => {
  expect(releases.filter(({ name }) => isHere(name, FEATURES[0] as Feature)).map(({ name }) => name)).toEqual(
    ["sumac"],
  );
});
