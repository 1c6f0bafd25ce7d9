import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** All that decides what the real engine answers about the shipped stacks; `package-lock.json` says which SDK it is. */
const PROGRAM = [
  ...["package-lock.json", "Pulumi.yaml", "Pulumi.*.yaml", "release-map.yaml", "images.lock.yaml"],
  ...["deployments/**/*.yaml", "stages/**/*.yaml", "src/*.{ts,js}", "src/**/*.{ts,py,txt}"],
];

/** What stands beside the program and asks it: the embedded engine above all, which a recording is there to hold to its word. */
const BESIDE = /^src\/(?:render|cli|policies|exports)\//;

/** The program and the stacks in one word: another one, and a recording of them says nothing any more. */
export function programHash(root: string): string {
  const hash = createHash("sha256");
  const files = globSync(PROGRAM, { cwd: root }).map((file) => file.replaceAll("\\", "/"));
  for (const file of [...new Set(files)].filter((one) => !BESIDE.test(one)).sort()) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}
