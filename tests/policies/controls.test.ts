import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type ShippedStack, shippedStacks } from "../../scripts/scanners/stacks.ts";
import { rules } from "../../src/policies/check.ts";
import type { Control, Evidence } from "../../src/policies/controls/control.ts";
import { controlLists } from "../../src/policies/controls/lists.ts";
import { pciSaqA } from "../../src/policies/controls/pci.ts";

const evidenceOf = (control: Control): readonly Evidence[] =>
  "met" in control ? control.met : "partly" in control ? control.partly : [];

const lists = [...controlLists, pciSaqA];
const controls = lists.flatMap(({ controls }) => controls);
const evidence = controls.flatMap((control) => evidenceOf(control).map((one) => [control.id, one] as const));

describe("a row of a hardening list", () => {
  let stacks: readonly ShippedStack[];

  beforeAll(async () => {
    stacks = await shippedStacks(process.cwd());
  });

  test("has a number of its own in its list", () => {
    for (const { controls } of lists) {
      expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length);
    }
  });

  test("names policies that there are", () => {
    const known = rules.map(({ id }) => id);
    const named = evidence.flatMap(([, one]) => ("rule" in one ? [one.rule] : []));
    expect(named.filter((rule) => !known.includes(rule))).toEqual([]);
  });

  test("names tests that there are", () => {
    for (const [id, one] of evidence) {
      if (!("test" in one)) continue;
      const titles = existsSync(one.test)
        ? readFileSync(one.test, "utf8").matchAll(/\b(?:test|withPython)(?:\.\w+\([^)]*\))?\(\s*"([^"]+)"/g)
        : [];
      expect(
        [...titles].map(([, title]) => title),
        id,
      ).toContain(one.named);
    }
  });

  test("names objects that every deployment has", () => {
    const deployments = stacks.filter(({ composition }) => composition.blueprint?.kind === "deployment");
    expect(deployments.length).toBeGreaterThan(10);
    for (const [control, one] of evidence) {
      if (!("kind" in one)) continue;
      const without = deployments
        .filter(
          ({ objects }) =>
            !objects.some(({ kind, name }) => kind === one.kind && name === (one.named ?? name)),
        )
        .map(({ id }) => id);
      expect(without, `${control}: ${one.kind} ${one.named ?? ""}`).toEqual([]);
    }
  });

  test("is about kinds that no stack has where it says so", () => {
    const absent = new Set(controls.flatMap((control) => ("without" in control ? control.without : [])));
    const present = stacks.flatMap(({ objects }) => objects.filter(({ kind }) => absent.has(kind)));
    expect(present.map(({ stack, kind, name }) => `${stack}: ${kind} ${name}`)).toEqual([]);
  });

  test("names something wherever it says that it is met", () => {
    const claimed = controls.filter((control) => "met" in control || "partly" in control);
    expect(claimed.filter((control) => evidenceOf(control).length === 0)).toEqual([]);
    expect(claimed.length).toBeGreaterThan(45);
  });
});
