import { expect, test } from "vitest";
import { edit } from "./edit.ts";
import { ground } from "./ground.ts";
import { ours } from "./objects.ts";
import { rendered } from "./renderings.ts";

const here = ground("wrong-cluster");

test("a stack whose kubeconfig leads to another cluster is refused by the preview, and nothing of it is written", async () => {
  const cluster = ["config", "arboretum:cluster", "identifier"];
  edit(here(), "Pulumi.platform.yaml", cluster, "elsewhere");
  await here().up("platform");
  edit(here(), "Pulumi.platform.yaml", cluster, "learning");

  const { code, out, err } = await here().pulumi("qa", ["up", "--yes"]);
  expect(code).not.toBe(0);
  expect(out + err).toContain("This is the cluster elsewhere, and the namespace is meant for another one");
  const left = await ours(here().cluster, await rendered(here(), "qa"));
  expect(left.filter(({ metadata }) => (metadata.namespace ?? metadata.name) === "academy-qa")).toEqual([]);
});
