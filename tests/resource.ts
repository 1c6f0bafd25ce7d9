import type { Resource } from "../src/render/rendering.ts";

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
