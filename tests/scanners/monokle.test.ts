import { beforeAll, describe, expect, test } from "vitest";
import { findingText } from "../../scripts/scanners/finding.ts";
import { namespaceLevels } from "../../scripts/scanners/levels.ts";
import { type MonokleScan, scanWithMonokle } from "../../scripts/scanners/monokle.ts";
import { type ShippedStack, shippedStacks } from "../../scripts/scanners/stacks.ts";
import { judge } from "../../scripts/scanners/waivers.ts";

const podOf = (manifest: unknown) =>
  (manifest as { spec: { template: { spec: { containers: object[] } } } }).spec.template.spec;

describe("Monokle, which nobody here wrote,", () => {
  let stacks: readonly ShippedStack[];
  let scan: MonokleScan;

  beforeAll(async () => {
    stacks = await shippedStacks(process.cwd());
    scan = await scanWithMonokle(stacks.flatMap(({ objects }) => objects));
  });

  test("looks at every object of every shipped stack with all of its rules", () => {
    expect(stacks.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["arboretum/production", "mit/xpro.qa"]),
    );
    expect(stacks.every(({ objects }) => objects.length > 0)).toBe(true);
    expect(scan.rules.length).toBeGreaterThan(60);
  });

  test("finds nothing that no waiver covers", () => {
    expect(judge(["monokle"], scan.findings).open.map(findingText)).toEqual([]);
  });

  test("still finds what its waivers are for", () => {
    expect(judge(["monokle"], scan.findings).unused).toEqual([]);
  });

  test("finds that the pods of every namespace meet the level that it enforces", () => {
    const levels = namespaceLevels(stacks, scan.findings);
    expect(levels.length).toBeGreaterThan(10);
    expect(levels.filter(({ enforced, met }) => enforced !== met)).toEqual([]);
  });

  test.each([
    ["PSS103", "a container that is privileged", { securityContext: { privileged: true } }],
    ["PSS203", "a container that may be root", { securityContext: { runAsNonRoot: false } }],
    [
      "KBP102",
      "a container that writes to its own image",
      { securityContext: { readOnlyRootFilesystem: false } },
    ],
    ["KBP005", "a container without a limit", { resources: {} }],
    ["LNK001", "a Secret that is not there", { envFrom: [{ secretRef: { name: "gone" } }] }],
  ])("says %s about %s", async (rule, _, change) => {
    const objects = structuredClone(stacks.find(({ id }) => id === "arboretum/qa")?.objects ?? []);
    const lms = objects.find(({ kind, name }) => kind === "Deployment" && name === "lms");
    const { containers } = podOf(lms?.manifest);
    Object.assign(containers[0] ?? {}, change);
    const { open } = judge(["monokle"], (await scanWithMonokle(objects)).findings);
    expect(open.map(({ rule: found, object }) => `${found} ${object.name}`)).toContain(`${rule} lms`);
  });
});
