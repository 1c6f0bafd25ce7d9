import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { sameOnOneServer } from "../../src/blueprint/sameServer.ts";
import { blueprintOf, PLATFORM, projectOf, stackFile } from "../house.ts";

const KEEP = "keep: { submissions: 5y, grades: 5y, tracking: forever }";
const SECRET = "{ secure: v1:abc }";
const storage = (said: string) => `objectStorage: { ${said}, ${KEEP} }`;
const external = (more: string) =>
  storage(`driver: external, egress: [internet], account: { accessKey: a, secretKey: ${SECRET} }, ${more}`);
const s3 = (more = "") => storage(`driver: s3, region: eu-central-1 ${more}`);
const site = (more = "") =>
  storage(
    `replication: { endpoint: "https://far.example.edu", accessKey: a, secretKey: ${SECRET}, egress: [internet] } ${more}`,
  );
const tier = (more = "") =>
  storage(
    `archive: ARCHIVE, tiers: { ARCHIVE: { kind: s3, endpoint: "https://cold.example.edu", bucket: cold, accessKey: a, secretKey: ${SECRET}, egress: [internet] ${more} } }`,
  );
const PASSWORD = `password: ${SECRET}`;
const ADMINISTRATOR = `administrator: { user: admin, ${PASSWORD} }`;
const store = (name: string, host: string, more: string) =>
  `stores: { ${name}: { driver: external, host: ${host}, egress: [10.1.0.0/16], ${more} } }`;

/** The stacks of one project, each with a line of its own. */
function stacks(lines: Readonly<Record<string, readonly string[]>>): readonly Composition[] {
  const files = Object.entries(lines).map(([stack, some]) => [
    `Pulumi.${stack}.yaml`,
    stackFile(`edge: { domain: ${stack}.example.edu }`, ...some),
  ]);
  const project = projectOf({
    "Pulumi.platform.yaml": PLATFORM,
    "Pulumi.platform.south.yaml": PLATFORM.replace("learning", "south"),
    ...Object.fromEntries(files),
  });
  const all = Object.keys(lines).map((stack) => compose(project, stack));
  for (const one of all) blueprintOf(one);
  return all;
}

const contested = (qa: string, production: string) =>
  sameOnOneServer(stacks({ qa: [qa], production: [production] }));

describe("two stacks that call something by one name on one server are refused:", () => {
  test.each([
    ["buckets at Amazon, in whatever region", s3(", prefix: campus"), s3(", prefix: campus"), "prefix"],
    [
      "buckets of a server outside, whoever writes its usual port",
      external('endpoint: "https://s3.example.edu", prefix: campus'),
      external('endpoint: "https://s3.example.edu:443", prefix: campus'),
      "prefix",
    ],
    [
      "buckets at Amazon that somebody else makes for one of them",
      s3(", prefix: campus"),
      external('endpoint: "https://s3.eu-west-1.amazonaws.com", prefix: campus'),
      "prefix",
    ],
    ["copies of buckets at a second site", site(", prefix: campus"), site(", prefix: campus"), "replication"],
    ["a tier", tier(), tier(), "tiers.ARCHIVE"],
  ])("%s", (_, qa, production, path) => {
    const [problem, ...more] = contested(qa, production);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: "store-same",
      severity: "error",
      stack: "production",
      path: `arboretum:objectStorage.${path}`,
      place: { file: "Pulumi.production.yaml" },
      message: expect.stringContaining('of the stack "qa" (Pulumi.qa.yaml:'),
    });
    expect(problem?.remedy).toContain("of its own");
  });

  test.each([
    ["mysql", ADMINISTRATOR, "The database edxapp", "driver: shared"],
    ["mongodb", ADMINISTRATOR, "course content", "driver: shared"],
    ["cache", PASSWORD, "What is remembered", "driver: shared"],
    ["sessions", PASSWORD, "Who is logged in", "driver: shared"],
    ["broker", PASSWORD, "The list of tasks", "another server"],
    ["broker", `speaks: rabbitmq, user: a, ${PASSWORD}`, "The virtual host /", "virtualHost"],
  ])("%s: %s", (name, more, what, remedy) => {
    const said = store(name, "db.example.edu", more);
    const [problem, ...others] = contested(said, said);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ rule: "store-same", path: `arboretum:stores.${name}` });
    expect(problem?.message).toContain(what);
    expect(problem?.remedy).toContain(remedy);
  });
});

describe("two stacks are let alone", () => {
  test.each([
    ["with buckets of their own names", s3(), s3()],
    [
      "with one prefix on two servers",
      external('endpoint: "https://a.example.edu", prefix: campus'),
      external('endpoint: "https://b.example.edu", prefix: campus'),
    ],
    ["with another prefix in the bucket of a tier", tier(", prefix: qa"), tier(", prefix: production")],
    ["with a second site and names of their own", site(), site()],
    [
      "on two servers",
      store("mysql", "a.example.edu", ADMINISTRATOR),
      store("mysql", "b.example.edu", ADMINISTRATOR),
    ],
    [
      "on two ports of one machine",
      store("broker", "a.example.edu", `port: 6380, ${PASSWORD}`),
      store("broker", "a.example.edu", PASSWORD),
    ],
    [
      "in virtual hosts of their own",
      store("broker", "mq.example.edu", `speaks: rabbitmq, virtualHost: qa, user: a, ${PASSWORD}`),
      store("broker", "mq.example.edu", `speaks: rabbitmq, virtualHost: live, user: a, ${PASSWORD}`),
    ],
    [
      "on a search server, where indexes say whose they are",
      store("search", "search.example.edu", `key: ${SECRET}`),
      store("search", "search.example.edu", `key: ${SECRET}`),
    ],
  ])("%s", (_, qa, production) => {
    expect(contested(qa, production)).toEqual([]);
  });

  test("where one waits to take over from the other", () => {
    const [qa, production] = stacks({ qa: [s3(", prefix: campus")], production: [s3(", prefix: campus")] });
    const waiting = (of: string, active: boolean) =>
      ({
        ...production,
        blueprint: { ...production?.blueprint, standby: { of, active, loss: 1, time: 1 } },
      }) as Composition;
    const dr = waiting("qa", false);
    expect(sameOnOneServer([dr, { ...dr, stack: "dr2" }, qa as Composition])).toEqual([]);
    const third = { ...production, stack: "campus.production" } as Composition;
    expect(sameOnOneServer([dr, qa as Composition, third]).map(({ stack }) => stack)).toEqual([third.stack]);
    const with_ = (one: Composition) => sameOnOneServer([qa as Composition, one]).length;
    expect([with_(waiting("qa", false)), with_(waiting("qa", true)), with_(waiting("ci", false))]).toEqual([
      0, 1, 1,
    ]);
  });
});

test("a name that only its own cluster knows is another server in each", () => {
  const on = (cluster: string) =>
    `cluster: { identifier: ${cluster} ${cluster === "learning" ? "" : `, platform: platform.${cluster}`} }`;
  const there = (host: string, two: string) =>
    sameOnOneServer(
      stacks({
        qa: [store("cache", host, PASSWORD), on("learning")],
        production: [store("cache", host, PASSWORD), on(two)],
      }),
    ).length;
  expect(there("redis.stores.svc", "south")).toBe(0);
  expect(there("redis.stores.svc", "learning")).toBe(1);
  expect(there("redis.example.edu", "south")).toBe(1);
});

test("a cache evicts what is beside it: sessions and tasks on its server are refused", () => {
  const said = (host: string) =>
    `stores: { ${["cache", "sessions", "broker"]
      .map(
        (name) =>
          `${name}: { driver: external, host: ${name === "cache" ? "a" : host}.example.edu, egress: [10.1.0.0/16], ${PASSWORD} }`,
      )
      .join(", ")} }`;
  const problems = (host: string) => {
    const project = projectOf({ "Pulumi.qa.yaml": stackFile(said(host)) });
    return compose(project, "qa").problems.filter(({ rule }) => rule === "store-evicted");
  };
  expect(problems("a").map(({ path }) => path)).toEqual([
    "arboretum:stores.sessions.host",
    "arboretum:stores.broker.host",
  ]);
  expect(problems("b")).toEqual([]);
});
