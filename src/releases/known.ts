/** Not known: nobody has said it, and it is not guessed. */
export interface Unknown {
  /** Why it is not known, and who would know. */
  readonly unknown: string;
}

export type Known<T> = T | Unknown;

export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === "object" && value !== null && "unknown" in value;

export const isKnown = <T>(value: Known<T>): value is T => !isUnknown(value);
