import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands.ts";
import { parse } from "../../src/cli/parse.ts";
import { parseDocument } from "../../src/documents/document.ts";
import { explain } from "../../src/documents/explain.ts";
import { schemasAt } from "../../src/documents/schema.ts";
import { parseReleaseMap } from "../../src/releases/map.ts";
import { releaseMapSchema } from "../../src/releases/mapSchema.ts";
import { rememberingReader } from "../../src/settings/layers.ts";
import { loadSettings } from "../../src/settings/load.ts";
import { deploymentSettings, platformSettings } from "../../src/settings/settings.ts";
import { commandLines, pages, root } from "./pages.ts";

const known = new Map<string, Command>();
for (const [name, load] of Object.entries(commands)) known.set(name, (await load()).command);

const scripts = (
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> }
).scripts;

/** Pages that people write. The others are generated, or belong to what they stand beside. */
const written = pages.filter(({ file }) => !file.startsWith("tests/") && !file.startsWith("docs/reference/"));

test("there is documentation to look at", () => {
  expect(written.length).toBeGreaterThan(15);
  expect(written.flatMap(({ spans }) => spans).length).toBeGreaterThan(150);
});

test.each(pages)("$file: every link leads somewhere", ({ folder, links }) => {
  const local = links.filter((link) => !/^(?:https?:|#)/.test(link));
  expect(local.filter((link) => !existsSync(join(folder, link.replace(/#.*$/, ""))))).toEqual([]);
});

/** Made by running something, so not in a fresh clone. */
const MADE = /^(?:(?:out|build|node_modules)\/|index\.json$)/;
const TOP = new Set(globSync("{*,.*}", { cwd: root }).map(String));
/** The repository that the release map is modelled on. */
const ELSEWHERE = [
  /^src\/bridge\//,
  /^provider\/pkg\//,
  /^build_manifest\.yaml$/,
  /^\d\d-\w+\.yaml$/,
  /^Pulumi\.mitx\./,
];

const isPath = (span: string) =>
  /^[\w.@-]+(?:\/[\w.@-]+)*\/?$/.test(span) &&
  (TOP.has(span.split("/")[0] ?? "") || /^[\w.-]+\.(?:ts|js|json|yaml|md|cjs)$/.test(span));

/** The tutorial tells its reader to write these. */
const isMadeByReader = (file: string, span: string) => file.includes("tutorials/") && /college/.test(span);

test.each(written)("$file: every path that it names exists", ({ file, folder, spans }) => {
  const paths = spans
    .filter(isPath)
    .filter((span) => !MADE.test(span) && !ELSEWHERE.some((one) => one.test(span)));
  const missing = paths.filter(
    (path) => !existsSync(join(root, path)) && !existsSync(join(folder, path)) && !isMadeByReader(file, path),
  );
  expect(missing).toEqual([]);
});

test.each(written)("$file: every npm script that it names exists", (page) => {
  const used = commandLines(page).flatMap((line) => {
    const [, script = "", short = ""] = /^npm (?:run (\S+)|(start|test)\b)/.exec(line) ?? [];
    return script || short ? [script || short] : [];
  });
  expect(used.filter((name) => !(name in scripts))).toEqual([]);
});

/** Words of a command line; what stands in quotes is one, and a pipe or a redirection ends it. */
const words = (line: string): readonly string[] =>
  (line.replace(/ [|>] .*$/, "").match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) =>
    word.replaceAll(/['"]/g, ""),
  );

const STACKS = ["platform", "ci", "qa", "production"];
/** Stacks that a page lets its reader make, and placeholders. */
const isStack = (word: string) => STACKS.includes(word) || /^(?:college\.|standby$|mitx|<|\[|…)/.test(word);

/** What is wrong with a use of `arboretum`. A mention in a sentence may leave out what the command wants. */
function wrongUse(line: string, isMention: boolean): readonly string[] {
  const [, rest = ""] = /^(?:npx )?arboretum ([a-z].*)$/.exec(line) ?? [];
  const [name = "", ...given] = words(rest);
  if (name === "") return [];
  const command = known.get(name);
  if (command === undefined) return [`there is no command ${name}: ${line}`];
  const lenient = isMention ? { ...command, arguments: { ...command.arguments, min: 0 } } : command;
  try {
    const parsed = parse(lenient, given);
    const stack = command.arguments.usage.startsWith("<stack>") ? parsed.arguments : [];
    const named = [...stack, ...[parsed.texts.get("stack") ?? []].flat()];
    return named.filter((one) => !isStack(one)).map((one) => `there is no stack ${one}: ${line}`);
  } catch (fault) {
    return [`${line}: ${(fault as Error).message}`];
  }
}

test.each(written)("$file: every use of a command is one that the command line takes", (page) => {
  const shell = commandLines({ ...page, spans: [] });
  const spans = commandLines({ ...page, blocks: [] });
  expect([
    ...shell.flatMap((line) => wrongUse(line, false)),
    ...spans.flatMap((line) => wrongUse(line, true)),
  ]).toEqual([]);
});

test.each([...known.values()])("$name: its own examples are taken by the command line", ({ examples }) => {
  expect(examples.flatMap(({ line }) => wrongUse(line, false))).toEqual([]);
});

test("a message or a file never names a command that does not exist", () => {
  const files = globSync(
    ["src/**/*.ts", "*.yaml", "examples/**/*.yaml", "deployments/*.yaml", "stages/*.yaml"],
    { cwd: root },
  );
  const wrong = files.flatMap((file) => {
    const named = readFileSync(join(root, file), "utf8").matchAll(/`(?:npx )?arboretum ([a-z-]+)[^`]*`/g);
    return [...named].flatMap(([, name = ""]) =>
      known.has(name) || name === "resources" ? [] : [`${file}: ${name}`],
    );
  });
  expect(wrong).toEqual([]);
});

/** What the Pulumi CLI understands, of what we name. */
const PULUMI = [
  /^up\b/,
  /^preview\b/,
  /^destroy\b/,
  /^install$/,
  /^cancel\b/,
  /^refresh\b/,
  /^login \S+$/,
  /^stack (?:init|export|import|rm|state delete)\b/,
  /^state (?:delete|unprotect)\b/,
  /^config (?:set|get)\b/,
];

test.each(written)("$file: it uses commands of Pulumi that exist", (page) => {
  const used = commandLines(page).flatMap(
    (line) => /^(?:[A-Z_0-9]+=\S+ )*pulumi ([a-z].*)$/.exec(line)?.[1] ?? [],
  );
  expect(used.filter((line) => !PULUMI.some((form) => form.test(line)))).toEqual([]);
});

const sections = Object.keys({ ...deploymentSettings.shape, ...platformSettings.shape });

const isKey = (path: readonly string[]) =>
  path.join(".") === "layers" ||
  [deploymentSettings, platformSettings].some((schema) => schemasAt(schema, [...path]).length > 0);

describe("every setting that a page names exists", () => {
  test.each(written)("$file", (page) => {
    const words = [
      ...page.spans,
      ...page.blocks.filter(({ language }) => language === "sh").map(({ text }) => text),
    ];
    const prefixed = words.flatMap((word) =>
      [...word.matchAll(/\barboretum:([a-z][\w.]*)/g)].map(([, key = ""]) => key),
    );
    const bare = page.spans.filter(
      (span) =>
        /^[a-z]\w*(?:\.[a-z]\w*)+$/.test(span) &&
        !isPath(span) &&
        sections.includes(span.split(".")[0] ?? ""),
    );
    expect([...prefixed, ...bare].filter((key) => !isKey(key.replace(/\.$/, "").split(".")))).toEqual([]);
  });
});

describe("what a page shows of a stack file or of the release map is right", () => {
  const shown = written
    .filter(({ file }) => !file.includes("tutorials/"))
    .flatMap(({ file, blocks }) => blocks.map((block) => ({ file, ...block })))
    .filter(({ language }) => language === "yaml")
    .map((block) => ({ ...block, first: block.text.split("\n")[0] }));

  test("there is something to look at", () => {
    expect(shown.length).toBeGreaterThanOrEqual(2);
  });

  test.each(shown)("$file: $first", ({ text }) => {
    const [, stack] = /^# Pulumi\.([\w.-]+)\.yaml/.exec(text) ?? [];
    if (stack === undefined) {
      const { problems } = parseReleaseMap(text);
      expect(explain(problems)).toBe(explain([]));
      expect(schemasAt(releaseMapSchema, ["deployments"]).length).toBeGreaterThan(0);
      return;
    }
    const files = rememberingReader(root);
    const read = (file: string) =>
      file === `Pulumi.${stack}.yaml` ? parseDocument(file, text) : files(file);
    expect(explain(loadSettings(root, stack, read).problems)).toBe(explain([]));
  });
});

test("the README's first commands are the two that CI runs in a clean copy", () => {
  const readme = pages.find(({ file }) => file === "README.md");
  expect(readme?.blocks[0]?.text).toBe("npm ci && npm start\nnpm ci && npm test\n");
});

test("the index lists every decision once, in order", () => {
  const index = pages.find(({ file }) => file === "docs/README.md");
  const listed = (index?.links ?? []).filter((link) => link.startsWith("decisions/"));
  const there = globSync("docs/decisions/*.md", { cwd: root })
    .map((file) => file.slice("docs/".length))
    .sort();
  expect(listed).toEqual(there);
  const titles = pages
    .filter(({ file }) => file.startsWith("docs/decisions/"))
    .map(({ file }) => {
      const [title = ""] = readFileSync(join(root, file), "utf8").split("\n");
      return title.startsWith(
        `# ${Number(file.slice("docs/decisions/".length, "docs/decisions/".length + 4))}. `,
      );
    });
  expect(titles.every(Boolean)).toBe(true);
});
