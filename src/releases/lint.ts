import { isError, type Problem } from "../documents/problem.ts";
import { applicationRules } from "./lint/applicationRules.ts";
import { dateRules } from "./lint/dateRules.ts";
import { imageRules } from "./lint/imageRules.ts";
import { lockRules } from "./lint/lockRules.ts";
import { nameRules } from "./lint/names.ts";
import { overrideRules } from "./lint/overrideRules.ts";
import { type Context, contextOf, type Rule } from "./lint/rule.ts";
import { stageRules } from "./lint/stageRules.ts";
import { unusedRules } from "./lint/unusedRules.ts";
import { emptyLock, type ImageLock } from "./lock.ts";
import type { ReleaseMap } from "./mapModel.ts";

export type { Rule } from "./lint/rule.ts";

/** What a misspelt name makes unused is not reported twice. */
const judging: readonly Rule[] = [
  ...nameRules,
  ...applicationRules,
  ...stageRules,
  ...overrideRules,
  ...imageRules,
  ...lockRules,
  ...dateRules,
];

/** Everything that lint looks for. */
export const lintRules: readonly Rule[] = [...judging, ...unusedRules];

export interface LintOptions {
  /** ISO day. Without it, nothing that depends on the day is asked: a deployment never reads a clock. */
  readonly today?: string;
}

/** Everything that is wrong with a map and its lock, in the order of the files. */
export function lint(
  map: ReleaseMap,
  lock: ImageLock = emptyLock,
  { today }: LintOptions = {},
): readonly Problem[] {
  const context = contextOf(map, lock, today);
  const misnamed = applyAll(nameRules, context).some(isError);
  return once(applyAll(misnamed ? judging : lintRules, context)).sort(byPlace);
}

const applyAll = (rules: readonly Rule[], context: Context): readonly Problem[] =>
  rules.flatMap(({ id, severity, find }) =>
    find(context).map(({ said, message, remedy }) => ({
      severity,
      rule: id,
      place: said.place,
      path: said.path,
      message,
      ...(remedy ? { remedy } : {}),
    })),
  );

/** What several deployments share is wrong once. */
function once(problems: readonly Problem[]): Problem[] {
  const byText = new Map(
    problems.map((problem) => [`${problem.rule} ${problem.path} ${problem.message}`, problem]),
  );
  return [...byText.values()];
}

const byPlace = (one: Problem, other: Problem) =>
  (one.place?.file ?? "").localeCompare(other.place?.file ?? "") ||
  (one.place?.line ?? 0) - (other.place?.line ?? 0) ||
  (one.place?.column ?? 0) - (other.place?.column ?? 0);
