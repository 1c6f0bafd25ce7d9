import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { check } from "../../src/policies/check.ts";
import { rendered, shipped } from "../house.ts";
import { breaks, goodBlueprint, goodRendering, hands, problemsIn } from "./breaks.ts";

describe("all rules together", () => {
  test("hold for a deployment as it is rendered", () => {
    expect(check(goodRendering, goodBlueprint)).toEqual([]);
  });

  test.each(Object.keys(breaks))(
    "%s answers alone where it is broken, and says where, what and what instead",
    (id) => {
      const on = hands();
      breaks[id]?.(on);
      const problems = problemsIn(on);
      expect([...new Set(problems.map(({ rule }) => rule))]).toEqual([id]);
      for (const { stack, path, message, remedy } of problems) {
        expect(stack).toBe("production");
        expect(path).toMatch(/^(?:urn:pulumi:production::|[A-Z]\w+ \S+$)/);
        expect(message).toMatch(/\.$/);
        expect(message).not.toContain("undefined");
        expect(remedy).toBeTruthy();
      }
    },
  );
});

describe("the stacks as they are shipped", () => {
  test.each(shipped.stacks)("%s: every rule holds", async (stack) => {
    const composition = compose(shipped, stack);
    const rendering = await rendered(composition);
    expect(rendering.problems).toEqual([]);
    expect(composition.blueprint && check(rendering, composition.blueprint)).toEqual([]);
  });
});
