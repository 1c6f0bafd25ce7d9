import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiFailure, type Cluster } from "../../sandbox/client.ts";
import { installDefinitions } from "../../sandbox/definitions.ts";
import { inParallel } from "../../sandbox/deploy.ts";
import { objectOf } from "../../sandbox/inventory.ts";
import { type KubeObject, nameOf, referenceTo, templateOf } from "../../sandbox/objects.ts";
import { awaitReady } from "../../sandbox/readiness.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { type Manifest, manifests } from "../../src/render/manifests.ts";
import { rendered, shipped } from "../house.ts";
import { foreignDefinitions, ground } from "./ground.ts";
import {
  driverStacks,
  edgeStacks,
  measuredStacks,
  notebookStacks,
  offeredStacks,
  randomStacks,
  releaseStacks,
  type Stack,
  sharedStacks,
  shippedStacks,
} from "./stacks.ts";

const sandbox = ground("accepted");

/** What others need before the API server looks at them: the rest is only asked about, and never comes to be. */
const FOUNDATION = [
  "CustomResourceDefinition",
  "PriorityClass",
  "Namespace",
  "ResourceQuota",
  "LimitRange",
  "ServiceAccount",
];

/** What the API server says of an object: why not, or what it remarks. */
async function remarksOf(cluster: Cluster, object: KubeObject, dryRun: boolean): Promise<readonly string[]> {
  const named = nameOf(referenceTo(object));
  try {
    const { warnings } = await cluster.apply(object, { dryRun, force: true });
    return warnings.map((text) => `${named}: ${text}`);
  } catch (cause) {
    if (!(cause instanceof ApiFailure)) throw cause;
    return [`${named} is refused: ${cause.message}`];
  }
}

/** The pod that a workload makes: Pod Security, quota and limits look at that, not at its template. */
function podOf(workload: KubeObject): readonly KubeObject[] {
  const template = templateOf(workload);
  if (template?.spec === undefined) return [];
  const { name, namespace = "" } = workload.metadata;
  const metadata = { ...template.metadata, name: `${workload.kind.toLowerCase()}-${name}`, namespace };
  return [{ apiVersion: "v1", kind: "Pod", metadata, spec: template.spec }];
}

const objectsIn = (all: readonly Manifest[]): readonly KubeObject[] =>
  all.filter((manifest) => manifest.is === "object").map(objectOf);

const seen = { stacks: 0, objects: 0, pods: 0, opaque: new Set<string>() };

async function ask(cluster: Cluster, { composition }: Stack): Promise<readonly string[]> {
  const all = manifests(await rendered(composition));
  const objects = objectsIn(all);
  await installDefinitions(cluster, objects, foreignDefinitions());
  const remarks: string[] = [];
  const foundation = objects.filter(({ kind }) => FOUNDATION.includes(kind));
  for (const object of foundation) remarks.push(...(await remarksOf(cluster, object, false)));
  for (const object of foundation) await awaitReady(cluster, object, 60);
  const pods = objects.flatMap(podOf);
  await inParallel([...objects, ...pods], async (object) => {
    remarks.push(...(await remarksOf(cluster, object, true)));
  });
  seen.stacks += 1;
  seen.objects += objects.length;
  seen.pods += pods.length;
  for (const one of all) if (one.is === "release") seen.opaque.add(`${one.chart} ${one.version}`);
  return remarks;
}

beforeAll(async () => {
  // The priority classes that every deployment builds on.
  await ask(sandbox().cluster, { label: "platform", composition: compose(shipped, "platform") });
});

afterAll(() => {
  const { stacks, objects, pods, opaque } = seen;
  const charts = opaque.size === 0 ? "none" : [...opaque].join(", ");
  process.stderr.write(
    `${objects} objects and ${pods} pods of ${stacks} stacks were asked about. Opaque, because a chart makes them: ${charts}.\n`,
  );
});

describe.each([
  { from: "stacks that people write", stacks: shippedStacks() },
  { from: "platforms and ways in", stacks: edgeStacks() },
  { from: "every release in every stage", stacks: releaseStacks() },
  { from: "every release on a cluster that offers more", stacks: offeredStacks() },
  { from: "every driver of a store", stacks: driverStacks() },
  { from: "servers that deployments share", stacks: sharedStacks() },
  { from: "deployments that are measured", stacks: measuredStacks() },
  { from: "notebooks", stacks: notebookStacks() },
  { from: "settings made by chance", stacks: randomStacks(20) },
])("$from", ({ stacks }) => {
  test.each(stacks)("$label: the API server takes every object and remarks nothing", async (stack) => {
    expect(await ask(sandbox().cluster, stack)).toEqual([]);
  });
});

describe("the API server would have said so", () => {
  const { composition } = { composition: compose(shipped, "ci") };

  const inCi = async (kind: string): Promise<KubeObject> => {
    const objects = objectsIn(manifests(await rendered(composition)));
    const found = objects.find((object) => object.kind === kind);
    if (found === undefined) throw new Error(`ci has no ${kind}`);
    return found;
  };

  test("a field that Kubernetes does not know is refused", async () => {
    const deployment = await inCi("Deployment");
    const spec = { ...deployment.spec, replica: 3 };
    expect(await remarksOf(sandbox().cluster, { ...deployment, spec }, true)).toEqual([
      expect.stringContaining("replica"),
    ]);
  });

  test("a pod that may gain privileges is refused in a namespace of trust level restricted", async () => {
    const [pod] = podOf(await inCi("Deployment"));
    const containers = (pod?.spec?.containers ?? []).map((one) => ({ ...one, securityContext: {} }));
    const loose = { ...pod, spec: { ...pod?.spec, containers } } as KubeObject;
    expect(await remarksOf(sandbox().cluster, loose, true)).toEqual([
      expect.stringContaining("violates PodSecurity"),
    ]);
  });

  test("a pod beyond the limit of its namespace is refused", async () => {
    const [pod] = podOf(await inCi("Deployment"));
    const containers = (pod?.spec?.containers ?? []).map((one) => ({
      ...one,
      resources: { requests: { cpu: "900", memory: "9000Gi" }, limits: { cpu: "900", memory: "9000Gi" } },
    }));
    const huge = { ...pod, spec: { ...pod?.spec, containers } } as KubeObject;
    expect(await remarksOf(sandbox().cluster, huge, true)).toEqual([
      expect.stringMatching(/maximum|exceeded quota/),
    ]);
  });

  test("what is deprecated is remarked", async () => {
    const endpoints = {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name: "old", namespace: "default" },
    };
    expect(await remarksOf(sandbox().cluster, endpoints, true)).toEqual([
      expect.stringContaining("deprecated"),
    ]);
  });
});
