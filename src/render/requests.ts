import type { Alias, ResourceOptions, Timeouts } from "./rendering.ts";
import { formerTypesOf, type Request } from "./sdk.ts";
import { packageOf, parseUrn } from "./urn.ts";

/** Reads the requests of the SDK: protobuf messages with a getter a field. */

/** What children take from their parent unless they say it themselves. */
export interface Inherited {
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deletedWith: string;
  readonly provider: string;
}

export const nothingInherited: Inherited = {
  protect: undefined,
  retainOnDelete: undefined,
  deletedWith: "",
  provider: "",
};

/** As the engine does it (pulumi/pulumi pkg/resource/deploy/source_eval.go, `inheritFromParent`). */
export function inherit(request: Request, above: Inherited): Inherited {
  const type: string = request.getType();
  const own: string = request.getProvider();
  const fits = !request.getCustom() || packageOf(parseUrn(above.provider).type) === packageOf(type);
  return {
    protect: request.hasProtect() ? request.getProtect() : above.protect,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : above.retainOnDelete,
    deletedWith: request.getDeletedwith() || above.deletedWith,
    provider: own === "" && fits ? above.provider : own,
  };
}

export function optionsOf(request: Request, inherited: Inherited): ResourceOptions {
  return {
    protect: inherited.protect ?? false,
    retainOnDelete: inherited.retainOnDelete ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    aliases: [
      ...formerTypesOf(request).map((type) => formerly(type, request)),
      ...request.getAliasesList().map(aliasOf),
    ],
    ...(request.getDeletebeforereplacedefined()
      ? { deleteBeforeReplace: request.getDeletebeforereplace() }
      : {}),
    customTimeouts: timeoutsOf(request.getCustomtimeouts()),
    ...(inherited.deletedWith === "" ? {} : { deletedWith: inherited.deletedWith }),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

export const unmanaged = (request: Request): ResourceOptions => ({
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  replaceOnChanges: [],
  aliases: [],
  customTimeouts: {},
  additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
});

/** As the SDK says it: below the same parent. */
function formerly(type: string, request: Request): Alias {
  const parent: string = request.getParent();
  return parent === "" ? { type } : { type, parent };
}

function aliasOf(message: Request): Alias {
  const spec = message.getSpec();
  if (spec === undefined) return { urn: message.getUrn() };
  const texts = {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
  };
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
  const parent = spec.getNoparent()
    ? { parent: null }
    : spec.getParenturn() === ""
      ? {}
      : { parent: spec.getParenturn() };
  return { ...given, ...parent };
}

function timeoutsOf(message: Request): Timeouts {
  const texts = {
    create: message?.getCreate(),
    update: message?.getUpdate(),
    delete: message?.getDelete(),
    read: message?.getRead(),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text));
}

export function propertyDependenciesOf(request: Request): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((message: Request, property: string) => {
    found[property] = message.getUrnsList();
  });
  return found;
}
