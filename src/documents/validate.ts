import type * as z from "zod";
import type { Document, Path } from "./document.ts";
import { didYouMean } from "./nearest.ts";
import { error, type Problem } from "./problem.ts";

type Issue = z.core.$ZodIssue;

export interface Wording {
  /** Says how a path is shown: `arboretum:edge.domain` in a stack file, `deployments.xpro` in the map. */
  readonly show: (path: Path) => string;
  /** The keys that are allowed at a path, for the nearest spelling of an unknown one. */
  readonly keysAt: (path: Path) => readonly string[];
}

const quote = (value: unknown) =>
  typeof value === "string" ? JSON.stringify(value) : String(JSON.stringify(value));

const shown = (value: unknown) => {
  const text = quote(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | undefined)?.[step],
    value,
  );
}

/** Turns what zod found into problems with the place, the value that stands there, and what is allowed. */
export function problemsOf(
  issues: readonly Issue[],
  document: Document,
  wording: Wording,
  base: Path = [],
): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, document, wording, base));
}

function problemsOfIssue(issue: Issue, document: Document, wording: Wording, base: Path): Problem[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(document, wording, path, key));
  }
  if (issue.code === "invalid_union") return nearestBranch(issue, document, wording, path);
  const found = valueAt(document.value, path);
  const { message, remedy } = explain(issue, found);
  return [
    error(found === undefined ? "value-missing" : "value-invalid", {
      place: document.placeOf(path),
      path: wording.show(path),
      message,
      ...(remedy ? { remedy } : {}),
    }),
  ];
}

function unknownKey(document: Document, wording: Wording, path: Path, key: string): Problem {
  const allowed = wording.keysAt(path);
  return error("key-unknown", {
    place: document.placeOfKey([...path, key]),
    path: wording.show([...path, key]),
    message: `${quote(key)} is not a setting here.${didYouMean(key, allowed)}`,
    ...(allowed.length > 0 ? { remedy: `One of: ${allowed.join(", ")}` } : {}),
  });
}

/** Of a union, the branch that got furthest is the one that a person meant. */
function nearestBranch(
  issue: Issue & { code: "invalid_union" },
  document: Document,
  wording: Wording,
  path: Path,
): Problem[] {
  const branches = (issue.errors as Issue[][]).filter((branch) => branch.length > 0);
  const depth = (branch: Issue[]) => Math.max(...branch.map(({ path: at }) => at.length));
  const best = branches.sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
  if (best === undefined || depth(best) === 0) {
    const found = valueAt(document.value, path);
    const choices = branches
      .flatMap((branch) => branch.map((one) => expectation(one)))
      .filter((one) => one !== "");
    const remedy = [...new Set(choices)].join(", or ");
    return [
      error(found === undefined ? "value-missing" : "value-invalid", {
        place: document.placeOf(path),
        path: wording.show(path),
        message: found === undefined ? "This is required." : `${shown(found)} is not allowed here.`,
        ...(remedy ? { remedy: `Expected ${remedy}.` } : {}),
      }),
    ];
  }
  return problemsOf(best, document, wording, path);
}

function expectation(issue: Issue): string {
  if (issue.code === "invalid_type") return NAMES[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_value") return issue.values.map(String).join(" or ");
  return "";
}

const NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a block of settings",
  record: "a block of settings",
  array: "a list",
};

const nameOf = (value: unknown) => {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return NAMES[typeof value] ?? typeof value;
};

function explain(issue: Issue, found: unknown): { message: string; remedy?: string } {
  if (found === undefined && issue.code !== "custom") {
    const wanted = expectation(issue);
    return { message: "This is required.", ...(wanted ? { remedy: `Write ${wanted}.` } : {}) };
  }
  switch (issue.code) {
    case "invalid_type":
      return {
        message: `Expected ${expectation(issue)}, found ${nameOf(found)}${found === null ? "" : ` (${shown(found)})`}.`,
      };
    case "invalid_value": {
      const allowed = issue.values.map(String);
      return {
        message: `${shown(found)} is not allowed here.${didYouMean(String(found), allowed)}`,
        remedy: `One of: ${allowed.join(", ")}`,
      };
    }
    case "too_small":
      return { message: `${shown(found)} is too small.`, remedy: `At least ${issue.minimum}.` };
    case "too_big":
      return { message: `${shown(found)} is too large.`, remedy: `At most ${issue.maximum}.` };
    case "invalid_key":
      return { message: `This name is not allowed: ${issue.issues.map(({ message }) => message).join(" ")}` };
    default:
      // Formats and refinements of ours carry a whole sentence; zod's own speak of "string", which says too little.
      return { message: found === undefined ? issue.message : `${shown(found)}: ${issue.message}` };
  }
}
