import { beforeAll, describe, expect, test } from "vitest";
import type { Cluster } from "../../sandbox/client.ts";
import { type Deployed, deploy } from "../../sandbox/deploy.ts";
import { itemsOf, keyOf } from "../../sandbox/inventory.ts";
import { holds, type KubeObject, nameOf, type Reference, referenceTo } from "../../sandbox/objects.ts";
import { standingOf } from "../../sandbox/readiness.ts";
import { remove } from "../../sandbox/remove.ts";
import { becomesTrue } from "../../sandbox/waiting.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { manifests } from "../../src/render/manifests.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { rendered, shipped } from "../house.ts";
import { foreignDefinitions, ground } from "./ground.ts";

const sandbox = ground("converge", { machines: { count: 12 } });

/** The platform first: the others build on it. */
const stacks = ["platform", ...shipped.stacks.filter((stack) => stack !== "platform")];
const deployments = stacks.filter((stack) => stack !== "platform");

const renderings = new Map<string, Rendering>();
const renderingOf = (stack: string): Rendering => {
  const rendering = renderings.get(stack);
  if (rendering === undefined) throw new Error(`${stack} was not rendered`);
  return rendering;
};

const itemsIn = (stack: string) => itemsOf(renderingOf(stack), manifests(renderingOf(stack)));

beforeAll(async () => {
  for (const stack of stacks) renderings.set(stack, await rendered(compose(shipped, stack)));
});

const namespacesOf = (stack: string): readonly string[] =>
  itemsIn(stack).flatMap(({ kind, name }) => (kind === "Namespace" ? [name] : []));

/** Objects of a kind that a stack has in its namespaces. */
async function inStack(cluster: Cluster, stack: string, apiVersion: string, kind: string) {
  const lists = namespacesOf(stack).map((namespace) => cluster.list(apiVersion, kind, { namespace }));
  return (await Promise.all(lists)).flat();
}

const names = (objects: readonly KubeObject[]): readonly string[] =>
  objects.map((object) => nameOf(referenceTo(object))).sort();

/** Which of some objects do not get where they should within a while. */
async function laggards(
  look: () => Promise<readonly KubeObject[]>,
  isThere: (object: KubeObject) => boolean,
): Promise<readonly string[]> {
  let late: readonly KubeObject[] = [];
  await becomesTrue(
    async () => {
      late = (await look()).filter((object) => !isThere(object));
      return late.length === 0;
    },
    { seconds: 90, every: 500 },
  );
  return names(late);
}

/** Objects that the program wrote and that are there; what controllers made from them is not among them. */
async function present(cluster: Cluster, items: readonly Reference[]): Promise<readonly string[]> {
  const found = await Promise.all(items.map((item) => cluster.get(item)));
  return items
    .filter((_, index) => found[index] !== undefined)
    .map(nameOf)
    .sort();
}

const deployOnce = (stack: string): Promise<Deployed> =>
  deploy(sandbox().cluster, renderingOf(stack), {
    definitions: foreignDefinitions(),
    say: (doing) => process.stderr.write(`${doing} …\n`),
  });

describe("deployed once", () => {
  test.each(stacks)("%s comes up, wave by wave, and the API server remarks nothing", async (stack) => {
    const { applied, warnings, seconds, waves } = await deployOnce(stack);
    process.stderr.write(`${stack}: ${applied.length} objects, ${waves} waves, ${seconds.toFixed(1)} s\n`);
    expect(warnings).toEqual([]);
    expect(applied.map(keyOf).sort()).toEqual(itemsIn(stack).map(keyOf).sort());
    expect(applied.filter(({ fate }) => fate !== "created")).toEqual([]);
  });

  test.each(deployments)("%s: every workload runs, and every Job has come to its end", async (stack) => {
    const { cluster } = sandbox();
    const kinds = [
      ["apps/v1", "Deployment"],
      ["apps/v1", "StatefulSet"],
      ["batch/v1", "Job"],
    ] as const;
    const all = (
      await Promise.all(kinds.map(([version, kind]) => inStack(cluster, stack, version, kind)))
    ).flat();
    expect(all.length).toBeGreaterThan(5);
    expect(names(all.filter((object) => standingOf(object).is !== "ready"))).toEqual([]);
  });

  test.each(deployments)("%s: every claim has its volume", async (stack) => {
    const claims = await inStack(sandbox().cluster, stack, "v1", "PersistentVolumeClaim");
    expect(claims.length).toBeGreaterThan(2);
    expect(names(claims.filter(({ status }) => status?.phase !== "Bound"))).toEqual([]);
  });

  test.each(deployments)("%s: behind every Service there is a pod that is ready", async (stack) => {
    const { cluster } = sandbox();
    const services = await inStack(cluster, stack, "v1", "Service");
    const slices = await inStack(cluster, stack, "discovery.k8s.io/v1", "EndpointSlice");
    const served = new Set(
      slices
        .filter(hasReadyEndpoint)
        .map(({ metadata }) => `${metadata.namespace}/${metadata.labels?.["kubernetes.io/service-name"]}`),
    );
    const isServed = ({ metadata }: KubeObject) => served.has(`${metadata.namespace}/${metadata.name}`);
    expect(services.length).toBeGreaterThan(5);
    expect(names(services.filter((service) => !isServed(service)))).toEqual([]);
  });

  test.each(deployments)("%s: every autoscaler finds its target and its metrics", async (stack) => {
    const look = () => inStack(sandbox().cluster, stack, "autoscaling/v2", "HorizontalPodAutoscaler");
    const isActive = (scaler: KubeObject) => holds(scaler, "AbleToScale") && holds(scaler, "ScalingActive");
    expect(await laggards(look, isActive)).toEqual([]);
    // In the first stage nothing scales.
    if (stack !== "ci") expect((await look()).length).toBeGreaterThan(0);
  });

  test.each(deployments)("%s: every disruption budget counts its pods, and lets one go", async (stack) => {
    const look = () => inStack(sandbox().cluster, stack, "policy/v1", "PodDisruptionBudget");
    const lets = ({ status }: KubeObject) =>
      Number(status?.expectedPods ?? 0) > 0 && Number(status?.disruptionsAllowed ?? 0) > 0;
    expect(await laggards(look, lets)).toEqual([]);
  });

  test.each(deployments)("%s: no quota and no limit stood in the way of a pod", async (stack) => {
    const events = await inStack(sandbox().cluster, stack, "v1", "Event");
    const refused = events.filter(({ reason }) => reason === "FailedCreate" || reason === "FailedScheduling");
    // A claim that binds with its first pod is not there yet when the pod is first looked at.
    expect(
      refused
        .map(({ message }) => message)
        .filter((text) => !/unbound immediate|waiting for/.test(text ?? "")),
    ).toEqual([]);
  });

  test.each(deployments)("%s: what runs by the clock runs to its end", async (stack) => {
    const { cluster } = sandbox();
    for (const cron of await inStack(cluster, stack, "batch/v1", "CronJob")) {
      const { name, namespace = "" } = cron.metadata;
      const template = cron.spec?.jobTemplate as {
        readonly metadata?: object;
        readonly spec?: KubeObject["spec"];
      };
      const metadata = { ...template.metadata, name: `${name.slice(0, 50)}-tried`, namespace };
      const job = await cluster.create({
        apiVersion: "batch/v1",
        kind: "Job",
        metadata,
        ...(template.spec ? { spec: template.spec } : {}),
      });
      const reference = { apiVersion: "batch/v1", kind: "Job", namespace, name: job.metadata.name };
      const look = async () => [(await cluster.get(reference)) ?? job];
      expect(await laggards(look, (live) => holds(live, "Complete"))).toEqual([]);
      await cluster.delete(reference, "Background");
    }
  });
});

interface Endpoint {
  readonly conditions?: { readonly ready?: boolean };
}

const hasReadyEndpoint = ({ endpoints }: KubeObject): boolean =>
  ((endpoints ?? []) as readonly Endpoint[]).some(({ conditions }) => conditions?.ready === true);

describe("deployed again", () => {
  test.each(stacks)("%s: nothing changes", async (stack) => {
    const { applied, removed } = await deployOnce(stack);
    expect(applied.filter(({ fate }) => fate !== "unchanged")).toEqual([]);
    expect(removed).toEqual([]);
  });
});

describe("taken out", () => {
  const kept = (stack: string) => itemsIn(stack).filter((item) => item.kept);
  const uids = new Map<string, string | undefined>();

  const uidsOf = async (stack: string) => {
    const objects = await Promise.all(kept(stack).map((item) => sandbox().cluster.get(item)));
    return new Map(
      objects.map((object, index) => [nameOf(kept(stack)[index] ?? missing), object?.metadata.uid]),
    );
  };
  const missing: Reference = { apiVersion: "", kind: "", name: "" };

  test.each(deployments)("%s leaves exactly what its blueprint protects", async (stack) => {
    const { cluster } = sandbox();
    for (const [name, uid] of await uidsOf(stack)) uids.set(name, uid);
    await remove(cluster, { stack });
    expect(await present(cluster, itemsIn(stack))).toEqual(kept(stack).map(nameOf).sort());
  });

  test("of a stage that comes and goes nothing is left, of production its data is", () => {
    expect(kept("ci")).toEqual([]);
    const kinds = new Set(kept("production").map(({ kind }) => kind));
    // Secrets can be written again: what they are made of is in the state, and protected there.
    expect([...kinds]).toEqual(expect.arrayContaining(["Namespace", "PersistentVolumeClaim"]));
  });

  test("not even the administrator deletes a volume of production by mistake", async () => {
    const claim = kept("production").find(({ kind }) => kind === "PersistentVolumeClaim");
    await expect(sandbox().cluster.delete(claim ?? missing)).rejects.toThrow(/may-be-deleted/);
  });

  test("production comes back to the data that it left", async () => {
    await deployOnce("production");
    const now = await uidsOf("production");
    expect(now.size).toBeGreaterThan(4);
    for (const [name, uid] of now) expect([name, uids.get(name)]).toEqual([name, uid]);
  });
});
