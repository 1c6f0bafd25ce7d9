import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { renderer } from "../../src/cli/rendered.ts";
import type { Resource } from "../../src/render/rendering.ts";
import { arboretum, project, repository } from "./project.ts";
import { fakeTools } from "./tools.ts";

const leftOver: (() => void)[] = [];
afterEach(() => {
  for (const remove of leftOver.splice(0)) remove();
});

let program: readonly Resource[] = [];
beforeAll(async () => {
  const render = await renderer("arboretum", repository, "preview");
  program = (await render(compose(openProject(repository), "production"))).rendering?.resources ?? [];
});

const exported = (more: object = {}, without = "nothing at all") =>
  JSON.stringify({
    version: 3,
    deployment: {
      resources: program
        .filter(({ name }) => !name.endsWith(without))
        .map(({ urn, type, custom }) => ({ urn, type, custom, ...more })),
    },
  });

async function use(given: readonly string[], state: string, root = project(), now = "2026-11-24T01:00:00Z") {
  const tools = fakeTools({ pulumi: [{ to: "stack export", out: state }] });
  leftOver.push(tools.remove);
  const ended = await arboretum(["state", "production", ...given], {
    cwd: root,
    environment: { PATH: tools.path },
    now: () => new Date(now),
  });
  return { ...ended, root };
}

const copies = (root: string) => readdirSync(join(root, "vault")).sort();
const COPY = "production-20261124T010000Z.json";

describe("a copy of the state", () => {
  test("is written with its checksum, for nobody else to read", async () => {
    const state = exported();
    const { code, root } = await use(["--save", "vault"], state);
    expect([code, copies(root)]).toEqual([0, [COPY, `${COPY}.sha256`]]);
    expect(readFileSync(join(root, "vault", COPY), "utf8")).toBe(state);
    expect(statSync(join(root, "vault", COPY)).mode & 0o077).toBe(0);
  });

  test("is not written again where nothing is new, and is where something is", async () => {
    const { root } = await use(["--save", "vault"], exported());
    await use(["--save", "vault"], exported(), root, "2026-11-25T01:00:00Z");
    expect(copies(root)).toHaveLength(2);
    await use(["--save", "vault"], exported({ inputs: { changed: true } }), root, "2026-11-26T01:00:00Z");
    expect(copies(root)).toHaveLength(4);
  });

  test.each([
    [
      "lacks a key that nobody can make again",
      () => exported({}, "-backup-key"),
      "-backup-key, which nobody can make again",
    ],
    [
      "has its secrets open",
      () => exported({ outputs: { result: { plaintext: '"secret"' } } }),
      "Its secrets stand open in it",
    ],
    [
      "is of another stack",
      () => exported().replaceAll("urn:pulumi:production::", "urn:pulumi:qa::"),
      "not of production",
    ],
    ["is none", () => "{}", "This is not the state of a stack"],
  ])("that %s is none, and nothing is written", async (_, state, message) => {
    const { code, err, root } = await use(["--save", "vault"], state());
    expect([code, err]).toEqual([1, expect.stringContaining(message)]);
    expect(() => copies(root)).toThrow();
  });

  test("is looked at before it is needed, and says how it comes back", async () => {
    const { root } = await use(["--save", "vault"], exported());
    const good = await use(["--check", `vault/${COPY}`], "", root);
    expect([good.code, good.out]).toEqual([
      0,
      expect.stringContaining(`pulumi stack import --stack production --file vault/${COPY}`),
    ]);
    writeFileSync(join(root, "vault", COPY), exported({ inputs: { changed: true } }));
    const changed = await use(["--check", `vault/${COPY}`], "", root);
    expect([changed.code, changed.err]).toEqual([1, expect.stringContaining("its checksum differs")]);
  });
});

test("it is said which of the two is wanted, and a file that is not there is named", async () => {
  expect(await use([], "")).toMatchObject({ code: 2, err: expect.stringContaining("Say one of the two") });
  expect(await use(["--check", "nowhere.json"], "")).toMatchObject({
    code: 2,
    err: expect.stringContaining("nowhere.json cannot be read"),
  });
});
