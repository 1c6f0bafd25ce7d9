import { aligned } from "../../src/cli/table.ts";
import type { Report, Table } from "./report.ts";

/** A report for a terminal. */
export function reportText({ passed, failed, failures, skipped, facts, tables }: Report): string {
  const blocks = [
    aligned(facts.map(([name, value]) => [name, String(value)])),
    ...tables.map(tableText),
    skipped.map(({ what, why }) => `Skipped: ${what}: ${why}`),
    failures.map((failure) => `FAILED: ${failure}`),
    [`${passed} passed, ${failed} failed`],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

const tableText = ({ title, columns, rows, note }: Table): readonly string[] => [
  title,
  ...aligned(
    [columns, ...rows.map((row) => row.map(String))],
    columns.map((_, column) => (rows.every((row) => typeof row[column] === "number") ? "right" : "left")),
  ),
  ...(note ? [note] : []),
];
