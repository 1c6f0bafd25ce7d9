import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Measured, median } from "./figures.ts";

/**
 * Tutor on the same machine in the same minute, where it is installed. Its files go to a folder of their own, so no plugin is enabled:
 * that is LMS, Studio and stores, more applications and fewer kinds of objects than ours.
 */
export function measureTutor(runs: number): Measured {
  if (spawnSync("tutor", ["--version"]).status !== 0) return {};
  const root = mkdtempSync(join(tmpdir(), "arboretum-tutor-"));
  const env = { ...process.env, TUTOR_ROOT: root, TUTOR_PLUGINS_ROOT: join(root, "plugins") };
  const timed = (name: string, ...given: string[]): number => {
    const start = performance.now();
    const { status } = spawnSync(name, given, { env, maxBuffer: 1 << 28 });
    return status === 0 ? (performance.now() - start) / 1000 : Number.NaN;
  };
  try {
    // The first run writes its secrets, as ours compiles its modules.
    timed("tutor", "config", "save");
    const saves = Array.from({ length: runs }, () => timed("tutor", "config", "save"));
    const manifests = Array.from({ length: runs }, () => timed("kubectl", "kustomize", join(root, "env")));
    const tutor = median(saves);
    const both = tutor + median(manifests);
    return { tutor, ...(Number.isNaN(both) ? {} : { tutorManifests: both }) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
