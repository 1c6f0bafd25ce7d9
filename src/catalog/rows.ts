import type { WaffleToggle } from "../releases/dialect.ts";
import type { Tree } from "../vocabulary/late.ts";
import type { OAuthUser } from "./oauthClient.ts";

/** What an application wants in the database of the LMS, beside its accounts for logging in. */
export interface Rows {
  /** Accounts in whose name others ask, or are asked. */
  readonly users?: readonly OAuthUser[];
  /** What the platform looks up for each site, and not in its settings. Joined with what is there, key by key. */
  readonly site?: Readonly<Record<string, Tree>>;
  readonly configurations?: readonly ConfigurationRow[];
  readonly toggles?: readonly WaffleToggle[];
  /** Commands of the LMS that may be run again at any time. */
  readonly commands?: readonly (readonly string[])[];
}

type Values = Readonly<Record<string, string | number | boolean>>;

/** A table of the LMS whose newest row counts, and to which administrators add the next. */
export interface ConfigurationRow {
  /** Django's name of the model: `programs.ProgramsApiConfig`. */
  readonly model: string;
  /** What the first row says. Whoever has decided otherwise since is right. */
  readonly first: Values;
  /** What every row has to say, because it follows from the settings: addresses. */
  readonly always: Values;
}

/** The rows of several applications together. */
export const joinedRows = (rows: readonly Rows[]): Required<Rows> => ({
  users: rows.flatMap(({ users = [] }) => users),
  site: Object.assign({}, ...rows.map(({ site = {} }) => site)),
  configurations: rows.flatMap(({ configurations = [] }) => configurations),
  toggles: rows.flatMap(({ toggles = [] }) => toggles),
  commands: rows.flatMap(({ commands = [] }) => commands),
});
