import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { Pulumi } from "./cli.ts";
import { type Copy, copyProject } from "./copy.ts";
import type { Running } from "./running.ts";

export interface DeployerArgs {
  /** Folder of the project. Nothing is written into it. */
  readonly root: string;
  /** Where the copy of the project and the state of its stacks live. */
  readonly folder: string;
  /** Of the cluster that everything goes to, whatever kubeconfig a stack names. */
  readonly kubeconfig: string;
  /** What its context is called, where a stack asks for one. */
  readonly context?: string;
  /** Folder of the `node` that runs the program. */
  readonly node: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface Command {
  readonly environment?: Readonly<Record<string, string>>;
  readonly hear?: (line: string) => void;
}

/** Where a stack may have a kubeconfig of its own. */
const KUBECONFIG = 'arboretum:cluster["kubeconfig"]';

/** What stands for a secret of the configuration, which nobody here could decrypt. */
const STAND_IN = "not a secret";

/** Deploys the stacks of a project with the real engine. Each deployer copies the project anew; the state of the stacks stays. */
export class Deployer {
  readonly pulumi: Pulumi;
  readonly copy: Copy;

  constructor({ root, folder, node, environment, ...cluster }: DeployerArgs) {
    const project = join(folder, "project");
    rmSync(project, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    this.pulumi = new Pulumi({ folder, node, environment, kubeconfig: kubeconfigIn(folder, cluster) });
    this.copy = copyProject(root, project);
  }

  /** Makes the stack where there is none, and its secrets. */
  async prepare(stack: string): Promise<void> {
    const { folder, secrets } = this.copy;
    if (!(await this.pulumi.stacks(folder)).includes(stack)) await this.pulumi.initialise(stack, folder);
    const others = (secrets.get(stack) ?? []).filter((path) => path !== KUBECONFIG);
    for (const path of others) {
      await this.pulumi.setSecret(stack, path, STAND_IN, folder);
    }
  }

  /** Starts a command for a stack: `start("qa", ["up", "--yes"])`. */
  start(stack: string, args: readonly string[], command: Command = {}): Running {
    return this.pulumi.start([...args, "--stack", stack], { cwd: this.copy.folder, ...command });
  }
}

/** The kubeconfig, in which the context is called as the stack calls it. */
function kubeconfigIn(folder: string, { kubeconfig, context }: Pick<DeployerArgs, "kubeconfig" | "context">) {
  if (context === undefined) return kubeconfig;
  const config = parse(readFileSync(kubeconfig, "utf8"));
  config.contexts[0].name = context;
  const file = join(folder, "kubeconfig");
  writeFileSync(file, stringify({ ...config, "current-context": context }), { mode: 0o600 });
  return file;
}
