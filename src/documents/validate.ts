import type * as z from "zod";
import type { Document, Path } from "./document.ts";
import { didYouMean } from "./nearest.ts";
import { error, type Problem } from "./problem.ts";
import { shown } from "./shown.ts";

type Issue = z.core.$ZodIssue;

export interface Wording {
  /** Says how a path is shown: `arboretum:edge.domain` in a stack file, `deployments.xpro` in the map. */
  readonly show: (path: Path) => string;
  /** The keys that a block at a path may hold, for the nearest spelling of an unknown one. */
  readonly keysAt: (path: Path, block?: unknown) => readonly string[];
  /** What to write instead of a key that is unknown here but known elsewhere: from before, or from other software. */
  readonly moved?: (path: Path) => string | undefined;
  /** What a key is for. Said of a value that is missing. */
  readonly meaning?: (path: Path) => string | undefined;
  /** Whether the value at a path may be, or hold, a secret. Such a value is never shown. */
  readonly hidden?: (path: Path) => boolean;
}

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
  if (issue.code === "invalid_union" && !("options" in issue))
    return nearestBranch(issue, document, wording, path);
  const found = valueAt(document.value, path);
  const { message, remedy } = explain(issue, found, wording, path);
  const misnamed = issue.code === "invalid_key";
  return [
    error(found === undefined ? "value-missing" : misnamed ? "key-invalid" : "value-invalid", {
      place: misnamed ? document.placeOfKey(path) : document.placeOf(path),
      path: wording.show(path),
      message,
      ...(remedy ? { remedy } : {}),
    }),
  ];
}

function unknownKey(document: Document, wording: Wording, path: Path, key: string): Problem {
  const allowed = wording.keysAt(path, valueAt(document.value, path));
  const moved = wording.moved?.([...path, key]);
  const choices = allowed.length > 0 ? `One of: ${allowed.join(", ")}` : undefined;
  const remedy = moved ?? choices;
  return error(moved === undefined ? "key-unknown" : "key-moved", {
    place: document.placeOfKey([...path, key]),
    path: wording.show([...path, key]),
    message: `${shown(key)} is not a setting here.${moved === undefined ? didYouMean(key, allowed) : ""}`,
    ...(remedy === undefined ? {} : { remedy }),
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
    const subject = wording.hidden?.(path) ? "This" : shown(found);
    const choices = branches
      .flatMap((branch) => branch.map((one) => expectation(one)))
      .filter((one) => one !== "");
    const remedy = [...new Set(choices)].join(", or ");
    return [
      error(found === undefined ? "value-missing" : "value-invalid", {
        place: document.placeOf(path),
        path: wording.show(path),
        message: found === undefined ? "This is required." : `${subject} is not allowed here.`,
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

/** Schemas that say more than zod carry a sentence of their own: what is wrong, then what to write. */
const ownSentence = ({ message }: Issue) =>
  /^(?:Invalid|Too big|Too small|Unrecognized)\b/.test(message) ? undefined : message;

interface Explanation {
  readonly message: string;
  readonly remedy?: string;
}

function explain(issue: Issue, found: unknown, wording: Wording, path: Path): Explanation {
  if (found === undefined && issue.code !== "custom") {
    const wanted = expectation(issue);
    const remedy = wording.meaning?.(path) ?? (wanted ? `Write ${wanted}.` : undefined);
    return { message: "This is required.", ...(remedy === undefined ? {} : { remedy }) };
  }
  const hide = wording.hidden?.(path) ?? false;
  const own = ownSentence(issue.code === "invalid_key" ? (issue.issues[0] ?? issue) : issue);
  if (own !== undefined) return split(own, subjectOf(issue, found, hide));
  return explainIssue(issue, found, hide ? "This value" : shown(found), hide);
}

/** What a sentence of ours speaks of. A list or a block is pointed at well enough by its place. */
function subjectOf(issue: Issue, found: unknown, hide: boolean): string {
  if (issue.code === "invalid_key") return `${shown(issue.path.at(-1))}: `;
  return hide || found === undefined || typeof found === "object" ? "" : `${shown(found)}: `;
}

function split(sentences: string, subject: string): Explanation {
  const [, first = sentences, rest = ""] = /^(.*?[.!?])(?: (.*))?$/s.exec(sentences) ?? [];
  return { message: `${subject}${first}`, ...(rest ? { remedy: rest } : {}) };
}

/** Quotes are what most often makes a value of the wrong type. */
function quotesRemedy(expected: string, found: unknown): string | undefined {
  if (expected === "string")
    return ["number", "boolean"].includes(typeof found) ? "Put it in quotes." : undefined;
  if (typeof found !== "string") return undefined;
  if (expected === "boolean") return "Write true or false, without quotes.";
  const number = ["number", "int"].includes(expected) && found.trim() !== "" && !Number.isNaN(Number(found));
  return number ? "Leave out the quotes." : undefined;
}

function explainIssue(issue: Issue, found: unknown, subject: string, hide: boolean): Explanation {
  switch (issue.code) {
    case "invalid_type": {
      const value = found === null || hide ? "" : ` (${subject})`;
      const remedy = quotesRemedy(issue.expected, found);
      return {
        message: `Expected ${expectation(issue)}, found ${nameOf(found)}${value}.`,
        ...(remedy === undefined ? {} : { remedy }),
      };
    }
    case "invalid_value":
      return notAmong(subject, hide ? "" : wordOf(found), issue.values);
    case "invalid_union":
      return notAmong(subject, hide ? "" : wordOf(found), "options" in issue ? (issue.options ?? []) : []);
    case "too_small":
      return { message: `${subject} is too small.`, remedy: `At least ${issue.minimum}.` };
    case "too_big":
      return { message: `${subject} is too large.`, remedy: `At most ${issue.maximum}.` };
    default:
      return { message: `${subject} is not allowed here.` };
  }
}

/** A block may call a setting `toString`, and then nobody can make a text of it. */
const wordOf = (found: unknown): string => (typeof found === "object" ? "" : String(found));

function notAmong(subject: string, word: string, values: readonly unknown[]): Explanation {
  const allowed = values.filter((value) => value !== undefined).map(String);
  return {
    message: `${subject} is not allowed here.${didYouMean(word, allowed)}`,
    remedy: `One of: ${allowed.join(", ")}`,
  };
}
