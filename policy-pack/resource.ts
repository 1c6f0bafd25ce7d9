import type { PolicyProviderResource, PolicyResourceOptions } from "@pulumi/policy";
import { type Resource, unknownValue, type Value, type Values } from "../src/render/rendering.ts";
import { remembered } from "./secrets.ts";

/** What the engine tells of a resource, alone or in its stack. */
export interface Told {
  readonly type: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly urn: string;
  readonly name: string;
  readonly opts: PolicyResourceOptions;
  readonly provider?: PolicyProviderResource;
  readonly parent?: { readonly urn: string };
  readonly dependencies?: readonly { readonly urn: string }[];
}

/** Plain data without the SDK's guards, which throw at what is known only after the update. */
function plain(value: unknown): Value {
  if (typeof value !== "object" || value === null) return value as Value;
  if (Array.isArray(value)) return value.map((_, index) => at(value, index));
  return Object.fromEntries(Object.keys(value).map((key) => [key, at(value, key)]));
}

function at(container: object, key: string | number): Value {
  let value: unknown;
  try {
    value = (container as Readonly<Record<string | number, unknown>>)[key];
  } catch {
    return unknownValue;
  }
  return plain(value);
}

const timeouts = ({
  createSeconds,
  updateSeconds,
  deleteSeconds,
}: PolicyResourceOptions["customTimeouts"]) => ({
  ...(createSeconds > 0 ? { create: `${createSeconds}s` } : {}),
  ...(updateSeconds > 0 ? { update: `${updateSeconds}s` } : {}),
  ...(deleteSeconds > 0 ? { delete: `${deleteSeconds}s` } : {}),
});

/** In the end a resource is told with what its provider made as well, such as a password. Of objects of a cluster the program said it all. */
const saidOf = (type: string, values: Values, made: readonly string[]): Values =>
  type.startsWith("kubernetes:")
    ? values
    : Object.fromEntries(Object.entries(values).filter(([name]) => !made.includes(name)));

const PROVIDER = "pulumi:providers:";

/** A resource in the words of the rules. */
export function resourceOf({
  type,
  props,
  urn,
  name,
  opts,
  provider,
  parent,
  dependencies = [],
}: Told): Resource {
  const values = plain(props) as Values;
  const { protect, ignoreChanges, additionalSecretOutputs, deleteBeforeReplace, customTimeouts } = opts;
  return {
    urn,
    type,
    name,
    parent: parent?.urn ?? opts.parent ?? "",
    custom: provider !== undefined || type.startsWith(PROVIDER),
    inputs: saidOf(type, values, additionalSecretOutputs),
    outputs: values,
    provider: provider === undefined ? "" : `${provider.urn}::told`,
    dependencies: dependencies.map((one) => one.urn),
    propertyDependencies: {},
    options: {
      protect,
      retainOnDelete: false,
      ignoreChanges,
      replaceOnChanges: [],
      aliases: [],
      customTimeouts: timeouts(customTimeouts),
      additionalSecretOutputs,
      ...(deleteBeforeReplace === undefined ? {} : { deleteBeforeReplace }),
    },
    secretPaths: remembered(urn),
    unknownPaths: [],
    read: type === "pulumi:pulumi:StackReference",
  };
}
