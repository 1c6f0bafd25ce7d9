import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { blueprintOf, composed, publishedReleases, rendered } from "../house.ts";

/** Everything that is wrong with a stack, from its settings to its objects. */
async function problemsOf(composition: Composition) {
  if (composition.problems.some(isError)) return composition.problems;
  const rendering = await rendered(composition);
  return [...composition.problems, ...rendering.problems, ...check(rendering, blueprintOf(composition))];
}

const releases = publishedReleases;
const profiles = ["ci", "small", "medium", "large", "xlarge"];
const stages = ["ci", "qa", "production"];

describe.each(releases)("$name", ({ name }) => {
  test.each(stages.flatMap((stage) => profiles.map((profile) => [stage, profile] as const)))(
    "%s of profile %s renders, and every rule holds",
    async (stage, profile) => {
      const lines = [
        `scale: { profile: ${profile}, acceptUnmeasured: true }`,
        "stores: { mysql: { maxConnections: 20000 } }",
      ];
      expect(await problemsOf(composed(stage, lines, name))).toEqual([]);
    },
  );
});

describe("every driver of the object storage", () => {
  const KEEP = "keep: { submissions: 5y, grades: 5y, tracking: forever }";
  const ACCOUNT = "accessKey: academy, secretKey: { secure: v1:abc }, egress: [internet]";
  const tier = `tiers: { ARCHIVE: { kind: s3, endpoint: "https://s3.eu-central-1.amazonaws.com", bucket: cold, ${ACCOUNT} } }, archive: ARCHIVE`;
  const second = `replication: { endpoint: "https://files.elsewhere.example.edu", ${ACCOUNT} }`;
  const roles =
    'access: { by: roles, provider: "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC" }';
  const drivers = [
    ["minio", "driver: minio"],
    ["minio with a tier and a second site", `driver: minio, ${tier}, ${second}`],
    ["s3", "driver: s3, region: eu-central-1, replication: { region: eu-west-1 }"],
    ["s3 with roles", `driver: s3, region: eu-central-1, ${roles}`],
    [
      "external",
      'driver: external, endpoint: "https://s3.example.edu", egress: [internet], account: { accessKey: academy, secretKey: { secure: v1:abc } }',
    ],
  ] as const;
  test.each(stages.flatMap((stage) => drivers.map(([driver, said]) => [driver, stage, said] as const)))(
    "%s renders in %s, and every rule holds",
    async (_, stage, said) => {
      const lines = [`objectStorage: { ${said}, ${KEEP} }`, "scale: { profile: ci, acceptUnmeasured: true }"];
      expect(await problemsOf(composed(stage, lines))).toEqual([]);
    },
  );
});

describe("the example of an institution with several deployments", () => {
  const example = openProject(join(process.cwd(), "examples/mit"));

  test("has a stack for each of them in each stage", () => {
    expect(example.stacks.length).toBeGreaterThan(12);
  });

  test.each(example.stacks)(
    "%s renders, every rule holds, and all that its map adds runs, whether upstream has given it up or not",
    async (stack) => {
      const problems = await problemsOf(compose(example, stack));
      expect(problems.filter(({ rule }) => rule !== "application-deprecated")).toEqual([]);
    },
  );

  test("a stack says each of its hosts once", async () => {
    const [stack = ""] = example.stacks.filter((name) => name !== "platform");
    const { hosts } = (await rendered(compose(example, stack))).outputs;
    expect(hosts).toEqual([...new Set(hosts as readonly string[])]);
  });

  test("gives no two stacks the same host or the same namespace", () => {
    const deployments = example.stacks
      .map((stack) => blueprintOf(compose(example, stack)))
      .filter((blueprint) => blueprint.kind === "deployment");
    const unique = (names: readonly string[]) => expect(new Set(names).size).toBe(names.length);
    unique(deployments.flatMap(({ namespaces }) => namespaces.map(({ name }) => name)));
    unique(deployments.flatMap(({ hosts }) => hosts.filter(({ paths }) => !paths).map(({ host }) => host)));
  });
});
