import type { ResourceValidationPolicy } from "@pulumi/policy";
import { Secret } from "@pulumi/policy/policy.js";
import { at, below } from "../src/documents/propertyPath.ts";

const paths = new Map<string, readonly string[]>();

/** Property paths of what is secret in a resource. */
export const remembered = (urn: string): readonly string[] => paths.get(urn) ?? [];

/**
 * The engine says what is secret only to a policy that may mend a resource, and it asks those first. This one mends nothing: it
 * remembers, for the rules that are asked after it.
 */
export const remembering: ResourceValidationPolicy = {
  name: "secrets-remembered",
  description: "Remembers what is secret in each resource, for the rules about secrets. It refuses nothing.",
  enforcementLevel: "remediate",
  remediateResource: ({ urn, props }) => {
    paths.set(urn, secretPathsIn(unguarded(props), ""));
  },
  validateResource: () => {},
};

/** Under this name the SDK's guards give away what they guard (pulumi/pulumi-policy sdk/nodejs/policy/proxy.ts). */
const TARGET = "__getSpecialProxyTarget";

const unguarded = (value: object): unknown => {
  const inner = (value as Readonly<Record<string, unknown>>)[TARGET];
  return typeof inner === "object" && inner !== null && inner !== value ? unguarded(inner) : value;
};

function secretPathsIn(value: unknown, path: string): readonly string[] {
  if (value instanceof Secret) return [path];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => secretPathsIn(item, at(path, index)));
  return Object.entries(value).flatMap(([key, item]) => secretPathsIn(item, below(path, key)));
}
