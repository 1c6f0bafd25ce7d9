import { openSandbox, type Sandbox } from "../../../sandbox/sandbox.ts";
import { type Call, UsageError } from "../command.ts";

/** Which sandbox is meant. */
export const nameIn = ({ text }: Call): string => text("name") ?? "sandbox";

/** `--name second`, where that is needed to mean it again. */
export const nameOption = (name: string): string => (name === "sandbox" ? "" : ` --name ${name}`);

/** The sandbox that is meant, which has to run. */
export function running(call: Call): Sandbox {
  const name = nameIn(call);
  const sandbox = openSandbox(name, call.io.environment);
  if (sandbox !== undefined) return sandbox;
  throw new UsageError(
    `The sandbox ${name} is not up.\nStart it: \`arboretum sandbox up${nameOption(name)}\``,
  );
}

/** The stack that an action needs. */
export function stackIn({ arguments: [action, stack] }: Call): string {
  if (stack === undefined)
    throw new UsageError(`sandbox ${action} needs a stack.\nExample: arboretum sandbox ${action} ci`);
  return stack;
}

/** Refuses a second argument where nothing would come of it. */
export function refuseStack({ arguments: [action, stack] }: Call): void {
  if (stack !== undefined) throw new UsageError(`sandbox ${action} does not take ${JSON.stringify(stack)}.`);
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90m` in seconds. */
export function secondsIn({ text }: Call, option: string, usual: number): number {
  const said = text(option);
  if (said === undefined) return usual;
  const [, number = "", unit = ""] = /^(\d{1,4})([smhd])$/.exec(said) ?? [];
  const seconds = Number(number) * (units[unit] ?? 0);
  if (seconds > 0) return seconds;
  throw new UsageError(`--${option} cannot be ${JSON.stringify(said)}. Write a time such as 90m, 8h or 2d.`);
}
