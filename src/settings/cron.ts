/** Minutes and days on which something happens, of the five fields of cron in UTC. */
interface Times {
  /** Minutes of the day, ascending. */
  readonly minutes: readonly number[];
  readonly on: (day: Date) => boolean;
}

const FIELDS = [
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12 },
  // Sunday is 0, and 7 as well.
  { from: 0, to: 7 },
] as const;

/** What the five fields mean, or nothing where they mean nothing. */
export function cron(written: string): Times | undefined {
  const fields = written.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) return undefined;
  const [minute, hour, day, month, weekday] = FIELDS.map((field, index) =>
    values(fields[index] ?? "", field),
  );
  if (!minute || !hour || !day || !month || !weekday) return undefined;
  const minutes = [...hour]
    .flatMap((one) => [...minute].map((other) => one * 60 + other))
    .sort((a, b) => a - b);
  const anyDay = fields[2] === "*";
  const anyWeekday = fields[4] === "*";
  const on = (date: Date) => {
    if (!month.has(date.getUTCMonth() + 1)) return false;
    const byDay = day.has(date.getUTCDate());
    const byWeekday = weekday.has(date.getUTCDay()) || (date.getUTCDay() === 0 && weekday.has(7));
    // Where both are said, one of them is enough: so cron has always been.
    if (!anyDay && !anyWeekday) return byDay || byWeekday;
    return (anyDay || byDay) && (anyWeekday || byWeekday);
  };
  return { minutes, on };
}

type Field = (typeof FIELDS)[number];

function values(written: string, field: Field): ReadonlySet<number> | undefined {
  const parts = written.split(",").map((part) => valuesOf(part, field));
  return parts.every((part) => part !== undefined) ? new Set(parts.flat()) : undefined;
}

function valuesOf(part: string, { from, to }: Field): readonly number[] | undefined {
  const [whole, first, last, step] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/([1-9]\d*))?$/.exec(part) ?? [];
  if (whole === undefined) return undefined;
  const low = Number(first ?? from);
  // `5` is one value, `5/10` goes on to the end.
  const high = Number(last ?? (first !== undefined && step === undefined ? first : to));
  if (low < from || high > to || low > high) return undefined;
  const by = Number(step ?? 1);
  return Array.from({ length: Math.floor((high - low) / by) + 1 }, (_, index) => low + index * by);
}

const DAYS = 800;
const MINUTES_OF_A_DAY = 24 * 60;

/** The longest time between two of these moments, in seconds, over two years. Infinite where there are no two. */
export function longestGap(written: string): number {
  const { minutes = [], on } = cron(written) ?? {};
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (on === undefined || first === undefined || last === undefined) return Number.POSITIVE_INFINITY;
  const start = Date.UTC(2024, 0, 1);
  const days = Array.from({ length: DAYS }, (_, index) => index).filter((index) =>
    on(new Date(start + index * MINUTES_OF_A_DAY * 60_000)),
  );
  if (days.length === 0 || days.length * minutes.length < 2) return Number.POSITIVE_INFINITY;
  // Within a day it is always the same, and at night it is from the last moment to the first of the next such day.
  const night = widest(days) * MINUTES_OF_A_DAY + first - last;
  return 60 * (days.length < 2 ? widest(minutes) : Math.max(widest(minutes), night));
}

/** The widest step of an ascending list. */
const widest = (ascending: readonly number[]): number =>
  ascending.reduce((most, one, index) => Math.max(most, one - (ascending[index - 1] ?? one)), 0);
