import { describe, expect, test } from "vitest";
import {
  type Availability,
  availability,
  availabilityPage,
  deployableReleases,
} from "../../src/blueprint/availability.ts";
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

describe("the page", () => {
  const page = availabilityPage();
  const [head = [], under = [], ...rows] = page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.slice(2, -2).split(" | "));
  const cell = (application: string, release: string) =>
    rows.find(([name]) => name === `\`${application}\``)?.[head.indexOf(release)];
  const notes = page.split("\n").filter((line) => line.startsWith("- "));
  const notesOf = (application: string) => notes.filter((line) => line.includes(`\`${application}\``));

  test("has a column for each release that can be deployed, and a row for each application", () => {
    expect(head).toEqual(["application", "sumac", "teak", "ulmo", "verawood", "master"]);
    expect(under).toEqual(head.map(() => "---"));
    expect(rows.map(([name]) => name)).toEqual(table.map(({ application }) => `\`${application}\``));
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([head.length]));
  });

  test.each([
    ["lms", "verawood", "always"],
    ["mfe", "verawood", "always"],
    ["notes", "verawood", "when added"],
    ["lms", "master", "always *"],
    ["mfe", "master", "always *"],
    ["codejail", "ulmo", "when added *"],
    ["codejail", "sumac", "–"],
    ["ecommerce", "sumac", "when added"],
    ["ecommerce", "teak", "–"],
    ["ecommerce-scan", "teak", "–"],
    ["retirement", "teak", "`retirement: { image: … }`"],
    ["verify", "master", "`credentials: { portal: … }`"],
  ])("says of %s in %s: %s", (application, release, said) => {
    expect(cell(application, release)).toBe(said);
  });

  test("says why a star is one, and of nothing else", () => {
    for (const [name = "", ...cells] of rows) {
      const application = name.replaceAll("`", "");
      const isStarred = cells.some((one) => one.endsWith("*"));
      expect(notesOf(application).length > 0, application).toBe(isStarred);
    }
    expect(notesOf("notes")).toEqual([
      expect.stringMatching(/^- .*`notes`, .*: Nobody publishes an image of master/),
    ]);
  });

  test("gives reasons for applications of the table alone", () => {
    const names = notes.flatMap((line) =>
      [...(line.split(":")[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    const known = [...table.map(({ application }) => application), "forum", "octave"];
    expect(names.filter((name = "") => !known.includes(name))).toEqual([]);
  });

  test("names an application once for each reason, in however many releases it holds", () => {
    expect(notesOf("xqueue-watcher")).toEqual([
      expect.stringContaining("of master"),
      expect.stringMatching(/^- `xqueue-watcher`: No image/),
    ]);
  });

  test("names services of the releases that nothing here deploys, and why, and those alone", () => {
    const absent = notes.slice(notes.findIndex((line) => line.startsWith("- `forum`")));
    expect(absent).toEqual([
      expect.stringMatching(/^- `forum`: The Ruby service ended with Redwood/),
      expect.stringMatching(/^- `octave`: An image of notebooks/),
    ]);
  });

  test("is in paragraphs, which end with one line", () => {
    expect(page).toMatch(/^# Applications\n\nGenerated [^\n]+\n[^\n]+\n\n\| application/);
    expect(page).toMatch(/\|\n\n\\\* With [^\n]+\n\n- (?:[^\n]+\n)+\n## [^\n]+\n\n(?:- [^\n]+\n)+$/);
  });
});

describe("an application", () => {
  const of = (name: string, release: string) =>
    table.find(({ application }) => application === name)?.in[release];

  test("that every deployment has is there always, by whichever image of its own", () => {
    expect(of("lms", "master")).toMatchObject({ has: "ownImage", always: true });
    expect(of("mfe", "master")).toMatchObject({ has: "ownImage", always: true });
    expect(of("notes", "master")).toMatchObject({ has: "ownImage", always: false });
    expect(of("lms", "verawood")).toEqual({ has: "always" });
    expect(of("notes", "verawood")).toEqual({ has: "added" });
    expect(of("ecommerce", "teak")).toEqual({ has: "never", why: "teak does not have it." });
  });
});
