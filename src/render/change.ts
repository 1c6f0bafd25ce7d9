import type { Difference } from "./difference.ts";

/** `keep`: it leaves the program and stays where it is. */
export type Verdict = "create" | "update" | "replace" | "delete" | "keep" | "same";

export interface ChangedPath extends Difference {
  /** Its values are not shown to anybody. */
  readonly secret: boolean;
  /** It cannot change in place. */
  readonly replaces: boolean;
}

/** What an update would do to one resource. */
export interface Change {
  /** After the update; of what goes, before it. */
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** What its label says that it belongs to: `mysql`. Absent where it has none. */
  readonly component?: string;
  readonly verdict: Verdict;
  /** Where it had another URN before and an alias says so. */
  readonly formerUrn?: string;
  readonly paths: readonly ChangedPath[];
  /** Why it is replaced, a sentence each. */
  readonly reasons: readonly string[];
  /** What is lost when it is replaced or deleted; absent where nothing is. */
  readonly holdsData?: string;
  /** Why the engine or the cluster refuses, a sentence; absent where nothing stands against it. */
  readonly refused?: string;
  /** Replaced by deleting first: for a while it is not there. */
  readonly deletedFirst: boolean;
}
