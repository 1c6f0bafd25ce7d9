import { existsSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { error, type Problem } from "../documents/problem.ts";
import { readExchange, type Standing } from "./exchange.ts";
import { type Ended, run } from "./processes.ts";
import type { Rendering } from "./rendering.ts";

export interface RevisionRequest {
  /** Folder of `Pulumi.yaml`. */
  readonly root: string;
  /** The file that runs the command line: in the repository, below its `node_modules`, or somewhere else. */
  readonly cli: string;
  /** Anything that git understands: a branch, a tag, a commit. */
  readonly revision: string;
  /** Empty for every stack of the revision. */
  readonly stacks: readonly string[];
}

export interface RevisionResult {
  /** By stack. A stack that the revision does not have is not there. */
  readonly renderings: ReadonlyMap<string, Rendering>;
  /** What its stacks run and where their data is. Absent: it is too old to tell. */
  readonly standings?: readonly Standing[];
  readonly problems: readonly Problem[];
}

/** Renders stacks as they were at another revision: with its own code, in a work tree of its own, which is gone afterwards. */
export async function renderRevision(request: RevisionRequest): Promise<RevisionResult> {
  const found = await locate(request);
  if ("problem" in found) return { renderings: new Map(), problems: [found.problem] };
  const temporary = await mkdtemp(join(await realpath(tmpdir()), "arboretum-"));
  const tree = join(temporary, "tree");
  try {
    const added = await git(["worktree", "add", "--detach", "--quiet", tree, found.commit], found.repository);
    if (added.code !== 0) return failed(request, `git cannot check it out: ${lastLine(added)}`);
    return await renderIn(tree, found, request);
  } finally {
    await git(["worktree", "remove", "--force", tree], found.repository);
    await rm(temporary, { recursive: true, force: true });
  }
}

interface Located {
  readonly repository: string;
  readonly commit: string;
}

async function locate({ root, revision }: RevisionRequest): Promise<Located | { readonly problem: Problem }> {
  const top = await git(["rev-parse", "--show-toplevel"], root);
  if (top.missing)
    return {
      problem: problem(revision, "git is not on the PATH.", "Install git, or leave `--against` out."),
    };
  if (top.code !== 0) {
    return {
      problem: problem(
        revision,
        "This folder is in no git repository, so it has no revisions.",
        "Compare with a stack instead.",
      ),
    };
  }
  const commit = await git(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`],
    root,
  );
  if (commit.code !== 0) {
    const remedy =
      "Look at `git branch --all` and `git tag`; a shallow clone needs `git fetch --unshallow` first.";
    return { problem: problem(revision, `git knows no revision ${JSON.stringify(revision)}.`, remedy) };
  }
  return { repository: top.out.trim(), commit: commit.out.trim() };
}

async function renderIn(
  tree: string,
  { repository }: Located,
  request: RevisionRequest,
): Promise<RevisionResult> {
  const here = await realpath(request.root);
  const there = (path: string) => join(tree, relative(repository, path));
  const root = there(here);
  if (!existsSync(join(root, "Pulumi.yaml"))) return failed(request, "it has no Pulumi.yaml in this folder.");
  const packages = packagesOf(here, repository);
  const installed = await install(there(packages), packages);
  if (installed.code !== 0) return failed(request, `npm ci fails in it: ${lastLine(installed)}`);
  // One that is installed elsewhere has no other revision of itself.
  const own = await realpath(request.cli);
  const cli = isInside(own, repository) ? there(own) : own;
  if (!existsSync(cli)) return failed(request, "it has no command line that could render it.");
  const ended = await run(process.execPath, [cli, "resources", ...request.stacks], {
    cwd: root,
    env: ownEnvironment(),
  });
  const exchange = readExchange(ended.out);
  if (exchange === undefined) {
    return failed(
      request,
      `its command line does not tell its resources: ${lastLine(ended)}`,
      "It is probably older than this comparison.",
    );
  }
  return {
    renderings: new Map(exchange.renderings.map((rendering) => [rendering.stack, rendering])),
    ...(exchange.standings ? { standings: exchange.standings } : {}),
    problems: exchange.problems.map((each) => ({
      ...each,
      message: `At ${request.revision}: ${each.message}`,
    })),
  };
}

const isInside = (path: string, folder: string): boolean => !relative(folder, path).startsWith("..");

const LOCK = "package-lock.json";

/** The folder whose packages a project uses: its own, or one above it in the repository. */
function packagesOf(root: string, repository: string): string {
  const isHome = existsSync(join(root, LOCK)) || root === repository || !isInside(root, repository);
  return isHome ? root : packagesOf(dirname(root), repository);
}

/** Its own packages where its lockfile differs, else the ones that are here. */
async function install(tree: string, here: string): Promise<Ended> {
  const lock = (folder: string) => readFile(join(folder, LOCK), "utf8").catch(() => undefined);
  const [ours, theirs] = await Promise.all([lock(here), lock(tree)]);
  if (theirs !== undefined && ours !== theirs) {
    return run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: tree,
      env: ownEnvironment(),
    });
  }
  const packages = join(here, "node_modules");
  if (existsSync(packages)) await symlink(packages, join(tree, "node_modules"), "junction");
  return { code: 0, out: "", err: "", missing: false };
}

/** Inside a git hook git tells its children which repository they are in; ours must find their own. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));

const git = (args: readonly string[], cwd: string): Promise<Ended> =>
  run("git", args, { cwd, env: ownEnvironment() });

const lastLine = ({ err, out, code }: Ended): string =>
  (err.trim() || out.trim()).split("\n").at(-1)?.trim() || `it ends with ${code}`;

const problem = (revision: string, message: string, remedy?: string): Problem =>
  error("revision-unavailable", { path: revision, message, ...(remedy === undefined ? {} : { remedy }) });

const failed = ({ revision }: RevisionRequest, why: string, remedy?: string): RevisionResult => ({
  renderings: new Map(),
  problems: [problem(revision, `${revision} cannot be rendered: ${why}`, remedy)],
});
