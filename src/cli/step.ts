import type { DeploymentBlueprint } from "../blueprint/model.ts";
import type { Paint } from "./paint.ts";

/** Something to run, or something that a person does. */
export type Step =
  | { readonly by: "hand"; readonly what: string }
  | { readonly by: "kubectl" | "pulumi"; readonly arguments: readonly string[]; readonly why: string };

type Where = Pick<DeploymentBlueprint, "home" | "cluster">;

export const kubectlIn = (
  namespace: string,
  { cluster: { context } }: Where,
  ...given: readonly string[]
) => [...(context === undefined ? [] : ["--context", context]), "--namespace", namespace, ...given];

/** `kubectl` for the namespace of a deployment. */
export const kubectl = (blueprint: Where, ...given: readonly string[]): readonly string[] =>
  kubectlIn(blueprint.home, blueprint, ...given);

export type Run = (why: string, ...given: readonly string[]) => Step;

/** Steps with `kubectl` in the namespace of a deployment. */
export const runIn =
  (blueprint: DeploymentBlueprint): Run =>
  (why, ...given) => ({ by: "kubectl", arguments: kubectl(blueprint, ...given), why });

export const hand = (what: string): Step => ({ by: "hand", what });

/** A command line as a shell takes it. */
export function lineOf(step: Exclude<Step, { by: "hand" }>): string {
  return [step.by, ...step.arguments.map(quoted)].join(" ");
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A step with its number. */
export function stepLines(step: Step, number: number, paint: Paint): readonly string[] {
  const mark = `${number}.`.padStart(3);
  if (step.by === "hand") return [`${mark} ${step.what}`];
  return [`${mark} ${paint.bold(lineOf(step))}`, `    ${paint.dim(step.why)}`];
}
