import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALONE, UNTOLD } from "../../policy-pack/reach.ts";
import { check, rules } from "../../src/policies/check.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { filesOf, rendered } from "../house.ts";
import { Pack } from "./analyzer.ts";
import { breaks, good, goodFiles, goodRendering, hands } from "./breaks.ts";

const folder = join(process.cwd(), "policy-pack");

const unchanged = new Set(goodRendering.resources.map((resource) => JSON.stringify(resource)));

const told = rules.map(({ id }) => id).filter((id) => !(id in UNTOLD));

describe("the policy pack, spoken to as the engine speaks to it,", () => {
  let pack: Pack;
  let root: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "arboretum-pack-"));
    const files = filesOf(goodFiles);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
    pack = await Pack.start(folder, { ARBORETUM_ROOT: root });
  });

  afterAll(() => {
    pack.stop();
    rmSync(root, { recursive: true, force: true });
  });

  test("asks every rule of `arboretum check`, of one resource or of the stack", async () => {
    const policies = await pack.policies();
    expect(policies).toEqual([
      ["secrets-remembered", "resource"],
      ...told.map((id) => [id, ALONE.has(id) ? "resource" : "stack"]),
    ]);
    expect([...ALONE].filter((id) => !told.includes(id))).toEqual([]);
  });

  test("refuses nothing of a stack that is right", async () => {
    await pack.only(told);
    expect(await pack.judge(goodRendering.resources)).toEqual([]);
  });

  test("refuses nothing of a preview, in which passwords are not known yet", async () => {
    await pack.only(told);
    expect(await pack.judge((await rendered(good, "preview")).resources)).toEqual([]);
  });

  test.each(told)("refuses what breaks %s, as `arboretum check` does", async (id) => {
    const on = hands();
    breaks[id]?.(on);
    const rendering = on.rendering as unknown as Rendering;
    const expected = check(rendering, on.blueprint).map(({ path, message }) => `${path}: ${message}`);
    await pack.only([id]);
    const found = await pack.judge(rendering.resources, (one) => !unchanged.has(JSON.stringify(one)));
    expect(found.map(({ policy, mandatory }) => [policy, mandatory])).toEqual(expected.map(() => [id, true]));
    expect(found.map(({ message }) => message.split("\n")[1])).toEqual(expected);
    expect(found.every(({ urn }) => rendering.resources.some((one) => one.urn === urn))).toBe(true);
  });

  test("leaves to `arboretum check` only what the engine does not tell", () => {
    expect(Object.keys(UNTOLD)).toEqual(["kept-retained", "provider-explicit"]);
  });

  test("says what to do where it cannot find the project", async () => {
    const [stack] = goodRendering.resources;
    const elsewhere = { ...stack, urn: "urn:pulumi:qa::other::pulumi:pulumi:Stack::other-qa" } as NonNullable<
      typeof stack
    >;
    await pack.only(["object-named"]);
    await expect(pack.judge([elsewhere])).rejects.toThrow(
      /cannot find the project "other"\. Run pulumi in the folder/,
    );
  });
});
