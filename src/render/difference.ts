import { at, below } from "../documents/propertyPath.ts";
import type { Value, Values } from "./rendering.ts";

/** One property that two versions of a resource do not share. */
export interface Difference {
  readonly path: string;
  /** Absent where the property is new. */
  readonly before?: Value;
  /** Absent where the property goes. */
  readonly after?: Value;
}

export const isRecord = (value: Value | undefined): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The deepest paths at which two values differ. Lists are compared by position, as the providers do. */
export function differences(
  before: Value | undefined,
  after: Value | undefined,
  path = "",
): readonly Difference[] {
  if (before === after) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], below(path, key)));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) =>
      differences(before[index], after[index], at(path, index)),
    ).flat();
  }
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}
