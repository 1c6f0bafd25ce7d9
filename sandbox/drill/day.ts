import type { LoadPoint } from "../load.ts";

const HOURS = 24;

/** A day of a place where people work and learn in the evening: the part of its learners that is there, by the hour. It begins when fewest are. */
const presence: readonly (readonly [hour: number, part: number])[] = [
  [4, 0.04],
  [6, 0.06],
  [8, 0.3],
  [10, 0.65],
  [12, 0.7],
  // Lunch.
  [13, 0.5],
  [15, 0.75],
  [17, 0.7],
  // The way home.
  [18.5, 0.55],
  // The evening before a deadline.
  [20, 0.95],
  [21, 1],
  [22, 0.95],
  [24, 0.5],
  [26, 0.12],
  [28, 0.04],
];

const BEGINS = 4;

/** The hour of the day at a part of it: `0` is its beginning, `1` its end. */
export const hourAt = (part: number): number => BEGINS + part * HOURS;

/** The part of the learners who are there at a part of the day. */
export function presenceAt(part: number): number {
  const hour = Math.min(Math.max(hourAt(part), BEGINS), BEGINS + HOURS);
  const after = Math.max(
    1,
    presence.findIndex(([at]) => at >= hour),
  );
  const [from = BEGINS, low = 0] = presence[after - 1] ?? [];
  const [to = from + 1, high = 0] = presence[after] ?? [];
  return low + ((high - low) * (hour - from)) / (to - from);
}

/** Cores over a day of so many seconds, where so many are used when everybody is there. */
export const curveOf = (peak: number, seconds: number): readonly LoadPoint[] =>
  presence.map(([hour, part]) => ({
    second: ((hour - BEGINS) / HOURS) * seconds,
    cores: part * peak,
  }));

/** How many seconds of a real day pass in one of the drill's. */
export const compression = (seconds: number): number => (HOURS * 3600) / seconds;
