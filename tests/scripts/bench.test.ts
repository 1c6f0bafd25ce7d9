import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { grossly, median, readTimings, table } from "../../scripts/bench/figures.ts";
import { comparable, type Entry, readHistory, withEntry, writeHistory } from "../../scripts/bench/history.ts";

test("the phases are read from what the command prints, also after its progress", () => {
  const text = "Rendering qa …\nload 155 ms  load engine 94 ms  render 217 ms  total 550 ms  peak 185 MB\n";
  expect(readTimings(text)).toEqual({
    phases: { load: 0.155, "load engine": 0.094, render: 0.217, total: 0.55 },
    peak: 185,
  });
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test.each([
  ["within its limit", 0.7, []],
  ["over it, which may be noise", 1.4, []],
  ["more than twice as much, which is none", 1.6, ["production"]],
])("a figure %s", (_, production, gross) => {
  expect(grossly({ production, compose: 1000 })).toEqual(gross);
});

test("a row names the limit and the ratio to the entry before", () => {
  const row = table({ production: 0.9 }, { production: 0.6 });
  expect(row).toMatch(/preview production +0\.90 s +over 0\.75 s +1\.50 of before/);
});

const entry = (commit: string, machine = "2 × X"): Entry => ({
  day: "2026-11-21",
  commit,
  machine,
  node: "v24.21.0",
  figures: { production: 0.6 },
});

test("figures are compared with the last of the same machine, never with the same commit", () => {
  const history = [entry("a"), entry("b"), entry("c", "8 × Y"), entry("d")];
  expect(comparable(history, entry("d"))?.commit).toBe("b");
  expect(comparable(history, entry("d", "1 × Z"))).toBeUndefined();
});

test("a second run of one commit takes the place of the first, and the file stays small", () => {
  const many = Array.from({ length: 100 }, (_, index) => String(index)).reduce<readonly Entry[]>(
    (history, commit) => withEntry(withEntry(history, entry(commit)), entry(commit)),
    [],
  );
  expect(many).toHaveLength(40);
  expect(new Set(many.map(({ commit }) => commit)).size).toBe(40);
});

test("a history is read back as it was written, one line an entry", () => {
  const folder = mkdtempSync(join(tmpdir(), "arboretum-history-"));
  try {
    const file = join(folder, "history.json");
    expect(readHistory(file)).toEqual([]);
    writeHistory(file, [entry("a"), entry("b")]);
    expect(readHistory(file)).toEqual([entry("a"), entry("b")]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
