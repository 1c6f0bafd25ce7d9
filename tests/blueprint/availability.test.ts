import { describe, expect, test } from "vitest";
import { type Availability, availability, deployableReleases } from "../../src/blueprint/availability.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { composed, deploymentOf, PLATFORM, projectOf, stackFile } from "../house.ts";

const table = availability();
const SANDBOX =
  "django: { codejail: { CODE_JAIL: { python_bin: /sandbox/venv/bin/python, user: sandbox } } }";
const SHOP =
  "ecommerce: { gateways: [{ kind: paypal, clientId: c, clientSecret: { secure: v1:c } }], scan: { image: ghcr.io/academy/scan:1, command: [scan] } }";
const STAGES = ["ci", "qa", "production"] as const;

/** Those that a map adds; with an image of its own where it has to be one. */
const added = (release: string) =>
  table.flatMap(({ application, in: where }) => {
    const one: Availability | undefined = where[release];
    return one?.has === "added" || one?.has === "ownImage"
      ? [{ application, own: one.has === "ownImage" }]
      : [];
  });

function servicesOf(release: string, stage: string, add: readonly { application: string; own: boolean }[]) {
  const own = add.filter((one) => one.own);
  const map = [
    `stages: [${STAGES.join(", ")}]`,
    "default: academy",
    "deployments:",
    "  academy:",
    `    run: { ${STAGES.map((one) => `${one}: ${release}`).join(", ")} }`,
    `    applications: { add: [${add.map(({ application }) => application).join(", ")}] }`,
    `    overrides: [${own.map(({ application }) => `{ application: ${application}, image: "ghcr.io/academy/${application}:1.0" }`).join(", ")}]`,
  ].join("\n");
  const enough = "stores: { mysql: { maxConnections: 5000 } }";
  const asked = [
    "mail: { via: relay, from: learn@example.edu }",
    "retirement: { image: ghcr.io/academy/retirement:1.4 }",
    "credentials: { verifiable: {}, portal: { image: ghcr.io/academy/verify:1.0.0 }, blockcerts: { image: ghcr.io/academy/anchor:1.0.0, chain: mockchain, address: '0x1', key: { secure: v1:a }, rpc: { secure: v1:b }, verificationMethod: 'did:web:example.edu#key-1', profile: 'https://example.edu/issuer.json' } }",
    'objectStorage: { driver: external, endpoint: "https://s3.example.edu", egress: [internet], account: { accessKey: academy, secretKey: { secure: v1:abc } }, keep: { submissions: 5y, grades: 400d, tracking: forever } }',
    "backups: {}",
    "edge: { domain: learn.example.edu, notebooks: notebooks.example.edu }",
    "monitoring: {}",
    SANDBOX,
    "watcher: { queues: { openedx: { handlers: [{ HANDLER: grader.Ours }] } } }",
    ...(add.some(({ application }) => application === "ecommerce") ? [SHOP] : []),
  ];
  const lines = add.length > 0 ? [enough, ...asked] : [enough];
  const files = {
    "Pulumi.platform.yaml": `${PLATFORM}  arboretum:offers: { monitoring: existing }\n`,
    [`Pulumi.${stage}.yaml`]: stackFile(...lines),
  };
  const project = projectOf(files, release, map);
  return compose(project, stage);
}

const fixed = deployableReleases.filter(({ rolling }) => !rolling);

describe.each(fixed)("$name", ({ name }) => {
  const is = (...wanted: readonly Availability["has"][]) =>
    table
      .filter(({ in: where }) => wanted.includes(where[name]?.has ?? "never"))
      .map((row) => row.application);

  test.each(STAGES)("in %s: what the table says is always there, and nothing else", (stage) => {
    const { services } = deploymentOf(servicesOf(name, stage, []));
    expect(services.map((one) => one.name)).toEqual(is("always"));
  });

  test.each(STAGES)("in %s: with everything added, all that the table has", (stage) => {
    const { services } = deploymentOf(servicesOf(name, stage, added(name)));
    expect(services.map((one) => one.name)).toEqual(is("always", "added", "ownImage", "setting"));
  });

  test("what has to bring an image of its own is refused without one, and the reason is said", () => {
    const bare = added(name).filter(({ own }) => own);
    for (const one of bare) {
      const { problems, blueprint } = servicesOf(name, "qa", [{ ...one, own: false }]);
      expect(blueprint).toBeUndefined();
      expect(problems.map(({ rule, message }) => `${rule}: ${message}`).join()).toMatch(
        new RegExp(`image-unknown: .*${one.application}`),
      );
    }
  });
});

test("each application is there in some release, and one that is not says why", () => {
  for (const { application, in: where } of table) {
    expect(
      Object.values(where).some(({ has }) => has !== "never"),
      application,
    ).toBe(true);
  }
  expect(table.find(({ application }) => application === "codejail")?.in).toMatchObject({
    sumac: { has: "never" },
    ulmo: { has: "ownImage" },
  });
});

test("where nobody publishes the image that micro-frontends share, it is said where to lock one: no override names it", () => {
  const remedies = composed("qa", [], "master").problems.map(({ remedy }) => remedy);
  expect(remedies.filter((remedy) => remedy?.includes("images.academy.qa.mfe"))).toHaveLength(1);
  expect(remedies.filter((remedy) => remedy?.includes("application: mfe"))).toEqual([]);
});
