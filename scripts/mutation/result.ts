/** A mutant that Stryker has tried, as far as we ask. */
export interface Mutant {
  readonly status: string;
  readonly statusReason?: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

/** What Stryker writes in the end. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

/** What came of one part, as it is committed. */
export interface Result {
  readonly part: string;
  /** The day, and the commit of what was changed. */
  readonly date: string;
  readonly commit: string;
  /** What the files were that were changed, and the tests that were asked, as a hash. Where it is another one by now, the rest is history. */
  readonly of: string;
  readonly killed: number;
  /** Endless for Stryker: they count as found. */
  readonly timeout: number;
  /** Changes that no test noticed, by place. */
  readonly survived: readonly string[];
  /** Changes where no test goes. */
  readonly uncovered: readonly string[];
  /** Not tried, by the reason. */
  readonly ignored: { readonly sentences: number; readonly static: number };
}

type Placed = Mutant & { readonly file: string };

const inWords = ({ file, location, mutatorName, replacement = "" }: Placed): string =>
  `${file}:${location.start.line}:${location.start.column} ${mutatorName}: ${replacement.replace(/\s+/g, " ").slice(0, 80)}`;

export function resultOf(
  part: string,
  { files }: Report,
  on: Pick<Result, "date" | "commit" | "of">,
): Result {
  const mutants = Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants.map((one): Placed => ({ ...one, file })),
  );
  const of = (status: string) => mutants.filter((one) => one.status === status);
  const ignored = of("Ignored");
  const sentences = ignored.filter(({ statusReason = "" }) => statusReason.startsWith("A sentence")).length;
  return {
    part,
    ...on,
    killed: of("Killed").length,
    timeout: of("Timeout").length,
    survived: of("Survived").map(inWords).sort(),
    uncovered: of("NoCoverage").map(inWords).sort(),
    ignored: { sentences, static: ignored.length - sentences },
  };
}

type Scored = Pick<Result, "killed" | "timeout" | "survived" | "uncovered" | "ignored">;

/** All results as if they were one. */
export const together = (results: readonly Scored[]): Scored => ({
  killed: sum(results.map(({ killed }) => killed)),
  timeout: sum(results.map(({ timeout }) => timeout)),
  survived: results.flatMap(({ survived }) => survived),
  uncovered: results.flatMap(({ uncovered }) => uncovered),
  ignored: {
    sentences: sum(results.map(({ ignored }) => ignored.sentences)),
    static: sum(results.map(({ ignored }) => ignored.static)),
  },
});

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** What share of the mutants is found, in percent. */
export function scoreOf({ killed, timeout, survived, uncovered }: Scored): number {
  const found = killed + timeout;
  return (100 * found) / (found + survived.length + uncovered.length);
}

/** What every part has to reach, in percent. */
export const GOAL = 85;
