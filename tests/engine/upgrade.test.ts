import { expect, test } from "vitest";
import { plan } from "../../src/render/plan.ts";
import type { Resource } from "../../src/render/rendering.ts";
import { runs } from "./edit.ts";
import { ground } from "./ground.ts";
import { identitiesOf, objectIdentity, ours, uidsIn } from "./objects.ts";
import { rendered } from "./renderings.ts";

const here = ground("upgrade");

/** What the engine calls the steps that the embedded one has a verdict for. */
const operations: Readonly<Record<string, string>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  "create-replacement": "",
  "delete-replaced": "",
  same: "",
};

/**
 * What an upgrade may not touch. A file of settings has its content in its name, so that it is another Secret for other settings. The volume
 * of a search index is another one for each format of its files, and nobody protects it: the index is made again.
 */
const stays = ({ type, inputs, options }: Resource): boolean => {
  const { name } = (inputs.metadata ?? {}) as { readonly name?: string };
  const isFile = /-[0-9a-f]{10}$/.test(name ?? "");
  return options.protect || type.endsWith(":StatefulSet") || (type.endsWith(":Secret") && !isFile);
};

test("an upgrade from ulmo to verawood does what the plan says, and everything that holds data stays the same object", async () => {
  runs(here(), "ulmo");
  const before = await rendered(here(), "qa");
  await here().up("platform");
  await here().up("qa");
  const names = new Set(identitiesOf(before.resources.filter(stays)));
  const stateful = async () => {
    const objects = await ours(here().cluster, before);
    return uidsIn(objects.filter((object) => names.has(objectIdentity(object))));
  };
  const uids = await stateful();
  expect(Object.keys(uids)).toHaveLength(names.size);

  runs(here(), "verawood");
  const after = await rendered(here(), "qa");
  const { pulumi, copy } = here().deployer;
  const { steps = [] } = await pulumi.preview("qa", copy.folder);
  const real = steps.flatMap(({ op, urn }) => (operations[op] ? [`${operations[op]} ${urn}`] : []));
  const planned = plan(before, after).flatMap(({ verdict, urn }) =>
    verdict === "same" ? [] : [`${verdict === "keep" ? "delete" : verdict} ${urn}`],
  );
  expect(real.sort()).toEqual([...planned].sort());

  await here().up("qa");
  // Now and then the provider keeps a StatefulSet as it was between two of its own writes, and the next update sets that right.
  await here().up("qa");
  await here().settled("qa");
  expect(await stateful()).toEqual(uids);
});
