import { createHmac } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { searchKeyUid } from "../../src/catalog/stores/shared.ts";
import { stackFile } from "../house.ts";
import { SHARES, TAKES_PART } from "../neighbours.ts";
import { arboretum, project } from "./project.ts";
import { fakeTools } from "./tools.ts";

const leftOver: (() => void)[] = [];
afterEach(() => {
  for (const remove of leftOver.splice(0)) remove();
});

async function use(lines: readonly string[], master: { readonly out?: string; readonly code?: number }) {
  const tools = fakeTools({ pulumi: [{ to: "config get", ...master }] });
  leftOver.push(tools.remove);
  const root = project({ "Pulumi.platform.yaml": SHARES, "Pulumi.qa.yaml": stackFile(...lines) });
  const ended = await arboretum(["search-key", "qa"], { cwd: root, environment: { PATH: tools.path } });
  return { ...ended, used: tools.used() };
}

test("the key of a deployment is computed from the master key, which Pulumi tells and nobody else", async () => {
  const { code, out, used } = await use(TAKES_PART, { out: "the master's\n" });
  const uid = searchKeyUid({ deployment: "academy", stage: "qa" }, 1);
  const key = createHmac("sha256", "the master's").update(uid).digest("hex");
  expect([code, out]).toEqual([0, `${key}\n`]);
  expect(used).toEqual([
    "pulumi config get --path arboretum:sharedStores.search.administrator.password --stack platform",
  ]);
});

test("it is computed before anybody has set it", async () => {
  const { code, out } = await use(["stores: { search: { driver: shared } }"], { out: "the master's\n" });
  expect([code, out.length]).toEqual([0, 65]);
});

test("nothing is printed where Pulumi does not tell the master key, or where there is no such server", async () => {
  expect(await use(TAKES_PART, { code: 255 })).toMatchObject({ code: 1, out: "" });
  const { code, out, err } = await use([], { out: "the master's\n" });
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain("stores.search.driver is not shared");
});
