import { afterEach, beforeAll, expect, test } from "vitest";
import { deploy } from "../../sandbox/deploy.ts";
import {
  drain,
  type Fault,
  findNodes,
  loseNodes,
  nodesIn,
  provoke,
  relent,
  restartApiServer,
  uncordon,
} from "../../sandbox/faults.ts";
import { holds, type KubeObject, referenceTo, selectorText } from "../../sandbox/objects.ts";
import { standingOf } from "../../sandbox/readiness.ts";
import { becomesTrue } from "../../sandbox/waiting.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { COMPONENT } from "../../src/vocabulary/labels.ts";
import {
  academy,
  deployAcademy,
  deployment,
  deployPlatform,
  imageOf,
  leastDuring,
  live,
  NAMESPACE,
  ours,
  patched,
  type Version,
  webs,
} from "./academy.ts";
import { ground } from "./ground.ts";

/** What goes wrong with a deployment that learners use, and what has to come of it: they notice nothing, and somebody is told what it was. */
const sandbox = ground("faults");
const cluster = () => sandbox().cluster;

/** What runs the code of the platform for learners and authors. */
const PLATFORM_WEBS = ["lms", "cms"] as const;
const MIGRATIONS = { [COMPONENT]: "edxapp-migrations" };

const befalling = (pods: Fault["pods"], what: Partial<Fault>): Fault => ({
  name: "fault",
  namespace: NAMESPACE,
  pods,
  ...what,
});

beforeAll(async () => {
  await deployPlatform(cluster());
  await deployAcademy(cluster(), { image: patched("0") });
});

const webImages = async (): Promise<readonly string[]> =>
  Promise.all(PLATFORM_WEBS.map(async (name) => imageOf(await live(cluster(), deployment(name)))));

const allRun = async (image: string): Promise<void> =>
  expect(new Set(await webImages())).toEqual(new Set([image]));

const jobsOf = async (image: string): Promise<readonly string[]> =>
  (await cluster().list("batch/v1", "Job", { namespace: NAMESPACE }))
    .filter((job) => imageOf(job) === image)
    .map(({ metadata }) => metadata.name);

const migrationsOf = async (image: string): Promise<readonly string[]> =>
  (await jobsOf(image)).filter((name) => name.includes("-migrate"));

async function areWhole(isMeant: (name: string) => boolean = () => true): Promise<boolean> {
  const deployments = await cluster().list("apps/v1", "Deployment", { namespace: NAMESPACE });
  return deployments
    .filter(({ metadata }) => isMeant(metadata.name))
    .every((object) => standingOf(object).is === "ready");
}

/** Does something while an object is in the cluster. */
async function beside<Result>(object: KubeObject, work: () => Promise<Result>): Promise<Result> {
  await cluster().apply(object);
  try {
    return await work();
  } finally {
    await cluster().delete(referenceTo(object));
  }
}

/** Each test leaves the academy whole, whatever happened to it. */
afterEach(async () => {
  expect(await becomesTrue(() => areWhole(), { seconds: 90, every: 300 })).toBe(true);
});

/** Deploys what cannot be deployed, and says why not. */
async function failureOf(what: Version | Rendering, patience: number): Promise<string> {
  const rendering = "resources" in what ? what : await academy(what);
  const failure: unknown = await deploy(cluster(), rendering, { patience }).then(
    () => "It was deployed.",
    (cause: unknown) => cause,
  );
  expect(failure).toBeInstanceOf(Error);
  return failure instanceof Error ? failure.message : "";
}

/** The same, for what fails before the platform's web, which is afterwards as it was before, and all of it. */
async function refusal(what: Version | Rendering, patience = 60): Promise<string> {
  const before = await webImages();
  const said = await failureOf(what, patience);
  expect(await webImages()).toEqual(before);
  expect(await areWhole((name) => (PLATFORM_WEBS as readonly string[]).includes(name))).toBe(true);
  return said;
}

test("a migration that fails is named, nothing after it has run, the web keeps its image, and the next update tries again", async () => {
  const image = patched("1");
  const crash = befalling(MIGRATIONS, { fails: "crash" });
  await provoke(cluster(), crash);
  const said = await refusal({ image }, 180);
  expect(said).toMatch(/Job academy-production\/lms-migrate-\w+: BackoffLimitExceeded/);
  expect(await migrationsOf(image)).toEqual([expect.stringMatching(/^lms-migrate-[0-9a-f]+$/)]);
  await relent(cluster(), crash);
  await deployAcademy(cluster(), { image });
  await allRun(image);
});

test("a migration that still runs when the update is repeated goes on, and nobody can delete it", async () => {
  const image = patched("2");
  const slow = befalling(MIGRATIONS, { runsFor: "20s" });
  await provoke(cluster(), slow);
  expect(await refusal({ image }, 10)).toMatch(/lms-migrate-\w+: still waits for its end/);
  const [name = ""] = await migrationsOf(image);
  const job = ours("batch/v1", "Job", name);
  const { uid } = (await live(cluster(), job)).metadata;
  await expect(cluster().delete(job)).rejects.toThrow(/This Job still runs/);
  await relent(cluster(), slow);
  await deployAcademy(cluster(), { image });
  const after = await live(cluster(), job);
  expect(after.metadata.uid).toBe(uid);
  expect(after.status).toMatchObject({ succeeded: 1 });
  expect(after.status?.failed ?? 0).toBe(0);
  await allRun(image);
});

test("an image that does not exist stops the update before the web is touched, is named, and is in nobody's way afterwards", async () => {
  const image = "registry.invalid/openedx:3";
  const said = await refusal({ image }, 8);
  expect(said).toMatch(/Job academy-production\/\S+: still waits/);
  expect(said).toContain(`(${image}): ImagePullBackOff`);
  const waiting = await jobsOf(image);
  expect(waiting).not.toEqual([]);
  // Its pod waits for ever, and counts as active: the next good update clears it away all the same.
  const active = await live(cluster(), ours("batch/v1", "Job", waiting[0] ?? ""));
  expect(active.status).toMatchObject({ active: 1 });
  await deployAcademy(cluster(), { image: patched("2") });
  expect(await jobsOf(image)).toEqual([]);
});

test("an image that the web alone cannot pull is named, while the pods that are there go on", async () => {
  const image = patched("3");
  const gone = befalling({ [COMPONENT]: "lms" }, { fails: "image" });
  await provoke(cluster(), gone);
  const { replicas = 0 } = (await live(cluster(), deployment("lms"))).status ?? {};
  const { least, result } = await leastDuring(cluster(), () => failureOf({ image }, 15));
  expect(result).toContain("Deployment academy-production/lms");
  expect(result).toContain(`(${image}): ImagePullBackOff`);
  expect(least.lms).toBe(replicas);
  await relent(cluster(), gone);
  await deployAcademy(cluster(), { image });
});

test("a zone that is lost takes its pods along, the others go on, and new ones start elsewhere", async () => {
  const names = await webs(cluster());
  const lost = new Set(await nodesIn(cluster(), "zone-2"));
  const readyOutside = async (name: string) => {
    const selector = selectorText({ [COMPONENT]: name });
    const pods = await cluster().list("v1", "Pod", { namespace: NAMESPACE, selector });
    return pods.filter((pod) => holds(pod, "Ready") && !lost.has(pod.spec?.nodeName ?? "")).length;
  };
  const wanted = await Promise.all(
    names.map(async (name) => (await live(cluster(), deployment(name))).spec?.replicas ?? 0),
  );
  const areElsewhere = async () =>
    (await Promise.all(names.map(readyOutside))).every((count, index) => count >= (wanted[index] ?? 1));
  const { least, result } = await leastDuring(cluster(), async () => {
    await loseNodes(cluster(), [...lost]);
    return becomesTrue(areElsewhere, { seconds: 120, every: 300 });
  });
  await findNodes(cluster(), [...lost]);
  expect(result).toBe(true);
  // Pods are spread over three zones: one zone never has more than its share.
  const atLeast = wanted.map((count) => count - Math.ceil(count / 3));
  for (const [index, name] of names.entries())
    expect([name, least[name]]).toEqual([
      name,
      expect.toSatisfy((count: number) => count >= (atLeast[index] ?? 1)),
    ]);
});

test("every machine can be drained in turn, and no more pods are missing than the budgets allow", async () => {
  const budgets = await cluster().list("policy/v1", "PodDisruptionBudget", { namespace: NAMESPACE });
  const { least, result } = await leastDuring(cluster(), async () => {
    const stuck: string[] = [];
    for (const { metadata } of await cluster().list("v1", "Node")) {
      if (!(await drain(cluster(), metadata.name))) stuck.push(metadata.name);
      await uncordon(cluster(), metadata.name);
    }
    return stuck;
  });
  expect(result).toEqual([]);
  const broken = budgets.filter(
    ({ metadata: { name }, status }) => (least[name] ?? 0) < Number(status?.desiredHealthy ?? 99),
  );
  expect(budgets.length).toBeGreaterThan(3);
  expect(broken.map(({ metadata }) => metadata.name)).toEqual([]);
});

test("an API server that dies in the middle of an update holds it up, and no more", async () => {
  const image = patched("4");
  const slow = befalling(MIGRATIONS, { runsFor: "4s" });
  await provoke(cluster(), slow);
  const deployed = deployAcademy(cluster(), { image });
  expect(await becomesTrue(async () => (await migrationsOf(image)).length > 0, { seconds: 90 })).toBe(true);
  await restartApiServer(sandbox(), "SIGKILL");
  await deployed;
  await relent(cluster(), slow);
  await allRun(image);
});

test("an exhausted quota stops the update, which says so, while the pods that are there go on", async () => {
  const said = await beside(SQUEEZE, async () => {
    const isCounted = async () => (await cluster().get(referenceTo(SQUEEZE)))?.status?.hard?.pods === "1";
    expect(await becomesTrue(isCounted, { seconds: 30 })).toBe(true);
    return refusal({ image: patched("5") }, 8);
  });
  expect(said).toMatch(/exceeded quota: squeeze/);
});

const SQUEEZE: KubeObject = {
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: { namespace: NAMESPACE, name: "squeeze" },
  spec: { hard: { pods: "1" } },
};

test("kinds that the cluster does not know are all named before anything changes", async () => {
  const image = patched("6");
  const said = await refusal(await academy({ image, offers: "{ keda: existing }" }));
  expect(said).toContain("TriggerAuthentication (keda.sh/v1alpha1)");
  expect(said).toContain("ScaledObject (keda.sh/v1alpha1)");
  expect(await jobsOf(image)).toEqual([]);
});

test("a webhook that nobody answers is named, and the pods that are there go on", async () => {
  const image = patched("7");
  const touch = { metadata: { annotations: { "tests.arboretum.dev/tried": "true" } } };
  const isDead = () =>
    cluster()
      .patch(deployment("lms"), touch)
      .then(
        () => false,
        () => true,
      );
  const said = await beside(DEAD_WEBHOOK, async () => {
    expect(await becomesTrue(isDead, { seconds: 30, every: 300 })).toBe(true);
    return refusal({ image });
  });
  expect(said).toContain('failed calling webhook "dead.example.edu"');
  await deployAcademy(cluster(), { image });
  await allRun(image);
});

const DEAD_WEBHOOK = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name: "dead" },
  webhooks: [
    {
      name: "dead.example.edu",
      clientConfig: { url: "https://127.0.0.1:1/" },
      rules: [
        { apiGroups: ["apps"], apiVersions: ["v1"], resources: ["deployments"], operations: ["UPDATE"] },
      ],
      failurePolicy: "Fail",
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
      timeoutSeconds: 2,
    },
  ],
};

test("what somebody changed by hand is found, and so is who it was", async () => {
  const scaler = ours("autoscaling/v2", "HorizontalPodAutoscaler", "lms");
  const { spec } = await live(cluster(), scaler);
  const { apiVersion, kind, ...metadata } = scaler;
  const edit = (maxReplicas: unknown) =>
    cluster().apply(
      { apiVersion, kind, metadata, spec: { scaleTargetRef: spec?.scaleTargetRef, maxReplicas } },
      { manager: "somebody-in-a-hurry", force: true },
    );
  await edit(77);
  const said = await refusal({ image: patched("7") });
  expect(said).toContain("HorizontalPodAutoscaler academy-production/lms");
  expect(said).toContain("somebody-in-a-hurry");
  expect(said).toContain("maxReplicas");
  await edit(spec?.maxReplicas);
  await deployAcademy(cluster(), { image: patched("7") });
});

test("a stack that is meant for another cluster is refused before anything changes", async () => {
  const image = patched("8");
  expect(await refusal({ image, cluster: "another" })).toContain("This is the cluster learning");
  expect(await jobsOf(image)).toEqual([]);
});

test("nobody deletes the namespace or a volume of production by mistake", async () => {
  for (const kept of [
    { apiVersion: "v1", kind: "Namespace", name: NAMESPACE },
    ours("v1", "PersistentVolumeClaim", "mysql-data"),
  ]) {
    await expect(cluster().delete(kept)).rejects.toThrow(/may-be-deleted/);
    expect((await live(cluster(), kept)).metadata.deletionTimestamp).toBeUndefined();
  }
});
