import type { Resource, Value, Values } from "./rendering.ts";
import { parseUrn } from "./urn.ts";

export interface Match {
  readonly now: Resource;
  readonly old: Resource | undefined;
}

const record = (value: Value | undefined): Values =>
  typeof value === "object" ? ((value ?? {}) as Values) : {};

type Key = (resource: Resource) => string | undefined;

/** By which two stacks may know the same thing, from the surest to the loosest. */
const keysFor = (resources: readonly Resource[]): readonly Key[] => [
  ({ urn }) => {
    const { qualifiedType, name } = parseUrn(urn);
    return `${qualifiedType} ${name}`;
  },
  nameWithin(resources),
  (resource) => objectKey(resource, true),
  (resource) => objectKey(resource, false),
];

/** The name inside of the outermost component, which is called after its deployment and stage: `mysql-root` of `academy-qa-mysql-root`. */
function nameWithin(resources: readonly Resource[]): Key {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const outermost = (resource: Resource): Resource => {
    const parent = byUrn.get(resource.parent);
    return parent === undefined || parent.parent === "" ? resource : outermost(parent);
  };
  return (resource) => {
    const top = outermost(resource);
    // Without a component around it nothing of an object's name is left, and any other of its kind would be the same.
    if (resource.custom && top === resource) return undefined;
    if (!resource.name.startsWith(top.name)) return undefined;
    return `${parseUrn(resource.urn).qualifiedType} ${resource.name.slice(top.name.length)}`;
  };
}

function objectKey({ type, inputs }: Resource, withNamespace: boolean): string | undefined {
  const { namespace, name } = record(inputs.metadata);
  if (typeof name !== "string") return undefined;
  return withNamespace ? `${type} ${namespace}/${name}` : `${type} ${name}`;
}

/** Pairs the resources of two different stacks: by logical name first, then by kind, namespace and name, then without the namespace. */
export function matchAcross(before: readonly Resource[], after: readonly Resource[]): readonly Match[] {
  const matched = new Map<Resource, Resource>();
  const taken = new Set<Resource>();
  for (const key of keysFor([...before, ...after])) {
    const free = before.filter((resource) => !taken.has(resource) && key(resource) !== undefined);
    const candidates = new Map(free.map((resource) => [key(resource), resource]));
    for (const now of after) {
      const old = matched.has(now) ? undefined : candidates.get(key(now) ?? "");
      if (old === undefined || taken.has(old)) continue;
      matched.set(now, old);
      taken.add(old);
    }
  }
  return after.map((now) => ({ now, old: matched.get(now) }));
}
