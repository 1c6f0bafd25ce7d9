import type { Problem } from "../documents/problem.ts";
import type { Rendering } from "./rendering.ts";

/**
 * What one revision of Arboretum tells another: `arboretum resources [stack…]` writes it to stdout, as previews, and nothing else. Other
 * revisions read it, so its shape only grows; a change that older readers cannot bear raises the number.
 */
export interface Exchange {
  readonly arboretum: 1;
  /** Of the stacks that were asked for, those that exist and render; all of them when none was named. */
  readonly renderings: readonly Rendering[];
  readonly problems: readonly Problem[];
}

export const writeExchange = (renderings: readonly Rendering[], problems: readonly Problem[]): string =>
  `${JSON.stringify({ arboretum: 1, renderings, problems } satisfies Exchange)}\n`;

/** Undefined where the text is something else. */
export function readExchange(text: string): Exchange | undefined {
  try {
    const read = JSON.parse(text) as Partial<Exchange> | null;
    return read?.arboretum === 1 && Array.isArray(read.renderings) ? (read as Exchange) : undefined;
  } catch {
    return undefined;
  }
}
