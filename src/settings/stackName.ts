import { error, type Problem } from "../documents/problem.ts";

/** What the name of a stack says, before anybody has looked at the release map. */
export type StackName =
  | { readonly kind: "deployment"; readonly deployment?: string; readonly stage: string }
  | { readonly kind: "platform"; readonly cluster?: string };

export interface ReadStackName {
  readonly name?: StackName;
  readonly problems: readonly Problem[];
}

const PART = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const FORMS = "Write `<stage>`, `<deployment>.<stage>`, `platform` or `platform.<cluster>`.";

/** `qa`, `mitx-staging.qa`, `platform`, `platform.eu`. */
export function readStackName(stack: string): ReadStackName {
  const parts = stack.split(".");
  const [first = "", second] = parts;
  if (parts.length > 2 || stack.length > 100 || !parts.every((part) => PART.test(part))) {
    return { problems: [odd(stack)] };
  }
  if (first === "platform") {
    return { name: { kind: "platform", ...(second === undefined ? {} : { cluster: second }) }, problems: [] };
  }
  const name: StackName =
    second === undefined
      ? { kind: "deployment", stage: first }
      : { kind: "deployment", deployment: first, stage: second };
  return { name, problems: [] };
}

/** Whether a stack is what a cluster has once. */
export const isPlatform = (stack: string): boolean => readStackName(stack).name?.kind === "platform";

function odd(stack: string): Problem {
  const shown = JSON.stringify(stack.length > 60 ? `${stack.slice(0, 57)}…` : stack);
  const short = stack.split("/").at(-1) ?? "";
  const remedy = stack.includes("/") && PART.test(short.replace(".", "-")) ? `Write ${short} alone.` : FORMS;
  return error("stack-name", { message: `${shown} is not the name of a stack.`, remedy });
}

/** The file that Pulumi keeps the configuration of a stack in. */
export const stackFileOf = (stack: string): string => `Pulumi.${stack}.yaml`;
