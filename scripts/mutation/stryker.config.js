import { parts } from "./parts.ts";

const part = parts.find(({ id }) => id === process.env.ARBORETUM_PART);

/** The run of one part. */
export default {
  testRunner: "warm",
  plugins: ["./scripts/mutation/plugin.ts", "./scripts/mutation/sentences.js"],
  ignorers: ["sentences"],
  coverageAnalysis: "perTest",
  // What runs once, when a file is loaded, would need a process a mutant: schemas and tables, mostly.
  ignoreStatic: true,
  mutate: part.mutate,
  concurrency: Number(process.env.ARBORETUM_PROCESSORS ?? 2),
  // A busy machine is no endless loop, and a mutant counts as found when its time is over.
  timeoutMS: 60_000,
  reporters: ["json"],
  jsonReporter: { fileName: `out/mutation/${part.id}.json` },
  tempDirName: `out/mutation/${part.id}.sandbox`,
  ignorePatterns: ["out", "dist", "bench/history.json"],
  allowConsoleColors: false,
  checkers: [],
};
