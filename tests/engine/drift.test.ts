import { expect, test } from "vitest";
import { ground, must } from "./ground.ts";

const here = ground("drift");

test("a change by hand is found by a refresh, and the next update takes it back", async () => {
  await here().up("ci");
  const lms = { apiVersion: "apps/v1", kind: "Deployment", namespace: "academy-ci", name: "lms" };
  const { cluster } = here();
  const container = async () => (await cluster.get(lms))?.spec?.template?.spec?.containers?.[0];
  const meant = await container();
  const change = { name: meant?.name, image: "example.edu/by-hand:1" };
  await cluster.send(
    "PATCH",
    `${await cluster.pathOf(lms)}?fieldManager=somebody`,
    { spec: { template: { spec: { containers: [change] } } } },
    "application/strategic-merge-patch+json",
  );

  const found = await here().pulumi("ci", ["refresh", "--preview-only", "--expect-no-changes"]);
  expect(found.code).not.toBe(0);
  expect(found.out + found.err).toMatch(/Deployment .*lms\b/);

  must(await here().pulumi("ci", ["up", "--yes", "--skip-preview", "--refresh"]));
  expect((await container())?.image).toBe(meant?.image);
  await here().settled("ci");
});
