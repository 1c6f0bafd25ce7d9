import type { Rendering, Resource, ResourceOptions } from "../src/render/rendering.ts";

/** A resource that a program would have registered, with nothing about it but what is said. */
export const resourceWith = (
  said: Pick<Resource, "urn" | "type" | "name"> & Partial<Resource>,
): Resource => ({
  parent: "",
  custom: true,
  inputs: {},
  provider: "",
  dependencies: [],
  propertyDependencies: {},
  options: {
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    replaceOnChanges: [],
    aliases: [],
    customTimeouts: {},
    additionalSecretOutputs: [],
  },
  secretPaths: [],
  unknownPaths: [],
  read: false,
  outputs: {},
  ...said,
});

/** The URN of what stands below no component, in the stack of these tests. */
export const urnIn = (stack: string, type: string, name: string): string =>
  `urn:pulumi:${stack}::demo::${type}::${name}`;

/** The same, by its type and its name alone. */
export const resourceOf = (type: string, name: string, said: Partial<Resource> = {}): Resource =>
  resourceWith({ urn: urnIn("qa", type, name), type, name, ...said });

/** Options of which all but these are as nobody has said any. */
export const optionsWith = (said: Partial<ResourceOptions>): Pick<Resource, "options"> => ({
  options: { ...resourceOf("", "").options, ...said },
});

export const renderingOf = (resources: readonly Resource[], said: Partial<Rendering> = {}): Rendering => ({
  stack: "qa",
  project: "demo",
  mode: "preview",
  resources,
  outputs: {},
  secretOutputs: [],
  problems: [],
  ...said,
});
