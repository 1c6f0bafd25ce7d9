import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { arboretum, project } from "./project.ts";

const json = async (argv: readonly string[], cwd: string) => {
  const { out, code } = await arboretum([...argv, "--format", "json"], { cwd });
  return { code, ...JSON.parse(out) };
};

test("each stack has a row, platforms first, then in the order of the stages", async () => {
  const { code, stacks, problems } = await json(["preview"], project());
  expect({ code, problems }).toEqual({ code: 0, problems: [] });
  expect(stacks.map(({ stack }: { stack: string }) => stack)).toEqual(["platform", "ci", "qa", "production"]);
  expect(stacks[3]).toMatchObject({ release: "verawood", errors: 0, warnings: 0 });
  expect(stacks[3].replicas.highest).toBeGreaterThan(stacks[3].replicas.lowest);
  expect(stacks[3].cpu.lowest).toBeGreaterThan(stacks[1].cpu.lowest);
});

test("a preview without errors leaves the manifests of its stacks, and nothing else", async () => {
  const root = project();
  const { out } = await arboretum(["preview", "qa"], { cwd: root });
  expect(readdirSync(join(root, "out"))).toEqual(["qa"]);
  expect(readdirSync(join(root, "out/qa"))).toEqual(expect.arrayContaining(["00.yaml", "index.json"]));
  expect(out).toContain("out/<stack>/");
});

test("an error in one stack keeps what an earlier preview wrote of all", async () => {
  const root = project();
  await arboretum(["preview"], { cwd: root });
  const before = readFileSync(join(root, "out/ci/index.json"), "utf8");
  writeFileSync(join(root, "Pulumi.qa.yaml"), "config: { arboretum:edge: 7 }\n");
  const { code, out } = await arboretum(["preview"], { cwd: root });
  expect(code).toBe(1);
  expect(out).toContain("Nothing was written.");
  expect(readFileSync(join(root, "out/ci/index.json"), "utf8")).toBe(before);
  expect(existsSync(join(root, "out/qa/index.json"))).toBe(true);
});

test("a folder below out/ that somebody else filled is not replaced", async () => {
  const root = project();
  mkdirSync(join(root, "out/qa"), { recursive: true });
  writeFileSync(join(root, "out/qa/notes.txt"), "mine");
  const { code, err } = await arboretum(["preview", "qa"], { cwd: root });
  expect(code).toBe(2);
  expect(err).toContain("holds files that Arboretum did not write");
  expect(readdirSync(join(root, "out/qa"))).toEqual(["notes.txt"]);
});

test("a warning is shown and does not fail; the day decides about those that are about dates", async () => {
  const root = project({
    "release-map.yaml": [
      "default: academy",
      "deployments:",
      "  academy:",
      "    run: { ci: { release: verawood, hotfix: true, until: 2026-11-20 }, qa: verawood, production: verawood }",
      "",
    ].join("\n"),
  });
  const on = (day: string) => arboretum(["preview", "qa", "--today", day], { cwd: root });
  const { code, out } = await on("2026-11-21");
  expect(code).toBe(0);
  expect(out).toMatch(/^release-map\.yaml:4:\d+ .*\(warning\)$/m);
  expect(out).toContain("This was meant to be here until 2026-11-20.");
  expect(existsSync(join(root, "out/qa/index.json"))).toBe(true);
  expect((await on("2026-11-20")).out).not.toContain("until 2026-11-20");
  expect((await arboretum(["preview", "qa"], { cwd: root })).out).toBe(out);
});

test("against another stack, what differs is told without what follows from the names", async () => {
  const { stacks, changes, against } = await json(["preview", "qa", "--against", "ci"], project());
  expect(against).toBe("ci");
  expect(stacks).toHaveLength(1);
  const [{ stack, changes: found }] = changes;
  expect(stack).toBe("qa");
  const lms = found.find(
    ({ type, name }: { type: string; name: string }) => /:Deployment$/.test(type) && /lms/.test(name),
  );
  const paths = lms.paths.map(({ path }: { path: string }) => path);
  expect(paths).toContain("spec.template.spec.containers[0].resources.requests.cpu");
  expect(paths).not.toContain("metadata.namespace");
});

test("the comment of a pull request has the table, the counts and no colours", async () => {
  const world = { cwd: project(), terminal: true };
  const { code, out } = await arboretum(["preview", "qa", "--against", "ci", "--format", "markdown"], world);
  expect(code).toBe(0);
  expect(out).toContain("| qa | verawood |");
  expect(out).toMatch(/^### qa against `ci`: \d+ only in qa, \d+ different$/m);
  expect(out).toContain("<details><summary>");
  expect(out).not.toContain("\u001b[");
});

test("against a revision that does not exist, a problem says so and nothing is written", async () => {
  const root = project();
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  const { code, out } = await arboretum(["preview", "qa", "--against", "no-such-branch"], { cwd: root });
  expect(code).toBe(1);
  expect(out).toContain('git knows no revision "no-such-branch"');
  expect(existsSync(join(root, "out"))).toBe(false);
});

test("what the system refuses is one sentence, without a trace", async () => {
  const root = project({ out: "a file where the folder would be" });
  const { code, err } = await arboretum(["preview", "qa"], { cwd: root });
  expect(code).toBe(1);
  expect(err).toMatch(/^The system refuses: .*out.*\n$/);
});
