import type { Paint } from "../paint.ts";
import { aligned } from "../table.ts";

/**
 * `good`: as it should be. `missing`: needed for what was asked, and not there. `optional`: not there, and not needed for it.
 * `unknown`: could not be looked at.
 */
export type State = "good" | "missing" | "optional" | "unknown";

/** One thing that was looked at. */
export interface Finding {
  readonly subject: string;
  readonly state: State;
  /** What is there, or what is not. */
  readonly found: string;
  /** How to mend it. */
  readonly remedy?: string;
}

export const good = (subject: string, found: string): Finding => ({ subject, state: "good", found });

export const unknown = (subject: string, found: string, remedy?: string): Finding => ({
  subject,
  state: "unknown",
  found,
  ...(remedy ? { remedy } : {}),
});

/** Something that is not as it should be: an obstacle where it is needed, else a hint. */
export const lacking = (needed: boolean, subject: string, found: string, remedy: string): Finding => ({
  subject,
  state: needed ? "missing" : "optional",
  found,
  remedy,
});

export const isMissing = ({ state }: Finding): boolean => state === "missing";

const marks: Readonly<Record<State, (paint: Paint) => string>> = {
  good: (paint) => paint.green("good"),
  missing: (paint) => paint.red("missing"),
  optional: (paint) => paint.yellow("optional"),
  unknown: (paint) => paint.dim("unknown"),
};

/** The findings as a person reads them. */
export function findingsText(findings: readonly Finding[], purpose: string, paint: Paint): string {
  const rows = findings.flatMap(({ subject, state, found, remedy }) => [
    [marks[state](paint), subject, found],
    ...(remedy === undefined ? [] : [["", "", paint.dim(remedy)]]),
  ]);
  const missing = findings.filter(isMissing).length;
  const end =
    missing === 0
      ? `Everything that ${purpose} needs is there${findings.some(({ state }) => state === "unknown") ? ", as far as it could be looked at" : ""}.`
      : `${missing === 1 ? "One thing is" : `${missing} things are`} missing for ${purpose}.`;
  return `${[...aligned(rows), "", end].join("\n")}\n`;
}
