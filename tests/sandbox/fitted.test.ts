import { describe, expect, test } from "vitest";
import { connectionsToAccept } from "../../src/blueprint/capacity.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { fitted } from "../../src/cli/sandbox/fitted.ts";
import { project } from "../cli/project.ts";
import { deploymentOf } from "../house.ts";

describe("a stack that is made for so many learners", () => {
  const root = () => openProject(project());

  test("has the smallest profile that carries them, and just the connections that come of it, in hundreds", () => {
    const { project, profile, connections } = fitted(root(), "qa", 1000);
    expect(profile).toBe("medium");
    const composition = compose(project, "qa");
    expect(composition.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    const { services, stores } = deploymentOf(composition);
    expect(stores.find(({ kind }) => kind === "mysql")?.maxConnections).toBe(connections);
    const needed = connectionsToAccept(services);
    expect(connections).toBeGreaterThanOrEqual(needed);
    expect(connections).toBeLessThan(needed + 100);
    expect(connections % 100).toBe(0);
  });

  test("says itself how large it is, and all else is what it was: its layers, other stacks", () => {
    const before = root();
    const { project: after } = fitted(before, "qa", 1000);
    const settingsOf = (its: typeof before, stack: string) => {
      const loaded = its.settingsOf(stack);
      if (loaded.kind !== "deployment" || !loaded.settings) throw new Error(JSON.stringify(loaded.problems));
      return loaded.settings;
    };
    const { scale: _, stores: was, ...old } = settingsOf(before, "qa");
    const { scale, stores, ...rest } = settingsOf(after, "qa");
    expect(scale).toMatchObject({ profile: "medium", acceptUnmeasured: true });
    expect(rest).toEqual(old);
    expect({ ...stores, mysql: undefined }).toEqual({ ...was, mysql: undefined });
    expect(settingsOf(after, "production")).toEqual(settingsOf(before, "production"));
    expect(after.stacks).toEqual(before.stacks);
  });

  test("that is wrong as it is stays wrong, whatever its size", () => {
    const broken = openProject(project({ "Pulumi.qa.yaml": "config:\n  arboretum:edge: { domain: '' }\n" }));
    const { project: after, connections } = fitted(broken, "qa", 10);
    expect(compose(after, "qa").blueprint).toBeUndefined();
    expect(connections).toBe(100_000);
  });
});
