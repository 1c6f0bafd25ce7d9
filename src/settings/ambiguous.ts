import { isCollection, isMap, isScalar, isSeq, type Pair, type Scalar } from "yaml";
import type { Path } from "../documents/document.ts";
import { error, type Problem } from "../documents/problem.ts";
import { problemAt, type Written } from "./written.ts";

/** Values of a file that two readers of YAML read differently, or that say nothing. */
export interface Ambiguous {
  readonly problems: readonly Problem[];
  readonly paths: readonly Path[];
}

/** What the search needs to know of the schema. */
export interface Allowances {
  /** Whether nothing (`null`) is a value at the path. */
  readonly nothing: (path: Path) => boolean;
  /** Whether the value at the path may be a secret, and is not shown. */
  readonly hidden: (path: Path) => boolean;
}

interface Finding {
  readonly path: Path;
  readonly rule: string;
  readonly message: string;
  readonly remedy: string;
  readonly key?: boolean;
}

const DATE = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?$/;

/**
 * Pulumi's reader makes a timestamp of a date, and 1.1 of 1.10; `pulumi config set` writes the changed value
 * back into the file. So such values are refused wherever they stand.
 */
export function findAmbiguous(written: Written, allowances: Allowances): Ambiguous {
  const { root } = written.document;
  const findings = Object.keys(written.sections).flatMap((section) => {
    const node = isCollection(root) ? root.getIn(written.inFile([section]), true) : undefined;
    return search(node, [section], allowances);
  });
  return {
    problems: findings.map((finding) => told(written, finding)),
    paths: findings.map(({ path }) => path),
  };
}

function told(written: Written, { path, rule, message, remedy, key }: Finding): Problem {
  if (key !== true) return problemAt(written, rule, path, message, remedy);
  const place = written.document.placeOfKey(written.inFile(path));
  return error(rule, { place, path: written.show(path), message, remedy });
}

function search(node: unknown, path: Path, allowances: Allowances): Finding[] {
  if (isMap(node)) return node.items.flatMap((pair) => searchPair(pair, path, allowances));
  if (isSeq(node)) return node.items.flatMap((item, index) => search(item, [...path, index], allowances));
  return isScalar(node) ? searchScalar(node, path, allowances) : [];
}

function searchPair({ key, value }: Pair, path: Path, allowances: Allowances): Finding[] {
  // A document with a key of another kind is refused before.
  if (!isScalar(key)) return [];
  const name = String(key.value);
  const at = [...path, name];
  if (name === "<<" && key.type === "PLAIN") {
    const message = "`<<` copies nothing here.";
    return [{ path: at, rule: "merge-key", message, remedy: "Put what is shared in a layer.", key: true }];
  }
  const reading = readingOf(key);
  if (reading !== undefined) {
    const message = `This name is read as ${reading}.`;
    return [{ path: at, rule: "key-ambiguous", message, remedy: "Put it in quotes.", key: true }];
  }
  return search(value, at, allowances);
}

function searchScalar(scalar: Scalar, path: Path, { nothing, hidden }: Allowances): Finding[] {
  if (scalar.value === null) {
    if (nothing(path)) return [];
    const message = "Nothing is written here.";
    return [{ path, rule: "value-nothing", message, remedy: "Give it a value, or take the line out." }];
  }
  const reading = changedReadingOf(scalar);
  if (reading === undefined) return [];
  if (hidden(path)) {
    return [
      { path, rule: "value-ambiguous", message: `This is read as ${reading}.`, remedy: "Put it in quotes." },
    ];
  }
  const message = `${scalar.source} is read as ${reading}.`;
  return [{ path, rule: "value-ambiguous", message, remedy: `Put it in quotes: "${scalar.source}".` }];
}

/** What an unquoted name becomes, where that is not text. */
function readingOf(scalar: Scalar): string | undefined {
  if (scalar.value === null) return "nothing";
  if (typeof scalar.value === "boolean") return "true or false";
  return typeof scalar.value === "number" ? "a number" : changedReadingOf(scalar);
}

/** What an unquoted value becomes, where writing it down again gives another text. */
function changedReadingOf({ type, value, source = "" }: Scalar): string | undefined {
  if (type !== "PLAIN") return undefined;
  if (typeof value === "number")
    return String(value) === source ? undefined : "a number, and changes its form";
  if (DATE.test(source)) return "a date, and changes its form";
  // 1_000 and 0b11 are text to YAML 1.2, and numbers to Pulumi.
  const number =
    typeof value === "string" &&
    /^[-+]?\.?\d/.test(source) &&
    !Number.isNaN(Number(source.replaceAll("_", "")));
  return number ? "a number, and changes its form" : undefined;
}
