import type { Call } from "../command.ts";
import { json } from "../json.ts";
import { lineOf, stepLines } from "../step.ts";
import { aligned } from "../table.ts";
import type { Plan, Steps } from "./steps.ts";

const PHASES = { stop: "Nobody writes", restore: "It is restored", start: "It goes on" } as const;

/** The steps by number. Of what is never run by the command it says so. */
export function stepsText({ paint }: Call, plan: Plan | undefined, steps: Steps): string {
  let number = 0;
  const phases = Object.entries(PHASES).flatMap(([phase, title]) => {
    const some = steps[phase as keyof Steps];
    if (some.length === 0) return [];
    const lines = some.flatMap((step) => stepLines(step, ++number, paint));
    return [paint.bold(title), ...lines, ""];
  });
  const last =
    plan === undefined ? [] : [`The Job is in ${plan.job.file}. With --run all but the first part is done.`];
  return `${[...phases, ...last].join("\n").trimEnd()}\n`;
}

export const stepsAsJson = ({ blueprint, job }: Plan, steps: Steps) => ({
  stack: blueprint.stack,
  job: job.name,
  file: job.file,
  steps: Object.keys(PHASES).flatMap((phase) =>
    steps[phase as keyof Steps].map((step) =>
      step.by === "hand"
        ? { phase, by: step.by, what: step.what }
        : { phase, by: step.by, line: lineOf(step), why: step.why },
    ),
  ),
});

/** `set <moment> <class>/<moment> <release> <bytes>`, a line a set, as the program prints them. */
export function setsText(call: Call, stack: string, printed: string): string {
  const sets = printed
    .split("\n")
    .filter((line) => line.startsWith("set "))
    .map((line) => line.split(" "))
    .map(([, moment = "", set = "", release = "", bytes = "0"]) => ({
      set,
      moment: momentOf(moment),
      release,
      bytes: Number(bytes),
    }));
  if (call.text("format") === "json") return json({ stack, sets });
  if (sets.length === 0) return "There is no set yet.\n";
  const rows = sets.map(({ set, moment, release, bytes }) => [
    set,
    moment,
    release,
    `${(bytes / 1e6).toFixed(1)} MB`,
  ]);
  return `${aligned([["set", "begun, UTC", "release", "databases"], ...rows], ["left", "left", "left", "right"]).join("\n")}\n`;
}

const momentOf = (id: string): string =>
  id.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, "$1-$2-$3 $4:$5:$6");
