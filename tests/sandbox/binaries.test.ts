import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { binaries, kubernetesVersion, type Program, programs, unbuilt } from "../../sandbox/binaries.ts";

/** A machine without Go, with a folder of programs that somebody else has built. */
function machineWith(some: readonly Program[]) {
  const home = mkdtempSync(join(tmpdir(), "arboretum-assets-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  for (const program of some) {
    writeFileSync(join(home, program), "#!/bin/sh\n");
    chmodSync(join(home, program), 0o755);
  }
  return { KUBEBUILDER_ASSETS: home, PATH: home, XDG_CACHE_HOME: join(home, "cache") };
}

const found = (environment: ReturnType<typeof machineWith>) => binaries({ environment, say: () => {} });

test("the programs of KUBEBUILDER_ASSETS are taken, and nothing is built", async () => {
  const environment = machineWith(programs);
  const files = await found(environment);
  expect(files).toEqual(
    Object.fromEntries(programs.map((program) => [program, join(environment.KUBEBUILDER_ASSETS, program)])),
  );
  expect(unbuilt(environment)).toEqual([]);
});

test("what that folder lacks has to be built, and nothing else", async () => {
  const environment = machineWith(programs.filter((program) => program !== "kwok"));
  expect(unbuilt(environment)).toEqual(["kwok"]);
  await expect(found(environment)).rejects.toThrow(
    /^kwok has to be built first, and there is no Go on the PATH/,
  );
});

test("a file there that nobody may run is no program", () => {
  const environment = machineWith(programs);
  chmodSync(join(environment.KUBEBUILDER_ASSETS, "etcd"), 0o644);
  expect(unbuilt(environment)).toEqual(["etcd"]);
});

test("the module builds a Kubernetes 1.35", () => {
  expect(kubernetesVersion()).toMatch(/^v1\.35\.\d+$/);
});
