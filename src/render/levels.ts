import { kindOf } from "../vocabulary/resourceType.ts";
import type { Rendering, Resource, Value, Values } from "./rendering.ts";
import { providerUrn } from "./urn.ts";

const record = (value: Value | undefined): Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};

/** Kind and name of what others need without saying so: `Namespace/academy`, `CustomResourceDefinition/widgets.demo.org`. */
type Provided = ReadonlyMap<string, string>;

/** What is applied to a cluster: Kubernetes objects and chart releases, not what is only looked up. */
export const isApplied = ({ type, custom, read }: Resource): boolean =>
  custom && !read && type.startsWith("kubernetes:");

/** A step of the way to the cluster, with everything that has to be there before it. */
export interface Leveled {
  readonly resource: Resource;
  /** 0 needs nothing; n needs something of n - 1. */
  readonly level: number;
  /** URNs of the applied resources that it waits for directly. */
  readonly dependencies: readonly string[];
}

/**
 * Orders the applied resources by what they depend on. As in a deployment, a child also waits for what its parents depend on, and
 * dependencies lead through resources that are not applied, such as generated passwords. Beyond what the program says, an object
 * waits for its namespace and a custom resource for its definition.
 */
export function leveled({ resources }: Rendering): readonly Leveled[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const provided = providedBy(resources);
  const dependencies = new Map<string, readonly string[]>();
  const appliedBehind = (resource: Resource): readonly string[] => {
    const known = dependencies.get(resource.urn);
    if (known !== undefined) return known;
    // Set before the walk, so that a circle ends.
    dependencies.set(resource.urn, []);
    const found = directOf(resource, byUrn, provided).flatMap((urn) => {
      const needed = byUrn.get(urn);
      if (needed === undefined) return [];
      return isApplied(needed) ? [urn] : appliedBehind(needed);
    });
    const unique = [...new Set(found)].filter((urn) => urn !== resource.urn).sort();
    dependencies.set(resource.urn, unique);
    return unique;
  };
  const applied = resources.filter(isApplied);
  for (const resource of applied) appliedBehind(resource);
  const levels = levelsOf(applied, dependencies);
  return applied.map((resource) => ({
    resource,
    level: levels.get(resource.urn) ?? 0,
    dependencies: dependencies.get(resource.urn) ?? [],
  }));
}

function levelsOf(
  applied: readonly Resource[],
  dependencies: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  const levelOf = (urn: string): number => {
    const known = levels.get(urn);
    if (known !== undefined) return known;
    levels.set(urn, 0);
    const level = Math.max(-1, ...(dependencies.get(urn) ?? []).map(levelOf)) + 1;
    levels.set(urn, level);
    return level;
  };
  for (const { urn } of applied) levelOf(urn);
  return levels;
}

function directOf(
  resource: Resource,
  byUrn: ReadonlyMap<string, Resource>,
  provided: Provided,
): readonly string[] {
  const said: string[] = [...resource.dependencies, providerUrn(resource.provider)];
  for (let above = byUrn.get(resource.parent); above !== undefined; above = byUrn.get(above.parent)) {
    said.push(...above.dependencies, ...(above.custom ? [above.urn] : []));
  }
  const unsaid = needsUnsaid(resource).map((needed) => provided.get(needed));
  return [...said, ...unsaid.filter((urn) => urn !== undefined)];
}

function needsUnsaid(resource: Resource): readonly string[] {
  if (!isApplied(resource)) return [];
  const { apiVersion = "", kind = "", metadata, namespace } = resource.inputs;
  const home = record(metadata).namespace ?? namespace;
  const group = String(apiVersion).split("/")[0];
  return [`Namespace/${home}`, `Definition/${group}/${kind}`];
}

function providedBy(resources: readonly Resource[]): Provided {
  const entries = resources.filter(isApplied).flatMap((resource): (readonly [string, string])[] => {
    const kind = kindOf(resource);
    if (kind === "Namespace") return [[`Namespace/${record(resource.outputs.metadata).name}`, resource.urn]];
    if (kind !== "CustomResourceDefinition") return [];
    const { group, names } = record(resource.inputs.spec);
    return [[`Definition/${group}/${record(names).kind}`, resource.urn]];
  });
  return new Map(entries);
}
