/** One thing that has to be done on the way from one release to the next. */
export interface UpgradeStep {
  /** Stable name: `mongodb-5`. */
  readonly id: string;
  /** Before the new code starts, while nothing serves, or when the new code runs. */
  readonly when: "before" | "during" | "after";
  readonly what: string;
  /** The update of the stack does it, or a person has to. What is to be done on somebody else's server is always a person's. */
  readonly by: "update" | "hand";
  /** The store that it changes, by its name in `stores`. */
  readonly store?: string;
  /** Image of a version that is only passed through. */
  readonly image?: string;
  /** The commands, in order; the first word says whose they are (`lms`, `cms`, `mysql`, `mongosh`). */
  readonly commands?: readonly string[];
  /** Takes long or locks tables, so it needs a window. */
  readonly slow?: true;
}

/** A question that has to be answered before the upgrade starts. */
export interface Preflight {
  readonly id: string;
  readonly asks: string;
  /** What goes wrong otherwise. */
  readonly why: string;
  /** Finds the answer in a database of the LMS: where it prints nothing, all is well. */
  readonly sql?: string;
}

/** The way from one release into the one that carries this edge. */
export interface UpgradeEdge {
  readonly from: string;
  readonly preflight: readonly Preflight[];
  readonly steps: readonly UpgradeStep[];
  /** From here on, only a restored backup leads back. */
  readonly pointOfNoReturn: string;
  /** What changes for those who run or extend the platform. */
  readonly changes: readonly string[];
}

/** One of these releases has to run at some time before the release that carries this stop. */
export interface RequiredStop {
  readonly oneOf: readonly string[];
  readonly why: string;
}
