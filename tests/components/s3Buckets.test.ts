import { beforeAll, describe, expect, test } from "vitest";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { blueprintOf, composed, deploymentOf, rendered, serviceOf } from "../house.ts";

const KEEP = "keep: { submissions: 5y, grades: 400d, tracking: forever }";
const s3 = (more = "") => `objectStorage: { driver: s3, region: eu-central-1, ${KEEP} ${more} }`;
const PROVIDER = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const ROLES = `, access: { by: roles, provider: "${PROVIDER}" }`;

const withS3 = (more = "", stage = "production") => composed(stage, [s3(more), "scale: { profile: small }"]);
const problems = (more: string, stage = "qa") => withS3(more, stage).problems.filter(isError);

let all: Rendering;
beforeAll(async () => {
  all = await rendered(withS3(", replication: { region: eu-west-1 }, buckets: { computation: {} }"));
});

const of = (type: string, rendering = all) =>
  rendering.resources.filter(
    (one) => one.type === `aws:s3/${type}:${type[0]?.toUpperCase()}${type.slice(1)}`,
  );
const inputs = (type: string, bucket: string) =>
  of(type).find(({ name }) => name.endsWith(`-${bucket}`))?.inputs as Record<string, unknown> | undefined;

describe("buckets of Amazon", () => {
  test("are made with everything else of a deployment, and every rule holds", () => {
    expect(all.problems).toEqual([]);
    expect(check(all, blueprintOf(withS3()))).toEqual([]);
    expect(all.resources.some(({ name }) => name.includes("minio"))).toBe(false);
  });

  test("are kept: protected, retained, never emptied, and never replaced", () => {
    const buckets = of("bucket");
    expect(buckets.length).toBeGreaterThan(10);
    for (const { inputs, options } of buckets) {
      expect([options.protect, options.retainOnDelete, inputs.forceDestroy]).toEqual([true, true, false]);
      expect(options.ignoreChanges).toEqual(expect.arrayContaining(["bucket", "objectLockEnabled"]));
    }
  });

  test("go with the stack in the first stage alone", async () => {
    const { resources } = await rendered(composed("ci", [s3(), "keep: { data: false }"]));
    const buckets = resources.filter(({ type }) => type === "aws:s3/bucket:Bucket");
    expect(buckets.every(({ inputs }) => inputs.forceDestroy === true)).toBe(true);
  });

  test("let nobody in but accounts, except where the platform shows something to anybody", () => {
    for (const { name, inputs } of of("bucketPublicAccessBlock")) {
      const open = /-(profileimages|videos)$/.test(name);
      expect([name, inputs.blockPublicPolicy, inputs.blockPublicAcls]).toEqual([name, !open, true]);
    }
    const policy = String(inputs("bucketPolicy", "videos")?.policy);
    expect(policy).toContain("arn:aws:s3:::academy-production-videos/video-images/*");
    expect(String(inputs("bucketPolicy", "openedxgrades")?.policy)).not.toContain('"Allow"');
  });

  test("refuse whatever does not come by https, and are encrypted", () => {
    for (const { inputs } of of("bucketPolicy"))
      expect(String(inputs.policy)).toContain("aws:SecureTransport");
    expect(of("bucketServerSideEncryptionConfiguration").length).toBe(of("bucket").length);
  });

  test("archive courses after a year, temporary files go after a month, what was never finished after a week", () => {
    expect(JSON.stringify(inputs("bucketLifecycleConfiguration", "openedx"))).toContain(
      '"filter":{"prefix":"courses/"},"transitions":[{"days":365,"storageClass":"GLACIER_IR"}]',
    );
    expect(JSON.stringify(inputs("bucketLifecycleConfiguration", "computation"))).toContain(
      '"filter":{"prefix":"temp/"},"expiration":{"days":30}',
    );
    for (const { name, inputs } of of("bucketLifecycleConfiguration")) {
      expect([name, JSON.stringify(inputs)]).toEqual([
        name,
        expect.stringContaining('"abortIncompleteMultipartUpload":{"daysAfterInitiation":7}'),
      ]);
    }
  });

  test("lock backups, and nothing that a learner may ask to be erased", () => {
    const locked = of("bucketObjectLockConfiguration").map(({ name }) => name.replace(/-copy$/, ""));
    expect([...new Set(locked)]).toEqual(["academy-production-buckets-academy-production-backups"]);
  });

  test("lose in the second region too what has run out, show nobody anything there, and archive nothing", () => {
    const rules = (bucket: string) => JSON.stringify(inputs("bucketLifecycleConfiguration", bucket));
    expect(rules("openedxuploads-copy")).toContain('"expiration":{"days":1825}');
    expect(rules("openedxuploads-copy")).toContain('"noncurrentDays":90');
    expect(rules("openedx")).toContain("transitions");
    expect(rules("openedx-copy")).not.toContain("transitions");
    expect(inputs("bucketPublicAccessBlock", "videos-copy")?.blockPublicPolicy).toBe(true);
    expect(String(inputs("bucketPolicy", "videos-copy")?.policy)).not.toContain('"Allow"');
    expect(inputs("bucketCorsConfiguration", "videos-copy")).toBeUndefined();
  });

  test("are copied to the second region where they have versions", () => {
    const copied = of("bucketReplicationConfig").map(({ name }) => name);
    const versioned = of("bucketVersioning").filter(({ name }) => !name.endsWith("-copy"));
    expect(copied.length).toBe(versioned.length);
    expect(JSON.stringify(inputs("bucketReplicationConfig", "openedx"))).toContain("deleteMarkerReplication");
  });
});

describe("who gets to them", () => {
  test("are users with a key each, which never leaves its Secret", () => {
    const users = all.resources
      .filter(({ type }) => type === "aws:iam/user:User")
      .map(({ inputs }) => inputs.name);
    expect(users).toEqual(["academy-production-lms", "academy-production-cms"]);
    const policies = all.resources.filter(({ type }) => type === "aws:iam/userPolicy:UserPolicy");
    expect(String(policies[0]?.inputs.policy)).not.toContain("backups");
  });

  test("or roles that pods take on, without any key", async () => {
    const composition = withS3(ROLES);
    const rendering = await rendered(composition);
    expect(rendering.problems).toEqual([]);
    expect(rendering.resources.filter(({ type }) => type.startsWith("aws:iam/user"))).toEqual([]);
    const roles = rendering.resources.filter(({ type }) => type === "aws:iam/role:Role");
    const trust = String(
      roles.find(({ inputs }) => inputs.name === "academy-production-lms")?.inputs.assumeRolePolicy,
    );
    expect(trust).toContain("system:serviceaccount:academy-production:lms-worker");
    expect(trust).not.toContain(":cms");
    const account = rendering.resources.find(
      ({ type, name }) => type === "kubernetes:core/v1:ServiceAccount" && name.endsWith("-lms-worker"),
    );
    expect(JSON.stringify(account?.inputs)).toContain(
      "arn:aws:iam::123456789012:role/academy-production-lms",
    );
    const lms = JSON.stringify(serviceOf(deploymentOf(composition), "lms").files);
    expect(lms).not.toContain("AWS_SECRET_ACCESS_KEY");
    expect(lms).toContain('"AWS_S3_REGION_NAME":"eu-central-1"');
  });
});

const key = (region: string) => `arn:aws:kms:${region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const [HERE, THERE] = [key("eu-central-1"), key("eu-west-1")];

describe("a key of one's own", () => {
  test("may be used by every account, and by whoever copies, here and there", async () => {
    const rendering = await rendered(
      withS3(`, kmsKey: "${HERE}", replication: { region: eu-west-1, kmsKey: "${THERE}" }`),
    );
    const policies = rendering.resources.filter(({ type }) => /iam\/(user|role)Policy/.test(type));
    expect(policies.length).toBeGreaterThan(2);
    for (const { inputs } of policies) {
      const { Statement } = JSON.parse(String(inputs.policy)) as {
        Statement: { Action: string[]; Resource: string[] }[];
      };
      const uses = Statement.filter(({ Action }) => Action.some((action) => action.startsWith("kms:")));
      expect(uses[0]).toMatchObject({ Resource: [HERE] });
      expect(uses.flatMap(({ Resource }) => Resource)).not.toContain("*");
    }
    const copies = of("bucketReplicationConfig", rendering);
    expect(copies.length).toBeGreaterThan(5);
    for (const { inputs } of copies)
      expect(inputs.rules).toMatchObject([
        {
          destination: { encryptionConfiguration: { replicaKmsKeyId: THERE } },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        },
      ]);
    for (const { name, inputs } of of("bucketServerSideEncryptionConfiguration", rendering))
      expect(JSON.stringify(inputs)).toContain(name.endsWith("-copy") ? THERE : HERE);
  });

  test.each([
    ["by its alias, which no policy can name", ', kmsKey: "alias/campus"', "kmsKey", "key/1234abcd"],
    ["of another region", `, kmsKey: "${THERE}"`, "kmsKey", "eu-central-1"],
    [
      "without one for the copies",
      `, kmsKey: "${HERE}", replication: { region: eu-west-1 }`,
      "replication",
      "kmsKey",
    ],
    [
      "with one for the copies of a third region",
      `, kmsKey: "${HERE}", replication: { region: eu-west-2, kmsKey: "${THERE}" }`,
      "replication.kmsKey",
      "eu-west-2",
    ],
    [
      "and copies in the region of the buckets",
      ", replication: { region: eu-central-1 }",
      "replication.region",
      "another",
    ],
  ])("%s is refused", (_, more, path, said) => {
    const [problem, ...others] = problems(more);
    expect(others).toEqual([]);
    expect(problem?.path).toBe(`arboretum:objectStorage.${path}`);
    expect(`${problem?.message} ${problem?.remedy}`).toContain(said);
  });
});

test("names in another part of the world of Amazon begin as they do there", async () => {
  const rendering = await rendered(
    composed("qa", [`objectStorage: { driver: s3, region: us-gov-west-1, ${KEEP} }`]),
  );
  const policies = rendering.resources.filter(({ inputs }) => typeof inputs.policy === "string");
  expect(policies.length).toBeGreaterThan(10);
  for (const { inputs } of policies)
    expect(
      String(inputs.policy)
        .match(/arn:[^:]+/g)
        ?.every((one) => one === "arn:aws-us-gov"),
    ).toBe(true);
});

describe("what cannot be is refused", () => {
  test.each([
    ["a quota", ", buckets: { videos: { quota: 500Gi } }", "no quotas"],
    ["a class that does not exist", ", archive: COLD", "tiers: { COLD: GLACIER_IR }"],
    ["a class that takes hours where learners wait", ", archive: DEEP_ARCHIVE", "GLACIER_IR"],
    ["the same by a name of one's own", ", archive: COLD, tiers: { COLD: GLACIER }", "GLACIER_IR"],
  ])("%s", (_, more, remedy) => {
    const [problem] = problems(more);
    expect(problem?.path).toMatch(/^arboretum:objectStorage\./);
    expect(problem?.remedy).toContain(remedy);
  });

  test("a slow class is good enough for what nobody waits for", () => {
    expect(problems(", buckets: { tracking: { archive: [{ after: 90d, to: DEEP_ARCHIVE }] } }")).toEqual([]);
  });
});

describe("MinIO", () => {
  const minio = (more: string) =>
    composed("qa", [`objectStorage: { ${KEEP}, ${more} }`]).problems.filter(isError);

  test.each([
    ["a tier that nobody declares", "archive: ARCHIVE", "tiers: { ARCHIVE: { kind: s3"],
    [
      "CORS of a single bucket",
      'buckets: { videos: { cors: ["https://a.example.edu"] } }',
      "one list for all",
    ],
  ])("refuses %s, and says what to write", (_, more, remedy) => {
    const [problem, ...others] = minio(more).filter(({ rule }) => rule !== "unused");
    expect(problem?.remedy).toContain(remedy);
    expect(others.every(({ rule }) => rule === problem?.rule)).toBe(true);
  });

  test("archives to a tier that is declared", () => {
    const tier =
      "archive: ARCHIVE, tiers: { ARCHIVE: { kind: s3, endpoint: https://s3.eu-central-1.amazonaws.com, bucket: cold, storageClass: GLACIER_IR, accessKey: a, secretKey: { secure: v1:abc }, egress: [internet] } }";
    expect(minio(tier)).toEqual([]);
    const { buckets } = deploymentOf(composed("qa", [`objectStorage: { ${KEEP}, ${tier} }`]));
    const course = buckets.find(({ purpose }) => purpose === "openedx");
    expect(course?.lifecycle).toEqual([
      { id: "archive-courses", prefix: "courses/", archive: { days: 365, tier: "ARCHIVE" } },
    ]);
  });
});

test("no configuration locks anything but backups", () => {
  for (const line of [s3(), `objectStorage: { ${KEEP}, lock: 90d }`]) {
    const { buckets } = deploymentOf(composed("qa", [line]));
    expect(buckets.filter(({ lockDays }) => lockDays !== undefined).map(({ purpose }) => purpose)).toEqual([
      "backups",
    ]);
  }
});
