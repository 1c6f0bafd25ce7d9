import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { node } from "./run.ts";

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Mocked {
  readonly resources: readonly Registered[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Runs a program of a stranger in a plain Node of its own, with the mocks that the SDK brings. */
export async function mocked(folder: string, program: string): Promise<Mocked> {
  copyFileSync(join(import.meta.dirname, "mocks.mjs"), join(folder, "mocks.mjs"));
  const { code, out, err } = await node(["mocks.mjs", program], folder);
  if (code !== 0) throw new Error(`${program} ends with ${code}:\n${err}`);
  return JSON.parse(out) as Mocked;
}
