import { describe, expect, test } from "vitest";
import { purposes } from "../../src/catalog/storage/purposes.ts";
import { composed, deploymentOf, publishedReleases, serviceOf } from "../house.ts";

const KEEP = "keep: { submissions: 5y, grades: 400d, tracking: forever }";
const external = (more = KEEP) =>
  `objectStorage: { driver: external, endpoint: "https://s3.example.edu:9000", egress: [10.20.0.0/24, internet], account: { accessKey: academy, secretKey: { secure: v1:abc } }, ${more} }`;

const blueprintWith = (line: string, stage = "qa", release = "verawood", add: readonly string[] = []) =>
  deploymentOf(composed(stage, [line], release, add));

/** What an application is told. */
function told(blueprint: ReturnType<typeof blueprintWith>, name: string): Readonly<Record<string, unknown>> {
  const contents = serviceOf(blueprint, name).files.flatMap(({ entries }) => Object.values(entries));
  return Object.assign({}, ...contents.flatMap((one) => (one.format === "yaml" ? [one.tree] : [])));
}

const messages = (line: string, stage = "qa") =>
  composed(stage, [line]).problems.map(({ rule, path, message, remedy }) => ({
    rule,
    path,
    message,
    remedy,
  }));

describe("the buckets of a deployment", () => {
  test("are those that it needs, under names that nobody else has", () => {
    const { buckets } = blueprintWith(external());
    const needed = Object.entries(purposes).filter(([, { of }]) => of === undefined);
    expect(buckets.map(({ name }) => name)).toEqual(needed.map(([purpose]) => `academy-qa-${purpose}`));
  });

  test("of an application are there with it", () => {
    const { buckets } = blueprintWith(external(), "qa", "verawood", ["discovery"]);
    expect(buckets.map(({ purpose }) => purpose)).toContain("discoveryuploads");
  });

  test("can be read without an account where the platform shows them to anybody, and nowhere else", () => {
    const { buckets } = blueprintWith(external(), "qa", "verawood", ["discovery"]);
    const open = buckets.flatMap(({ purpose, publicRead }) => publicRead.map((prefix) => [purpose, prefix]));
    expect(open).toEqual([
      ["profileimages", ""],
      ["videos", "video-images/"],
      ["discoveryuploads", ""],
    ]);
  });

  test("forget after the time that somebody has chosen, and what is for ever never", () => {
    const { buckets } = blueprintWith(external());
    const days = Object.fromEntries(
      buckets.map(({ purpose, lifecycle }) => [purpose, lifecycle.map(({ expireDays }) => expireDays)]),
    );
    expect([days.openedxuploads, days.openedxgrades, days.tracking]).toEqual([[5 * 365], [400], []]);
  });

  test("are refused in production until somebody has chosen, with the line to write", () => {
    const [problem, ...others] = messages(external("keep: { grades: 400d }"), "production").filter(
      ({ rule }) => rule === "retention-unsaid",
    );
    expect(others).toEqual([]);
    expect(problem?.path).toBe("arboretum:objectStorage.keep");
    expect(problem?.message).toContain("submissions, tracking are kept");
    expect(problem?.remedy).toContain("keep: { submissions: <400d, 5y, forever>, tracking:");
    expect(messages(external(), "production")).toEqual([]);
    expect(messages(external("keep: {}"), "qa")).toEqual([]);
  });
});

describe("an account", () => {
  const { storageAccounts } = blueprintWith(external(), "qa", "verawood", ["discovery"]);

  test("is that of one application, and gets to its buckets alone", () => {
    expect(storageAccounts.map(({ name }) => name)).toEqual([
      "academy-qa-lms",
      "academy-qa-cms",
      "academy-qa-discovery",
    ]);
    const discovery = storageAccounts.find(({ consumer }) => consumer === "discovery");
    expect(discovery?.access).toEqual([{ bucket: "academy-qa-discoveryuploads", may: "write" }]);
  });

  test("may not change what it only reads", () => {
    const cms = storageAccounts.find(({ consumer }) => consumer === "cms");
    const reads = cms?.access.filter(({ may }) => may === "read").map(({ bucket }) => bucket);
    expect(reads).toEqual(["academy-qa-openedxuploads"]);
  });
});

const deployable = publishedReleases;

describe.each(deployable)("the platform of $name", ({ name, dialect }) => {
  test.each(["lms", "cms"])("keeps its files in buckets: %s", (variant) => {
    const settings = told(blueprintWith(external(), "qa", name), variant);
    expect(settings).toMatchObject({
      AWS_ACCESS_KEY_ID: "academy",
      AWS_S3_ENDPOINT_URL: "https://s3.example.edu:9000",
      AWS_STORAGE_BUCKET_NAME: "academy-qa-openedx",
      FILE_UPLOAD_STORAGE_BUCKET_NAME: "academy-qa-openedxuploads",
      ARBORETUM_AFTER_UPSTREAM: { AWS_DEFAULT_ACL: null },
    });
    expect(JSON.stringify(settings)).not.toContain("FileSystemStorage");
    expect([settings.DEFAULT_FILE_STORAGE, settings.STORAGES].filter(Boolean)).toHaveLength(1);
    expect(settings[dialect.storage]).toBeDefined();
  });
});

test("the files of a library are private", () => {
  const { OPENEDX_LEARNING } = told(blueprintWith(external()), "lms");
  expect(JSON.stringify(OPENEDX_LEARNING)).toContain("academy-qa-openedxlearning");
  expect(JSON.stringify(OPENEDX_LEARNING)).not.toContain("querystring_auth");
});

test("every process, schedule and Job of the platform gets to the server, and nothing else does", () => {
  const { connections, services, preparations } = blueprintWith(external());
  const platform = services.filter(({ name }) => ["lms", "cms"].includes(name));
  const processes = [
    ...platform.flatMap(({ web, workers, schedules }) => [...(web ? [web] : []), ...workers, ...schedules]),
    ...preparations.filter(({ name }) => name.startsWith("edxapp-")),
  ];
  const ways = connections.filter(({ to }) => to.kind === "network" && to.name === "object-storage");
  const from = [...new Set(ways.map(({ from }) => (from.kind === "component" ? from.name : "?")))];
  expect(from.sort()).toEqual(processes.map(({ name }) => name).sort());
  expect([...new Set(ways.map(({ port }) => port))]).toEqual([9000]);
  expect([...new Set(ways.map(({ to }) => to.kind === "network" && to.network))]).toEqual([
    "10.20.0.0/24",
    "internet",
  ]);
});

test("a server outside is refused without its networks, with the line to add", () => {
  const line =
    "objectStorage: { driver: external, endpoint: https://s3.example.edu, account: { accessKey: academy, secretKey: { secure: v1:abc } } }";
  const [problem] = messages(line);
  expect(problem?.path).toBe("arboretum:objectStorage.egress");
  expect(`${problem?.message} ${problem?.remedy}`).toContain("egress: [10.20.0.0/24]");
});

test.each(["https://s3.example.edu:99999", "https://s3.300.400", "https://s3.example.edu/files"])(
  "%s is refused as address of a server, before anything reads it",
  (endpoint) => {
    const [problem] = messages(
      `objectStorage: { driver: external, endpoint: "${endpoint}", egress: [internet] }`,
    );
    expect(problem?.path).toBe("arboretum:objectStorage.endpoint");
    expect(problem?.message).toContain("not the address of a server");
  },
);
