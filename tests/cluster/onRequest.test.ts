import { beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../sandbox/deploy.ts";
import { type Fault, provoke, relent, restartApiServer } from "../../sandbox/faults.ts";
import { setLoad } from "../../sandbox/load.ts";
import { type KubeObject, selectorText } from "../../sandbox/objects.ts";
import { standingOf } from "../../sandbox/readiness.ts";
import { becomesTrue } from "../../sandbox/waiting.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { ground } from "./ground.ts";
import { renderingOf } from "./sample.ts";

/** The sandbox itself: whether what is asked for goes wrong, and nothing else does. Three replicas of something, and a Job. */
const sandbox = ground("on-request", { tempo: { autoscalerPeriod: 2, autoscalerStabilization: 5 } });

const pods = { app: "web" };
const fault = (what: Partial<Fault>): Fault => ({ name: "test", namespace: "sample", pods, ...what });

beforeAll(async () => {
  await deploy(sandbox().cluster, renderingOf());
});

const webs = (): Promise<readonly KubeObject[]> =>
  sandbox().cluster.list("v1", "Pod", { namespace: "sample", selector: selectorText(pods) });

const web = async (): Promise<KubeObject> => {
  const live = await sandbox().cluster.get({
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: "sample",
    name: "web",
  });
  if (live === undefined) throw new Error("web is gone");
  return live;
};

const isWhole = async (): Promise<boolean> => standingOf(await web()).is === "ready";
const becomesWhole = (): Promise<boolean> => becomesTrue(isWhole, { seconds: 60, every: 200 });

beforeEach(async () => {
  expect(await becomesWhole()).toBe(true);
});

/** The same stack with something else in the pods: a rollout. */
const changed = (version: string, image?: string): Rendering =>
  renderingOf({ version, ...(image ? { image } : {}) });

const reasons = async (): Promise<readonly string[]> =>
  (await webs()).flatMap(({ status }) =>
    (status?.containerStatuses ?? []).flatMap(({ state }) => state?.waiting?.reason ?? []),
  );

test("pods that crash are not ready any more, and recover when it is over", async () => {
  const crash = fault({ fails: "crash" });
  await provoke(sandbox().cluster, crash);
  expect(await becomesTrue(async () => (await reasons()).length === 3, { seconds: 30 })).toBe(true);
  expect(new Set(await reasons())).toEqual(new Set(["CrashLoopBackOff"]));
  expect(await isWhole()).toBe(false);
  await relent(sandbox().cluster, crash);
  expect(await becomesWhole()).toBe(true);
});

test("a pull that fails on request fails for any image", async () => {
  const image = fault({ fails: "image" });
  await provoke(sandbox().cluster, image);
  await expect(deploy(sandbox().cluster, changed("2"), { patience: 5 })).rejects.toThrow(/ImagePullBackOff/);
  await relent(sandbox().cluster, image);
  expect(await becomesWhole()).toBe(true);
});

test("pods that start slowly hold up the deployment for that long", async () => {
  const slow = fault({ startsIn: "3s" });
  await provoke(sandbox().cluster, slow);
  const { seconds } = await deploy(sandbox().cluster, changed("slow"));
  await relent(sandbox().cluster, slow);
  expect(seconds).toBeGreaterThan(3);
});

test("an API server that is asked to end is back within a minute", async () => {
  const start = Date.now();
  await restartApiServer(sandbox());
  expect(Date.now() - start).toBeLessThan(60_000);
});

test("the autoscaler follows the load up and down", async () => {
  const { cluster } = sandbox();
  const replicas = async () => (await web()).status?.replicas ?? 0;
  await setLoad(cluster, [{ namespace: "sample", pods, curve: [{ second: 0, cores: 1.2 }] }]);
  expect(await becomesTrue(async () => (await replicas()) === 8, { seconds: 90, every: 300 })).toBe(true);
  await setLoad(cluster, []);
  expect(await becomesTrue(async () => (await replicas()) === 3, { seconds: 90, every: 300 })).toBe(true);
});
