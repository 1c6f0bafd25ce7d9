import { beforeAll, expect, test } from "vitest";
import { type Fault, provoke, relent } from "../../sandbox/faults.ts";
import { type KubeObject, referenceTo } from "../../sandbox/objects.ts";
import { becomesTrue } from "../../sandbox/waiting.ts";
import { COMPONENT } from "../../src/vocabulary/labels.ts";
import { edit, runs } from "./edit.ts";
import { ground, must } from "./ground.ts";
import { rendered } from "./renderings.ts";

const here = ground("jobs");
const namespace = "academy-qa";

beforeAll(async () => {
  runs(here(), "ulmo");
  await here().up("platform");
  await here().up("qa");
});

/** The Job that migrates the database of the LMS, as the project stands now. */
async function migration(): Promise<KubeObject> {
  const { resources } = await rendered(here(), "qa");
  const job = resources.find(({ urn }) => urn.endsWith("-lms-migrate"));
  if (job === undefined) throw new Error("There is no migration of the LMS.");
  return job.inputs as unknown as KubeObject;
}

/** The pods of that Job and of the others of its chain. */
const podsOf = ({ spec }: KubeObject): Fault["pods"] => ({
  [COMPONENT]: spec?.template?.metadata?.labels?.[COMPONENT] ?? "",
});

async function lmsImage(): Promise<string | undefined> {
  const lms = await here().cluster.get({ apiVersion: "apps/v1", kind: "Deployment", namespace, name: "lms" });
  return lms?.spec?.template?.spec?.containers?.[0]?.image;
}

test("a migration that fails stops the update before anything after it, is named, and is made again by the next update", async () => {
  const before = await lmsImage();
  const fault: Fault = { name: "migration", namespace, pods: podsOf(await migration()), fails: "crash" };
  await provoke(here().cluster, fault);
  runs(here(), "verawood");

  const failed = await here().pulumi("qa", ["up", "--yes", "--skip-preview"]);
  expect(failed.code).not.toBe(0);
  expect(failed.out + failed.err).toMatch(/lms-migrate/);
  expect(await lmsImage()).toBe(before);

  await relent(here().cluster, fault);
  await here().up("qa");
  expect(await lmsImage()).not.toBe(before);
  await here().settled("qa");
});

test("a migration that still runs is not replaced when the update is repeated", async () => {
  edit(here(), "stages/qa.yaml", ["images"], { pullSecret: "another-login" });
  const fault: Fault = { name: "slow", namespace, pods: podsOf(await migration()), runsFor: "1h" };
  await provoke(here().cluster, fault);
  const job = referenceTo(await migration());

  const first = here().deployer.start("qa", ["up", "--yes", "--skip-preview"]);
  const status = async () => (await here().cluster.get(job))?.status;
  const isActive = async () => (await status())?.active === 1;
  await becomesTrue(isActive, { seconds: 300, every: 500 });
  const uidNow = async () => (await here().cluster.get(job))?.metadata.uid;
  const uid = await uidNow();
  expect(uid).toBeDefined();
  first.interrupt();
  expect((await first.ended).code).not.toBe(0);

  const second = await here().pulumi("qa", ["up", "--yes", "--skip-preview"]);
  expect(second.code).not.toBe(0);
  expect(second.out + second.err).toContain("This Job still runs");
  expect(await uidNow()).toBe(uid);

  await relent(here().cluster, fault);
  const [pod] = await here().cluster.list("v1", "Pod", { namespace, selector: `job-name=${job.name}` });
  if (pod === undefined) throw new Error(`${job.name} has no pod.`);
  const done = { apiVersion: "v1", kind: "Pod", namespace, name: pod.metadata.name };
  await here().cluster.patch(done, { status: { phase: "Succeeded" } }, "status");
  await becomesTrue(async () => (await status())?.succeeded === 1, { seconds: 60 });
  must(await here().pulumi("qa", ["up", "--yes", "--skip-preview"]));
  expect(await uidNow()).toBe(uid);
});

test("a migration that cannot begin, because its image is not there, gives way to the next good update", async () => {
  edit(here(), "stages/qa.yaml", ["images"], { pullSecret: "a-third-login" });
  const stuck = referenceTo(await migration());
  const pods = { "job-name": stuck.name };
  await provoke(here().cluster, { name: "no-image", namespace, pods, fails: "image" });

  const first = here().deployer.start("qa", ["up", "--yes", "--skip-preview"]);
  const isStuck = async () => {
    const [pod] = await here().cluster.list("v1", "Pod", { namespace, selector: `job-name=${stuck.name}` });
    return pod?.status?.containerStatuses?.[0]?.state?.waiting?.reason === "ImagePullBackOff";
  };
  expect(await becomesTrue(isStuck, { seconds: 300, every: 500 })).toBe(true);
  first.interrupt();
  expect((await first.ended).code).not.toBe(0);
  expect((await here().cluster.get(stuck))?.status).toMatchObject({ active: 1 });

  edit(here(), "stages/qa.yaml", ["images"], { pullSecret: "a-fourth-login" });
  await here().up("qa");
  expect(await here().cluster.get(stuck)).toBeUndefined();
  expect((await here().cluster.get(referenceTo(await migration())))?.status).toMatchObject({ succeeded: 1 });
  await here().settled("qa");
});
