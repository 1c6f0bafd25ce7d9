import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/render/processes.ts";
import { ground, must, root } from "./ground.ts";

const here = ground("policies");

/** A preview with the policies of this repository. The pack has to be told where the project is: it is a copy. */
const preview = () => {
  const { folder } = here().deployer.copy;
  const args = ["preview", "--policy-pack", join(root, "policy-pack")];
  return here().pulumi("ci", args, { environment: { ARBORETUM_ROOT: folder } });
};

/** Rules that `arboretum check` finds broken, asked of the copy's own program. */
async function brokenRules(): Promise<readonly string[]> {
  const { folder } = here().deployer.copy;
  const main = join(folder, "src/cli/main.js");
  const { out } = await run(process.execPath, [main, "check", "ci", "--format", "json"], { cwd: folder });
  const { problems } = JSON.parse(out) as { readonly problems: readonly { readonly rule: string }[] };
  return [...new Set(problems.map(({ rule }) => rule))];
}

test("a policy pack lets pass what `arboretum check` lets pass, and refuses what it refuses", async () => {
  expect(await brokenRules()).toEqual([]);
  must(await preview());

  const file = join(here().deployer.copy.folder, "src/components/pods/podSpec.ts");
  const text = readFileSync(file, "utf8");
  const careless = text.replace("automountServiceAccountToken: false", "automountServiceAccountToken: true");
  expect(careless).not.toBe(text);
  writeFileSync(file, careless);

  const broken = await brokenRules();
  expect(broken).not.toEqual([]);
  const { code, out, err } = await preview();
  expect(code).not.toBe(0);
  for (const rule of broken) expect(out + err).toContain(rule);
});
