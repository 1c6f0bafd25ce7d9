import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { composed, composedWith, deploymentOf, PLATFORM, projectOf, serviceOf, stackFile } from "../house.ts";
import { neighbours, SHARES, TAKES_PART } from "../neighbours.ts";

const KEEP = "keep: { submissions: 5y, grades: 400d, tracking: forever }";
const blueprint = deploymentOf(compose(neighbours, "qa"));
const job = blueprint.preparations.find(({ kind }) => kind === "buckets");

const errors = (platform: string, line: string) =>
  composedWith(platform, "qa", [line]).problems.filter(({ severity }) => severity === "error");

describe("buckets on a server of many", () => {
  test("are made where the administrator's password is, and no stack of a deployment has it", () => {
    expect([job?.namespace, job?.component]).toEqual(["arboretum-stores", "academy-qa-minio-buckets"]);
    const mounts = job?.jobs.flatMap(({ pod }) => pod.mounts) ?? [];
    expect(mounts.flatMap((one) => (one.from === "secret" ? [one.secret] : []))).toEqual([
      "object-storage-administrator",
    ]);
    const secret = job?.files.find(({ kind }) => kind === "secret");
    expect(Object.keys(secret?.entries ?? {})).not.toContain("administrator");
    expect(blueprint.secrets.map(({ name }) => name)).not.toContain("minio/root");
  });

  test("are waited for by whoever has one", () => {
    expect(serviceOf(blueprint, "lms").needs).toContain("minio-buckets");
  });

  test("and accounts are called after deployment and stage, and nobody chooses another's name", () => {
    const { buckets, storageAccounts } = blueprint;
    for (const { name } of buckets) expect(name).toMatch(/^academy-qa-[a-z]+$/);
    for (const { name } of storageAccounts) expect(name).toMatch(/^academy-qa\.[a-z-]+$/);
    expect(errors(SHARES, `objectStorage: { driver: shared, prefix: campus-qa, ${KEEP} }`)).toEqual([
      expect.objectContaining({ path: "arboretum:objectStorage.prefix" }),
    ]);
  });

  test("are reached by applications and the Job alone, by the addresses of the server", () => {
    const ways = blueprint.connections.flatMap(({ from, to, port }) =>
      from.kind === "component" && to.kind === "network" && to.network === "10.1.6.0/24"
        ? [`${from.namespace ?? ""}/${from.name}:${port}`]
        : [],
    );
    expect(ways).toContain("arboretum-stores/academy-qa-minio-buckets:443");
    expect(ways).toContain("/lms:443");
    expect(ways.filter((one) => one.startsWith("/mysql"))).toEqual([]);
  });

  test("are told to applications with the account of the deployment", () => {
    const content = serviceOf(blueprint, "lms").files.flatMap(
      ({ entries }) => entries["lms.env.yml"] ?? [],
    )[0];
    expect(content?.format === "yaml" ? content.tree : {}).toMatchObject({
      AWS_ACCESS_KEY_ID: "academy-qa.lms",
      AWS_S3_ENDPOINT_URL: "https://files.example.edu",
      AWS_STORAGE_BUCKET_NAME: "academy-qa-openedx",
    });
  });

  test("are refused on a platform that shares no server, with what to write", () => {
    const [problem, ...others] = errors(PLATFORM, `objectStorage: { driver: shared, ${KEEP} }`);
    expect(others).toEqual([]);
    expect([problem?.rule, problem?.path]).toEqual(["store-not-shared", "arboretum:objectStorage.driver"]);
    expect(problem?.remedy).toContain("arboretum:sharedStores.objectStorage of Pulumi.platform.yaml");
  });

  test("move old files to tiers that the platform names, and to no other", () => {
    const [problem] = errors(SHARES, `objectStorage: { driver: shared, archive: GLACIER, ${KEEP} }`);
    expect(problem?.rule).toBe("tier-unknown");
    expect(problem?.remedy).toContain("arboretum:sharedStores.objectStorage.tiers: [GLACIER]");
    expect(errors(SHARES, `objectStorage: { driver: shared, archive: ARCHIVE, ${KEEP} }`)).toEqual([]);
  });

  test("cannot have CORS of their own, for the server has one list", () => {
    const line = `objectStorage: { driver: shared, ${KEEP}, buckets: { openedx: { cors: ["https://a.example.edu"] } } }`;
    expect(errors(SHARES, line).map(({ rule, path }) => [rule, path])).toEqual([
      ["storage-cannot", "arboretum:objectStorage.buckets.openedx.cors"],
    ]);
  });

  test("are named so that a server takes them", () => {
    const name = "a".repeat(50);
    const map = `stages: [qa]\ndefault: ${name}\ndeployments:\n  ${name}: { run: { qa: verawood } }\n`;
    const files = { "Pulumi.platform.yaml": SHARES, "Pulumi.qa.yaml": stackFile(...TAKES_PART) };
    const { problems } = compose(projectOf(files, "verawood", map), "qa");
    expect(problems.map(({ rule, path }) => [rule, path])).toContainEqual([
      "bucket-name-long",
      "arboretum:objectStorage.driver",
    ]);
  });

  test("of backups lie beside their originals, which has to be right for somebody", () => {
    const { problems } = composedWith(SHARES, "qa", [
      `objectStorage: { driver: shared, ${KEEP} }`,
      "backups: {}",
    ]);
    expect(problems.map(({ rule }) => rule)).toContain("backups-same-server");
  });
});

test("a server of one's own is told nothing of that", () => {
  const alone = deploymentOf(composed("qa", []));
  expect(alone.storageAccounts.map(({ name }) => name)).toContain("academy-qa-lms");
});
