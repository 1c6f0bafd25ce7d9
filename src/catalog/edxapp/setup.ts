import type { WaffleToggle } from "../../releases/dialect.ts";
import type { SupportedRelease } from "../../releases/release.ts";
import { type Content, files, json, text } from "../../vocabulary/content.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import type { Job } from "../../vocabulary/workload.ts";
import type { FilesByObject, Links } from "../application.ts";
import type { ApplicationContext } from "../context.ts";
import type { OAuthClient } from "../oauthClient.ts";
import { platformSetup } from "../python/python.ts";
import { joinedRows, type Rows } from "../rows.ts";
import { MIGRATIONS } from "./chains.ts";
import { commandPod, manage } from "./pods.ts";
import type { Variant } from "./variant.ts";

/** The chain of what a site cannot be without and no migration brings. */
export const SETUP = "edxapp-setup";

/** Rows and commands, in the order in which the program goes through them. */
interface Wanted extends Required<Rows> {
  readonly sites?: { readonly own: string; readonly others: readonly string[] };
  readonly clients: readonly OAuthClient[];
  readonly toggles: readonly WaffleToggle[];
  /** Toggles that would lead to micro-frontends that are not there. */
  readonly leadingNowhere: readonly WaffleToggle[];
  readonly searchIndexes: boolean;
  readonly commands: readonly (readonly string[])[];
}

const policies = ({ dialect }: SupportedRelease): readonly string[][] =>
  dialect.loadPolicies ? [["load_policies"]] : [];

const wantedOf: Readonly<Record<Variant, (context: ApplicationContext) => Wanted>> = {
  lms: ({ settings, clients, rows, release, has }) => {
    const { forum, search } = release.dialect;
    const wanted = joinedRows(rows);
    const leads = ({ of }: WaffleToggle) => of === undefined || has(of);
    const flags = forum.runs === "lms" ? forum.flags : [];
    const initialise = forum.runs === "lms" ? forum.initialise : [];
    return {
      sites: {
        own: settings.edge.domain,
        others: [settings.edge.studio, ...(release.dialect.previewHost ? [settings.edge.preview] : [])],
      },
      ...wanted,
      clients,
      toggles: [
        ...release.waffle.filter(leads),
        ...flags.map((name) => ({ name, kind: "flag" as const, on: true })),
        ...wanted.toggles,
      ],
      leadingNowhere: release.waffle.filter((toggle) => !leads(toggle)),
      searchIndexes: search.createIndexes,
      commands: [
        ["populate_retirement_states"],
        ...policies(release),
        ...initialise.map((command) => [command]),
        ...wanted.commands,
      ],
    };
  },
  cms: ({ release }) => {
    const { reindexStudio = [] } = release.dialect.search;
    return {
      ...joinedRows([]),
      clients: [],
      toggles: [],
      leadingNowhere: [],
      searchIndexes: false,
      // Without arguments the command fills the index, which the migrations have created already.
      commands: [
        ...policies(release),
        ...(reindexStudio.length > 0 ? [["reindex_studio", ...reindexStudio]] : []),
      ],
    };
  },
};

const objectOf = (variant: Variant) => `${variant}-setup`;
const FOLDER = "/run/setup";

const entriesOf = (variant: Variant, context: ApplicationContext): Readonly<Record<string, Content>> => {
  const { clients, ...wanted } = wantedOf[variant](context);
  return {
    "setup.py": text(platformSetup),
    "wanted.json": json({ ...wanted, clients: clients.map(withSecret) } as unknown as Tree),
  };
};

const withSecret = (client: OAuthClient) => ({ ...client, secret: secret(client.secret) });

/** What the program reads, and the program. */
export const setupFiles = (variant: Variant, context: ApplicationContext): FilesByObject => ({
  [objectOf(variant)]: entriesOf(variant, context),
});

/** Django is not ready for a script before its own command has started it. */
export const insideDjango = (variant: Variant, script: string): readonly string[] =>
  manage(variant, "shell", "--command", `import runpy; runpy.run_path("${script}")`);

const setupJob = (variant: Variant, context: ApplicationContext): Job => ({
  name: objectOf(variant),
  works: files(objectOf(variant), "stable", entriesOf(variant, context), context.versionOf).hash,
  longest: 1800,
  retries: 3,
  pod: commandPod(variant, context, insideDjango(variant, `${FOLDER}/setup.py`), {
    mounts: [{ from: "files", files: objectOf(variant), path: FOLDER }],
  }),
});

/** One part of that chain: the LMS's rows come before Studio's. */
export const setup = (variant: Variant, context: ApplicationContext): Links => ({
  chain: SETUP,
  needs: [MIGRATIONS, "search-key"],
  jobs: [setupJob(variant, context)],
});
