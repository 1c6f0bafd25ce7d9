import { isError, type Problem } from "../../documents/problem.ts";
import type { Loaded } from "../../settings/load.ts";
import { type Finding, good, lacking } from "./finding.ts";
import { oldest } from "./requirements.ts";
import { isAtLeast } from "./version.ts";

/** What runs this very command, and what Pulumi would run the program with. */
export interface NodeFacts {
  readonly own: string;
  /** Of the `node` on the PATH of the shell, without what npm adds for its scripts. Nothing where there is none. */
  readonly onPath?: string;
}

export function judgeNode({ own, onPath }: NodeFacts, deploying: boolean): readonly Finding[] {
  const mend = `Install Node 24, or put node_modules/.bin first on the PATH. At least ${oldest.node} is needed.`;
  const runs = isAtLeast(own, oldest.node)
    ? good("Node", own)
    : lacking(true, "Node", `${own} is too old`, mend);
  const subject = "Node for Pulumi";
  if (onPath === undefined) return [runs, lacking(deploying, subject, "no node on the PATH", mend)];
  const serves = isAtLeast(onPath, oldest.node);
  return [runs, serves ? good(subject, onPath) : lacking(deploying, subject, `${onPath} is too old`, mend)];
}

/** The PATH of the shell: npm puts folders of its own in front for its scripts, the one of node-gyp as the last. */
export function shellPath(path: string, separator: string): string {
  const folders = path.split(separator);
  const last = folders.findLastIndex((folder) => /node-gyp-bin[\\/]?$/.test(folder));
  return folders.slice(last + 1).join(separator);
}

/** What stands in the project's files. */
export interface ProjectFacts {
  readonly loaded: readonly Loaded[];
  /** What is wrong with the files that stacks share. */
  readonly problems: readonly Problem[];
}

export function judgeProject({ loaded, problems }: ProjectFacts): readonly Finding[] {
  const remedy = "`arboretum check` says where, and what to write instead.";
  const wrong = problems.filter(isError);
  const shared =
    wrong.length === 0
      ? good("Project", "release map and image lock are readable")
      : lacking(true, "Project", firstOf(wrong), remedy);
  const broken = loaded.filter((one) => one.problems.some(isError));
  const names = (stacks: readonly Loaded[]) => stacks.map(({ stack }) => stack).join(", ");
  if (loaded.length === 0)
    return [
      shared,
      lacking(true, "Stacks", "there is none", "Write a Pulumi.<stack>.yaml beside Pulumi.yaml."),
    ];
  const stacks =
    broken.length === 0
      ? good("Stacks", names(loaded))
      : lacking(true, "Stacks", `${names(broken)} cannot be read`, remedy);
  return [shared, stacks];
}

const firstOf = (problems: readonly Problem[]) =>
  `${problems[0]?.message ?? ""}${problems.length > 1 ? ` And ${problems.length - 1} more.` : ""}`;
