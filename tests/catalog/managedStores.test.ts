import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { rdsAuthority } from "../../src/catalog/stores/rdsAuthority.ts";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { plan } from "../../src/render/plan.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { lossProblems } from "../../src/upgrade/losses.ts";
import { composed, composedWith, deploymentOf, PLATFORM_WITH_GATEWAY, rendered } from "../house.ts";
import { AWS } from "../neighbours.ts";

const MYSQL = "driver: rds, class: db.m7g.large, maxConnections: 600";
const CACHE = "driver: elasticache, node: cache.t4g.small";
const stores = (mysql = "") =>
  `stores: { mysql: { ${MYSQL} ${mysql} }, cache: { ${CACHE}, eviction: volatile-lru }, sessions: { ${CACHE}, replicas: 2 } }`;
const small = "scale: { profile: small }";
const atAmazon = (stage = "production", mysql = "", ...more: readonly string[]) =>
  composed(stage, [AWS, stores(mysql), small, ...more]);
const problems = (stage: string, mysql: string, ...more: readonly string[]) =>
  atAmazon(stage, mysql, ...more).problems.filter(isError);

let all: Rendering;
beforeAll(async () => {
  all = await rendered(atAmazon());
});
type Given = Readonly<Record<string, unknown>>;
const one = (type: string, name: string, { resources }: Pick<Rendering, "resources"> = all) => {
  const found = resources.find((resource) => resource.type.endsWith(`:${type}`) && resource.name === name);
  if (found === undefined) throw new Error(`there is no ${type} ${name}`);
  return found;
};
const given = (type: string, name: string) => one(type, name).inputs as Given;

test("the order in which subnets are written changes nothing", () => {
  const turned = AWS.replace(/(subnet-\S+: \S+), (subnet-\S+: \S+)/, "$2, $1");
  const [before, after] = [AWS, turned].map((aws) =>
    deploymentOf(composed("production", [aws, stores(), small])),
  );
  expect(turned).not.toBe(AWS);
  expect(after).toEqual(before);
});

describe("MySQL by Amazon", () => {
  test("is private, encrypted, in two zones, in the line of the release, and lets any moment of two weeks be restored", () => {
    expect(given("Instance", "academy-production-mysql")).toMatchObject({
      engine: "mysql",
      engineVersion: "8.4",
      multiAz: true,
      publiclyAccessible: false,
      storageEncrypted: true,
      backupRetentionPeriod: 14,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: false,
    });
    expect(all.problems).toEqual([]);
    expect(check(all, deploymentOf(atAmazon()))).toEqual([]);
  });

  test("is told what the release starts a server with, and how many connections it takes", () => {
    const group = given("ParameterGroup", "academy-production-mysql-mysql8-4");
    expect(group).toMatchObject({ family: "mysql8.4", name: "academy-production-mysql-mysql8-4" });
    const parameters = group.parameters as readonly { readonly name: string; readonly value: string }[];
    expect(Object.fromEntries(parameters.map(({ name, value }) => [name, value]))).toEqual({
      character_set_server: "utf8mb4",
      collation_server: "utf8mb4_unicode_ci",
      max_connections: "600",
      require_secure_transport: "ON",
    });
  });

  test("is kept by the engine and by Amazon, with a last copy, and never replaced", () => {
    const { inputs, options } = one("Instance", "academy-production-mysql");
    expect(options).toMatchObject({ protect: true, retainOnDelete: true });
    expect(options.ignoreChanges).toEqual(expect.arrayContaining(["kmsKeyId", "username", "identifier"]));
    expect(inputs).toMatchObject({
      deletionProtection: true,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "academy-production-mysql-final",
      deleteAutomatedBackups: false,
    });
  });

  test("goes with its stack where nothing is kept, without a word", async () => {
    const rendering = await rendered(atAmazon("ci", "", "keep: { data: false }"));
    const { inputs, options } = one("Instance", "academy-ci-mysql", rendering);
    expect(options).toMatchObject({ protect: false, retainOnDelete: false });
    expect(inputs).toMatchObject({ deletionProtection: false, skipFinalSnapshot: true });
  });

  test("is entered by those that are named, in the subnets that are named, and by nobody else", () => {
    expect(given("SecurityGroup", "academy-production-mysql-clients").ingress).toEqual([
      {
        protocol: "tcp",
        fromPort: 3306,
        toPort: 3306,
        securityGroups: ["sg-0a1b2c3d"],
        cidrBlocks: ["10.30.0.0/16"],
        ipv6CidrBlocks: [],
      },
    ]);
    const { connections } = deploymentOf(atAmazon());
    const reached = connections.filter(({ port, to }) => port === 3306 && to.kind === "network");
    expect([...new Set(reached.map(({ to }) => to.kind === "network" && to.network))].sort()).toEqual([
      "10.20.1.0/24",
      "10.20.2.0/24",
    ]);
    expect(connections.some(({ to }) => to.kind === "component" && to.name === "mysql")).toBe(false);
  });

  test("has its databases made by the same Job as elsewhere, by its administrator, who judges its certificate by its host", () => {
    const job = all.resources.find(
      ({ type, name }) => type.endsWith(":Job") && name.includes("mysql-databases"),
    );
    const text = JSON.stringify(job?.inputs);
    expect(text).toMatch(/"STORE_HOST","value":"academy-production-mysql\.[0-9a-f]{12}\.rds\.example\.net"/);
    expect(text).toContain('"STORE_ADMINISTRATOR","value":"admin"');
    expect(text).toContain("--ssl-mode=VERIFY_IDENTITY --ssl-ca=/run/credentials/authority.pem");
    const instance = one("Instance", "academy-production-mysql");
    expect(job?.dependencies).toContain(instance.urn);
  });

  test("is told to whoever connects by the host that Amazon makes up, with the authority of the region", () => {
    const settings = all.resources.filter(
      ({ type, name }) => type.endsWith(":Secret") && /-(lms|cms)-/.test(name),
    );
    const text = JSON.stringify(settings.map(({ inputs }) => inputs));
    expect(text).toContain("rds.example.net");
    expect(text).not.toContain("known-at-deployment");
    const [pem = ""] =
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(rdsAuthority("eu-central-1") ?? "") ??
      [];
    expect(new X509Certificate(pem).subject).toContain("Amazon RDS eu-central-1 Root CA RSA2048 G1");
    expect(text).toContain(JSON.stringify(pem).slice(1, -1).slice(0, 200));
  });

  test("is not known before it is there: whatever names it waits", async () => {
    const preview = await rendered(atAmazon(), "preview");
    expect(preview.problems).toEqual([]);
    const job = preview.resources.find(
      ({ type, name }) => type.endsWith(":Job") && name.includes("mysql-databases"),
    );
    expect(JSON.stringify(job?.inputs)).toContain('"name":"STORE_HOST","value":"<unknown>"');
    const named = (rendering: Rendering) =>
      rendering.resources
        .filter(({ type }) => type.endsWith(":Job"))
        .map(({ inputs }) => (inputs as { metadata: { name: string } }).metadata.name);
    // A Job has the same name before and after its host is known.
    expect(named(preview)).toEqual(named(all));
  });

  test("has a new password when its generation says so, which Amazon takes over, and replaces nothing", async () => {
    const rotated = await rendered(
      atAmazon("production", "", "secrets: { rotation: { mysql/root: 2 } }"),
      "preview",
    );
    const before = await rendered(atAmazon(), "preview");
    const replaced = plan(before, rotated).filter(({ verdict }) => verdict === "replace");
    expect(replaced.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["academy-production-secrets-mysql-root"]),
    );
    expect(replaced.filter(({ type }) => type.startsWith("aws:"))).toEqual([]);
  });

  test("does not move to another region: a plan says that it would be another server, and that protection refuses it", async () => {
    const moved = composed("production", [AWS.replace("central", "west"), stores(), small]);
    const changes = plan(await rendered(atAmazon(), "preview"), await rendered(moved, "preview"));
    expect(changes.find(({ type }) => type === "aws:rds/instance:Instance")).toMatchObject({
      verdict: "replace",
      holdsData: "it is a database",
      refused: expect.stringContaining("protected"),
    });
  });

  test("stays as it is whatever else is said of the deployment", async () => {
    const before = await rendered(atAmazon(), "preview");
    const other = composed("production", [
      AWS,
      stores(),
      "scale: { profile: medium, acceptUnmeasured: true }",
      "site: { name: Campus, contact: it@example.edu }",
      "logging: { format: text }",
    ]);
    const changes = plan(before, await rendered(other, "preview"));
    expect(changes.filter(({ verdict }) => verdict !== "same").length).toBeGreaterThan(3);
    expect(changes.filter(({ type, verdict }) => type.startsWith("aws:") && verdict !== "same")).toEqual([]);
  });
});

describe("a cache and sessions by Amazon", () => {
  test("in another region are no loss of data: a cache may forget, and everybody logs in again", async () => {
    const moved = composed("qa", [AWS.replace("central", "west"), stores(), small]);
    const changes = plan(await rendered(atAmazon("qa"), "preview"), await rendered(moved, "preview")).filter(
      ({ type }) => type.includes("elasticache"),
    );
    expect(changes.filter(({ verdict }) => verdict === "replace").length).toBeGreaterThanOrEqual(2);
    expect(lossProblems([{ stack: "qa", changes }], [moved])).toMatchObject([
      { rule: "sessions-forgotten", severity: "warning", message: expect.stringContaining("qa-sessions") },
    ]);
  });

  test("are encrypted, have a password, and go on in another zone", () => {
    expect(given("ReplicationGroup", "academy-production-sessions")).toMatchObject({
      engine: "valkey",
      engineVersion: "8.0",
      numCacheClusters: 3,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
    });
    expect(one("ReplicationGroup", "academy-production-sessions").secretPaths).toContain("authToken");
  });

  test("differ in what they do when they are full: one forgets, the other logs nobody out", () => {
    const policy = (use: string) => given("ParameterGroup", `academy-production-${use}-valkey8`).parameters;
    expect(policy("cache")).toEqual([{ name: "maxmemory-policy", value: "volatile-lru" }]);
    expect(policy("sessions")).toEqual([{ name: "maxmemory-policy", value: "noeviction" }]);
  });

  test("are spoken to encrypted, by the host that Amazon makes up", () => {
    const settings = all.resources.filter(
      ({ type, name }) => type.endsWith(":Secret") && name.includes("-lms-"),
    );
    expect(JSON.stringify(settings.map(({ inputs }) => inputs))).toMatch(
      /rediss:\/\/master\.academy-production-cache\.[0-9a-f]{6}\.cache\.example\.net:6379/,
    );
  });

  test("are measured by their host as well", async () => {
    const measured = await rendered(
      composedWith(
        PLATFORM_WITH_GATEWAY.replace("{ gatewayApi", "{ monitoring: existing, gatewayApi"),
        "production",
        [AWS, stores(), small, "monitoring: {}"],
      ),
    );
    const monitor = measured.resources.find(({ name }) => name.endsWith("-monitors-redis-exporter"));
    expect(JSON.stringify(monitor?.inputs)).toMatch(
      /rediss:\/\/master\.academy-production-sessions\.[0-9a-f]{6}\.cache/,
    );
    expect(JSON.stringify(measured.resources.map(({ inputs }) => inputs))).not.toContain(
      "known-at-deployment",
    );
  });

  test("have no more than one server, and nothing to fall back on, where somebody says so", async () => {
    const rendering = await rendered(composed("qa", [AWS, `stores: { cache: { ${CACHE}, replicas: 0 } }`]));
    expect(one("ReplicationGroup", "academy-qa-cache", rendering).inputs).toMatchObject({
      numCacheClusters: 1,
      automaticFailoverEnabled: false,
      multiAzEnabled: false,
    });
  });
});

describe("a server by Amazon is refused", () => {
  test("where nobody says where it stands, with the line to write", () => {
    const found = composed("qa", [stores()]).problems.filter(isError);
    expect(found).toMatchObject([{ rule: "aws-unsaid", path: "arboretum:stores.mysql.driver" }]);
    expect(found[0]?.remedy).toContain("arboretum:aws: { region: eu-central-1");
  });

  test("in one subnet, which is one zone", () => {
    const one = AWS.replace(", subnet-0a1b2c3e: 10.20.2.0/24", "");
    expect(composed("qa", [one, stores()]).problems.filter(isError)).toMatchObject([
      { path: "arboretum:aws.subnets", message: expect.stringContaining("two zones") },
    ]);
  });

  test("in another line of MySQL than the release runs on", () => {
    expect(problems("qa", ", version: 8.0.40")).toMatchObject([{ rule: "store-version" }]);
    expect(problems("qa", ", version: 8.4.6")).toEqual([]);
  });

  test("in a region whose authority nobody knows, unless somebody brings it", () => {
    const elsewhere = AWS.replace("eu-central-1", "xx-nowhere-1");
    expect(composed("qa", [elsewhere, stores()]).problems.filter(isError)).toMatchObject([
      {
        rule: "rds-authority-unknown",
        remedy: expect.stringContaining("truststore.pki.rds.amazonaws.com/xx-nowhere-1/"),
      },
    ]);
    const own = '"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n"';
    expect(composed("qa", [elsewhere, stores(`, authority: ${own}`)]).problems.filter(isError)).toEqual([]);
  });

  test("with a disk that may not grow to what it begins with", () => {
    expect(problems("qa", ", storage: 200Gi, mostStorage: 100Gi")).toMatchObject([{ rule: "rds-storage" }]);
  });

  test("with fewer connections than all pods hold at their most", () => {
    const few = composed("production", [AWS, stores().replace("600", "20"), small]).problems.filter(isError);
    expect(few).toMatchObject([{ rule: "connections-exceeded" }]);
  });
});

describe("any moment of MySQL", () => {
  const backups = (said: string) => `backups: { sameServer: of a test, ${said} }`;

  test("is what Amazon restores, so that an hour may be promised of it, and a day of courses", () => {
    expect(problems("qa", "", backups("rpo: 1h, pointInTime: { of: mysql }"))).toEqual([]);
    expect(problems("qa", "", backups("rpo: 1h"))).toMatchObject([{ rule: "backups-rare" }]);
  });

  test("is no closer than five minutes", () => {
    expect(problems("qa", "", backups("rpo: 4m, pointInTime: { of: mysql }"))).toMatchObject([
      { rule: "backups-rare", path: "arboretum:backups.rpo" },
    ]);
  });

  test("is of courses only where somebody else runs these too", () => {
    expect(problems("qa", "", backups("rpo: 1h, pointInTime: provider"))).toMatchObject([
      { rule: "backups-no-provider", remedy: expect.stringContaining("pointInTime: { of: mysql }") },
    ]);
  });

  test("needs courses and files saved as often as somebody wants to have them back", () => {
    expect(problems("qa", "", backups("rpo: 1h, pointInTime: { of: mysql, content: 8h }"))).toMatchObject([
      { rule: "backups-rare", path: "arboretum:backups.pointInTime.content" },
    ]);
  });
});
