import type { Change } from "../render/change.ts";

/** What would change in one stack. What stays as it is is left out. */
export interface StackChanges {
  readonly stack: string;
  readonly changes: readonly Change[];
}

/** Objects, without the components that only group them and the providers that only apply them. */
export const visible = (changes: readonly Change[]): readonly Change[] =>
  changes.filter(({ custom, type }) => custom && !type.startsWith("pulumi:providers:"));
