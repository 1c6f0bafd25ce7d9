import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { parts } from "../../src/catalog/platform/parts.ts";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { deploymentOf, PLATFORM, projectOf, rendered, stackFile } from "../house.ts";

const STAGES = ["ci", "qa", "production"] as const;

/** A deployment on a cluster whose parts are all brought by us, all there, or all absent. */
function on(mode: "managed" | "existing" | "off", stage: string, ...lines: readonly string[]) {
  const offers = Object.keys(parts).map((name) => `${name}: ${mode}`);
  const addresses =
    mode === "off" ? "" : "  arboretum:addresses: { pool: [10.1.2.240/28], announce: { by: l2 } }\n";
  return compose(
    projectOf({
      "Pulumi.platform.yaml": `${PLATFORM}  arboretum:offers: { ${offers.join(", ")} }\n${addresses}`,
      [`Pulumi.${stage}.yaml`]: stackFile(...lines),
    }),
    stage,
  );
}

describe.each(STAGES)("a deployment in %s", (stage) => {
  test.each(["managed", "existing"] as const)(
    "renders on a platform whose parts are all %s, and every rule holds",
    async (mode) => {
      const composition = on(mode, stage, "scale: { profile: small }", "monitoring: {}");
      expect(composition.problems.filter(isError)).toEqual([]);
      const blueprint = deploymentOf(composition);
      expect(blueprint.entry).toBeDefined();
      expect(blueprint.monitoring).toBeDefined();
      const rendering = await rendered(composition);
      expect([...rendering.problems, ...check(rendering, blueprint)].filter(isError)).toEqual([]);
    },
  );

  test("does not scale by load where nothing measures it, and says so", () => {
    const { problems, blueprint } = on("off", stage, "scale: { profile: small }");
    expect(blueprint).toBeUndefined();
    expect(problems.filter(isError)).toMatchObject([
      { rule: "offer-missing", remedy: expect.stringContaining("arboretum:offers.metricsServer") },
    ]);
  });

  test("goes without a way in, without measuring and without a scaler, where the platform has none", async () => {
    const composition = on("off", stage, "scale: { profile: ci }");
    expect(composition.problems.filter(isError)).toEqual([]);
    const blueprint = deploymentOf(composition);
    expect(blueprint).not.toHaveProperty("entry");
    expect(blueprint).not.toHaveProperty("monitoring");
    const rendering = await rendered(composition);
    expect([...rendering.problems, ...check(rendering, blueprint)].filter(isError)).toEqual([]);
    const kinds = rendering.resources.map(({ type }) => type.slice(type.lastIndexOf(":") + 1));
    for (const kind of [
      "Gateway",
      "HTTPRoute",
      "Certificate",
      "ScaledObject",
      "PodMonitor",
      "Probe",
      "Schedule",
    ])
      expect(kinds).not.toContain(kind);
  });
});
