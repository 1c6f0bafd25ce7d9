import type { Change, ChangedPath, Verdict } from "../render/change.ts";
import type { Value } from "../render/rendering.ts";

/** How a verdict is counted: `2 to create`. */
export const verdicts: readonly {
  readonly verdict: Verdict;
  readonly mark: string;
  readonly counted: string;
}[] = [
  { verdict: "create", mark: "+", counted: "to create" },
  { verdict: "update", mark: "~", counted: "to update" },
  { verdict: "replace", mark: "±", counted: "to replace" },
  { verdict: "delete", mark: "-", counted: "to delete" },
  { verdict: "keep", mark: "=", counted: "to leave behind" },
];

/** Objects, without the components that only group them and the providers that only apply them. */
export const visible = (changes: readonly Change[]): readonly Change[] =>
  changes.filter(({ custom, type }) => custom && !type.startsWith("pulumi:providers:"));

export const kindIn = ({ type }: Change): string => type.slice(type.lastIndexOf(":") + 1);

/** `2 to create, 1 to replace` */
export function tally(changes: readonly Change[]): string {
  const counts = verdicts.flatMap(({ verdict, counted }) => {
    const count = changes.filter((change) => change.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${counted}`];
  });
  return counts.length === 0 ? "nothing changes" : counts.join(", ");
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
