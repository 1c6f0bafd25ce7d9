import type { Change } from "./change.ts";
import { identity, providerOf } from "./identity.ts";
import type { Rendering, Resource } from "./rendering.ts";
import { heldData, immutablePaths, replaces } from "./replacement.ts";

/**
 * What is deleted first takes along the resources whose inputs come from it and cannot change in place: until it is back, nobody
 * knows their values (step_generator.go, `calculateDependentReplacements`).
 */
export function cascade(changes: readonly Change[], before: Rendering): readonly Change[] {
  const condemned = new Map(
    changes
      .filter(({ verdict, deletedFirst }) => verdict === "replace" && deletedFirst)
      .map((change) => [formerOf(change), change]),
  );
  if (condemned.size === 0) return changes;
  const olds = new Map(before.resources.map((resource) => [resource.urn, resource]));
  const dragged = new Map<string, string>();
  for (const resource of before.resources) {
    const cause = condemnedBy(resource, (urn) => condemned.has(urn) || dragged.has(urn), before);
    if (cause !== undefined) dragged.set(resource.urn, cause);
  }
  return changes.map((change) => {
    const cause = dragged.get(formerOf(change));
    const old = olds.get(formerOf(change));
    if (cause === undefined || old === undefined || !["same", "update"].includes(change.verdict))
      return change;
    const reason = `${cause.split("::").slice(3).join("::")} is deleted first, and until it is back what depends on it is unknown.`;
    const refused = old.options.protect
      ? { refused: "It is protected, and the engine replaces nothing that is." }
      : {};
    const held = heldData(old);
    return {
      ...change,
      verdict: "replace",
      reasons: [reason],
      deletedFirst: true,
      ...(held === undefined ? {} : { holdsData: held }),
      ...refused,
    };
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
    if (cause !== undefined && replaces({ path: property }, resource.type, patterns)) return cause;
  }
  return undefined;
}

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
