import { execFile } from "node:child_process";

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The program is not there. */
  readonly missing: boolean;
}

/** A whole stack as JSON is a few megabytes. */
const most = 512 * 1024 * 1024;

/** Runs a program to its end and never rejects. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, [...args], { ...options, maxBuffer: most }, (error, out, err) => {
      const code = typeof error?.code === "number" ? error.code : error === null ? 0 : 1;
      resolve({ code, out, err, missing: error?.code === "ENOENT" });
    });
  });
}
