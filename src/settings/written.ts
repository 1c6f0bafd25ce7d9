import type { Document, Path } from "../documents/document.ts";
import { error, type Problem } from "../documents/problem.ts";

/** A block of YAML: keys and whatever they hold. */
export type Block = Readonly<Record<string, unknown>>;

export const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What says something of the settings: a stack file, a layer, or a program that has no files. */
export interface Written {
  readonly document: Document;
  readonly kind: "stack" | "layer" | "program";
  /** The sections as they stand in the file, encrypted values included. */
  readonly sections: Block;
  /** Where a setting stands in the file. */
  readonly inFile: (path: Path) => Path;
  /** How the file calls a setting. */
  readonly show: (path: Path) => string;
}

/** A file as far as it could be read, and what is wrong with its outer shape. */
export interface ReadWritten {
  readonly written?: Written;
  readonly problems: readonly Problem[];
}

/** A path as Pulumi spells it: `edge.domain`, `egress[0].to`. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (step.includes(".")) return `${text}["${step}"]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");

export const startsWith = (path: Path, start: Path): boolean =>
  start.length <= path.length && start.every((step, index) => String(path[index]) === String(step));

/** A problem with a setting where the file says it. */
export function problemAt(
  { document, inFile, show }: Written,
  rule: string,
  path: Path,
  message: string,
  remedy?: string,
): Problem {
  const place = document.placeOf(inFile(path));
  return error(rule, { place, path: show(path), message, ...(remedy === undefined ? {} : { remedy }) });
}
