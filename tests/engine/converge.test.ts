import { describe, expect, test } from "vitest";
import { differences } from "../../src/render/difference.ts";
import type { Resource } from "../../src/render/rendering.ts";
import { providerSide } from "../render/allowances.ts";
import { type Recording, sides } from "../render/recording.ts";
import { ground, must } from "./ground.ts";
import { identitiesIn, identitiesOf, ours } from "./objects.ts";
import { rendered } from "./renderings.ts";
import { summaryOf } from "./said.ts";

const here = ground("converge");

/** The provider reads the file of the cluster from the environment, which the embedded engine never sees. */
const ofTheSandbox = (urn: string, path: string): boolean =>
  urn.includes("::pulumi:providers:kubernetes::") &&
  /^(?:inputs|propertyDependencies)\.kubeconfig$/.test(path);

describe.each(["platform", "ci", "qa", "production"])("%s", (stack) => {
  test("previews as the embedded engine says", async () => {
    const { deployer } = here();
    const rendering = await rendered(here(), stack);
    await deployer.prepare(stack);
    const digest = await deployer.pulumi.preview(stack, deployer.copy.folder);
    const { recorded, ours: embedded } = sides(digest as unknown as Recording, rendering);
    expect([...embedded.keys()].sort()).toEqual([...recorded.keys()].sort());
    const unexplained = [...recorded].flatMap(([urn, state]) =>
      differences(state, embedded.get(urn)).filter(
        (difference) =>
          !ofTheSandbox(urn, difference.path) && !providerSide.some(({ allows }) => allows(urn, difference)),
      ),
    );
    expect(unexplained).toEqual([]);
  });

  test("is deployed in one update, and every object of the program is there", async () => {
    const rendering = await rendered(here(), stack);
    const said = await here().up(stack);
    expect(summaryOf(said)).toEqual({ created: rendering.resources.filter(({ read }) => !read).length });
    const found = identitiesIn(await ours(here().cluster, rendering));
    expect(found).toEqual(expect.arrayContaining([...identitiesOf(rendering.resources)]));
  });

  test("changes nothing when it is deployed again", async () => {
    await here().settled(stack);
  });

  test("has not drifted by what controllers wrote into its objects", async () => {
    must(await here().pulumi(stack, ["refresh", "--preview-only", "--expect-no-changes"]));
  });
});

/** Resources, and all that they depend on in turn: the engine leaves that, too. */
function withDependencies(all: readonly Resource[], some: readonly Resource[]): readonly Resource[] {
  const known = new Set(some.map(({ urn }) => urn));
  const needed = some.flatMap(({ dependencies }) => dependencies).filter((urn) => !known.has(urn));
  if (needed.length === 0) return some;
  return withDependencies(all, [...some, ...all.filter(({ urn }) => needed.includes(urn))]);
}

describe("what is destroyed", () => {
  test("is everything of ci, which keeps nothing", async () => {
    const rendering = await rendered(here(), "ci");
    must(await here().pulumi("ci", ["destroy", "--yes", "--skip-preview"]));
    const left = await ours(here().cluster, rendering);
    expect(left.filter(({ metadata }) => (metadata.namespace ?? metadata.name) === "academy-ci")).toEqual([]);
  });

  test("is nothing at all of qa, as long as nobody leaves out what is protected", async () => {
    const before = identitiesIn(await ours(here().cluster, await rendered(here(), "qa")));
    const { code, out, err } = await here().pulumi("qa", ["destroy", "--yes"]);
    expect(code).not.toBe(0);
    expect(out + err).toContain("protect");
    expect(identitiesIn(await ours(here().cluster, await rendered(here(), "qa")))).toEqual(before);
  });

  test("is exactly what is not protected and what nothing protected depends on, where somebody does", async () => {
    const { resources } = await rendered(here(), "qa");
    const kept = withDependencies(
      resources,
      resources.filter(({ options }) => options.protect),
    );
    must(await here().pulumi("qa", ["destroy", "--yes", "--skip-preview", "--exclude-protected"]));
    const left = await ours(here().cluster, await rendered(here(), "qa"));
    const ofQa = left.filter(({ metadata }) => (metadata.namespace ?? metadata.name) === "academy-qa");
    expect(identitiesIn(ofQa)).toEqual(identitiesOf(kept));
  });
});
