import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Machines } from "./machines.ts";
import { filesIn, type Server } from "./plan.ts";

/** What a sandbox says of itself in its folder. */
export interface Record {
  readonly name: string;
  readonly state: "starting" | "ready" | "stopping";
  /** Process that keeps the others. */
  readonly keeper: number;
  readonly processes: Partial<Readonly<globalThis.Record<Server, number>>>;
  readonly server: string;
  readonly version: string;
  readonly machines: Machines;
  /** When it ends by itself, as ISO time. */
  readonly until: string;
}

export function writeRecord(folder: string, record: Record): void {
  const { record: file } = filesIn(folder);
  writeFileSync(`${file}.new`, JSON.stringify(record, undefined, 2));
  renameSync(`${file}.new`, file);
}

export function readRecord(folder: string): Record | undefined {
  try {
    return JSON.parse(readFileSync(filesIn(folder).record, "utf8")) as Record;
  } catch {
    return undefined;
  }
}

/** Whether a process runs and belongs to this sandbox: numbers of processes are used again. */
export function isOurs(pid: number, folder: string): boolean {
  try {
    process.kill(pid, 0);
    return commandOf(pid).includes(folder);
  } catch {
    return false;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  }
}
