import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { DeploymentBlueprint, Service } from "../../src/blueprint/model.ts";
import { check } from "../../src/policies/check.ts";
import { parseImageLock } from "../../src/releases/lock.ts";
import type { Tree } from "../../src/vocabulary/late.ts";
import {
  blueprintOf,
  deploymentOf,
  projectOf,
  publishedReleases,
  rendered,
  serviceOf,
  stackFile,
} from "../house.ts";

const map = (release: string, lines: readonly string[] = []) =>
  [
    "stages: [ci, qa]",
    "default: academy",
    "deployments:",
    "  academy:",
    `    run: { ci: ${release}, qa: ${release} }`,
  ]
    .concat(lines.map((line) => `    ${line}`))
    .join("\n");

const digest = (of: string) => `sha256:${of.repeat(64)}`;

/** The first stage of a deployment, whose map and lock a case completes. */
function composition(release = "verawood", lines: readonly string[] = [], locked = "") {
  const project = projectOf({ "Pulumi.ci.yaml": stackFile() }, release, map(release, lines));
  const { lock, problems } = parseImageLock(`images:\n  academy:\n    ci: {${locked}}\n`);
  if (lock === undefined) throw new Error(JSON.stringify(problems));
  return compose({ ...project, lock }, "ci");
}

function toldTo(blueprint: DeploymentBlueprint): Readonly<Record<string, Tree>> {
  const [file] = serviceOf(blueprint, "lms").files;
  const content = file?.entries["lms.env.yml"];
  return content?.format === "yaml" ? (content.tree as Readonly<Record<string, Tree>>) : {};
}

const caddyfileOf = (service: Service): string => JSON.stringify(service.files[0]?.entries.Caddyfile);

const deployable = publishedReleases;

describe.each(deployable)("the micro-frontends of $name", ({ name, applications, dialect }) => {
  const blueprint = deploymentOf(composition(name));
  const told = JSON.stringify(toldTo(blueprint));

  test("are served at their own paths, and the LMS leads to each", () => {
    const file = caddyfileOf(serviceOf(blueprint, "mfe"));
    const core = Object.entries(applications).flatMap(([name, released]) =>
      released.core && name !== "edx-platform" ? [name] : [],
    );
    expect(core.length).toBeGreaterThan(9);
    for (const path of core) {
      expect(file).toMatch(new RegExp(`[(|]${path}[|)]`));
      expect(told).toContain(`https://apps.learn.example.edu/${path}`);
    }
  });

  test("know the one site, the unit page and the learners' home where the release has them", () => {
    expect(told.includes("FRONTEND_SITE_CONFIG")).toBe(dialect.frontendSite);
    expect(caddyfileOf(serviceOf(blueprint, "mfe")).includes("/openedx/dist/site")).toBe(
      dialect.frontendSite,
    );
    expect(told.includes("ENABLE_UNIT_PAGE")).toBe(dialect.unitPage);
    expect(told.includes("LEARNER_HOME_MFE_REDIRECT_PERCENTAGE")).toBe(dialect.learnerHomePercentage);
  });
});

test("one that is taken away leaves no path and no link", () => {
  const gone = ["gradebook", "learner-dashboard", "account"];
  const blueprint = deploymentOf(composition("verawood", [`applications: { remove: [${gone.join(", ")}] }`]));
  const all = JSON.stringify(blueprint.services);
  for (const one of gone) expect(all).not.toContain(one);
  expect(all).not.toMatch(/WRITABLE_GRADEBOOK_URL|LEARNER_HOME|ACCOUNT_SETTINGS_URL|frontend\.role\.account/);
});

describe("one with an image of its own", () => {
  const own = 'overrides: [{ application: learning, image: "ghcr.io/academy/learning:1.2.3" }]';
  const blueprint = deploymentOf(composition("verawood", [own]));

  test("takes its place in the image that all share", () => {
    const { pod } = serviceOf(blueprint, "mfe").web ?? {};
    expect(pod?.image).toMatch(/openedx-mfe/);
    expect(pod?.initial).toMatchObject([{ name: "bring-learning", image: "ghcr.io/academy/learning:1.2.3" }]);
    const mounted = pod?.mounts.find(({ path }) => path === "/openedx/dist/learning");
    expect(mounted).toMatchObject({
      from: "scratch",
      name: pod?.initial?.[0]?.mounts.map((one) => "name" in one && one.name)[0],
    });
  });

  test("has its files where those of all images are", () => {
    const initial = serviceOf(blueprint, "assets").web?.pod.initial ?? [];
    expect(initial.map(({ image }) => image)).toContain("ghcr.io/academy/learning:1.2.3");
  });
});

describe("files of the images before", () => {
  const ranBefore = (name: string, ...of: string[]) =>
    `before: [${of.map((one) => `"${name}@${digest(one)}"`).join(", ")}]`;
  const OPENEDX = "docker.io/overhangio/openedx:22.0.3";
  const MFE = "docker.io/overhangio/openedx-mfe:22.1.0";
  const locked = [
    `edx-platform: { image: "${OPENEDX}", digest: "${digest("a")}", release: verawood, ${ranBefore("docker.io/x/openedx:1", "b", "c")} }`,
    `mfe: { image: "${MFE}", digest: "${digest("d")}", release: verawood, ${ranBefore("docker.io/x/mfe:1", "e")} }`,
  ].join(", ");
  const composed = composition("verawood", [], locked);
  const blueprint = deploymentOf(composed);

  test("stay served, the newest first", () => {
    const initial = serviceOf(blueprint, "assets").web?.pod.initial ?? [];
    expect(initial.map(({ name, image }) => [name, image.split("@")[1]])).toEqual([
      ["copy-assets-1", digest("a")],
      ["copy-assets-2", digest("b")],
      ["copy-assets-3", digest("c")],
      ["copy-chunks-1", digest("d")],
      ["copy-chunks-2", digest("e")],
    ]);
    const file = caddyfileOf(serviceOf(blueprint, "assets"));
    for (const folder of ["/assets/3", "/chunks/2"]) expect(file).toContain(`root * ${folder}`);
    expect(file).not.toContain("/assets/4");
  });

  test("are there before a page asks for one that is new", () => {
    for (const name of ["lms", "mfe"]) expect(serviceOf(blueprint, name).needs).toContain("assets");
  });

  test("have the paths of the hosts on which pages stand", () => {
    const shown = blueprint.hosts
      .filter(({ component }) => component === "assets")
      .map(({ host, paths }) => [host, paths]);
    expect(shown).toEqual([
      ["learn.example.edu", ["/static/*"]],
      ["studio.learn.example.edu", ["/static/*"]],
    ]);
  });

  test("count in the quota, and every rule holds with them", async () => {
    const rendering = await rendered(composed);
    expect(check(rendering, blueprintOf(composed))).toEqual([]);
    const deployments = rendering.resources.filter(({ type }) => type.endsWith(":Deployment"));
    const assets = deployments.find(({ name }) => name.endsWith("-assets"));
    expect(JSON.stringify(assets?.dependencies)).not.toContain("-lms");
    const lms = deployments.find(({ name }) => name.endsWith("-lms"));
    expect(JSON.stringify(lms?.dependencies)).toContain("-assets");
  });

  test.each([
    [
      "a tag without its digest",
      'before: ["docker.io/x/openedx:1"]',
      "This is not an image with its digest.",
    ],
    ["more than two", ranBefore("a/b:1", "1", "2", "3"), "Two are enough"],
  ])("%s is refused", (_, line, says) => {
    const entry = `{ image: "${OPENEDX}", release: verawood, ${line} }`;
    const { lock, problems } = parseImageLock(`images:\n  academy:\n    ci:\n      edx-platform: ${entry}\n`);
    expect(lock).toBeUndefined();
    expect(problems.map(({ message }) => message).join()).toContain(says);
  });
});
