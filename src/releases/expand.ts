/** What a name may be made of. */
export interface Words {
  readonly application?: string;
  readonly release?: string;
  readonly deployment?: string;
  readonly stage?: string;
  readonly commit?: string;
}

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Puts the words in place. A placeholder without a word stays as it is. */
export const expand = (pattern: string, words: Words): string =>
  pattern.includes("{")
    ? pattern.replace(PLACEHOLDER, (whole, word: string) =>
        Object.hasOwn(words, word) ? (words[word as keyof Words] ?? whole) : whole,
      )
    : pattern;

/** The words between braces. */
export const placeholdersOf = (pattern: string): readonly string[] =>
  [...pattern.matchAll(PLACEHOLDER)].map(([, word = ""]) => word);
