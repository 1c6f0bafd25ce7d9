import type { Role } from "./connection.ts";

/** What may reach the pods of a namespace that a chart fills, whose pods nobody here has named. */
export interface Opening {
  /** `everybody` is the API server too: nobody knows its address. `openedx` are the namespaces of all deployments. */
  readonly from: "everybody" | "openedx" | "namespace" | Role;
  /** Absent: every port. */
  readonly ports?: readonly number[];
  readonly why: string;
}
