import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import type { Io } from "../command.ts";
import { saidJson, useTool } from "../tool.ts";

/** Who holds the stack, or held it when it was killed. */
export interface Holder {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
  /** It is a process of this machine, and it still runs. */
  readonly alive: boolean;
}

/** `unseen`: only backends in a folder let others see their locks. */
export type Lock =
  | { readonly kind: "free" }
  | { readonly kind: "held"; readonly holders: readonly Holder[] }
  | { readonly kind: "unseen"; readonly backend?: string };

/** Whether an update holds the stack. Reads only. */
export async function lockOf(io: Io, root: string, project: string, stack: string): Promise<Lock> {
  const answer = await useTool(io, {
    name: "pulumi",
    arguments: ["whoami", "--json", "--non-interactive"],
    cwd: root,
  });
  const { url } = (saidJson(answer) ?? {}) as { url?: string };
  if (url === undefined) return { kind: "unseen" };
  if (!url.startsWith("file://")) return { kind: "unseen", backend: url };
  // Where a backend in a folder keeps them: pulumi/pulumi pkg/backend/diy/lock.go.
  const folder = join(folderOf(url, root, io), ".pulumi", "locks", "organization", project, stack);
  const holders = filesIn(folder).flatMap((file) => holderIn(join(folder, file)));
  return holders.length === 0 ? { kind: "free" } : { kind: "held", holders };
}

function folderOf(url: string, root: string, { environment }: Io): string {
  const path = decodeURIComponent(url.slice("file://".length).replace(/\?.*$/, ""));
  return resolve(root, path.replace(/^~/, environment.HOME ?? ""));
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".json"));
  } catch {
    return [];
  }
}

function holderIn(file: string): readonly Holder[] {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as Omit<Holder, "alive">;
    return [{ ...holder, alive: holder.hostname === hostname() && runs(holder.pid) }];
  } catch {
    // Gone in the meantime, or written only in part when its writer was killed.
    return [];
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
