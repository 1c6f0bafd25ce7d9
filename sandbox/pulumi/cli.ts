import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { type Ended, run } from "../../src/render/processes.ts";
import { type Running, start } from "./running.ts";

/** What keeps the CLI from doing what is asked: one sentence for a person. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** What `pulumi preview --json` prints (pulumi/pulumi pkg/display/json.go), as far as we read it. */
export interface PreviewDigest {
  readonly steps?: readonly PreviewStep[];
  readonly diagnostics?: readonly { readonly severity?: string; readonly message?: string }[];
}

export interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  readonly newState?: Readonly<Record<string, unknown>>;
}

export interface Plugin {
  readonly name: string;
  readonly kind: string;
  readonly version: string;
}

export interface Place {
  /** Where its state lies, and what it takes for the home of the user. */
  readonly folder: string;
  /** Folder of the `node` that runs the programs. */
  readonly node: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The only cluster that it sees. Default: none. */
  readonly kubeconfig?: string;
}

export interface Use {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly hear?: (line: string) => void;
}

/** An update waits for everything in it; longer than this it hangs. */
const LONGEST = 1800;

/** The Pulumi CLI with state and secrets in a folder of its own. It sees neither the user's backend nor the user's clusters. */
export class Pulumi {
  /** What it runs with; whoever else calls the CLI for the same stacks needs the same. */
  readonly environment: NodeJS.ProcessEnv;

  constructor({ folder, node, environment, kubeconfig }: Place) {
    for (const each of ["state", "home"]) mkdirSync(join(folder, each), { recursive: true });
    const kept = Object.entries(environment).filter(
      ([name]) => !/^(?:KUBECONFIG$|PULUMI_|AWS_|GIT_)/.test(name),
    );
    this.environment = {
      ...Object.fromEntries(kept),
      // The language host starts whatever `node` comes first.
      PATH: [node, environment.PATH ?? ""].join(delimiter),
      // Plugins stay where they are; a kubeconfig in the home of the user is not for us.
      PULUMI_HOME: environment.PULUMI_HOME ?? join(environment.HOME ?? homedir(), ".pulumi"),
      HOME: join(folder, "home"),
      // Not `pulumi login`: it would change the backend of the user's next command.
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "not a secret",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NO_COLOR: "1",
      ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }),
    };
  }

  async version(): Promise<string> {
    const ended = await this.#run(["version"]);
    if (ended.missing) {
      throw new Refusal(
        "There is no pulumi CLI on the PATH: install it with its kubernetes, random and tls plugins, then run this again.",
      );
    }
    return answer(ended, "version").trim().replace(/^v/, "");
  }

  async plugins(): Promise<readonly Plugin[]> {
    const args = ["plugin", "ls", "--json"];
    return JSON.parse(answer(await this.#run(args), args.join(" "))) as readonly Plugin[];
  }

  async stacks(cwd: string): Promise<readonly string[]> {
    const listed = answer(await this.#run(["stack", "ls", "--json"], cwd), "stack ls");
    return (JSON.parse(listed) as readonly { readonly name: string }[]).map(({ name }) => name);
  }

  async initialise(stack: string, cwd: string): Promise<void> {
    const args = ["stack", "init", stack, "--secrets-provider", "passphrase", "--no-select"];
    answer(await this.#run(args, cwd), "stack init");
  }

  async setSecret(stack: string, path: string, value: string, cwd: string): Promise<void> {
    const args = ["config", "set", "--secret", "--path", "--stack", stack, "--", path, value];
    answer(await this.#run(args, cwd), "config set");
  }

  /** A preview with errors is printed as well, and ends with another code than 0. */
  async preview(stack: string, cwd: string): Promise<PreviewDigest> {
    const args = ["preview", "--json", "--stack", stack];
    const ended = await this.#run(args, cwd);
    const digest = digestIn(ended.out);
    const errors = (digest?.diagnostics ?? []).filter(({ severity }) => severity === "error");
    if (digest !== undefined && ended.code === 0 && errors.length === 0) return digest;
    const said =
      errors.map(({ message }) => message?.trim()).join(" ") || ended.err.trim() || ended.out.trim();
    throw new Refusal(`pulumi ${args.join(" ")} fails: ${said}`);
  }

  /** Starts any command. Nobody is there to answer what it might ask. */
  start(args: readonly string[], { cwd = process.cwd(), environment, hear }: Use): Running {
    return start("pulumi", unattended(args), {
      cwd,
      env: { ...this.environment, ...environment },
      longest: LONGEST,
      ...(hear === undefined ? {} : { hear }),
    });
  }

  #run(args: readonly string[], cwd = process.cwd()): Promise<Ended> {
    return run("pulumi", unattended(args), { cwd, env: this.environment });
  }
}

/** Behind `--` nothing is an option any more. */
const unattended = ([command = "", ...rest]: readonly string[]): readonly string[] => [
  command,
  "--non-interactive",
  ...rest,
];

function answer(ended: Ended, what: string): string {
  if (ended.code === 0) return ended.out;
  throw new Refusal(`pulumi ${what} fails: ${ended.err.trim() || ended.out.trim()}`);
}

function digestIn(text: string): PreviewDigest | undefined {
  const start = text.indexOf("{");
  try {
    return start < 0 ? undefined : (JSON.parse(text.slice(start)) as PreviewDigest);
  } catch {
    return undefined;
  }
}
