import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { problemText } from "../../src/documents/explain.ts";
import { lint } from "../../src/releases/lint.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { composed, deploymentOf, PLATFORM, projectOf, publishedReleases, stackFile } from "../house.ts";
import type { Files } from "../settings/files.ts";

const problemsOf = (stack: string, lines: readonly string[] = [], more: Files = {}) =>
  compose(projectOf({ [`Pulumi.${stack}.yaml`]: stackFile(...lines), ...more }), stack).problems;

const texts = (problems: ReturnType<typeof problemsOf>) => problems.map(problemText);

const deployable = publishedReleases.map(({ name }) => name);

describe("the name of a stack", () => {
  test("names a stage of the map, or the nearest is offered", () => {
    const [problem, ...more] = problemsOf("productoin");
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ rule: "stage-unknown", stack: "productoin" });
    expect(problem?.message).toBe('"productoin" is not a stage of academy. Did you mean "production"?');
    expect(problem?.remedy).toContain("ci, qa, production");
  });

  test("names a deployment of the map, or the nearest is offered", () => {
    const [problem] = problemsOf("acadmy.qa");
    expect(problem?.rule).toBe("deployment-unknown");
    expect(problem?.message).toContain('Did you mean "academy"?');
  });

  test("may leave the deployment out only where the map has a default", () => {
    const map = "deployments: { academy: { run: { ci: verawood, qa: verawood, production: verawood } } }\n";
    const files = { "Pulumi.qa.yaml": stackFile(), "Pulumi.academy.qa.yaml": stackFile() };
    const project = projectOf(files, "verawood", map);
    expect(compose(project, "qa").problems.map(({ rule }) => rule)).toEqual(["deployment-unnamed"]);
    expect(compose(project, "academy.qa").problems).toEqual([]);
  });

  test("with a problem there is no blueprint to deploy by mistake", () => {
    expect(composed("productoin").blueprint).toBeUndefined();
  });

  test("decides the namespace and the labels, and nothing else does", () => {
    const { home, identity } = deploymentOf(composed("qa"));
    expect(home).toBe("academy-qa");
    expect(identity).toEqual({ deployment: "academy", stage: "qa", release: "verawood" });
  });
});

describe("a release that one can only upgrade from", () => {
  const sources = [...supportedReleases.values()].filter(({ use }) => use === "upgradeSource");

  test.each(sources)("$name gives no blueprint, and the reason is left to lint", ({ name }) => {
    const project = projectOf({ "Pulumi.qa.yaml": stackFile() }, name);
    const { blueprint, resolution, problems } = compose(project, "qa");
    expect(blueprint).toBeUndefined();
    expect(resolution?.release.name).toBe(name);
    expect(problems).toEqual([]);
    const linted = project.map ? lint(project.map) : [];
    expect(linted.map(({ rule }) => rule)).toContain("release-not-deployable");
  });
});

describe("the platform stack of the cluster", () => {
  test("has to be there", () => {
    const [problem, ...more] = problemsOf("qa", ["cluster: { identifier: x, platform: platform.north }"]);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: "platform-missing",
      path: "arboretum:cluster.platform",
      place: { file: "Pulumi.qa.yaml" },
      message: 'There is no platform stack "platform.north".',
      remedy: "One of: platform, none. Or write Pulumi.platform.north.yaml.",
    });
    expect(problem?.place?.line).toBeGreaterThan(1);
  });

  test("is all that is said of what it offers, where it is not there", () => {
    const wishes = ["cluster: { identifier: x, platform: platform.north }", "dns: { by: externalDns }"];
    expect(problemsOf("qa", wishes).map(({ rule }) => rule)).toEqual(["platform-missing"]);
  });

  test("has to look after the cluster that the deployment is meant for", () => {
    const [problem, ...more] = problemsOf("qa", ["cluster: { identifier: elsewhere }"]);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: "cluster-mismatch",
      message:
        'This deployment is meant for the cluster "elsewhere", and platform looks after "learning", which would refuse it.',
    });
  });

  const off = { "Pulumi.platform.yaml": `${PLATFORM}  arboretum:offers: { metricsServer: off }\n` };

  test("has to offer metrics to whoever scales by them", () => {
    const [problem, ...more] = problemsOf("qa", ["scale: { profile: small }"], off);
    expect(more).toEqual([]);
    expect(problem?.rule).toBe("offer-missing");
    expect(problem?.remedy).toMatch(/metricsServer .* Pulumi\.platform\.yaml, line 3/);
  });

  test("does not have to offer them to whoever does not scale", () => {
    expect(problemsOf("qa", ["scale: { profile: ci }"], off)).toEqual([]);
  });

  const none = "cluster: { identifier: learning, platform: none }";

  test("may be none: nobody is more urgent than anybody else then", () => {
    const lines = [none, "scale: { profile: ci }"];
    expect(problemsOf("qa", lines, { "Pulumi.platform.yaml": "" })).toEqual([]);
    expect(deploymentOf(composed("qa", lines)).priorities).toBeUndefined();
    expect(deploymentOf(composed("qa")).priorities).toBeDefined();
  });

  test("has to be there for whoever scales, because a bare cluster measures nothing", () => {
    const [problem, ...more] = problemsOf("qa", [none, "scale: { profile: small }"]);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: "offer-missing",
      path: "arboretum:cluster.platform",
      place: { file: "Pulumi.qa.yaml" },
    });
    expect(problem?.place?.line).toBeGreaterThan(1);
    expect(problem?.message).toMatch(/^assets, lms, lms-worker, cms, cms-worker, mfe scale with their load/);
    const fixed = [none, "scale: { profile: ci, lms: { replicas: { min: 3, max: 3 } } }"];
    expect(problemsOf("qa", fixed)).toEqual([]);
  });

  test("says itself what is wrong with it", () => {
    const broken = { "Pulumi.platform.yaml": "config:\n  arboretum:cluster: { identifer: x }\n" };
    expect(problemsOf("qa", [], broken)).toEqual([]);
  });
});

describe("secrets", () => {
  test("a rotation of a secret that does not exist is refused with the nearest name", () => {
    const [problem, ...more] = problemsOf("qa", ["secrets: { rotation: { mysql/edxap: 2 } }"]);
    expect(more).toEqual([]);
    expect(problem?.message).toBe(
      'This deployment has no secret "mysql/edxap". Did you mean "mysql/edxapp"?',
    );
    expect(problem?.path).toBe("arboretum:secrets.rotation.mysql/edxap");
    expect(problem?.place?.line).toBeGreaterThan(1);
  });

  test("one that is computed from others cannot be rotated or given", () => {
    expect(
      problemsOf("qa", ["secrets: { rotation: { search/api-key: 2 } }"]).map(({ rule }) => rule),
    ).toEqual(["secret-unknown"]);
  });

  test.each(["mysql/root", "mongodb/root"])(
    "%s cannot be rotated here: its server would not know",
    (name) => {
      const [problem, ...more] = problemsOf("qa", [`secrets: { rotation: { ${name}: 2 } }`]);
      expect(more).toEqual([]);
      expect(problem).toMatchObject({ rule: "secret-lasting", path: `arboretum:secrets.rotation.${name}` });
      expect(problemsOf("qa", [`secrets: { rotation: { ${name}: 1 } }`])).toEqual([]);
    },
  );

  const given = "given: { mysql/edxapp: { secure: v1:abc } }";

  test("a rotation of one that is given is refused, with the line that gives it another value", () => {
    const [problem, ...more] = problemsOf("qa", [`secrets: { rotation: { mysql/edxapp: 2 }, ${given} }`]);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: "secret-rotation-given",
      path: "arboretum:secrets.rotation.mysql/edxapp",
      place: { file: "Pulumi.qa.yaml", line: 5 },
    });
    expect(problem?.remedy).toContain(
      "pulumi config set --path --secret arboretum:secrets.given.mysql/edxapp --stack qa",
    );
  });

  test.each([
    ["the first generation of one that is given", `rotation: { mysql/edxapp: 1 }, ${given}`],
    ["a rotation of another", `rotation: { openedx/secret-key: 2 }, ${given}`],
  ])("%s is no problem", (_, lines) => {
    expect(problemsOf("qa", [`secrets: { ${lines} }`])).toEqual([]);
  });

  test("a rotation of one that is given and that its server keeps is one problem", () => {
    const root = "secrets: { rotation: { mysql/root: 2 }, given: { mysql/root: { secure: v1:abc } } }";
    expect(problemsOf("qa", [root]).map(({ rule }) => rule)).toEqual(["secret-rotation-given"]);
  });

  test("each that is missing is named with the line that sets it, where none is generated", () => {
    const problems = problemsOf("qa", ["secrets: { source: pulumi }"]);
    const generated = deploymentOf(composed("qa")).secrets.filter(
      ({ shape }) => !["hmac", "jwk", "issuer"].includes(shape.kind),
    );
    expect(problems.map(({ path }) => path)).toEqual(
      generated.map(({ name }) => `arboretum:secrets.given.${name}`),
    );
    for (const text of texts(problems)) expect(text).toContain("pulumi config set");
  });

  test("only what nobody can make again is kept", () => {
    const kept = (lines: readonly string[]) =>
      deploymentOf(composed("qa", lines))
        .secrets.filter(({ keep }) => keep)
        .map(({ name }) => name);
    expect(kept([])).toEqual([
      "openedx/fernet-key",
      "openedx/retirement-salt",
      "openedx/profile-image-seed",
      "jwt/key",
      "backup/key",
    ]);
    expect(kept(["keep: { secrets: false }"])).toEqual([]);
  });
});

describe("egress", () => {
  const opening = (from: string) =>
    `egress: [{ to: idp, network: 192.0.2.0/24, ports: [443, 636], from: [${from}] }]`;

  test("opens each port for each component", () => {
    const { connections } = deploymentOf(composed("qa", [opening("lms, search-key")]));
    const outside = connections.filter(({ to }) => to.kind === "network");
    expect(outside.map(({ from, port }) => [from.kind === "component" && from.name, port])).toEqual([
      ["lms", 443],
      ["lms", 636],
      ["search-key", 443],
      ["search-key", 636],
    ]);
  });

  test("from a component that does not exist is refused at its place", () => {
    const [problem, ...more] = problemsOf("qa", [opening("lms, saerch-key")]);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ rule: "component-unknown", path: "arboretum:egress[0].from[1]" });
    expect(problem?.message).toContain('Did you mean "search-key"?');
  });

  test("nothing leaves the deployment unless somebody says so", () => {
    const { connections } = deploymentOf(composed("qa"));
    expect(connections.filter(({ to }) => to.kind === "network")).toEqual([]);
  });
});

describe("applications of the map", () => {
  const map = `
stages: [ci, qa, production]
default: academy
deployments:
  academy:
    run: { ci: verawood, qa: verawood, production: verawood }
    applications: { add: [forum] }
    overrides: [{ application: forum, unsupported: "it ended with Redwood", image: "ghcr.io/university/forum:1" }]
`;
  const withForum = () => compose(projectOf({ "Pulumi.qa.yaml": stackFile() }, "verawood", map), "qa");

  test("that the catalogue lacks are a warning at the line that adds them, and no reason to stop", () => {
    const { problems, blueprint } = withForum();
    expect(problems).toMatchObject([
      {
        severity: "warning",
        rule: "application-not-deployed",
        place: { file: "release-map.yaml", line: 7, column: 27 },
      },
    ]);
    expect(problems[0]?.message).toMatch(/^forum is in the map/);
    expect(blueprint?.kind === "deployment" && blueprint.services.map(({ name }) => name)).toEqual([
      "assets",
      "lms",
      "cms",
      "mfe",
    ]);
  });

  test("that it has, and micro-frontends, are none", () => {
    expect(problemsOf("qa")).toEqual([]);
  });
});

describe("what is needed", () => {
  /** Names that are needed by something that stands before them, or that are not there at all. */
  function missing({ stores, preparations, services }: DeploymentBlueprint): readonly string[] {
    const there = new Set(stores.map(({ name }) => name));
    const wanting: string[] = [];
    const look = (who: string, needs: readonly string[]) =>
      wanting.push(...needs.filter((name) => !there.has(name)).map((name) => `${who} needs ${name}`));
    for (const { name, needs } of preparations) {
      look(name, needs);
      there.add(name);
    }
    for (const { name, needs } of services) {
      look(name, needs);
      there.add(name);
    }
    return wanting;
  }

  test.each(deployable)("is there before whoever needs it: %s", (release) => {
    const blueprint = deploymentOf(composed("qa", [], release));
    expect(blueprint.services.flatMap(({ needs }) => needs).length).toBeGreaterThan(0);
    expect(missing(blueprint)).toEqual([]);
  });

  test("is everything that prepares something: no chain runs for nobody, but search may be filled late", () => {
    const { preparations, services } = deploymentOf(composed("qa"));
    const needed = new Set([...preparations, ...services].flatMap(({ needs }) => needs));
    expect(preparations.map(({ name }) => name).filter((name) => !needed.has(name))).toEqual([
      "edxapp-search",
    ]);
  });
});
