import type { Path } from "../documents/document.ts";
import { isConfigurationSecret } from "./late.ts";
import { type Block, isBlock } from "./written.ts";

const isMergeable = (value: unknown): value is Block => isBlock(value) && !isConfigurationSecret(value);

/** Blocks grow together, key by key. Everything else, a list too, is replaced by what comes later. */
export function merge(below: unknown, above: unknown): unknown {
  if (!isMergeable(below) || !isMergeable(above)) return above;
  const merged = Object.entries(above).map(([key, value]) => [
    key,
    Object.hasOwn(below, key) ? merge(below[key], value) : value,
  ]);
  return { ...below, ...Object.fromEntries(merged) };
}

/** Of blocks that were merged in order, the last that has a say in the value at the path. */
export function ownerOf(blocks: readonly Block[], path: Path): number | undefined {
  for (let index = blocks.length - 1; index >= 0; index--) {
    const reach = reachOf(blocks[index], path);
    if (reach === "whole") return index;
    // A list or a plain value hides whatever the blocks before said below it.
    if (reach === "hides") return undefined;
  }
  return undefined;
}

function reachOf(block: unknown, path: Path): "whole" | "hides" | "nothing" {
  let at = block;
  for (const step of path) {
    if (Array.isArray(at)) {
      if (at[Number(step)] === undefined) return "hides";
      at = at[Number(step)];
    } else if (isMergeable(at)) {
      if (!Object.hasOwn(at, step)) return "nothing";
      at = at[step];
    } else return "hides";
  }
  return "whole";
}
