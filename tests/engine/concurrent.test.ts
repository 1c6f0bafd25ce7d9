import { expect, test } from "vitest";
import { ground, must } from "./ground.ts";
import { rendered } from "./renderings.ts";
import { begunIn, summaryOf } from "./said.ts";

const here = ground("concurrent");

test("while one update runs, a second one is refused and says by whom, `recover` stays away, and the first ends well", async () => {
  await here().deployer.prepare("ci");
  const begun = Promise.withResolvers<void>();
  const first = here().deployer.start("ci", ["up", "--yes", "--skip-preview"], {
    hear: (line) => {
      if (begunIn(line) !== undefined) begun.resolve();
    },
  });
  await Promise.race([begun.promise, first.ended]);

  const [second, recovery] = await Promise.all([
    here().pulumi("ci", ["up", "--yes", "--skip-preview"]),
    here().arboretum("recover", "ci"),
  ]);
  expect(second.code).not.toBe(0);
  expect(second.out + second.err).toMatch(/the stack is currently locked by 1 lock/);
  expect(recovery.code).toBe(1);
  expect(recovery.out).toContain("That update was not killed. Wait for its end.");

  const { resources } = await rendered(here(), "ci");
  expect(summaryOf(must(await first.ended))).toEqual({ created: resources.length });
  await here().settled("ci");
});
