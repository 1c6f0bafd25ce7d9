import { describe, expect, test } from "vitest";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { plan } from "../../src/render/plan.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { composed, deploymentOf, rendered } from "../house.ts";

const KEEP = "keep: { submissions: 5y, grades: 5y, tracking: forever }";
const spread = (said: string, stage = "qa") => composed(stage, [`objectStorage: { ${said}, ${KEEP} }`]);
const four = spread("servers: 4, disks: 2, volume: 100Gi");

// Inputs are of every shape that Kubernetes has, and a test that names a wrong path fails.
// biome-ignore lint/suspicious/noExplicitAny: see above
const inputsOf = ({ resources }: Rendering, kind: string, name: string): any => {
  const found = resources.find((one) => one.custom && one.type.endsWith(`:${kind}`) && one.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found.inputs;
};

describe("MinIO on several machines", () => {
  test("names all servers and all of their disks to each, and begins them together", async () => {
    const rendering = await rendered(four);
    expect([...rendering.problems, ...check(rendering, deploymentOf(four))]).toEqual([]);
    const { spec } = inputsOf(rendering, "StatefulSet", "academy-qa-minio-4x2");
    const [container] = spec.template.spec.containers;
    expect(container.command).toContain("http://minio-4x2-{0...3}.minio-4x2-peers:9000/data{1...2}");
    expect(container.volumeMounts.map((one: { mountPath: string }) => one.mountPath)).toEqual(
      expect.arrayContaining(["/data1", "/data2"]),
    );
    expect([spec.replicas, spec.podManagementPolicy]).toEqual([4, "Parallel"]);
    const peers = inputsOf(rendering, "Service", "academy-qa-minio-4x2-peers").spec;
    expect([peers.clusterIP, peers.publishNotReadyAddresses]).toEqual(["None", true]);
  });

  test("has no two servers on one machine, and lets one be taken away at a time", async () => {
    const rendering = await rendered(four);
    const { affinity } = inputsOf(rendering, "StatefulSet", "academy-qa-minio-4x2").spec.template.spec;
    expect(affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toMatchObject([
      { topologyKey: "kubernetes.io/hostname" },
    ]);
    expect(inputsOf(rendering, "PodDisruptionBudget", "academy-qa-minio-4x2-budget").spec).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: { "arboretum.dev/component": "minio-4x2" } },
    });
  });

  test("has a claim for each disk before its pod, under the name that its set looks for", async () => {
    const { resources } = await rendered(four);
    const claims = resources
      .filter(({ type, name }) => type.endsWith(":PersistentVolumeClaim") && name.includes("minio"))
      .map(({ inputs, options }) => [
        (inputs as { metadata: { name: string } }).metadata.name,
        options.protect,
      ]);
    expect(claims).toEqual(
      [0, 1, 2, 3].flatMap((server) => [1, 2].map((disk) => [`data${disk}-minio-4x2-${server}`, true])),
    );
  });

  test("grows disk by disk, and never by its template", async () => {
    const larger = await rendered(spread("servers: 4, disks: 2, volume: 200Gi"), "preview");
    const changes = plan(await rendered(four, "preview"), larger).filter(({ verdict }) => verdict !== "same");
    expect(changes.map(({ type, verdict }) => [type.split(":").at(-1), verdict])).toEqual(
      Array.from({ length: 8 }, () => ["PersistentVolumeClaim", "update"]),
    );
  });

  test("asks for the room of all of its servers", () => {
    const memory = (said: string) => {
      const [home] = deploymentOf(spread(said)).namespaces;
      return Number(home.quota.memory.replace(/\D/g, "")) * (home.quota.memory.endsWith("Gi") ? 1024 : 1);
    };
    expect(memory("servers: 4, memory: 4Gi") - memory("memory: 4Gi")).toBeGreaterThanOrEqual(3 * 4 * 1024);
  });

  test("lets servers speak to each other, and the gateway to any of them", () => {
    const { connections, hosts } = deploymentOf(four);
    const between = connections.filter(
      ({ from, to }) => from.kind === "component" && to.kind === "component" && from.name === to.name,
    );
    expect(between).toMatchObject([{ port: 9000, from: { name: "minio-4x2" } }]);
    expect(hosts.find(({ name }) => name === "files")?.component).toBe("minio-4x2");
  });

  test("is refused with two or three, with what would be lost", () => {
    for (const servers of [2, 3, 17])
      expect(spread(`servers: ${servers}`).problems.filter(isError)).toMatchObject([
        { path: "arboretum:objectStorage.servers", message: expect.stringContaining("nobody can write") },
      ]);
  });

  test("does not become more servers: that is another storage, and the one before is left behind", async () => {
    const more = spread("servers: 5, disks: 2, volume: 100Gi");
    const changes = plan(await rendered(four, "preview"), await rendered(more, "preview"));
    const kept = changes.filter(({ verdict }) => verdict === "keep").map(({ name }) => name);
    expect(kept).toEqual(expect.arrayContaining(["academy-qa-minio-4x2"]));
    expect(changes.filter(({ refused }) => refused !== undefined)).toEqual([]);
  });
});
