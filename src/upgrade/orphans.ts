import { IDENTITY_FILES } from "../catalog/edxapp/identity.ts";
import type { ProviderRow } from "../catalog/identity/rows.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import type { Change } from "../render/change.ts";
import type { StackChanges } from "./stackChanges.ts";

/** What the program of identity providers was told, and is told now. */
interface Told {
  readonly before: readonly ProviderRow[];
  readonly after: readonly ProviderRow[];
}

/**
 * Accounts that nobody gets into any more: they are linked by the slug of a provider of SAML or by the name of a backend, and what
 * comes under another name is a stranger.
 */
export const orphanProblems = (stacks: readonly StackChanges[]): readonly Problem[] =>
  stacks.flatMap(({ stack, changes }) =>
    changes.flatMap(orphansOf).map((problem) => ({ ...problem, stack })),
  );

const isOfIdentity = ({ type, name }: Change): boolean =>
  type === "kubernetes:core/v1:ConfigMap" && name.endsWith(IDENTITY_FILES);

function orphansOf(change: Change): readonly Problem[] {
  if (!isOfIdentity(change)) return [];
  if (change.verdict === "delete") return [leftBehind];
  const path = change.paths.find(({ path }) => path.includes("wanted.json"));
  const [before, after] = [rowsIn(path?.before), rowsIn(path?.after)];
  if (before === undefined || after === undefined) return [];
  return [...gone({ before, after }), ...renamed({ before, after })];
}

const rowsIn = (text: unknown): readonly ProviderRow[] | undefined =>
  typeof text === "string" ? (JSON.parse(text) as { readonly rows: readonly ProviderRow[] }).rows : undefined;

const leftBehind = warning("identity-left-behind", {
  message:
    "Its identity providers leave the stack with the section that says them, and nobody takes their buttons away.",
  remedy: "Leave arboretum:identity: {} there for one update: it turns off what was declared.",
});

const isProvider = ({ model }: ProviderRow): boolean => model !== "SAMLConfiguration";
const keyOf = ({ key }: ProviderRow): string => Object.values(key).join(" ");

function gone({ before, after }: Told): readonly Problem[] {
  const isThere = (one: ProviderRow) =>
    after.some((other) => one.model === other.model && keyOf(one) === keyOf(other));
  return before
    .filter(isProvider)
    .filter((one) => !isThere(one))
    .flatMap((one) => lossOf(one, after));
}

function lossOf(one: ProviderRow, after: readonly ProviderRow[]): readonly Problem[] {
  if (after.some(({ formerly }) => formerly !== undefined && formerly === one.key.slug)) return [];
  const heir = after.find(
    ({ model, values }) => model === one.model && values.entity_id === one.values.entity_id,
  );
  if (one.model === "SAMLProviderConfig" && heir) {
    return [
      error("slug-changed", {
        message: `${one.values.name} was ${keyOf(one)} and is ${keyOf(heir)} now: accounts are linked by that name, and everybody would come back as a stranger.`,
        remedy: `Write slug: ${keyOf(one)} again, or formerly: ${keyOf(one)} beside the new one: then the update takes the accounts along.`,
      }),
    ];
  }
  return [
    warning("provider-gone", {
      message: `Nobody logs in by ${one.values.name} (${keyOf(one)}) any more, and whoever has no password does not log in at all.`,
      remedy: "To shut it for a while only, write enabled: false.",
    }),
  ];
}

/** The deployment under another name: its providers know it by the one before. */
function renamed({ before, after }: Told): readonly Problem[] {
  const nameIn = (rows: readonly ProviderRow[]) => rows.find((one) => !isProvider(one))?.values.entity_id;
  const [was, is] = [nameIn(before), nameIn(after)];
  return was === undefined || is === undefined || was === is
    ? []
    : [
        warning("entity-id-changed", {
          message: `Identity providers know this deployment as ${was}, and it says it is ${is}: they refuse it until they are told.`,
          remedy: `Write arboretum:identity.saml.entityId: ${was}, or tell them first.`,
        }),
      ];
}
