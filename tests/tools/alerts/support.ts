import type { Case } from "./case.ts";

/** Nothing is measured of it: the release map says that Ulmo was mended until 2026-07-30, and the rest is the clock. */
const on = (alert: string, fires: string, silent: string): Case => ({
  alert,
  stack: "a release whose end is known",
  at: "2h",
  begins: { fires, silent },
  fires: {},
  silent: {},
});

export const supportCases: readonly Case[] = [
  on("ReleaseSupportEnds", "2026-06-10", "2026-05-01"),
  on("ReleaseSupportEnds", "2026-07-29", "2026-07-31"),
  on("ReleaseWithoutSupport", "2026-07-31", "2026-07-29"),
];
