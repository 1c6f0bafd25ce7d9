import { describe, expect, test } from "vitest";
import type { Reliance } from "../../src/blueprint/model.ts";
import { toldOf, unconfirmed } from "../../src/blueprint/relied.ts";
import { surroundingsOf } from "../../src/cli/rendered.ts";
import { program } from "../../src/program.ts";
import { render } from "../../src/render/engine.ts";
import type { Mode, Values } from "../../src/render/rendering.ts";
import { composed, composedWith, deploymentOf, PLATFORM, PLATFORM_WITH_GATEWAY } from "../house.ts";

const relianceOf = (composition: ReturnType<typeof composed>): Reliance => {
  const { platform } = deploymentOf(composition);
  if (platform === undefined) throw new Error("it counts on nothing");
  return platform;
};

const BARE = ["cluster: { platform: none, identifier: learning }", "scale: { profile: ci }"];
const LARGE = ["scale: { profile: medium }", "stores: { mysql: { maxConnections: 2000 } }"];

describe("a deployment counts on", () => {
  test.each([
    ["metrics, where it scales by them", PLATFORM, [], ["metricsServer"]],
    ["nothing but priorities, where nothing scales", PLATFORM, ["scale: { profile: ci }"], []],
    [
      "the gateway and its certificates",
      PLATFORM_WITH_GATEWAY,
      [],
      ["metricsServer", "gatewayApi", "gateway", "certManager"],
    ],
    [
      "the gateway alone, where certificates are given",
      PLATFORM_WITH_GATEWAY,
      ["certificates: { issuer: given, certificate: { secure: v1:a }, key: { secure: v1:b } }"],
      ["metricsServer", "gatewayApi", "gateway"],
    ],
    [
      "KEDA, where workers scale by the tasks that wait",
      `${PLATFORM}  arboretum:offers: { keda: existing }\n`,
      LARGE,
      ["metricsServer", "keda"],
    ],
    [
      "the operator of its database",
      `${PLATFORM}  arboretum:offers: { perconaMysql: managed, mysqlOperator: managed }\n`,
      ["stores: { mysql: { driver: percona, maxConnections: 2000 } }"],
      ["metricsServer", "perconaMysql"],
    ],
  ])("%s", (_, platform, lines, parts) => {
    const reliance = relianceOf(composedWith(platform, "qa", lines));
    expect(reliance).toMatchObject({ stack: "platform", parts });
    expect(reliance.priorities).toContain("arboretum-web");
  });

  test("nothing at all, on a bare cluster", () => {
    expect(deploymentOf(composed("ci", BARE)).platform).toBeUndefined();
  });
});

describe("what a platform stack says of itself", () => {
  const reliance: Reliance = { stack: "platform", parts: ["gateway", "keda"], priorities: ["arboretum-web"] };

  test("confirms what is there, whoever brought it", () => {
    expect(unconfirmed(reliance, toldOf(reliance))).toEqual([]);
    const managed = {
      offers: { gateway: "managed", keda: "managed" },
      priorities: ["arboretum-web", "other"],
    };
    expect(unconfirmed(reliance, managed)).toEqual([]);
  });

  test.each([
    [
      "off when it was deployed",
      { offers: { gateway: "off", keda: "managed" }, priorities: ["arboretum-web"] },
      [/offers\.gateway/],
    ],
    [
      "not known to the version that deployed it",
      { offers: { gateway: "managed" }, priorities: ["arboretum-web"] },
      [/offers\.keda/],
    ],
    [
      "a priority class of a later version",
      { offers: { gateway: "managed", keda: "managed" }, priorities: [] },
      [/arboretum-web/],
    ],
    [
      "a gateway of another class",
      {
        offers: { gateway: "managed", keda: "managed" },
        priorities: ["arboretum-web"],
        gateway: { controller: "envoy", class: "other" },
      },
      [/envoy with the class arboretum, was never deployed/],
    ],
    [
      "a gateway that is off: once",
      { offers: { gateway: "off", keda: "managed" }, priorities: ["arboretum-web"] },
      [/offers\.gateway/],
    ],
    [
      "a gateway of a version that said nothing of it",
      { offers: { gateway: "managed", keda: "managed" }, priorities: ["arboretum-web"] },
      [/was never deployed/],
    ],
    ["nothing, for it was destroyed", {}, [/says nothing of itself/]],
    ["nothing of its offers", { priorities: ["arboretum-web"] }, [/says nothing of itself/]],
  ])("does not confirm what is %s", (about, told, messages) => {
    const gateway = about.startsWith("a gateway")
      ? { gateway: { controller: "envoy", class: "arboretum" } }
      : {};
    const found = unconfirmed({ ...reliance, ...gateway }, told);
    expect(found).toHaveLength(messages.length);
    for (const [index, message] of messages.entries()) expect(found[index]).toMatch(message);
  });
});

describe("the program", () => {
  const rendering = (
    told: Values | undefined,
    { mode = "resolved", lines = [] }: { mode?: Mode; lines?: readonly string[] } = {},
  ) => {
    const composition = composed("qa", lines);
    return render({
      project: "arboretum",
      stack: "qa",
      mode,
      ...surroundingsOf(composition, "arboretum"),
      references: told === undefined ? {} : { "organization/arboretum/platform": told },
      program: () => program(deploymentOf(composition)),
    });
  };
  const types = ({ resources }: Awaited<ReturnType<typeof rendering>>) => resources.map(({ type }) => type);

  test("asks the platform stack of its own project before it registers anything", async () => {
    const priorities = relianceOf(composed("qa")).priorities;
    const found = await rendering({ offers: { metricsServer: "existing" }, priorities: [...priorities] });
    expect(found.problems).toEqual([]);
    expect(types(found).slice(0, 2)).toEqual(["pulumi:pulumi:Stack", "pulumi:pulumi:StackReference"]);
    expect(found.resources[1]?.inputs).toEqual({ name: "organization/arboretum/platform" });
  });

  const without = { offers: { metricsServer: "off" }, priorities: [] };

  test("registers nothing where the platform was not deployed with what it counts on", async () => {
    const found = await rendering(without);
    expect(types(found)).toEqual(["pulumi:pulumi:Stack", "pulumi:pulumi:StackReference"]);
    expect(found.problems[0]?.message).toContain(
      "offers.metricsServer is in its file, and was never deployed",
    );
  });

  test("shows in a preview what would come, which changes nothing either way", async () => {
    const found = await rendering(without, { mode: "preview" });
    expect(types(found)).toContain("kubernetes:apps/v1:Deployment");
    expect(found.problems).toEqual([]);
  });

  test("asks nobody on a bare cluster", async () => {
    const found = await rendering(undefined, { lines: BARE });
    expect(types(found)).not.toContain("pulumi:pulumi:StackReference");
  });
});
