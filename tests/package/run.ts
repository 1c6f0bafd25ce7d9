import { execFile } from "node:child_process";
import { delimiter, dirname } from "node:path";

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program with the Node of this process and nothing of this repository in reach. */
export function run(file: string, args: readonly string[], cwd: string): Promise<Ended> {
  const { NODE_OPTIONS: _, KUBECONFIG: __, ...rest } = process.env;
  const PATH = [dirname(process.execPath), rest.PATH].join(delimiter);
  const env = { ...rest, PATH, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, out, err }),
    );
  });
}

export const node = (args: readonly string[], cwd: string): Promise<Ended> =>
  run(process.execPath, args, cwd);
