import type { Problem } from "../documents/problem.ts";
import type { Rendering } from "./rendering.ts";

/** Where a store of a deployment is, as far as its data is concerned. */
export interface Home {
  /** Its name in `arboretum:stores`, or `objectStorage`. */
  readonly store: string;
  readonly driver: string;
  /** Host and port, endpoint or region. */
  readonly at: string;
  /** Whether the stack itself registers it: then its plan tells when it goes. */
  readonly own: boolean;
  /** What it is called there, by purpose: the names of buckets. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * What a stack runs and where its data is, as one revision tells it to another. Other revisions read it, so its shape only grows.
 */
export interface Standing {
  readonly stack: string;
  readonly deployment: string;
  readonly stage: string;
  readonly release: string;
  /** Whether the data of its stores is to survive. */
  readonly keeps: boolean;
  /** Empty where too much is wrong with the stack to tell. */
  readonly homes: readonly Home[];
}

/**
 * What one revision of Arboretum tells another: `arboretum resources [stack…]` writes it to stdout, as previews, and nothing else. Other
 * revisions read it, so its shape only grows; a change that older readers cannot bear raises the number.
 */
export interface Exchange {
  readonly arboretum: 1;
  /** Of the stacks that were asked for, those that exist and render; all of them when none was named. */
  readonly renderings: readonly Rendering[];
  /** Of the same stacks, whether they render or not. Absent in what is older than this. */
  readonly standings?: readonly Standing[];
  readonly problems: readonly Problem[];
}

export const writeExchange = (told: Omit<Exchange, "arboretum">): string =>
  `${JSON.stringify({ arboretum: 1, ...told } satisfies Exchange)}\n`;

/** Undefined where the text is something else. */
export function readExchange(text: string): Exchange | undefined {
  try {
    const read = JSON.parse(text) as Partial<Exchange> | null;
    return read?.arboretum === 1 && Array.isArray(read.renderings) ? (read as Exchange) : undefined;
  } catch {
    return undefined;
  }
}
