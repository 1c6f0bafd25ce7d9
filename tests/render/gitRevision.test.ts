import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { readExchange, writeExchange } from "../../src/render/exchange.ts";
import { renderRevision } from "../../src/render/gitRevision.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "revision-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")),
);
const git = (...args: readonly string[]): void => {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...who, ...args], { cwd: folder, env: environment });
};
const write = (path: string, text: string): void => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};

/** A command line that answers with the stacks it is asked for, and with the first line of a package. */
const cli = (word: string): string => `
import { readFileSync } from "node:fs";
const [command, ...stacks] = process.argv.slice(2);
const name = readFileSync(new URL("../node_modules/tool/name", import.meta.url), "utf8");
const renderings = stacks.map((stack) => ({ stack, project: name, word: ${JSON.stringify(word)}, cwd: process.cwd(), command }));
console.log(JSON.stringify({ arboretum: 1, renderings, problems: [] }));
`;

git("init", "--quiet", "--initial-branch", "main");
write(".gitignore", "node_modules\n");
write("node_modules/tool/name", "shared");
write("package-lock.json", "{}");
write("README.md", "nothing yet");
git("add", ".");
git("commit", "--quiet", "--message", "empty");
git("tag", "empty");
write("project/Pulumi.yaml", "name: demo\n");
write("src/cli.ts", "console.error('no such command: resources'); process.exitCode = 2;\n");
git("add", ".");
git("commit", "--quiet", "--message", "old");
git("tag", "old");
write("src/cli.ts", cli("first"));
git("add", ".");
git("commit", "--quiet", "--message", "first");
git("tag", "first");
write("src/cli.ts", cli("second"));

const request = (revision: string, more: object = {}) =>
  renderRevision({
    root: join(folder, "project"),
    cli: join(folder, "src/cli.ts"),
    revision,
    stacks: ["qa", "ci"],
    ...more,
  });

test("a revision is rendered by its own code, in its own folder, with the packages that are here", async () => {
  const { renderings, problems } = await request("first");
  expect(problems).toEqual([]);
  expect([...renderings.keys()]).toEqual(["qa", "ci"]);
  expect(renderings.get("qa")).toMatchObject({ word: "first", project: "shared", command: "resources" });
  expect((renderings.get("qa") as unknown as { cwd: string }).cwd).toMatch(
    /arboretum-.*[\\/]tree[\\/]project$/,
  );
});

test("a command line that is installed elsewhere, and has no other revision, reads the files of the revision", async () => {
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), "elsewhere-")));
  try {
    mkdirSync(join(elsewhere, "src"));
    mkdirSync(join(elsewhere, "node_modules/tool"), { recursive: true });
    writeFileSync(join(elsewhere, "node_modules/tool/name"), "its own");
    writeFileSync(join(elsewhere, "src/cli.ts"), cli("from elsewhere"));
    const { renderings, problems } = await request("first", { cli: join(elsewhere, "src/cli.ts") });
    expect(problems).toEqual([]);
    expect(renderings.get("qa")).toMatchObject({ word: "from elsewhere", project: "its own" });
    expect((renderings.get("qa") as unknown as { cwd: string }).cwd).toMatch(/tree[\\/]project$/);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test("a command line among the packages of the project itself is found, wherever in the repository the project is", async () => {
  write("packaged/Pulumi.yaml", "name: packaged\n");
  write("packaged/package-lock.json", "{}");
  write("packaged/node_modules/tool/name", "of the project");
  write("packaged/node_modules/arboretum/cli.js", cli("packaged").replace("../node_modules/", "../"));
  git("add", ".");
  git("commit", "--quiet", "--message", "packaged");
  const { renderings, problems } = await request("HEAD", {
    root: join(folder, "packaged"),
    cli: join(folder, "packaged/node_modules/arboretum/cli.js"),
  });
  expect(problems).toEqual([]);
  expect(renderings.get("qa")).toMatchObject({ word: "packaged", project: "of the project" });
});

test("a git hook, which tells its children where its repository is, does not lead astray", async () => {
  process.env.GIT_DIR = join(folder, "elsewhere");
  try {
    expect((await request("first")).problems).toEqual([]);
  } finally {
    delete process.env.GIT_DIR;
  }
});

test("nothing is left behind, and the checkout is not touched", async () => {
  // A folder of its own: other tests run beside this one.
  const temporary = mkdtempSync(join(tmpdir(), "arboretum-left-"));
  vi.stubEnv("TMPDIR", temporary);
  await request("first");
  vi.unstubAllEnvs();
  expect(readdirSync(temporary)).toEqual([]);
  rmSync(temporary, { recursive: true });
  const trees = execFileSync("git", ["worktree", "list"], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
  });
  expect(trees.trim().split("\n")).toHaveLength(1);
  expect(existsSync(join(folder, "src/cli.ts"))).toBe(true);
});

describe("what cannot be rendered says why, in one problem", () => {
  test.each([
    ["an unknown revision", "nowhere", {}, /git knows no revision "nowhere"/],
    ["something like an option", "--help", {}, /git knows no revision "--help"/],
    ["a revision without the project", "empty", {}, /no Pulumi\.yaml/],
    ["a command line that is too old", "old", {}, /does not tell its resources: no such command: resources/],
    ["a folder outside of any repository", "first", { root: tmpdir() }, /in no git repository/],
  ])("%s", async (_, revision, more, message) => {
    const { renderings, problems } = await request(revision, more);
    expect(renderings.size).toBe(0);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
  });

  test("a machine without git", async () => {
    const path = process.env.PATH;
    process.env.PATH = join(folder, "nothing");
    try {
      expect((await request("first")).problems[0]?.message).toMatch(/git is not on the PATH/);
    } finally {
      process.env.PATH = path;
    }
  });

  test("another lockfile installs its own packages, and says when that fails", async () => {
    write("package-lock.json", '{ "lockfileVersion": 3, "other": true }');
    const { problems } = await request("first");
    write("package-lock.json", "{}");
    expect(problems[0]?.message).toMatch(/^first cannot be rendered: npm ci fails in it/);
  });
});

test("what one revision writes another reads; anything else it does not take for an answer", () => {
  const told = { renderings: [], standings: [], problems: [] };
  expect(readExchange(writeExchange(told))).toEqual({ arboretum: 1, ...told });
  for (const text of ["", "null", "[]", "{}", '{"arboretum":2,"renderings":[]}', "no such command"]) {
    expect(readExchange(text)).toBeUndefined();
  }
});
