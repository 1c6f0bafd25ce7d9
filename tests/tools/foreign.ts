import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";

const FOLDER = process.env.ARBORETUM_EXPORTERS;

/** Tests that run a program of somebody else's that is in no registry of packages: whoever has it says where. */
export function withExporter(name: string, tests: (program: string) => void): void {
  const program = FOLDER ? join(FOLDER, name) : "";
  const missing =
    FOLDER === undefined
      ? `ARBORETUM_EXPORTERS names no folder with ${name}`
      : existsSync(program)
        ? undefined
        : `${FOLDER} has no ${name}`;
  if (missing === undefined) {
    describe(name, () => tests(program));
    return;
  }
  process.stderr.write(`Skipped: ${missing}\n`);
  test.skip(missing, () => {});
}
