import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import type { Cluster } from "../../sandbox/client.ts";
import { type Command, Deployer } from "../../sandbox/pulumi/deployer.ts";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { readState, type State } from "../../src/cli/recover/state.ts";
import { type Ended, run } from "../../src/render/processes.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const node = join(root, "node_modules/.bin");

/** A control plane for the tests of a file, in which nothing is deployed yet. */
export function ground(name: string): () => Ground {
  let sandbox: Sandbox | undefined;
  let made: Ground | undefined;
  beforeAll(async () => {
    sandbox = await startSandbox({ name: `engine-${name}-${process.pid}`, minutes: 90 });
    const { kubeconfig, folder, cluster } = sandbox;
    const args = { root, folder: join(folder, "pulumi"), kubeconfig, node, environment: process.env };
    made = new Ground(cluster, new Deployer(args));
  });
  afterAll(async () => {
    await sandbox?.stop();
  });
  return () => {
    if (made === undefined) throw new Error("The sandbox did not start.");
    return made;
  };
}

/** A control plane of its own, and the real engine that deploys to it. */
export class Ground {
  readonly cluster: Cluster;
  readonly deployer: Deployer;

  constructor(cluster: Cluster, deployer: Deployer) {
    this.cluster = cluster;
    this.deployer = deployer;
  }

  /** An update that has to go well. The result is what it said. */
  async up(stack: string, ...more: readonly string[]): Promise<string> {
    return must(await this.pulumi(stack, ["up", "--yes", "--skip-preview", ...more]));
  }

  /** Fails where an update would do anything. */
  async settled(stack: string): Promise<void> {
    must(await this.pulumi(stack, ["up", "--yes", "--skip-preview", "--expect-no-changes"]));
  }

  /** Any command for a stack, to its end. */
  async pulumi(stack: string, args: readonly string[], command: Command = {}): Promise<Ended> {
    await this.deployer.prepare(stack);
    return this.deployer.start(stack, args, command).ended;
  }

  /** A command of our own, for the same project and the same state. */
  arboretum(...args: readonly string[]): Promise<Ended> {
    const { copy, pulumi } = this.deployer;
    const main = join(root, "src/cli/main.js");
    return run(process.execPath, [main, ...args, "--root", copy.folder], {
      cwd: copy.folder,
      env: pulumi.environment,
    });
  }

  async state(stack: string): Promise<State> {
    const text = must(await this.pulumi(stack, ["stack", "export"]));
    const origin = { stack, project: this.deployer.copy.project, from: "pulumi stack export" };
    const { state, problems } = readState(text, origin);
    if (state === undefined) throw new Error(JSON.stringify(problems));
    return state;
  }
}

/** What it said, where it went well; else the test fails with what it said. */
export function must({ code, out, err }: Ended): string {
  if (code !== 0) throw new Error(`It ended with ${code}.\n${out}${err}`);
  return out;
}
