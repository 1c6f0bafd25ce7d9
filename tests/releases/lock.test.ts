import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseImageLock, readImageLock } from "../../src/releases/lock.ts";
import { commit, digest, lockFrom } from "./maps.ts";

const entry = (body: string) => `images:\n  academy:\n    qa:\n      edx-platform: ${body}\n`;

describe("the lock", () => {
  test("finds an entry by deployment, stage and application, with its place", () => {
    const lock = lockFrom(
      entry(`{ image: example/p:1.0, digest: "${digest("a")}", release: verawood, tests: [unit] }`),
    );
    expect(lock.find("academy", "qa", "edx-platform")).toMatchObject({
      digest: digest("a"),
      tests: ["unit"],
      sources: {},
      path: "images.academy.qa.edx-platform",
      place: { file: "images.lock.yaml", line: 4 },
    });
    expect(lock.find("academy", "ci", "edx-platform")).toBeUndefined();
    expect(lock.find("constructor", "qa", "edx-platform")).toBeUndefined();
  });

  test.each([
    ["an unknown key", "{ image: a/b:1, release: x, digst: y }", 'Did you mean "digest"?'],
    ["no release", "{ image: a/b:1 }", "This is required."],
    ["a short digest", '{ image: a/b:1, release: x, digest: "sha256:12" }', "This is not a digest."],
    ["a digest in the image", `{ image: "a/b:1@${digest("a")}", release: x }`, "This is not an image."],
    [
      "a short commit",
      "{ image: a/b:1, release: x, sources: { theme: { origin: a/b, branch: c, commit: abcdef0 } } }",
      "This is not a commit.",
    ],
    ["a word for an entry", "latest", "Expected a block of settings"],
  ])("%s is refused with its place", (_what, body, says) => {
    const { lock, problems } = parseImageLock(entry(body));
    expect(lock).toBeUndefined();
    expect(problems.map(({ message }) => message).join("\n")).toContain(says);
    expect(problems[0]?.place).toMatchObject({ file: "images.lock.yaml", line: 4 });
  });

  test("a commit of a source is read whole", () => {
    const lock = lockFrom(
      entry(
        `{ image: a/b:1, release: x, sources: { theme: { origin: a/b, branch: c, commit: "${commit("d")}" } } }`,
      ),
    );
    expect(lock.find("academy", "qa", "edx-platform")?.sources).toEqual({
      theme: { origin: "a/b", branch: "c", commit: commit("d") },
    });
  });

  test("without the file nothing is locked; a broken file is a problem", () => {
    const root = mkdtempSync(join(tmpdir(), "lock-"));
    try {
      expect(readImageLock(root)).toMatchObject({ lock: { cells: [] }, problems: [] });
      writeFileSync(join(root, "images.lock.yaml"), "images: [\n");
      expect(readImageLock(root).lock).toBeUndefined();
      writeFileSync(join(root, "images.lock.yaml"), "");
      expect(readImageLock(root).problems[0]?.rule).toBe("file-empty");
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
