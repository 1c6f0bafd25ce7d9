import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SandboxFailure } from "./failure.ts";
import { cacheFolder } from "./folders.ts";

/** What a control plane is made of, in the order in which it is built, each with its Go package. */
const packages = {
  etcd: "go.etcd.io/etcd/server/v3",
  "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
  "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
  "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
  kubectl: "k8s.io/kubernetes/cmd/kubectl",
  kwok: "sigs.k8s.io/kwok/cmd/kwok",
} as const;

export type Program = keyof typeof packages;
export const programs = Object.keys(packages) as readonly Program[];

/** The file of each program. */
export type Binaries = Readonly<Record<Program, string>>;

interface Search {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told what is being built. It takes minutes, once. */
  readonly say: (doing: string) => void;
}

const module = import.meta.dirname;

/**
 * The programs of a control plane: those of `KUBEBUILDER_ASSETS` where it has them, the rest built from the Go module beside this file,
 * once for each state of that module.
 */
export async function binaries({ environment, say }: Search): Promise<Binaries> {
  const folder = builtFolder(environment);
  const found = programs.map((program) => [program, given(program, environment) ?? join(folder, program)]);
  const files = Object.fromEntries(found) as Binaries;
  const missing = programs.filter((program) => !isProgram(files[program]));
  if (missing.length > 0) await refuseWithoutGo(environment, missing);
  for (const [index, program] of missing.entries()) {
    say(`Building ${program} (${index + 1} of ${missing.length}; minutes at first, then never again)`);
    await build(program, folder, environment);
  }
  return files;
}

/** Where the programs are that were built from the module as it stands. */
export const builtFolder = (environment: Search["environment"]): string =>
  join(cacheFolder(environment), recipe().slice(0, 16));

/** Programs that would have to be built before a sandbox can start. */
export function unbuilt(environment: Search["environment"]): readonly Program[] {
  const folder = builtFolder(environment);
  return programs.filter(
    (program) => given(program, environment) === undefined && !isProgram(join(folder, program)),
  );
}

function given(program: Program, { KUBEBUILDER_ASSETS }: Search["environment"]): string | undefined {
  if (!KUBEBUILDER_ASSETS) return undefined;
  const file = join(KUBEBUILDER_ASSETS, program);
  return isProgram(file) ? file : undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Version of Kubernetes in the module, such as `v1.35.4`. */
export function kubernetesVersion(): string {
  const version = /^\s+k8s\.io\/kubernetes (v\S+)(?: |$)/m.exec(
    readFileSync(join(module, "go.mod"), "utf8"),
  )?.[1];
  if (version === undefined) throw new Error("sandbox/go.mod names no version of k8s.io/kubernetes");
  return version;
}

/** Without a stamp an API server calls itself v0.0.0-master, and clients believe it. */
function linkerFlags(): string {
  const version = kubernetesVersion();
  const [major, minor] = version.slice(1).split(".");
  const stamps = {
    gitVersion: version,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: "clean",
  };
  const flags = Object.entries(stamps).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  return ["-s", "-w", ...flags].join(" ");
}

function recipe(): string {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(module, file)));
  return hash.update(linkerFlags()).digest("hex");
}

const install = "Install Go 1.26 or newer (https://go.dev/dl/)";

async function refuseWithoutGo(
  environment: Search["environment"],
  missing: readonly Program[],
): Promise<void> {
  const needed = `${missing.join(", ")} ${missing.length === 1 ? "has" : "have"} to be built first`;
  const { code, err, absent } = await go(["env", "GOVERSION"], environment);
  if (absent) {
    throw new SandboxFailure(
      `${needed}, and there is no Go on the PATH.\n${install}, or set KUBEBUILDER_ASSETS to a folder that has them.`,
    );
  }
  if (code !== 0) throw new SandboxFailure(`${needed}, and Go refuses: ${lastLine(err)}\n${install}.`);
}

async function build(program: Program, folder: string, environment: Search["environment"]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  // Others may build the same at the same time: each program appears whole, or not at all.
  const unfinished = join(folder, `.${program}.${process.pid}`);
  const args = ["build", "-trimpath", "-buildvcs=false", "-ldflags", linkerFlags(), "-o", unfinished];
  const { code, err } = await go([...args, packages[program]], environment);
  if (code !== 0) {
    rmSync(unfinished, { force: true });
    throw new SandboxFailure(`${program} cannot be built:\n${err.trim().split("\n").slice(-15).join("\n")}`);
  }
  renameSync(unfinished, join(folder, program));
}

interface Ended {
  readonly code: number;
  readonly err: string;
  readonly absent: boolean;
}

function go(args: readonly string[], environment: Search["environment"]): Promise<Ended> {
  const options = { cwd: module, env: { ...environment }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile("go", [...args], options, (error, _out, err) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, err, absent: error?.code === "ENOENT" });
    });
  });
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
