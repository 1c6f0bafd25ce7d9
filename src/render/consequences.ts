import { below, isWithin } from "../documents/propertyPath.ts";
import type { Change } from "./change.ts";
import { type Difference, isRecord } from "./difference.ts";
import { identity, providerOf } from "./identity.ts";
import type { Rendering, Resource } from "./rendering.ts";
import { forces, heldData, immutablePaths, isIgnored } from "./replacement.ts";
import { parseUrn } from "./urn.ts";

/** What a replacement means, and what stands against it. */
export function replacement(
  now: Resource,
  old: Resource,
): Pick<Change, "verdict" | "holdsData" | "refused" | "deletedFirst"> {
  const held = heldData(old);
  const sameName = identity(now) !== undefined && identity(now) === identity(old);
  const refused = refusalOf(now, old, sameName);
  return {
    verdict: "replace",
    ...(held === undefined ? {} : { holdsData: held }),
    ...(refused === undefined ? {} : { refused }),
    // The provider deletes first what keeps its name; what it names itself it creates first (provider.go, Diff).
    deletedFirst: now.options.deleteBeforeReplace ?? sameName,
  };
}

const PROTECTED = "It is protected, and the engine replaces nothing that is.";

function refusalOf(now: Resource, old: Resource, sameName: boolean): string | undefined {
  if (now.options.protect && old.options.protect) return PROTECTED;
  if (old.options.retainOnDelete && sameName)
    return "It is kept when it is deleted, so that its successor finds the name taken.";
  return undefined;
}

/** What else changes because of what is replaced, until nothing more does. */
export function consequences(
  changes: readonly Change[],
  before: Rendering,
  after: Rendering,
): readonly Change[] {
  const whole = { before, after, olds: byUrn(before), news: byUrn(after) };
  const next = readers(cascade(changes, whole), whole);
  const settled = next.every(({ verdict }, index) => verdict === changes[index]?.verdict);
  return settled ? next : consequences(next, before, after);
}

interface Whole {
  readonly before: Rendering;
  readonly after: Rendering;
  readonly olds: ReadonlyMap<string, Resource>;
  readonly news: ReadonlyMap<string, Resource>;
}

const byUrn = ({ resources }: Rendering): ReadonlyMap<string, Resource> =>
  new Map(resources.map((resource) => [resource.urn, resource]));

/** What may still be replaced because of something else. */
const mayFollow = ({ verdict }: Change): boolean => verdict === "same" || verdict === "update";

/**
 * What is deleted first takes along the resources whose inputs come from it and cannot change in place: until it is back, nobody
 * knows their values (step_generator.go, `calculateDependentReplacements`, which asks the options that the state remembers).
 */
function cascade(changes: readonly Change[], { before, olds, news }: Whole): readonly Change[] {
  const condemned = new Set(
    changes.filter(({ verdict, deletedFirst }) => verdict === "replace" && deletedFirst).map(formerOf),
  );
  if (condemned.size === 0) return changes;
  const dragged = new Map<string, string>();
  for (const resource of before.resources) {
    const cause = condemnedBy(resource, (urn) => condemned.has(urn) || dragged.has(urn), before);
    if (cause !== undefined) dragged.set(resource.urn, cause);
  }
  return changes.map((change) => {
    const cause = dragged.get(formerOf(change));
    const old = olds.get(formerOf(change));
    const now = news.get(change.urn);
    if (cause === undefined || old === undefined || now === undefined || !mayFollow(change)) return change;
    const reason = `${parseUrn(cause).name} is deleted first, and until it is back what depends on it is unknown.`;
    const refused = old.options.protect ? { refused: PROTECTED } : {};
    return { ...change, ...replacement(now, old), ...refused, reasons: [reason], deletedFirst: true };
  });
}

const formerOf = ({ formerUrn, urn }: Change): string => formerUrn ?? urn;

function condemnedBy(
  resource: Resource,
  isCondemned: (urn: string) => boolean,
  before: Rendering,
): string | undefined {
  if (!resource.custom || resource.read) return undefined;
  if (resource.options.deletedWith !== undefined && isCondemned(resource.options.deletedWith))
    return resource.options.deletedWith;
  const patterns = immutablePaths(resource, providerOf(resource, before));
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    const cause = urns.find(isCondemned);
    if (cause === undefined) continue;
    const differences = unknown(resource, property).filter(({ path }) => !isIgnored(path, resource.options));
    if (differences.some((difference) => forces(difference, resource, patterns))) return cause;
  }
  return undefined;
}

/**
 * What changes with a property that nobody knows as a whole: to Kubernetes each of its keys goes (provider.go, `convertPatchToDiff`), to
 * others it is one change.
 */
function unknown({ type, inputs }: Resource, property: string): readonly Difference[] {
  const value = inputs[property];
  const keys = type.startsWith("kubernetes:") && isRecord(value) ? Object.keys(value) : [];
  const paths = keys.length === 0 ? [property] : keys.map((key) => below(property, key));
  return paths.flatMap((path) => withData(type, path)).map((path) => ({ path }));
}

/** What stands in `stringData` of a Secret the provider writes into `data` as well, and asks there whether it may change (`normalizeInputs`). */
const withData = (type: string, path: string): readonly string[] =>
  type === "kubernetes:core/v1:Secret" && isWithin(path, "stringData")
    ? [path, path.replace("stringData", "data")]
    : [path];

/** What reads something that is replaced reads another value afterwards, which nobody knows before. */
function readers(changes: readonly Change[], { after, olds, news }: Whole): readonly Change[] {
  const replaced = new Set(changes.filter(({ verdict }) => verdict === "replace").map(({ urn }) => urn));
  if (replaced.size === 0) return changes;
  return changes.map((change) => {
    const now = news.get(change.urn);
    const old = olds.get(formerOf(change));
    if (now === undefined || old === undefined || !now.custom || !mayFollow(change)) return change;
    const { deletedWith } = now.options;
    if (deletedWith !== undefined && replaced.has(deletedWith))
      return {
        ...change,
        ...replacement(now, old),
        reasons: [`It goes with ${parseUrn(deletedWith).name}.`],
      };
    const paths = readPaths(now, replaced)
      .flatMap((path) => withData(now.type, path))
      .filter((path) => !isIgnored(path, now.options) && !change.paths.some((one) => one.path === path));
    if (paths.length === 0) return change;
    const immutable = immutablePaths(now, providerOf(now, after));
    const changed = paths.map((path) => ({ path, secret: true, replaces: forces({ path }, now, immutable) }));
    const fatal = changed
      .filter((path) => path.replaces)
      .map(({ path }) => `${path} cannot change in place.`);
    const whole = { ...change, paths: [...change.paths, ...changed] };
    if (fatal.length === 0) return { ...whole, verdict: "update" };
    return { ...whole, reasons: fatal, ...replacement(now, old) };
  });
}

/** Where a resource has values that come of something that is replaced. */
const readPaths = (
  { propertyDependencies, unknownPaths }: Resource,
  replaced: ReadonlySet<string>,
): readonly string[] =>
  Object.entries(propertyDependencies)
    .filter(([, urns]) => urns.some((urn) => replaced.has(urn)))
    .flatMap(([property]) => unknownPaths.filter((path) => isWithin(path, property)));

/** Two resources that are one object: its creation fails, because it exists (pulumi-kubernetes since 4.29). */
export function refuseRenames(changes: readonly Change[], resources: readonly Resource[]): readonly Change[] {
  const identities = new Map(resources.map((resource) => [resource.urn, identity(resource)]));
  const leaving = new Map(
    changes
      .filter(({ verdict }) => verdict === "delete" || verdict === "keep")
      .map(({ urn }) => [identities.get(urn), urn]),
  );
  return changes.map((change) => {
    const own = identities.get(change.urn);
    const twin = own === undefined ? undefined : leaving.get(own);
    if (change.verdict !== "create" || twin === undefined) return change;
    const refused = `It is the object that ${twin} leaves behind: without an alias its creation fails, because it exists.`;
    return { ...change, refused };
  });
}
