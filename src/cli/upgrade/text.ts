import type { Problem } from "../../documents/problem.ts";
import type { PlannedHop, StageHop, UpgradePlan } from "../../upgrade/plan.ts";
import type { Paint } from "../paint.ts";
import { problemsText } from "../problems.ts";
import { lineOf, type Step, stepLines } from "../step.ts";
import type { StageSteps } from "./steps.ts";

/** A stage with what there is to do. */
export interface Told {
  readonly stage: StageHop;
  readonly problems: readonly Problem[];
  readonly steps?: StageSteps;
}

export interface ToldHop {
  readonly hop: PlannedHop;
  readonly stages: readonly Told[];
}

const PHASES = {
  before: "Before",
  update: "The update",
  after: "After",
  back: "The way back",
} as const;
type Phase = keyof typeof PHASES;
const phases = Object.keys(PHASES) as readonly Phase[];

/** The whole way, for a person. */
export function upgradeText({ deployment, to }: UpgradePlan, hops: readonly ToldHop[], paint: Paint): string {
  const way = [...hops.map(({ hop }) => hop.from.name), to.name].join(" → ");
  const head = paint.bold(`${deployment}: ${way}`);
  return `${[head, ...hops.map((hop) => hopText(hop, paint))].join("\n\n")}\n`;
}

function hopText({ hop, stages }: ToldHop, paint: Paint): string {
  const { from, to, edge } = hop;
  return [
    paint.bold(`${from.name} → ${to.name}`),
    "",
    ...listed("What changes for people and for what you build", edge.changes),
    ...listed("New", named(to.entered)),
    ...listed("Gone", named(to.left)),
    ...listed("To know", to.notes),
    `Point of no return: ${edge.pointOfNoReturn}`,
    ...stages.flatMap((stage) => ["", ...stageLines(stage, paint)]),
  ].join("\n");
}

const named = (told: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(told).map(([name, text]) => `${name}: ${text}`);

const listed = (title: string, rows: readonly string[]): readonly string[] =>
  rows.length === 0 ? [] : [title, ...rows.map((row) => `  - ${row}`), ""];

function stageLines({ stage, problems, steps }: Told, paint: Paint): readonly string[] {
  const head = paint.bold(`Stage ${stage.stage}, stack ${stage.stack}`);
  const wrong = problems.length === 0 ? [] : ["", problemsText(problems, paint)];
  if (stage.stacks === undefined) return [head, "This project has no such stack."];
  if (steps === undefined) return [head, ...wrong];
  let number = 0;
  const blocks = phases.flatMap((phase) => [
    "",
    PHASES[phase],
    ...steps[phase].flatMap((step) => stepLines(step, ++number, paint)),
    ...(phase === "update" ? steps.itself.map((what) => `     By itself: ${what}`) : []),
  ]);
  return [head, ...wrong, ...blocks];
}

/** The same for a machine. */
export const upgradeJson = ({ deployment, to }: UpgradePlan, hops: readonly ToldHop[]) => ({
  deployment,
  to: to.name,
  hops: hops.map(({ hop, stages }) => ({
    from: hop.from.name,
    to: hop.to.name,
    questions: hop.edge.preflight,
    changes: hop.edge.changes,
    pointOfNoReturn: hop.edge.pointOfNoReturn,
    stages: stages.map(({ stage, problems, steps }) => ({
      stage: stage.stage,
      stack: stage.stack,
      after: stage.after,
      place: stage.place,
      problems,
      itself: steps?.itself ?? [],
      steps: steps ? phases.flatMap((phase) => steps[phase].map((step) => ({ phase, ...shown(step) }))) : [],
    })),
  })),
});

const shown = (step: Step) =>
  step.by === "hand" ? step : { by: step.by, line: lineOf(step), why: step.why };
