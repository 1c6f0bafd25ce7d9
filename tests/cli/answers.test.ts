import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { arboretum, project, repository } from "./project.ts";

const MAIL = [
  "config:",
  "  arboretum:layers: [deployments/academy.yaml, stages/qa.yaml]",
  "  arboretum:edge: { domain: qa.academy.example.edu }",
  "  arboretum:mail: { host: smtp.example.edu, port: 587, from: noreply@example.edu, user: academy, password: { secure: v1:c2VjcmV0:Y2lwaGVy } }",
  "",
].join("\n");

test("settings name the layer of each value, or that nobody said it", async () => {
  const { out, code } = await arboretum(["settings", "qa"], { cwd: project() });
  expect(code).toBe(0);
  expect(out).toMatch(/^edge\.domain +"qa\.academy\.example\.edu" +Pulumi\.qa\.yaml:\d+:\d+$/m);
  expect(out).toMatch(/^scale\.profile +"small" +stages\/qa\.yaml:\d+:\d+$/m);
  expect(out).toMatch(/^site\.name +"Academy" +deployments\/academy\.yaml:\d+:\d+$/m);
  expect(out).toMatch(/^edge\.studio +"studio\.qa\.academy\.example\.edu" +default$/m);
});

test("the configuration of an application tells each value and who said it", async () => {
  const { out } = await arboretum(["configuration", "lms", "--stack", "qa"], { cwd: project() });
  expect(out).toMatch(/^LMS_BASE +"qa\.academy\.example\.edu" +\S/m);
  expect(out).toMatch(/^SECRET_KEY +secret openedx\/secret-key +catalog: \S/m);
  expect(out.match(/ALLOWED_HOSTS.*/g)).toEqual([
    expect.stringMatching(/^ALLOWED_HOSTS +\["qa\.academy\.example\.edu","lms"\] +catalog: after upstream$/),
  ]);
});

test.each([
  ["settings", "qa"],
  ["configuration", "lms", "--stack", "qa"],
  ["blueprint", "qa"],
])("%s never shows what is encrypted, and says which secret it is", async (...argv) => {
  const root = project({ "Pulumi.qa.yaml": MAIL });
  const { out, code } = await arboretum(argv, { cwd: root });
  expect(code).toBe(0);
  expect(out).not.toContain("Y2lwaGVy");
  expect(out).toContain("mail.password");
});

test("JSON and YAML of a configuration say the same", async () => {
  const ask = (format: string) =>
    arboretum(["configuration", "lms", "--stack", "qa", "--format", format], { cwd: repository });
  const [asJson, asYaml] = [await ask("json"), await ask("yaml")];
  const { stack, application, configuration } = JSON.parse(asJson.out);
  expect({ stack, application }).toEqual({ stack: "qa", application: "lms" });
  expect(configuration).toContainEqual({
    key: "SECRET_KEY",
    value: { secret: "openedx/secret-key" },
    source: expect.any(String),
  });
  expect(parse(asYaml.out)).toEqual(JSON.parse(asJson.out));
});

test("the blueprint is one JSON document of the stack", async () => {
  const { out } = await arboretum(["blueprint", "production"], { cwd: repository });
  expect(JSON.parse(out)).toMatchObject({
    kind: "deployment",
    stack: "production",
    identity: { stage: "production" },
  });
});

test("every cell of the matrix has a reason, in every format", async () => {
  const root = join(repository, "examples/mit");
  const text = await arboretum(["matrix"], { cwd: root });
  const { cells } = JSON.parse((await arboretum(["matrix", "--format", "json"], { cwd: root })).out);
  const csv = await arboretum(["matrix", "--format", "csv"], { cwd: root });
  expect(cells.length).toBeGreaterThan(100);
  for (const { because } of cells) expect(because).not.toHaveLength(0);
  expect(csv.out.trimEnd().split("\n")).toHaveLength(cells.length + 1);
  expect(text.out).toMatch(/^edx-platform( +\S+ \d+){3}$/m);
  expect(text.out).toMatch(/release-map\.yaml:\d+:\d+/);
});

test("the grid of the matrix fits into a hundred columns", async () => {
  const { out } = await arboretum(["matrix"], { cwd: join(repository, "examples/mit") });
  const wide = out.split("\n").filter((line) => !line.startsWith("    ") && line.length > 100);
  expect(wide).toEqual([]);
});

test("SARIF has a rule, a level, a file and a line for each problem", async () => {
  const root = project({ "Pulumi.qa.yaml": "config:\n  arboretum:edge: { domian: x }\n" });
  const { code, out } = await arboretum(["check", "qa", "--format", "sarif"], { cwd: root });
  expect(code).toBe(1);
  const { version, runs } = JSON.parse(out);
  expect(version).toBe("2.1.0");
  const found = runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === "key-unknown");
  expect(found).toMatchObject({
    level: "error",
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "Pulumi.qa.yaml" },
          region: { startLine: 2, startColumn: 21 },
        },
      },
    ],
  });
  expect(runs[0].tool.driver.rules[found.ruleIndex]).toEqual({ id: "key-unknown" });
});

test("a problem as JSON keeps its rule, its place and its path", async () => {
  const root = project({ "Pulumi.qa.yaml": "config:\n  arboretum:edge: { domian: x }\n" });
  const { problems } = JSON.parse((await arboretum(["check", "qa", "--format", "json"], { cwd: root })).out);
  expect(problems).toContainEqual(
    expect.objectContaining({
      severity: "error",
      rule: "key-unknown",
      place: { file: "Pulumi.qa.yaml", line: 2, column: 21 },
      path: "arboretum:edge.domian",
    }),
  );
});

test("schema --check names what is out of date, and schema brings it up to date", async () => {
  const root = project();
  const stale = await arboretum(["schema", "--check"], { cwd: root });
  expect(stale.code).toBe(1);
  expect(stale.out.split("\n")).toContain("docs/schema/stack.json");
  expect(existsSync(join(root, "docs"))).toBe(false);
  expect((await arboretum(["schema"], { cwd: root })).code).toBe(0);
  expect(await arboretum(["schema", "--check"], { cwd: root })).toEqual({ code: 0, out: "", err: "" });
  expect(JSON.parse(readFileSync(join(root, "docs/schema/release-map.json"), "utf8"))).toHaveProperty(
    "properties.deployments",
  );
  writeFileSync(join(root, "docs/reference/settings.md"), "old\n");
  expect((await arboretum(["schema", "--check"], { cwd: root })).out).toBe("docs/reference/settings.md\n");
});

test("the schemas and the reference of this repository are up to date", async () => {
  expect(await arboretum(["schema", "--check"], { cwd: repository })).toEqual({ code: 0, out: "", err: "" });
});

test("what one revision tells another leaves out a stack that it does not have", async () => {
  const { out, code } = await arboretum(["resources", "platform", "elsewhere"], { cwd: repository });
  expect(code).toBe(0);
  const { arboretum: shape, renderings } = JSON.parse(out);
  expect(shape).toBe(1);
  expect(renderings.map(({ stack, mode }: { stack: string; mode: string }) => [stack, mode])).toEqual([
    ["platform", "preview"],
  ]);
});

test("a stack below the domain of another is warned of, and is no reason to stop", async () => {
  const above = "config:\n  arboretum:layers: [deployments/academy.yaml, stages/production.yaml]\n";
  const root = project({
    "Pulumi.production.yaml": `${above}  arboretum:edge: { domain: academy.example.edu }\n`,
  });
  const { code, out } = await arboretum(["check"], { cwd: root });
  expect(code).toBe(0);
  expect(out).toMatch(/^Pulumi\.production\.yaml:3:\d+ {2}arboretum:edge\.domain {2}\(warning\)$/m);
  for (const stage of ["ci", "qa"]) {
    const below = `${stage}.academy.example.edu (${stage}, Pulumi.${stage}.yaml:`;
    expect(out).toContain(below);
  }
  expect(out).toContain(" is below academy.example.edu (production)");
});

test("the build matrix says what has to be built, from what, how often, and for whom", async () => {
  const ask = async (builds: string) =>
    JSON.parse(
      (await arboretum(["matrix", "--builds", builds], { cwd: join(repository, "examples/mit") })).out,
    );
  const cells = (await ask("images")) as readonly {
    application: string;
    release: string;
    for: unknown[];
    cut?: string;
  }[];
  const platform = cells.filter(
    ({ application, release }) => application === "edx-platform" && release === "master",
  );
  expect(platform.length).toBeGreaterThan(0);
  for (const { cut, for: consumers } of platform)
    expect([cut, consumers.length > 0]).toEqual(["weekly", true]);
  expect(await ask("mfes")).toContainEqual(expect.objectContaining({ deployment: "xpro", release: "ulmo" }));
});
