import { expect, test } from "vitest";
import { cron, longestGap } from "../../src/settings/cron.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

test.each([
  ["0 1 * * *", DAY],
  ["0 */6 * * *", 6 * HOUR],
  ["0 1,13 * * *", 12 * HOUR],
  ["0 1,3 * * *", 22 * HOUR],
  ["*/15 * * * *", HOUR / 4],
  ["0 3 * * 0", 7 * DAY],
  ["0 3 * * 7", 7 * DAY],
  ["0 3 1 * *", 31 * DAY],
  ["0 3 * * 1-5", 3 * DAY],
  // Where a day and a weekday are said, either will do.
  ["0 3 1 * 1", 7 * DAY],
  ["0 0 1 1 *", 366 * DAY],
])("between two moments of %s lie at most %i seconds", (written, seconds) => {
  expect(longestGap(written)).toBe(seconds);
});

test("times that never come twice are infinitely far apart", () => {
  expect(longestGap("0 0 30 2 *")).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  "",
  "0 1 * *",
  "60 1 * * *",
  "0 24 * * *",
  "0 1 0 * *",
  "0 1 * 13 *",
  "0 1 * * 8",
  "5-1 * * * *",
  "*/0 * * * *",
  "@daily",
  "0 1 * * mon",
])("%j means nothing", (written) => {
  expect(cron(written)).toBeUndefined();
});
