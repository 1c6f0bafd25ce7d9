import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { duplicateHosts, sharedCookieDomains } from "../../src/blueprint/hosts.ts";
import { openProject } from "../../src/blueprint/project.ts";

type Hosts = Readonly<Record<string, string>>;

/** A composition as far as hosts are concerned: `edge.domain` stands in line 2, what else is said in line 3. */
function composition(stack: string, hosts: Hosts, said: readonly string[] = ["domain"]): Composition {
  const line = (path: readonly string[]) => (path[1] === "domain" ? 2 : 3);
  return {
    stack,
    loaded: {
      file: `Pulumi.${stack}.yaml`,
      sourceOf: (path: readonly string[]) =>
        said.includes(path[1] ?? "")
          ? { layer: `Pulumi.${stack}.yaml`, file: `Pulumi.${stack}.yaml`, line: line(path), column: 5 }
          : { layer: "default" },
    },
    blueprint: {
      kind: "deployment",
      hosts: Object.entries(hosts).map(([name, host]) => ({ name, host, component: name })),
    },
    problems: [],
    // Only what the function looks at is there.
  } as unknown as Composition;
}

test("stacks with hosts of their own have no problem", () => {
  const one = composition("qa", { lms: "qa.example.edu", search: "search.qa.example.edu" });
  const other = composition("ci", { lms: "ci.example.edu", search: "search.ci.example.edu" });
  expect(duplicateHosts([one, other])).toEqual([]);
});

test("the later of two stacks with one host is blamed, at the setting", () => {
  const problems = duplicateHosts([
    composition("qa", { lms: "example.edu" }),
    composition("production", { lms: "Example.edu" }),
  ]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({
    rule: "host-duplicate",
    severity: "error",
    stack: "production",
    place: { file: "Pulumi.production.yaml", line: 2, column: 5 },
    path: "arboretum:edge.domain",
    message: 'lms has the host example.edu, and so has lms of the stack "qa" (Pulumi.qa.yaml:2:5).',
  });
});

test("hosts that all follow from one domain are one problem, and each that is said is its own", () => {
  const hosts = { lms: "example.edu", search: "search.example.edu" };
  const derived = duplicateHosts([composition("qa", hosts), composition("production", hosts)]);
  expect(derived.map(({ path }) => path)).toEqual(["arboretum:edge.domain"]);
  const said = duplicateHosts([
    composition("qa", hosts),
    composition("production", hosts, ["domain", "search"]),
  ]);
  expect(said.map(({ path }) => path)).toEqual(["arboretum:edge.domain", "arboretum:edge.search"]);
});

describe("a domain below that of another stack", () => {
  const production = composition("production", { lms: "example.edu" });
  const qa = composition("qa", { lms: "QA.example.edu" });

  test("is warned of, because browsers send it the cookies of both", () => {
    expect(sharedCookieDomains([production, qa])).toMatchObject([
      {
        rule: "cookie-domain-shared",
        severity: "warning",
        stack: "qa",
        place: { file: "Pulumi.qa.yaml", line: 2, column: 5 },
        path: "arboretum:edge.domain",
        message:
          "qa.example.edu (qa) is below example.edu (production, Pulumi.production.yaml:2:5), so browsers send it the cookies of both.",
      },
    ]);
  });

  test("is warned of at the later stack, whichever of the two is above", () => {
    const [problem, ...more] = sharedCookieDomains([qa, production]);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ stack: "production", place: { file: "Pulumi.production.yaml" } });
    expect(problem?.message).toMatch(
      /^qa\.example\.edu \(qa, Pulumi\.qa\.yaml:2:5\) is below example\.edu \(production\)/,
    );
  });

  test.each([
    ["beside each other", "learn.example.edu", "qa.example.edu"],
    ["with the same end and no dot before it", "example.edu", "myexample.edu"],
    ["the same", "example.edu", "example.edu"],
  ])("is none where both are %s", (_, one, other) => {
    const both = [composition("qa", { lms: one }), composition("production", { lms: other })];
    expect(sharedCookieDomains(both)).toEqual([]);
  });

  test("is none where only another host than that of the LMS is below", () => {
    const search = composition("ci", { lms: "ci.example.org", search: "search.example.edu" });
    expect(sharedCookieDomains([production, search])).toEqual([]);
  });

  test.each([".", "examples/mit"])("is in no stack of the project in %s", (folder) => {
    const project = openProject(join(import.meta.dirname, "../..", folder));
    const all = project.stacks.map((stack) => compose(project, stack));
    expect(all.filter(({ blueprint }) => blueprint?.kind === "deployment").length).toBeGreaterThan(2);
    expect(sharedCookieDomains(all)).toEqual([]);
  });
});

/** The same composition with something of its own. */
const having = (one: Composition, more: object): Composition =>
  ({ ...one, blueprint: { ...one.blueprint, ...more } }) as unknown as Composition;

test("a standby that waits has the hosts of whom it waits for, until it takes over", () => {
  const live = composition("production", { lms: "example.edu" });
  const standby = composition("standby", { lms: "example.edu" });
  expect(duplicateHosts([live, having(standby, { standby: { active: false } })])).toEqual([]);
  expect(duplicateHosts([live, having(standby, { standby: { active: true } })])).toHaveLength(1);
});

test("who has some paths of a host shares it with whom it belongs to", () => {
  const hosts = [
    { name: "lms", host: "example.edu", component: "lms" },
    { name: "lms", host: "example.edu", component: "assets", paths: ["/static/*"] },
  ];
  expect(duplicateHosts([having(composition("qa", {}), { hosts })])).toEqual([]);
});

test("two hosts of one stack are told as such", () => {
  const [problem, ...more] = duplicateHosts([
    composition("qa", { lms: "example.edu", studio: "example.edu" }, ["domain", "studio"]),
  ]);
  expect(more).toEqual([]);
  expect(problem).toMatchObject({
    path: "arboretum:edge.studio",
    message: "studio has the host example.edu, and so has lms of this stack.",
  });
});

test("what cannot be composed, and a platform, have no hosts", () => {
  const hosts = [{ name: "lms", host: "example.edu", component: "lms" }];
  const broken = { ...composition("ci", {}), blueprint: undefined } as unknown as Composition;
  const platform = having(composition("platform", {}), { kind: "platform", hosts });
  expect(duplicateHosts([composition("qa", { lms: "example.edu" }), broken, platform])).toEqual([]);
});
