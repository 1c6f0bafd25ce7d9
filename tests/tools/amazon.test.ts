import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AMAZON } from "../../scripts/tools/tools.ts";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { computedFor } from "../../src/render/computed.ts";
import type { Rendering, Resource } from "../../src/render/rendering.ts";
import type { Access, StorageAccount } from "../../src/vocabulary/bucket.ts";
import { composed, deploymentOf, rendered } from "../house.ts";
import { answers, folderWith, freePort, type Running, start, until, withTool } from "./tool.ts";

/*
 * Nobody here has an account at Amazon. moto is a server that nobody of ours has written and that answers as Amazon does; botocore knows
 * what each call takes. The server judges the policies of users and roles by action and resource. It knows no condition of a bucket's
 * policy and takes each for one that holds, so that "nothing but https" is told to it and then taken away before it is asked; who may take on a
 * role it does not judge either, nor keys of KMS, nor whether anything is copied, moved or expires. It has no parameter groups of
 * ElastiCache. Policies are judged by parliament as well, which knows the actions of Amazon and the resources of each. It reads no document
 * that says who may take on a role.
 */

const PROGRAM = join(import.meta.dirname, "amazon/amazon.py");
const KEEP = "keep: { submissions: 5y, grades: 400d, tracking: forever }";
const PROVIDER = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const KEY = (region: string) => `arn:aws:kms:${region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const storage = (more = "") =>
  `objectStorage: { driver: s3, region: eu-central-1, ${KEEP}, replication: { region: eu-west-1 } ${more} }`;
const BACKUPS = "backups: { sameServer: it is a test }";

interface Ground {
  readonly vpc: string;
  readonly subnets: Readonly<Record<string, string>>;
  readonly nodes: string;
}

/** The servers of Amazon beside the buckets, in a network that is there. */
const servers = ({ vpc, subnets, nodes }: Ground) => [
  `aws: { region: eu-central-1, vpc: ${vpc}, subnets: ${JSON.stringify(subnets)}, clients: [${nodes}, 10.30.0.0/16] }`,
  "stores: { mysql: { driver: rds, class: db.m7g.large, maxConnections: 600 }, cache: { driver: elasticache, node: cache.t4g.small }, sessions: { driver: elasticache, node: cache.t4g.small } }",
];

const isAmazon = ({ type }: Resource) => type.startsWith("aws:");

/** What is registered at Amazon, each with what the engine calls it. The name of a role may be one that the engine has made up. */
const registered = ({ resources }: Rendering) =>
  resources.filter(isAmazon).map((one) => ({
    type: one.type,
    id: computedFor(one).id,
    inputs: one.type.endsWith(":Role") ? { name: one.outputs.name, ...one.inputs } : one.inputs,
  }));

/** What each kind of access is, beside what the policies say of it. */
const MAY: Readonly<Record<Access, readonly string[]>> = {
  read: ["list", "get"],
  add: ["list", "get", "put"],
  write: ["list", "get", "put", "delete"],
  expire: ["list", "delete"],
};
const ACTIONS = ["list", "get", "put", "delete", "versions", "open", "policy", "lifecycle", "drop"] as const;

const expected = ({ access }: StorageAccount, bucket: string, action: string, key: string) =>
  access.some(
    (one) =>
      one.bucket === bucket &&
      MAY[one.may].includes(action) &&
      (action === "list" || key.startsWith(one.below ?? "")),
  )
    ? "may"
    : "may not";

withTool(AMAZON, (python) => {
  const folder = folderWith({});

  /** What the program says. Meanwhile somebody has to read what the server says, or it waits for that. */
  const answered = (args: readonly string[], told: unknown): Promise<unknown> =>
    new Promise((found, failed) => {
      const options = { timeout: 300_000, maxBuffer: 1 << 28 };
      const child = execFile(python, [PROGRAM, ...args], options, (wrong, stdout, stderr) =>
        wrong ? failed(new Error(`${wrong.message}\n${stderr}`)) : found(JSON.parse(stdout)),
      );
      child.stdin?.end(JSON.stringify(told));
    });

  /** A server that is Amazon for a test, with nothing in it. */
  async function amazon() {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const running: Running = start(python, ["-m", "moto.server", "-p", String(port)], folder, {
      MOTO_S3_CUSTOM_ENDPOINTS: url,
    });
    await until("the server answers", () => answers(url), running, 60);
    const does = (what: string, told: unknown = null) => answered([what, url], told);
    /** From now on nobody may do what no policy allows, or whoever asks may do everything again. */
    const guarded = (is: boolean) =>
      fetch(`${url}/moto-api/reset-auth`, { method: "POST", body: is ? "0" : "inf" });
    return { url, does, guarded, running };
  }
  type Amazon = Awaited<ReturnType<typeof amazon>>;
  const all: Amazon[] = [];
  afterAll(async () => {
    for (const { running } of all) {
      running.process.kill("SIGTERM");
      await running.ended;
    }
  });

  describe("what a stack has at Amazon", () => {
    let there: Amazon;
    let blueprint: DeploymentBlueprint;
    let resources: ReturnType<typeof registered>;
    let first: {
      readonly keys: Readonly<Record<string, readonly string[]>>;
      readonly untold: readonly string[];
    };

    beforeAll(async () => {
      there = await amazon();
      all.push(there);
      const composition = composed(
        "qa",
        [storage(), BACKUPS, ...servers((await there.does("ground")) as Ground)],
        "verawood",
        ["discovery"],
      );
      blueprint = deploymentOf(composition);
      resources = registered(await rendered(composition));
      first = (await there.does("apply", resources)) as typeof first;
    }, 180_000);

    test("is taken as it is, with the names and types of everything that is told", () => {
      expect(resources.length).toBeGreaterThan(100);
      expect(new Set(first.untold)).toEqual(new Set(["aws:elasticache/parameterGroup:ParameterGroup"]));
      expect(Object.keys(first.keys).sort()).toEqual(
        blueprint.storageAccounts.map(({ name }) => name).sort(),
      );
    });

    test("is taken again, and changes nothing", async () => {
      const before = (await there.does("state")) as Record<string, unknown>;
      expect(Object.keys(before).length).toBeGreaterThan(100);
      expect(await there.does("apply", resources)).toMatchObject({ keys: {} });
      expect(await there.does("state")).toEqual(before);
    }, 180_000);

    test("is as it was declared, as the server says", async () => {
      const said = (await there.does("state")) as Record<string, Record<string, unknown>>;
      expect(said["academy-qa-openedxuploads get_bucket_versioning"]).toEqual({ Status: "Enabled" });
      expect(JSON.stringify(said["academy-qa-openedx get_bucket_lifecycle_configuration"])).toMatch(
        /"Days": ?365,"StorageClass":"GLACIER_IR"|"StorageClass":"GLACIER_IR","Days": ?365/,
      );
      expect(said["academy-qa-backups get_object_lock_configuration"]).toMatchObject({
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 30 } } },
      });
      expect(JSON.stringify(said["academy-qa-videos get_bucket_replication"])).toContain(
        "arn:aws:s3:::academy-qa-videos-copy",
      );
      expect(said.mysql).toMatchObject([
        {
          Engine: "mysql",
          MultiAZ: true,
          StorageEncrypted: true,
          PubliclyAccessible: false,
          DeletionProtection: true,
        },
      ]);
      expect(said.caches).toMatchObject([
        { AtRestEncryptionEnabled: true },
        { AtRestEncryptionEnabled: true },
      ]);
    });

    test("lets each consumer do what it may, and nothing else, in every bucket there is", async () => {
      await there.does("opened");
      await there.guarded(true);
      const { storageAccounts, buckets } = blueprint;
      // What may be done with some objects alone is asked for with them, and with others.
      const below = storageAccounts.flatMap(({ access }) => access.flatMap((one) => one.below ?? []));
      const keysIn = (bucket: string) => [
        "asked",
        ...new Set(bucket.endsWith("-backups") ? below.map((prefix) => `${prefix}asked`) : []),
      ];
      const copies = buckets.flatMap(({ name, replicated }) => (replicated ? [`${name}-copy`] : []));
      const questions = storageAccounts.flatMap((account) => [
        ...buckets.flatMap(({ name }) =>
          ACTIONS.flatMap((action) =>
            (["get", "put", "delete"].includes(action) ? keysIn(name) : ["asked"]).map((key) => ({
              account,
              bucket: name,
              key,
              action,
            })),
          ),
        ),
        ...copies.flatMap((bucket) =>
          ["list", "get"].map((action) => ({ account, bucket, action, key: "there" })),
        ),
      ]);
      const said = (await there.does(
        "ask",
        questions.map(({ account, bucket, key, action }) => ({
          as: first.keys[account.name],
          bucket,
          key,
          do: action,
        })),
      )) as readonly string[];
      const told = (how: (index: number) => string) =>
        questions.map(
          ({ account, bucket, key, action }, index) =>
            `${account.consumer} ${how(index)} ${action} ${bucket}/${key}`,
        );
      expect(storageAccounts.length).toBeGreaterThan(5);
      expect(questions.length).toBeGreaterThan(900);
      expect(told((index) => said[index] ?? "")).toEqual(
        told((index) => {
          const { account, bucket, action, key } = questions[index] as (typeof questions)[number];
          return expected(account, bucket, action, key);
        }),
      );
      await there.guarded(false);
    }, 400_000);

    test("shows to anybody what is public, and nothing else", async () => {
      const status = async (path: string) => (await fetch(`${there.url}/${path}`)).status;
      expect(await status("academy-qa-profileimages/there")).toBe(200);
      expect(await status("academy-qa-discoveryuploads/there")).toBe(200);
      for (const { name, purpose } of blueprint.buckets)
        if (!["profileimages", "discoveryuploads"].includes(purpose))
          expect([name, await status(`${name}/there`)]).toEqual([name, 403]);
      expect(await status("academy-qa-videos-copy/there")).toBe(403);
    });
  });

  test("roles that pods take on may do what their consumer may, and nothing else", async () => {
    const there = await amazon();
    all.push(there);
    const composition = composed("qa", [storage(`, access: { by: roles, provider: "${PROVIDER}" }`)]);
    const resources = registered(await rendered(composition));
    expect(await there.does("apply", resources)).toEqual({ keys: {}, untold: [] });
    await there.does("opened");
    const { storageAccounts, buckets } = deploymentOf(composition);
    const pods: Record<string, unknown> = {};
    for (const { name } of storageAccounts)
      pods[name] = await there.does("taken", `arn:aws:iam::123456789012:role/${name}`);
    await there.guarded(true);
    const questions = storageAccounts.flatMap((account) =>
      buckets.flatMap(({ name }) =>
        ["list", "get", "put"].map((action) => ({ account, bucket: name, action, key: "asked" })),
      ),
    );
    const said = await there.does(
      "ask",
      questions.map(({ account, action, ...one }) => ({
        ...one,
        as: pods[account.name],
        do: action,
      })),
    );
    expect(said).toEqual(
      questions.map(({ account, bucket, action, key }) => expected(account, bucket, action, key)),
    );
  }, 180_000);

  test("a judge of policies finds nothing in any document", async () => {
    const documents = async (how: string, ...lines: readonly string[]) => {
      const { resources } = await rendered(composed("qa", lines, "verawood", ["discovery"]));
      return resources
        .filter(isAmazon)
        .flatMap(({ type, name, inputs }) =>
          typeof inputs.policy === "string" ? [[`${how}: ${type} ${name}`, inputs.policy] as const] : [],
        );
    };
    const keyed = `objectStorage: { driver: s3, region: eu-central-1, ${KEEP}, kmsKey: "${KEY("eu-central-1")}", replication: { region: eu-west-1, kmsKey: "${KEY("eu-west-1")}" } }`;
    const policies = Object.fromEntries([
      ...(await documents("by roles", storage(`, access: { by: roles, provider: "${PROVIDER}" }`))),
      ...(await documents("by users", keyed, BACKUPS)),
    ]);
    expect(Object.keys(policies).length).toBeGreaterThan(50);
    const judge = async (some: Readonly<Record<string, unknown>>) =>
      (await answered(["judge"], some)) as Record<string, readonly string[]>;
    const found = Object.entries(await judge(policies)).filter(([, findings]) => findings.length > 0);
    expect(Object.fromEntries(found)).toEqual({});
    // It does find something where there is something.
    const [[, good] = ["", ""]] = Object.entries(policies).filter(([name]) => name.includes("-lms"));
    const worse = String(good).replace("s3:GetObject", "s3:FetchObject");
    expect((await judge({ worse })).worse?.join()).toContain("UNKNOWN_ACTION");
  }, 60_000);
});
