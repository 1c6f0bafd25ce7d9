import type { Limits } from "../settings/sections/limits.ts";
import { cpu, millicoresOf } from "../vocabulary/quantity.ts";
import type { Resources } from "../vocabulary/workload.ts";

/** Everything in a part of a blueprint with the limit of processors that the settings want for all pods, which is none by default. */
export function limited<Part>(part: Part, { processors }: Limits): Part {
  if (processors === undefined) return part;
  return everywhere(part, (resources) => ({
    ...resources,
    cpu: {
      request: resources.cpu.request,
      limit: cpu(millicoresOf(resources.cpu.request) * processors),
    },
  })) as Part;
}

const isResources = (value: object): value is Resources =>
  "cpu" in value && "memory" in value && "scratch" in value;

function everywhere(value: unknown, change: (resources: Resources) => Resources): unknown {
  if (Array.isArray(value)) return value.map((one) => everywhere(one, change));
  if (typeof value !== "object" || value === null) return value;
  if (isResources(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, everywhere(child, change)]));
}
