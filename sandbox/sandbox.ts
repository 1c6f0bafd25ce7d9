import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { extname, join } from "node:path";
import { binaries } from "./binaries.ts";
import { Cluster } from "./client.ts";
import { SandboxFailure } from "./failure.ts";
import { stateFolder } from "./folders.ts";
import type { Order, Told } from "./keeper.ts";
import { type Machines, usualMachines } from "./machines.ts";
import { accessIn } from "./pki.ts";
import { filesIn, type Tempo, usualTempo } from "./plan.ts";
import { isOurs, type Record, readRecord } from "./record.ts";
import { becomesTrue } from "./waiting.ts";

/** A control plane that runs on this machine. */
export interface Sandbox {
  readonly name: string;
  /** Everything that it writes is in here. */
  readonly folder: string;
  /** A file that kubectl and Pulumi understand. */
  readonly kubeconfig: string;
  readonly cluster: Cluster;
  /** What is known about it at this moment. */
  readonly record: () => Record;
  /** Ends it, and removes its folder. */
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  readonly name: string;
  /** For how many minutes it lives at most. Default: 4 hours. */
  readonly minutes?: number;
  readonly machines?: Partial<Machines>;
  readonly tempo?: Partial<Tempo>;
  /** It goes on after this process has ended. Default: it ends with it. */
  readonly stays?: boolean;
  readonly environment?: Environment;
  /** Told what is being done. */
  readonly say?: (doing: string) => void;
}

type Environment = Readonly<globalThis.Record<string, string | undefined>>;

const LIFETIME = 240;
const DOWN_PATIENCE = 90;

/** Starts a sandbox and waits until its machines are ready. The first use of a version builds its programs, which takes minutes. */
export async function startSandbox(options: StartOptions): Promise<Sandbox> {
  const { name, environment = process.env, say = () => {}, stays = false } = options;
  refuseHere(name);
  const folder = join(stateFolder(environment), name);
  if (isAlive(folder)) throw new SandboxFailure(`The sandbox ${name} is up already.`);
  const order: Order = {
    name,
    binaries: await binaries({ environment, say }),
    machines: { ...usualMachines, ...options.machines },
    tempo: { ...usualTempo, ...options.tempo },
    until: Date.now() + (options.minutes ?? LIFETIME) * 60_000,
  };
  await clear(folder);
  await keep(folder, order, stays, say);
  return sandboxIn(folder, name);
}

/** A sandbox that runs; nothing where none of that name does. */
export function openSandbox(name: string, environment: Environment = process.env): Sandbox | undefined {
  const folder = join(stateFolder(environment), name);
  return isAlive(folder) && readRecord(folder)?.state === "ready" ? sandboxIn(folder, name) : undefined;
}

/** Ends a sandbox, or clears away what a killed one left. `false` where there is nothing of that name. */
export async function stopSandbox(name: string, environment: Environment = process.env): Promise<boolean> {
  return stopIn(join(stateFolder(environment), name));
}

async function stopIn(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const keeper = readRecord(folder)?.keeper;
  if (keeper !== undefined && isOurs(keeper, folder)) {
    process.kill(keeper, "SIGTERM");
    if (!(await becomesTrue(() => !isOurs(keeper, folder), { seconds: DOWN_PATIENCE })))
      process.kill(keeper, "SIGKILL");
  }
  await clear(folder);
  return true;
}

/** What is known about every sandbox of this user, whether it still runs or not. */
export function sandboxes(
  environment: Environment = process.env,
): readonly (Record & { readonly alive: boolean })[] {
  const all = stateFolder(environment);
  if (!existsSync(all)) return [];
  return readdirSync(all).flatMap((name) => {
    const record = readRecord(join(all, name));
    return record === undefined ? [] : [{ ...record, alive: isAlive(join(all, name)) }];
  });
}

function refuseHere(name: string): void {
  if (process.platform === "win32")
    throw new SandboxFailure("A sandbox runs on Linux and macOS. On Windows use it in WSL.");
  if (!/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name)) {
    throw new SandboxFailure(
      `${JSON.stringify(name)} cannot be the name of a sandbox. Write small letters, digits and dashes.`,
    );
  }
}

function isAlive(folder: string): boolean {
  const keeper = readRecord(folder)?.keeper;
  return keeper !== undefined && isOurs(keeper, folder);
}

function sandboxIn(folder: string, name: string): Sandbox {
  const { kubeconfig } = filesIn(folder);
  const cluster = new Cluster(accessIn(readFileSync(kubeconfig, "utf8")));
  return {
    name,
    folder,
    kubeconfig,
    cluster,
    record: () => {
      const record = readRecord(folder);
      if (record === undefined) throw new SandboxFailure(`The sandbox ${name} is gone.`);
      return record;
    },
    stop: async () => {
      cluster.close();
      await stopIn(folder);
    },
  };
}

/** Takes away what is left of a sandbox whose keeper was killed: its servers end by themselves, and are ended where they have not yet. */
async function clear(folder: string): Promise<void> {
  const pids = Object.values(readRecord(folder)?.processes ?? {});
  const left = () => pids.filter((pid) => isOurs(pid, folder));
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    for (const pid of left()) process.kill(pid, signal);
    await becomesTrue(() => left().length === 0, { seconds: 10 });
  }
  rmSync(folder, { recursive: true, force: true });
}

function keep(folder: string, order: Order, stays: boolean, say: (doing: string) => void): Promise<void> {
  // Beside this file, in TypeScript as well as compiled.
  const keeper = join(import.meta.dirname, `keeper${extname(import.meta.filename)}`);
  const child = spawn(process.execPath, [keeper, folder, JSON.stringify(order)], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  return new Promise((resolve, reject) => {
    child.on("message", (told: Told) => {
      if ("doing" in told) say(told.doing);
      else if ("failed" in told)
        reject(new SandboxFailure(`The sandbox ${order.name} does not start: ${told.failed}`));
      else {
        letGo(child, stays);
        resolve();
      }
    });
    child.on("error", reject);
    child.on("exit", (code) =>
      reject(
        new SandboxFailure(`The sandbox ${order.name} ended with ${code} before it was ready.\n${complaint}`),
      ),
    );
  });
}

/** This process may end now; the keeper notices, and goes as well unless it was told to stay. */
function letGo(child: ChildProcess, stays: boolean): void {
  child.removeAllListeners("exit");
  child.stderr?.destroy();
  child.unref();
  if (stays) child.send("stay", () => child.disconnect());
  else child.channel?.unref();
}
