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

  describe("and who is asked about what is wrong,", () => {
    const WRONG = [
      ["PSS103", "a container that is privileged", "lms", { securityContext: { privileged: true } }],
      ["PSS203", "a container that may be root", "cms", { securityContext: { runAsNonRoot: false } }],
      [
        "KBP102",
        "a container that writes to its own image",
        "lms-worker",
        { securityContext: { readOnlyRootFilesystem: false } },
      ],
      ["KBP005", "a container without a limit", "cms-worker", { resources: {} }],
      ["LNK001", "a Secret that is not there", "mfe", { envFrom: [{ secretRef: { name: "gone" } }] }],
    ] as const;
    let open: readonly string[];

    beforeAll(async () => {
      const objects = structuredClone(stacks.find(({ id }) => id === "arboretum/qa")?.objects ?? []);
      for (const [, , deployment, change] of WRONG) {
        const found = objects.find(({ kind, name }) => kind === "Deployment" && name === deployment);
        Object.assign(podOf(found?.manifest).containers[0] ?? {}, change);
      }
      const { findings } = await scanWithMonokle(objects);
      open = judge(["monokle"], findings).open.map(({ rule, object }) => `${rule} ${object.name}`);
    });

    test.each(WRONG)("says %s about %s", (rule, _, deployment) => {
      expect(open).toContain(`${rule} ${deployment}`);
    });
  });
});
