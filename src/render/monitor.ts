import type { Problem } from "../documents/problem.ts";
import { type Answer, answerTo, answerToRead, type Question } from "./answers.ts";
import { Failures } from "./failures.ts";
import type { RenderRequest, Resource, ResourceOptions } from "./rendering.ts";
import {
  type Inherited,
  inherit,
  nothingInherited,
  optionsOf,
  propertyDependenciesOf,
  unmanaged,
} from "./requests.ts";
import type { Monitor, Reply, Request } from "./sdk.ts";
import { unwired } from "./sdk.ts";
import { slipsOf } from "./slips.ts";
import { urnOf } from "./urn.ts";
import { type Unmarked, unmark, unmarkAnswer, type WireValues } from "./wire.ts";

interface Recorded {
  readonly resource: Resource;
  readonly inherited: Inherited;
}

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
    const inherited = inherit(request, this.#recorded.get(parent)?.inherited ?? nothingInherited);
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
      wire,
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
      wire,
      unmarked,
      answer,
      inherited: nothingInherited,
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

  #record(request: Request, entry: Entry): void {
    const { urn, wire, unmarked, answer, inherited, read, options } = entry;
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
      outputs: read || request.getCustom() ? unmarkAnswer(answer.state, wire, unmarked) : {},
    };
    this.failures.placed(urn, request.getSourceposition());
    this.#slips.push(...slipsOf(this.#request.stack, urn, "inputs", unmarked, resource));
    if (!this.#recorded.has(urn)) this.#recorded.set(urn, { resource, inherited });
  }
}

interface Entry {
  readonly urn: string;
  readonly wire: WireValues;
  readonly unmarked: Unmarked;
  readonly answer: Answer;
  readonly inherited: Inherited;
  readonly read: boolean;
  readonly options: ResourceOptions;
}
