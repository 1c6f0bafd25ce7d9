import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  type Definitions,
  definitionsIn,
  definitionsOf,
  installDefinitions,
} from "../../sandbox/definitions.ts";
import { objectOf } from "../../sandbox/inventory.ts";
import type { KubeObject } from "../../sandbox/objects.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { customKinds } from "../../src/components/custom/kinds.ts";
import { manifests } from "../../src/render/manifests.ts";
import { PLATFORM, projectOf, rendered, stackFile } from "../house.ts";
import { ground } from "./ground.ts";

const sandbox = ground("definitions");

const widget = (spec: object): KubeObject => ({
  apiVersion: "demo.arboretum.dev/v1",
  kind: "Widget",
  metadata: { namespace: "default", name: "one" },
  spec: { ...spec },
});

const ours = definitionsOf([
  {
    group: "demo.arboretum.dev",
    version: "v1",
    kind: "Widget",
    plural: "widgets",
    scope: "Namespaced",
    spec: z.strictObject({
      size: z.enum(["small", "large"]),
      count: z.int().min(1).optional(),
      port: z.union([z.string(), z.int()]).optional(),
      labels: z.record(z.string(), z.string()).optional(),
      parts: z.array(z.strictObject({ name: z.string().min(1) })).optional(),
    }),
  },
]);

describe("a kind of our own schema", () => {
  test("is taken by the API server, and so is what fits it", async () => {
    const { cluster } = sandbox();
    const right = widget({ size: "small", count: 2, port: 80, labels: { a: "b" }, parts: [{ name: "one" }] });
    await installDefinitions(cluster, [right], ours);
    expect((await cluster.apply(right, { dryRun: true })).warnings).toEqual([]);
  });

  test.each([
    ["a word that is none of its words", { size: "huge" }, /Unsupported value/],
    ["a field that it does not know", { size: "small", colour: "red" }, /colour/],
    ["a field that is missing", {}, /Required value/],
    ["a number that is too small", { size: "small", count: 0 }, /greater than or equal to 1/],
    ["a field that it does not know, in a list", { size: "small", parts: [{ name: "a", age: 1 }] }, /age/],
  ])("refuses %s", async (_, spec, said) => {
    await expect(sandbox().cluster.apply(widget(spec), { dryRun: true })).rejects.toThrow(said);
  });
});

test("a kind that nobody defines is named before anything is installed", async () => {
  const { cluster } = sandbox();
  const unknown = { apiVersion: "nobody.example.edu/v1", kind: "Gadget", metadata: { name: "one" } };
  await expect(installDefinitions(cluster, [unknown], ours)).rejects.toThrow(
    /does not know Gadget \(nobody.example.edu\/v1\)[\s\S]*ARBORETUM_CRDS/,
  );
});

test.each(Object.values(customKinds))(
  "our schema of $kind is a definition that the API server takes",
  async (kind) => {
    const [definition] = definitionsOf([kind]).values();
    if (definition === undefined) throw new Error("there is none");
    expect((await sandbox().cluster.apply(definition(), { dryRun: true })).warnings).toEqual([]);
  },
);

const { ARBORETUM_CRDS: folder = "" } = process.env;
const foreign: Definitions = folder === "" ? new Map() : definitionsIn(folder);
const where = foreign.size === 0 ? " (skipped: ARBORETUM_CRDS names no folder)" : "";

test.skipIf(foreign.size === 0)(
  `the API server takes every definition of other people's operators${where}`,
  async () => {
    const refused: string[] = [];
    for (const [key, definition] of foreign) {
      const { status: _, ...object } = definition();
      await sandbox()
        .cluster.apply(object, { dryRun: true })
        .catch((cause: Error) => refused.push(`${key}: ${cause.message}`));
    }
    process.stderr.write(`${foreign.size} definitions of other people's kinds were asked about\n`);
    expect(refused).toEqual([]);
  },
);

/** What scales the workers of a stack where KEDA is there, in a namespace that every cluster has. */
async function scalersOf(profile: string): Promise<readonly KubeObject[]> {
  const project = projectOf({
    "Pulumi.platform.yaml": `${PLATFORM}  arboretum:offers: { keda: existing }\n`,
    "Pulumi.qa.yaml": stackFile(
      `scale: { profile: ${profile} }`,
      "stores: { mysql: { maxConnections: 20000 } }",
    ),
  });
  const all = manifests(await rendered(compose(project, "qa")));
  return all
    .filter((one) => one.is === "object")
    .map(objectOf)
    .filter(({ apiVersion }) => apiVersion.startsWith("keda.sh/"))
    .map((object) => ({ ...object, metadata: { ...object.metadata, namespace: "default" } }));
}

test.skipIf(foreign.size === 0)(
  `KEDA's own definitions take what scales our workers, and nothing that it does not know${where}`,
  async () => {
    const { cluster } = sandbox();
    const objects = [...(await scalersOf("small")), ...(await scalersOf("large"))];
    expect([...new Set(objects.map(({ kind }) => kind))].sort()).toEqual([
      "ScaledObject",
      "TriggerAuthentication",
    ]);
    await installDefinitions(cluster, objects, foreign);
    for (const object of objects) {
      expect((await cluster.apply(object, { dryRun: true })).warnings).toEqual([]);
      const odd = { ...object, spec: { ...(object.spec as object), listens: "to nobody" } };
      await expect(cluster.apply(odd as KubeObject, { dryRun: true })).rejects.toThrow(/listens/);
    }
    process.stderr.write(`${objects.length} objects of KEDA were asked about\n`);
  },
);
