import { stripVTControlCharacters } from "node:util";

/** Where the text of a column starts or ends. */
export type Side = "left" | "right";

// Names are of plain letters here; what a person writes may hold wider ones, and a crooked row is no harm.
const width = (text: string): number => stripVTControlCharacters(text).length;

/** Rows as lines whose columns stand below each other. */
export function aligned(
  rows: readonly (readonly string[])[],
  sides: readonly Side[] = [],
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = " ".repeat((widths[column] ?? 0) - width(cell));
        return sides[column] === "right" ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd(),
  );
}
