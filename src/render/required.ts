import type { Values } from "./rendering.ts";

export function missingFields(_type: string, _inputs: Values): readonly string[] {
  return [];
}
