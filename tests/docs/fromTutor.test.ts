import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { composed, deploymentOf, rendered } from "../house.ts";
import { pages, root } from "./pages.ts";

const FILE = "docs/from-tutor.md";
const page = pages.find(({ file }) => file === FILE);
const text = readFileSync(join(root, FILE), "utf8");

/** Rows of the table below a heading, cell by cell. */
const rowsBelow = (heading: string): readonly (readonly string[])[] =>
  (new RegExp(`^## ${heading}$([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, "m").exec(text)?.[1] ?? "")
    .split("\n")
    .filter((line) => /^\| /.test(line))
    .slice(1)
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1));

const codes = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

const ofTutor = new Set(
  readFileSync(join(root, "tests/fixtures/tutor/config.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#")),
);

const APPLICATIONS = ["credentials", "discovery", "notes"];
const moved = deploymentOf(
  composed("qa", ["change: { migrations: { start: byHand } }"], "verawood", APPLICATIONS),
);

test("what it says of config.yml is what Tutor reads there", () => {
  const named = rowsBelow("What stands where")
    .flatMap(([left]) => codes(left))
    .map((code) => code.replace(/:.*$/, ""))
    .filter((code) => /^[A-Z_0-9]+$/.test(code));
  expect(named.length).toBeGreaterThan(12);
  expect(named.filter((name) => !ofTutor.has(name))).toEqual([]);
});

test("each key that comes along is given where the LMS reads it", () => {
  const keys = rowsBelow("Keys");
  expect(keys.length).toBeGreaterThanOrEqual(5);
  const secrets = new Set(moved.secrets.map(({ name }) => name));
  const lms = moved.services.find(({ name }) => name === "lms");
  const told = lms?.files.find(({ name }) => name === "lms-configuration")?.entries["lms.env.yml"];
  const settings = (told?.format === "yaml" ? told.tree : {}) as Readonly<Record<string, unknown>>;
  for (const [theirs, ours] of keys) {
    const [setting = ""] = codes(theirs);
    const [secret = ""] = codes(ours);
    expect(secrets, `${setting} is ${secret}`).toContain(secret);
    if (ofTutor.has(setting)) continue;
    expect(JSON.stringify(settings[setting]), setting).toContain(`"${secret}"`);
  }
});

test("files go to buckets that are there, and no bucket with files of people is forgotten", () => {
  const rows = rowsBelow("Files");
  const there = new Set(moved.buckets.map(({ purpose }) => purpose as string));
  const named = rows
    .flatMap(([, , here]) => codes(here))
    .flatMap((code) => /^(?:…|<deployment>-<stage>)-(\w+)$/.exec(code)?.[1] ?? []);
  expect(named.filter((name) => !there.has(name))).toEqual([]);
  // Events and copies begin anew, exports are made again, and what credentials draw is drawn again.
  const anew = ["tracking", "exports", "backups", "certificates"];
  expect([...there].filter((name) => !named.includes(name) && !anew.includes(name))).toEqual([]);
});

test("no migration begins before the data is there, and its database has the name that the page says", () => {
  const jobs = moved.preparations.flatMap((chain) => chain.jobs);
  const migrations = jobs.filter(({ pod }) => pod.command?.includes("migrate"));
  expect(migrations.length).toBeGreaterThanOrEqual(6);
  expect(migrations.filter(({ byHand }) => !byHand).map(({ name }) => name)).toEqual([]);
  const databases = moved.services.flatMap((service) => service.databases);
  expect(databases).toEqual(expect.arrayContaining(["edxapp", "edxapp_csmh", ...APPLICATIONS]));
});

test("its commands reach servers whose password lies where they read it", async () => {
  const shell = page?.blocks.filter(({ language }) => language === "sh").map((block) => block.text) ?? [];
  const reached = shell.flatMap((block) => [
    ...block.matchAll(/exec --stdin (\w+)-0 [\s\S]*?\$\(cat (\S+?)\)/g),
  ]);
  expect(reached.map(([, name]) => name)).toEqual(["mysql", "mongodb"]);
  const { resources } = await rendered(composed("qa"));
  for (const [, name = "", password = ""] of reached) {
    const server = resources
      .filter(({ type }) => type.endsWith(":StatefulSet"))
      .find(({ inputs }) => JSON.stringify(inputs.metadata).includes(`"name":"${name}"`));
    expect(JSON.stringify(server?.inputs), name).toContain(`"${password}"`);
  }
});
