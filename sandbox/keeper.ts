import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Binaries, kubernetesVersion } from "./binaries.ts";
import { Cluster } from "./client.ts";
import { SandboxFailure } from "./failure.ts";
import { leash } from "./leash.ts";
import { type Machines, machinesAreReady, nodesOf, storageClass } from "./machines.ts";
import { metricsObjects, serveMetrics } from "./metrics.ts";
import { holds } from "./objects.ts";
import { writePki } from "./pki.ts";
import { argumentsFor, filesIn, type Plan, type Ports, type Server, type Tempo } from "./plan.ts";
import { freePorts, isFree } from "./ports.ts";
import { type Record, writeRecord } from "./record.ts";
import { becomesTrue } from "./waiting.ts";

/** What a keeper is told: the second argument, as JSON. */
export interface Order {
  readonly name: string;
  readonly binaries: Binaries;
  readonly machines: Machines;
  readonly tempo: Tempo;
  /** When it ends by itself, in milliseconds of the epoch. */
  readonly until: number;
}

/** What a keeper tells whoever started it. */
export type Told = { readonly doing: string } | { readonly ready: true } | { readonly failed: string };

/** A machine that has other things to do as well is slow, and no server is slower than this. */
const START_PATIENCE = 240;
/** An API server that is asked to end still answers those who wait. */
const END_PATIENCE = 20;

/**
 * The process behind a sandbox: it starts the servers, starts again what ends, serves the metrics API, and takes everything down when
 * it is asked to, when the time is over, or when whoever started it is gone before it was ready.
 */
class Keeper {
  readonly #folder: string;
  readonly #order: Order;
  readonly #processes = new Map<Server, { readonly pid: number; readonly ended: Promise<number> }>();
  #state: Record["state"] = "starting";
  #plan: Plan | undefined;
  #end: Promise<void> | undefined;

  constructor(folder: string, order: Order) {
    this.#folder = folder;
    this.#order = order;
  }

  async start(): Promise<void> {
    this.#claimFolder();
    const [etcd = 0, etcdPeer = 0, apiServer = 0, metrics = 0] = await freePorts(4);
    const ports: Ports = { etcd, etcdPeer, apiServer, metrics };
    const { binaries, tempo, name, machines } = this.#order;
    this.#plan = { folder: this.#folder, binaries, ports, tempo };
    const access = writePki(this.#folder, name, ports);
    this.#remember();
    const cluster = new Cluster(access);
    tell({ doing: "Starting etcd and the API server" });
    await this.#launch("etcd");
    await this.#launch("kube-apiserver");
    await this.#until(() => cluster.isReady(), "kube-apiserver");
    tell({ doing: "Starting the controllers, the scheduler and the machines" });
    for (const server of ["kube-controller-manager", "kube-scheduler", "kwok"] as const)
      await this.#launch(server);
    await serveMetrics(this.#folder, metrics, cluster);
    const objects = [
      ...nodesOf(machines),
      storageClass("standard", true),
      ...metricsObjects(this.#folder, metrics),
    ];
    for (const object of objects) await cluster.apply(object);
    await this.#until(() => machinesAreReady(cluster), "kwok");
    await this.#until(() => isServed(cluster), "kube-apiserver");
    this.#state = "ready";
    this.#remember();
    tell({ ready: true });
  }

  /** Ends everything, and leaves nothing behind. */
  stop(): Promise<void> {
    this.#end ??= this.#takeDown();
    return this.#end;
  }

  get isStopping(): boolean {
    return this.#end !== undefined;
  }

  #claimFolder(): void {
    mkdirSync(dirname(this.#folder), { recursive: true });
    // Only one can make it.
    mkdirSync(this.#folder, { mode: 0o700 });
  }

  async #launch(server: Server): Promise<void> {
    const plan = this.#plan;
    if (plan === undefined || this.isStopping) return;
    const process = await leash(
      plan.binaries[server],
      argumentsFor(server, plan),
      filesIn(this.#folder).log(server),
    );
    this.#processes.set(server, process);
    this.#remember();
    process.ended.then(async (code) => {
      if (this.isStopping) return;
      log(this.#folder, `${server} ended with ${code}`);
      if (this.#state === "starting")
        return fail(this, `${server} ended with ${code}.\n${this.#lastWords(server)}`);
      await this.#again(server, plan);
    });
  }

  /** What ends is started again, as on a machine that looks after its servers. */
  async #again(server: Server, { ports }: Plan): Promise<void> {
    await sleep(200);
    if (server === "kube-apiserver")
      await becomesTrue(() => isFree(ports.apiServer), { seconds: END_PATIENCE });
    await this.#launch(server);
  }

  async #until(question: () => Promise<boolean>, server: Server): Promise<void> {
    const asked = () => this.isStopping || question();
    if (await becomesTrue(asked, { seconds: START_PATIENCE, every: 50 })) return;
    throw new SandboxFailure(
      `${server} is not ready after ${START_PATIENCE} seconds.\n${this.#lastWords(server)}`,
    );
  }

  #lastWords(server: Server): string {
    const file = filesIn(this.#folder).log(server);
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    return lines.slice(-5).join("\n");
  }

  #remember(): void {
    const { name, machines, until } = this.#order;
    writeRecord(this.#folder, {
      name,
      state: this.#state,
      keeper: process.pid,
      processes: Object.fromEntries([...this.#processes].map(([server, { pid }]) => [server, pid])),
      server: `https://127.0.0.1:${this.#plan?.ports.apiServer ?? 0}`,
      version: kubernetesVersion(),
      machines,
      until: new Date(until).toISOString(),
    });
  }

  async #takeDown(): Promise<void> {
    // Clients first: the API server ends once nobody asks it anything, and etcd once nobody writes.
    for (const server of ["kwok", "kube-scheduler", "kube-controller-manager"] as const)
      this.#signal(server, "SIGTERM");
    for (const server of [
      "kwok",
      "kube-scheduler",
      "kube-controller-manager",
      "kube-apiserver",
      "etcd",
    ] as const) {
      this.#signal(server, "SIGTERM");
      await this.#endOf(server);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #endOf(server: Server): Promise<void> {
    const ended = this.#processes.get(server)?.ended;
    const patience = sleep(END_PATIENCE * 1000, "late", { ref: false });
    if ((await Promise.race([ended, patience])) !== "late") return;
    this.#signal(server, "SIGKILL");
    await ended;
  }

  #signal(server: Server, signal: NodeJS.Signals): void {
    const pid = this.#processes.get(server)?.pid;
    try {
      if (pid) process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

/** An aggregated API is there once the API server says so. */
async function isServed(cluster: Cluster): Promise<boolean> {
  const reference = {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    name: "v1beta1.metrics.k8s.io",
  };
  const service = await cluster.get(reference);
  return service !== undefined && holds(service, "Available");
}

const tell = (told: Told): void => {
  if (process.connected) process.send?.(told);
};

function log(folder: string, text: string): void {
  const { keeperLog } = filesIn(folder);
  if (existsSync(folder)) appendFileSync(keeperLog, `${new Date().toISOString()} ${text}\n`);
}

async function fail(keeper: Keeper, message: string): Promise<void> {
  if (keeper.isStopping) return;
  tell({ failed: message });
  await keeper.stop();
  process.exit(1);
}

const [folder = "", order = "{}"] = process.argv.slice(2);
const told = JSON.parse(order) as Order;
const keeper = new Keeper(folder, told);
const end = (): void => {
  keeper.stop().then(() => process.exit(0));
};
let stays = false;
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, end);
process.on("message", (message) => {
  if (message === "stay") stays = true;
});
// Whoever started it is gone. Unless it was told to stay, nobody would ever stop it.
process.on("disconnect", () => {
  if (!stays) end();
});
process.on("uncaughtException", (cause) => log(folder, cause.stack ?? String(cause)));
setTimeout(end, Math.max(0, told.until - Date.now()));
keeper.start().catch((cause: unknown) => {
  const message = cause instanceof SandboxFailure ? cause.message : String((cause as Error).stack ?? cause);
  return fail(
    keeper,
    (cause as NodeJS.ErrnoException).code === "EEXIST" ? "Somebody else starts it right now." : message,
  );
});
