import type { Problem } from "../documents/problem.ts";
import { type Answer, answerTo, answerToRead, type Question } from "./answers.ts";
import { Failures } from "./failures.ts";
import type { Alias, RenderRequest, Resource, ResourceOptions, Timeouts } from "./rendering.ts";
import type { Monitor, Reply, Request } from "./sdk.ts";
import { unwired } from "./sdk.ts";
import { slipsOf } from "./slips.ts";
import { packageOf, parseUrn, urnOf } from "./urn.ts";
import { type Unmarked, unmark, type WireValues } from "./wire.ts";

/** What children take from their parent unless they say it themselves. */
interface Inherited {
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deletedWith: string;
  readonly provider: string;
}

interface Recorded {
  readonly resource: Resource;
  readonly inherited: Inherited;
}

const nothing: Inherited = { protect: undefined, retainOnDelete: undefined, deletedWith: "", provider: "" };

/** The embedded engine's side of the conversation: it records every registration and answers like a preview or like a deployment. */
export class RecordingMonitor {
  readonly failures = new Failures();
  /** Grows with every request; a run in which it stands still is waiting for something. */
  requests = 0;
  /** Set when the program is over: what is registered later would be lost in a deployment. */
  over = false;
  readonly #request: RenderRequest;
  readonly #recorded = new Map<string, Recorded>();
  readonly #slips: Problem[] = [];
  readonly #outputs = new Map<string, Unmarked>();

  constructor(request: RenderRequest) {
    this.#request = request;
  }

  resources(): readonly Resource[] {
    return [...this.#recorded.values()].map(({ resource }) => {
      const registered = resource.custom ? undefined : this.#outputs.get(resource.urn);
      return registered === undefined ? resource : { ...resource, outputs: registered.values };
    });
  }

  outputsOf(urn: string): Unmarked {
    return this.#outputs.get(urn) ?? { values: {}, secretPaths: [], unknownPaths: [], suspicious: [] };
  }

  /** Components that said nothing of their outputs, the stack among them. */
  withoutOutputs(): readonly string[] {
    return [...this.#recorded.values()]
      .filter(({ resource }) => !resource.custom && !this.#outputs.has(resource.urn))
      .map(({ resource }) => resource.urn);
  }

  slips(): readonly Problem[] {
    return this.#slips;
  }

  /** The methods that the SDK calls. */
  client(): Monitor {
    const handle = (method: (request: Request) => unknown) => (request: Request, reply: Reply) => {
      this.requests += 1;
      try {
        reply(null, method.call(this, request));
      } catch (error) {
        reply(error);
      }
    };
    return {
      registerResource: handle(this.#register),
      registerResourceOutputs: handle(this.#registerOutputs),
      readResource: handle(this.#read),
      invoke: handle(this.#refuseInvoke),
      call: handle(this.#refuseInvoke),
    };
  }

  #register(request: Request): unknown {
    const type: string = request.getType();
    const parent: string = request.getParent();
    const urn = this.#identify(type, request.getName(), parent);
    const wire: WireValues = request.getObject().toJavaScript();
    const unmarked = unmark(wire);
    if (request.getRemote())
      this.failures.refuse(
        "remote-component",
        urn,
        "its parts are made by a provider, which the embedded engine does not run",
      );
    const inherited = this.#inherit(request, type, parent);
    const question: Question = {
      urn,
      type,
      name: request.getName(),
      wire,
      inputs: unmarked.values,
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    };
    const answer = request.getCustom() ? answerTo(question, this.#request.mode) : { id: "", state: {} };
    this.#record(request, {
      urn,
      unmarked,
      answer,
      inherited,
      read: false,
      options: optionsOf(request, inherited),
    });
    return {
      getUrn: () => urn,
      getId: () => answer.id,
      getObject: () => unwired(answer.state),
      getPropertydependenciesMap: () => undefined,
      getResult: () => 0,
      getUnknown: () => false,
    };
  }

  #read(request: Request): unknown {
    const urn = this.#identify(request.getType(), request.getName(), request.getParent());
    const wire: WireValues = request.getProperties().toJavaScript();
    const unmarked = unmark(wire);
    const question: Question = {
      urn,
      type: request.getType(),
      name: request.getName(),
      wire,
      inputs: unmarked.values,
      additionalSecretOutputs: [],
    };
    const { mode, references = {} } = this.#request;
    const answer = answerToRead(question, request.getId(), mode, references);
    this.#record(request, {
      urn,
      unmarked,
      answer,
      inherited: nothing,
      read: true,
      options: unmanaged(request),
    });
    return { getUrn: () => urn, getProperties: () => unwired(answer.state), getUnknown: () => false };
  }

  #registerOutputs(request: Request): unknown {
    const unmarked = unmark(request.getOutputs()?.toJavaScript() ?? {});
    this.#outputs.set(request.getUrn(), unmarked);
    this.#slips.push(...slipsOf(this.#request.stack, request.getUrn(), "outputs", unmarked));
    return {};
  }

  #refuseInvoke(request: Request): never {
    this.failures.refuse(
      "invoke",
      request.getTok(),
      "the embedded engine runs no provider: compute it in the program, or read it from a stack reference",
    );
    // The SDK reads the details of a gRPC error, which a plain one does not have.
    throw Object.assign(new Error(), { details: `${request.getTok()} is not available` });
  }

  #identify(type: string, name: string, parent: string): string {
    const { stack, project } = this.#request;
    const urn = urnOf({ stack, project, parent, type, name });
    if (this.#recorded.has(urn))
      this.failures.refuse(
        "duplicate-urn",
        urn,
        "two resources have the same parent types, type and name: give one another name",
      );
    if (this.over)
      this.failures.refuse(
        "late-registration",
        urn,
        "it is registered after the program has ended: await whatever creates it",
      );
    return urn;
  }

  /** As the engine does it (pulumi/pulumi pkg/resource/deploy/source_eval.go, `inheritFromParent`). */
  #inherit(request: Request, type: string, parent: string): Inherited {
    const above = this.#recorded.get(parent)?.inherited ?? nothing;
    const custom: boolean = request.getCustom();
    const own: string = request.getProvider();
    const fits = !custom || packageOf(parseUrn(above.provider).type) === packageOf(type);
    return {
      protect: request.hasProtect() ? request.getProtect() : above.protect,
      retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : above.retainOnDelete,
      deletedWith: request.getDeletedwith() || above.deletedWith,
      provider: own === "" && fits ? above.provider : own,
    };
  }

  #record(request: Request, entry: Entry): void {
    const { urn, unmarked, answer, inherited, read, options } = entry;
    const resource: Resource = {
      urn,
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      custom: read || request.getCustom(),
      inputs: unmarked.values,
      provider: read ? request.getProvider() : inherited.provider,
      dependencies: request.getDependenciesList(),
      propertyDependencies: read ? {} : propertyDependenciesOf(request),
      options,
      secretPaths: unmarked.secretPaths,
      unknownPaths: unmarked.unknownPaths,
      read,
      outputs: read || request.getCustom() ? unmark(answer.state).values : {},
    };
    this.failures.placed(urn, request.getSourceposition());
    this.#slips.push(...slipsOf(this.#request.stack, urn, "inputs", unmarked, resource));
    if (!this.#recorded.has(urn)) this.#recorded.set(urn, { resource, inherited });
  }
}

interface Entry {
  readonly urn: string;
  readonly unmarked: Unmarked;
  readonly answer: Answer;
  readonly inherited: Inherited;
  readonly read: boolean;
  readonly options: ResourceOptions;
}

function optionsOf(request: Request, inherited: Inherited): ResourceOptions {
  return {
    protect: inherited.protect ?? false,
    retainOnDelete: inherited.retainOnDelete ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    aliases: request.getAliasesList().map(aliasOf),
    ...(request.getDeletebeforereplacedefined()
      ? { deleteBeforeReplace: request.getDeletebeforereplace() }
      : {}),
    customTimeouts: timeoutsOf(request.getCustomtimeouts()),
    ...(inherited.deletedWith === "" ? {} : { deletedWith: inherited.deletedWith }),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

const unmanaged = (request: Request): ResourceOptions => ({
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  replaceOnChanges: [],
  aliases: [],
  customTimeouts: {},
  additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
});

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

function propertyDependenciesOf(request: Request): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((message: Request, property: string) => {
    found[property] = message.getUrnsList();
  });
  return found;
}
