import type { Alias, Resource } from "./rendering.ts";
import { parseUrn, urnOf } from "./urn.ts";

/** Finds the former URN of each resource, as the engine does (pulumi/pulumi pkg/resource/deploy/step_generator.go, `generateAliases`). */
export function formerUrns(
  after: readonly Resource[],
  exists: (urn: string) => boolean,
): ReadonlyMap<string, string> {
  const former = new Map<string, string>();
  const taken = new Set<string>();
  const stillThere = new Set(after.map(({ urn }) => urn));
  for (const resource of after) {
    if (exists(resource.urn)) continue;
    const found = candidates(resource, former.get(resource.parent)).find(
      (urn) => exists(urn) && !taken.has(urn) && !stillThere.has(urn),
    );
    if (found === undefined) continue;
    former.set(resource.urn, found);
    taken.add(found);
  }
  return former;
}

/** The resource's own aliases, then those that follow from the parent's former URN, then both together. */
function candidates(resource: Resource, formerParent: string | undefined): readonly string[] {
  const own = resource.options.aliases.map((alias) => aliasUrn(resource, alias));
  if (formerParent === undefined) return own;
  const inherited = [resource.urn, ...own].map((urn) => belowFormer(urn, resource.parent, formerParent));
  return [...own, ...inherited];
}

function aliasUrn({ urn, parent, name, type }: Resource, alias: Alias): string {
  if (alias.urn !== undefined) return alias.urn;
  const { stack, project } = parseUrn(urn);
  return urnOf({
    stack: alias.stack ?? stack,
    project: alias.project ?? project,
    parent: alias.parent === null ? "" : (alias.parent ?? parent),
    type: alias.type ?? type,
    name: alias.name ?? name,
  });
}

/** A child whose name starts with its parent's was renamed along with it. */
function belowFormer(urn: string, parent: string, formerParent: string): string {
  const { stack, project, type, name } = parseUrn(urn);
  const [parentName, formerName] = [parseUrn(parent).name, parseUrn(formerParent).name];
  const renamed = name.startsWith(parentName) ? formerName + name.slice(parentName.length) : name;
  return urnOf({ stack, project, parent: formerParent, type, name: renamed });
}
