import { describe, expect, test } from "vitest";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { rules } from "../../src/policies/check.ts";
import { type Anything, breaks, type Hands, hands, problemsIn } from "./breaks.ts";

const ids = rules.map(({ id }) => id);

describe("each rule", () => {
  test("has a case that breaks it, and a name of its own", () => {
    expect(Object.keys(breaks).sort()).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(rules)("$id says why it matters", ({ why }) => {
    expect(why).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe("job-order", () => {
  const told = (change: (on: Hands) => void) => {
    const on = hands();
    change(on);
    return problemsIn(on).map(({ rule, message }) => [rule, message]);
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
    return problemsIn(on).map(({ rule }) => rule);
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
