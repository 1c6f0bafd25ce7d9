import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { arboretum, project, repository } from "./project.ts";

const here = { cwd: repository };

test("without a command, the list of commands is the answer", async () => {
  const { code, out } = await arboretum([], here);
  expect(code).toBe(0);
  for (const name of ["preview", "render", "check", "matrix", "schema"]) expect(out).toContain(`  ${name} `);
  expect(out).not.toContain("resources ");
});

test.each(Object.keys(commands))("%s --help shows how it is used, with an example", async (name) => {
  const { code, out, err } = await arboretum([name, "--help"], { cwd: tmpdir() });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(`arboretum ${name}`);
  expect(out).toMatch(/^Examples?\n {2}arboretum /m);
  expect(out).toContain("--help");
});

test.each(Object.entries(commands))("the file of %s exports the command of that name", async (name, load) => {
  const { command } = await load();
  expect(command.name).toBe(name);
  expect(command.examples.length).toBeGreaterThan(0);
  for (const { line } of command.examples) expect(line).toMatch(new RegExp(`^arboretum ${name}\\b`));
});

test.each([
  [["previw"], 'There is no command "previw". Did you mean "preview"?'],
  [["--stack", "qa"], "A command comes first."],
  [["preview", "--fromat", "json"], 'There is no option --fromat here. Did you mean "--format"?'],
  [["preview", "--format"], "--format needs a value: --format text|json|markdown"],
  [["preview", "--format", "jsno"], '--format cannot be "jsno". Did you mean "json"?'],
  [["schema", "--check=yes"], "--check takes no value."],
  [["preview", "--today", "2026-02-30"], '--today cannot be "2026-02-30".'],
  [["preview", "quality"], 'There is no stack "quality".'],
  [["preview", "prodution"], 'There is no stack "prodution". Did you mean "production"?'],
  [["blueprint"], "blueprint needs <stack>."],
  [["blueprint", "qa", "ci"], 'blueprint does not take "ci".'],
  [["render", "qa"], "render needs --out DIR."],
  [["configuration", "lms"], "configuration needs --stack STACK."],
  [["configuration", "lsm", "--stack", "qa"], 'qa has no application "lsm". Did you mean "lms"?'],
  [["check", "--root", "nowhere"], "There is no Pulumi.yaml in nowhere"],
])("%j is wrong use, and one message says what is right", async (argv, message) => {
  const { code, out, err } = await arboretum(argv, here);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
  expect(err).not.toMatch(/\n\s+at /);
});

test("outside of a project a command says how to find one", async () => {
  const { code, err } = await arboretum(["check"], { cwd: tmpdir() });
  expect(code).toBe(2);
  expect(err).toContain("--root DIR");
});

test("the project is found from any folder in it, and by --root from any other", async () => {
  const root = project();
  mkdirSync(join(root, "some/where"), { recursive: true });
  const inside = await arboretum(["settings", "qa"], { cwd: join(root, "some/where") });
  const outside = await arboretum(["settings", "qa", "--root", root], { cwd: tmpdir() });
  expect(inside.code).toBe(0);
  expect(inside.out).toContain("qa.academy.example.edu");
  expect(outside).toEqual(inside);
});

test("the file of a stack is understood as its name, because shells complete it", async () => {
  const byFile = await arboretum(["settings", "Pulumi.qa.yaml"], here);
  expect(byFile).toEqual(await arboretum(["settings", "qa"], here));
});

test("colours are for terminals alone, and NO_COLOR turns them off there", async () => {
  const matrix = (terminal: boolean, environment: Record<string, string>) =>
    arboretum(["matrix"], { ...here, terminal, environment });
  const coloured = await matrix(true, {});
  const plain = await matrix(false, {});
  expect(coloured.out).toContain("\u001b[");
  expect(plain.out).not.toContain("\u001b[");
  expect((await matrix(true, { NO_COLOR: "1" })).out).toBe(plain.out);
  expect((await matrix(true, { NO_COLOR: "" })).out).toBe(coloured.out);
});

test("progress is told on stderr once a command takes longer than a second", async () => {
  let seconds = 0;
  const slow = () => new Date(Date.UTC(2026, 10, 21) + 1100 * seconds++);
  const root = project();
  const { err, out } = await arboretum(["check", "platform"], { cwd: root, now: slow });
  expect(err).toBe("Rendering platform …\n");
  expect((await arboretum(["check", "platform"], { cwd: root })).err).toBe("");
  expect(out).toBe("platform: No problems.\n");
});
