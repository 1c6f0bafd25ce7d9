/** Series by their names, with their values as promtool writes them: `0x20` is twenty-one times nothing. */
export type Series = Readonly<Record<string, string>>;

/** One alert, in a world in which it fires and in one in which it is silent. */
export interface Case {
  readonly alert: string;
  /** Stack whose rules are asked (`measured.ts`). Default: the one that has everything. */
  readonly stack?: string;
  /** Another one for the silence. */
  readonly silentStack?: string;
  /** Time between two samples. Default: a minute. */
  readonly step?: string;
  /** When it is asked. */
  readonly at: string;
  /** Days on which the two worlds begin. Default: when the clocks of computers began. */
  readonly begins?: { readonly fires: string; readonly silent: string };
  readonly fires: Series;
  readonly silent: Series;
  /** Which of the alerts of this name. */
  readonly of?: Readonly<Record<string, string>>;
}

export const N = "academy-qa";
export const HOST = "learn.example.edu";

export const series = (name: string, labels: Readonly<Record<string, string>>): string =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(",")}}`;

/** One series that is one thing, and another. */
export const either = (
  alert: string,
  at: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  bad: string,
  good: string,
): Case => ({
  alert,
  at,
  fires: { [series(name, labels)]: bad },
  silent: { [series(name, labels)]: good },
});
