import { COMPONENT } from "../vocabulary/labels.ts";
import type { Rendering, Resource, Value, Values } from "./rendering.ts";
import type { ProviderInputs } from "./replacement.ts";
import { providerUrn } from "./urn.ts";

const record = (value: Value | undefined): Values =>
  typeof value === "object" ? ((value ?? {}) as Values) : {};

/** Kind, namespace and name of an object that the program names itself. */
export function identity({
  inputs,
  custom,
  type,
}: Pick<Resource, "inputs" | "custom" | "type">): string | undefined {
  const { namespace, name } = record(inputs.metadata);
  if (!custom || !type.startsWith("kubernetes:") || typeof name !== "string") return undefined;
  const group = String(inputs.apiVersion).split("/").slice(0, -1).join("/");
  return `${group} ${inputs.kind} ${namespace ?? ""}/${name}`;
}

/** What its label says that it belongs to. */
export function componentOf({ inputs }: Pick<Resource, "inputs">): string | undefined {
  const component = record(record(inputs.metadata).labels)[COMPONENT];
  return typeof component === "string" ? component : undefined;
}

/** The inputs of the provider that serves a resource. */
export function providerOf({ provider }: Resource, { resources }: Rendering): ProviderInputs {
  const urn = providerUrn(provider);
  return resources.find((resource) => resource.urn === urn)?.inputs;
}
