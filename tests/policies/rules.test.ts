import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { check, rules } from "../../src/policies/check.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { rendered, shipped } from "../house.ts";
import { type Anything, breaks, goodBlueprint, goodRendering, type Hands, hands } from "./breaks.ts";

const ids = rules.map(({ id }) => id);

describe("each rule", () => {
  test("has a case that breaks it, and a name of its own", () => {
    expect(Object.keys(breaks).sort()).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("holds for a deployment as it is rendered", () => {
    expect(check(goodRendering, goodBlueprint)).toEqual([]);
  });

  test.each(Object.keys(breaks))(
    "%s answers alone where it is broken, and says where, what and what instead",
    (id) => {
      const on = hands();
      breaks[id]?.(on);
      const problems = check(on.rendering as unknown as Rendering, on.blueprint as DeploymentBlueprint);
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

  test.each(rules)("$id says why it matters", ({ why }) => {
    expect(why).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe("job-order", () => {
  const told = (change: (on: Hands) => void) => {
    const on = hands();
    change(on);
    return check(on.rendering as unknown as Rendering, on.blueprint as DeploymentBlueprint).map(
      ({ rule, message }) => [rule, message],
    );
  };
  /** Takes a Job out of what another resource waits for. */
  const forgets = (later: Anything, job: Anything) => {
    later.dependencies = later.dependencies.filter((urn: string) => urn !== job.urn);
  };
  const said = (job: Anything) => [["job-order", `It does not wait for ${job.inputs.metadata.name}.`]];

  test("is broken by a Job that starts beside the one before it in its chain", () => {
    let first: Anything;
    const problems = told(({ find }) => {
      first = find("Job", "edxapp-migrations-lms-migrate");
      forgets(find("Job", "edxapp-migrations-lms-migrate-history"), first);
    });
    expect(problems).toEqual(said(first));
  });

  test("is broken by a process that starts before a chain that it needs has ended", () => {
    let last: Anything;
    const problems = told(({ find }) => {
      last = find("Job", "edxapp-setup-cms-setup");
      forgets(find("Deployment", "lms"), last);
    });
    expect(problems).toEqual(said(last));
  });
});

describe("exceptions", () => {
  const broken = (change: (on: Hands) => void) => {
    const on = hands();
    change(on);
    return check(on.rendering as unknown as Rendering, on.blueprint as DeploymentBlueprint).map(
      ({ rule }) => rule,
    );
  };
  const floating = (mayFloat: DeploymentBlueprint["mayFloat"]) =>
    broken((on) => {
      on.container("StatefulSet", "cache").image = "mirror.example.edu/library/redis:latest";
      on.blueprint.mayFloat = mayFloat;
    });

  test.each([
    ["the settings name", ["redis"]],
    ["the release map names", ["mirror.example.edu/library/redis:latest"]],
  ])("an image may float that %s, and no other", (_, mayFloat) => {
    expect(floating(mayFloat)).toEqual([]);
    expect(floating(["redis-exporter", "library"])).toEqual(["image-pinned"]);
  });

  test("every image may float in the first stage", () => {
    expect(floating("everything")).toEqual([]);
  });

  test("a namespace that is not restricted is the API server's to judge", () => {
    const broader = (on: Hands) => {
      on.pod().hostNetwork = true;
      on.blueprint.namespaces[0].trust = "privileged";
    };
    expect(broken(broader)).toEqual([]);
  });
});

describe("the stacks as they are shipped", () => {
  test.each(shipped.stacks)("%s: every rule holds", async (stack) => {
    const composition = compose(shipped, stack);
    const rendering = await rendered(composition);
    expect(rendering.problems).toEqual([]);
    expect(composition.blueprint && check(rendering, composition.blueprint)).toEqual([]);
  });
});
