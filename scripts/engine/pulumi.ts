import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { type Ended, run } from "../../src/render/processes.ts";

/** What keeps a recording from being made: one sentence for a person. */
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

/** A CLI whose state and secrets live in a folder that goes away, and that sees neither a cluster nor the user's backend. */
export class Pulumi {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(temporary: string, node: string, environment: NodeJS.ProcessEnv) {
    const kept = Object.entries(environment).filter(
      ([name]) => !/^(?:KUBECONFIG$|PULUMI_|AWS_|GIT_)/.test(name),
    );
    this.#environment = {
      ...Object.fromEntries(kept),
      // The language host starts whatever `node` comes first.
      PATH: [node, environment.PATH ?? ""].join(delimiter),
      // Plugins stay where they are; a kubeconfig in the home of the user is not for us.
      PULUMI_HOME: environment.PULUMI_HOME ?? join(environment.HOME ?? homedir(), ".pulumi"),
      HOME: join(temporary, "home"),
      // Not `pulumi login`: it would change the backend of the user's next command.
      PULUMI_BACKEND_URL: `file://${join(temporary, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "recording",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NO_COLOR: "1",
    };
  }

  async version(): Promise<string> {
    const ended = await this.#run(["version"]);
    if (ended.missing) {
      throw new Refusal(
        "There is no pulumi CLI on the PATH: install it with its kubernetes, random and tls plugins, then run this again.",
      );
    }
    return this.#answer(ended, "version").trim().replace(/^v/, "");
  }

  async plugins(): Promise<readonly Plugin[]> {
    const args = ["plugin", "ls", "--json"];
    return JSON.parse(this.#answer(await this.#run(args), args.join(" "))) as readonly Plugin[];
  }

  async initialise(stack: string, cwd: string): Promise<void> {
    await this.#must(["stack", "init", stack, "--secrets-provider", "passphrase", "--no-select"], cwd);
  }

  async setSecret(stack: string, path: string, value: string, cwd: string): Promise<void> {
    await this.#must(["config", "set", "--secret", "--path", "--stack", stack, "--", path, value], cwd);
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

  #run(args: readonly string[], cwd?: string): Promise<Ended> {
    return run("pulumi", [...args, "--non-interactive"], {
      cwd: cwd ?? process.cwd(),
      env: this.#environment,
    });
  }

  async #must(args: readonly string[], cwd: string): Promise<void> {
    this.#answer(await this.#run(args, cwd), args.slice(0, 2).join(" "));
  }

  #answer(ended: Ended, what: string): string {
    if (ended.code === 0) return ended.out;
    throw new Refusal(`pulumi ${what} fails: ${ended.err.trim() || ended.out.trim()}`);
  }
}

function digestIn(text: string): PreviewDigest | undefined {
  const start = text.indexOf("{");
  try {
    return start < 0 ? undefined : (JSON.parse(text.slice(start)) as PreviewDigest);
  } catch {
    return undefined;
  }
}
