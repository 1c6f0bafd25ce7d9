import type { WaffleToggle } from "../releases/dialect.ts";
import type { OAuthUser } from "./oauthClient.ts";

/**
 * What an application wants in the database of the LMS, beside its accounts. It is only brought where there is nothing yet:
 * whoever has decided otherwise since is right.
 */
export interface Rows {
  readonly users?: readonly OAuthUser[];
  readonly configurations?: readonly ConfigurationRow[];
  readonly toggles?: readonly WaffleToggle[];
  /** Commands of the LMS that may be run again at any time. */
  readonly commands?: readonly (readonly string[])[];
}

/** A table of the LMS whose newest row counts, and to which administrators add the next. */
export interface ConfigurationRow {
  /** Django's name of the model: `programs.ProgramsApiConfig`. */
  readonly model: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}
