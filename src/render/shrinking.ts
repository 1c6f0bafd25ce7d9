import { bytesOf } from "../vocabulary/quantity.ts";
import type { ChangedPath } from "./change.ts";
import type { Resource, Value } from "./rendering.ts";
import { heldData } from "./replacement.ts";

/** How every sentence ends that refuses a smaller disk. */
export const NEVER = "a disk never shrinks.";

/**
 * Why a smaller disk is refused, where one is asked for. Kubernetes, `ValidatePersistentVolumeClaimUpdate`: a request may not be less than
 * before. Operators and clouds that make disks for a resource of theirs take no smaller size either.
 */
export function shrinkingOf(resource: Resource, paths: readonly ChangedPath[]): string | undefined {
  if (heldData(resource) === undefined) return undefined;
  const smaller = paths.find(({ path, before, after }) => isDisk(path) && bytesIn(after) < bytesIn(before));
  return smaller && `Its disk has ${smaller.before} and would have ${smaller.after}: ${NEVER}`;
}

/** Of a claim or of the template of one; of a server of Amazon in gibibytes. */
const isDisk = (path: string): boolean =>
  path.endsWith("resources.requests.storage") || path === "allocatedStorage";

const bytesIn = (value: Value | undefined): number =>
  typeof value === "string" ? bytesOf(value) : typeof value === "number" ? value : Number.NaN;
