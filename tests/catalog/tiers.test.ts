import { expect, test } from "vitest";
import { composed, deploymentOf } from "../house.ts";

const tier = (name: string, more: Readonly<Record<string, string>> = {}) => {
  const said = {
    kind: "minio",
    endpoint: `"https://${name.toLowerCase()}.example.edu"`,
    bucket: "old",
    accessKey: "a",
    secretKey: "{ secure: v1:abc }",
    egress: "[internet]",
    ...more,
  };
  return `${name}: { ${Object.entries(said)
    .map((entry) => entry.join(": "))
    .join(", ")} }`;
};

const composedWith = (...tiers: readonly string[]) =>
  composed("qa", [`objectStorage: { tiers: { ${tiers.join(", ")} } }`]);

test("the Job of the buckets is the same in whatever order its tiers are written", () => {
  const [one, other] = [
    [tier("COLD"), tier("WARM")],
    [tier("WARM"), tier("COLD")],
  ].map((tiers) => deploymentOf(composedWith(...tiers)).preparations.find(({ kind }) => kind === "buckets"));
  expect(JSON.stringify(one)).toContain("tier COLD");
  expect(other).toEqual(one);
});

test.each([
  ["bucket", "a b"],
  ["prefix", "old files"],
  ["prefix", "'*'"],
  ["region", "eu west"],
])("the %s %s of a tier is refused: the script would take it for other words", (key, value) => {
  const { problems } = composedWith(tier("COLD", { [key]: value }));
  expect(problems.map(({ path }) => path)).toEqual([`arboretum:objectStorage.tiers.COLD.${key}`]);
});
