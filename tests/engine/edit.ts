import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Ground } from "./ground.ts";

/** Changes one value in a file of the project that the ground deploys: `edit(ground, "Pulumi.qa.yaml", ["config", …], …)`. */
export function edit({ deployer }: Ground, file: string, path: readonly string[], value: unknown): void {
  const place = join(deployer.copy.folder, file);
  const document = parseDocument(readFileSync(place, "utf8"));
  document.setIn(path, value);
  writeFileSync(place, document.toString());
}

/** Says in the release map what every stage of the academy runs. */
export const runs = (ground: Ground, release: string): void =>
  edit(ground, "release-map.yaml", ["deployments", "academy", "run"], {
    ci: release,
    qa: release,
    production: release,
  });
