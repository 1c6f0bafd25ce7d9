import type { Judgement } from "./judgement.ts";
import type { Lock } from "./lock.ts";

/** One command of the recovery. */
export interface Step {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly why: string;
  /** It may fail without harm: there may be nothing for it to do. */
  readonly mayFail: boolean;
}

/** The safe commands in order. Without a judgement they are the ones that an unknown state needs. */
export function stepsFor(stack: string, lock: Lock, judgement: Judgement | undefined): readonly Step[] {
  const step = (given: readonly string[], why: string, more: Partial<Step> = {}): Step => ({
    arguments: [...given, "--stack", stack],
    environment: {},
    why,
    mayFail: false,
    ...more,
  });
  const creations = judgement?.interrupted.some(({ doing }) => doing === "creating") ?? true;
  return [
    ...(lock.kind === "free"
      ? []
      : [
          step(["cancel", "--yes"], "takes away the lock of the killed update", {
            mayFail: lock.kind === "unseen",
          }),
        ]),
    step(["up"], "takes over what was created and not written down, and does the rest", {
      environment: { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" },
    }),
    ...(creations
      ? // An update keeps interrupted creations in the state (pulumi/pulumi pkg/backend/snapshot.go); only a refresh forgets them.
        [
          step(
            ["refresh", "--clear-pending-creates", "--yes", "--non-interactive"],
            "forgets the interrupted creations",
          ),
        ]
      : []),
    step(
      ["up", "--skip-preview"],
      "forgets that the recovery took over: the provider remembers the variable",
    ),
    step(["preview", "--expect-no-changes"], "shows that nothing is left to do"),
  ];
}

export function lineOf({ arguments: given, environment }: Step): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return [...variables, "pulumi", ...given].join(" ");
}
