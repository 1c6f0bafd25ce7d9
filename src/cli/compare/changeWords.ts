import type { Change, ChangedPath, Verdict } from "../../render/change.ts";
import type { Value } from "../../render/rendering.ts";
import type { Comparison } from "./comparison.ts";

/** What a verdict is called: a step between two revisions of a stack, a difference between two stacks. */
export interface Word {
  readonly verdict: Verdict;
  readonly mark: string;
  /** Of one object: `+ create  Service lms`. */
  readonly one: string;
  /** Of several: `2 to create`. */
  readonly counted: string;
}

/** Steps between two revisions of a stack. */
export const wordsBetweenRevisions: readonly Word[] = [
  { verdict: "create", mark: "+", one: "create", counted: "to create" },
  { verdict: "update", mark: "~", one: "update", counted: "to update" },
  { verdict: "replace", mark: "±", one: "replace", counted: "to replace" },
  { verdict: "delete", mark: "-", one: "delete", counted: "to delete" },
  { verdict: "keep", mark: "=", one: "keep", counted: "to leave behind" },
];

const differences = (stack: string, against: string): readonly Word[] => [
  { verdict: "create", mark: "+", one: "only", counted: `only in ${stack}` },
  { verdict: "update", mark: "~", one: "differs", counted: "different" },
  { verdict: "delete", mark: "-", one: "missing", counted: `only in ${against}` },
];

export const wordsFor = ({ against, between }: Comparison, stack: string): readonly Word[] =>
  between === "stacks" ? differences(stack, against) : wordsBetweenRevisions;

/** `2 to create, 1 to replace` */
export function tally(changes: readonly Change[], words: readonly Word[]): string {
  const counts = words.flatMap(({ verdict, counted }) => {
    const count = changes.filter((change) => change.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${counted}`];
  });
  return counts.length === 0 ? "no difference" : counts.join(", ");
}

/** What makes a change worth a second look, a sentence each. */
export const warnings = ({
  verdict,
  holdsData,
  refused,
  deletedFirst,
  reasons,
}: Change): readonly string[] => [
  ...(holdsData === undefined ? [] : [`Holds data: ${holdsData}`]),
  ...(refused === undefined ? [] : [`Will be refused: ${refused}`]),
  ...(verdict === "replace" && deletedFirst ? ["For a while it is not there: it is deleted first."] : []),
  ...reasons,
];

const LONGEST = 60;

/** A value on one line; a long text says how long it is. */
function valueText(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** `1 → 2`, unless nobody may see it. */
export const pathText = ({ secret, before, after }: ChangedPath): string =>
  secret ? "secret, not shown" : `${valueText(before)} → ${valueText(after)}`;
