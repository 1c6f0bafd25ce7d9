import type { Limits } from "../settings/sections/limits.ts";
import { cpu, millicoresOf } from "../vocabulary/quantity.ts";
import type { Resources } from "../vocabulary/workload.ts";
import { everywhere } from "./everywhere.ts";

/** Everything in a part of a blueprint with the limit of processors that the settings want for all pods, which is none by default. */
export function limited<Part>(part: Part, { processors }: Limits): Part {
  if (processors === undefined) return part;
  return everywhere(part, isResources, (resources) => ({
    ...resources,
    cpu: {
      request: resources.cpu.request,
      limit: cpu(millicoresOf(resources.cpu.request) * processors),
    },
  }));
}

const isResources = (value: object): value is Resources =>
  "cpu" in value && "memory" in value && "scratch" in value;
