import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { redisPod } from "../../src/components/data/redis.ts";
import { deploymentArgs } from "../../src/components/service/deployment.ts";
import type { Scaling } from "../../src/vocabulary/workload.ts";
import { serviceOf } from "../house.ts";
import { blueprint, placement, storeOf } from "./alone.ts";

const shell = spawnSync("sh", ["-c", "exit 0"]).status === 0;
const reason = shell ? "" : " (skipped: there is no sh)";

test.skipIf(!shell).each([
  ["answers", "echo PONG", true],
  ["refuses, because it was not told the password", "echo 'NOAUTH Authentication required.'", true],
  ["still loads its log", "echo 'LOADING Redis is loading the dataset in memory'", false],
  ["is down", "echo 'Could not connect to Redis' >&2; exit 1", false],
])(`a Redis that %s is as ready as it is${reason}`, (_, says, ready) => {
  const folder = mkdtempSync(join(tmpdir(), "arboretum-"));
  try {
    writeFileSync(join(folder, "redis-cli"), `#!/bin/sh\n${says}\n`, { mode: 0o755 });
    const { readiness } = redisPod(storeOf("redis", "cache")).probes ?? {};
    const [command = "", ...rest] = readiness?.by === "command" ? readiness.command : [];
    const { status } = spawnSync(command, rest, { env: { PATH: `${folder}:${process.env.PATH}` } });
    expect(status === 0).toBe(ready);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each<[string, Scaling, string | undefined]>([
  ["of a fixed number takes back what somebody scaled by hand", { by: "fixed", replicas: 2 }, "true"],
  ["of an autoscaler leaves the number to it", { by: "cpu", min: 2, max: 4, target: 70 }, undefined],
])("a Deployment %s", (_, scaling, forced) => {
  const { web, files } = serviceOf(blueprint(), "lms");
  if (web === undefined) throw new Error("there is no service");
  const { metadata } = deploymentArgs(placement, { ...web, scaling }, files);
  expect(metadata).toHaveProperty("name", "lms");
  const annotations = (metadata as { annotations?: Record<string, string> }).annotations ?? {};
  expect(annotations["pulumi.com/patchForce"]).toBe(forced);
});
