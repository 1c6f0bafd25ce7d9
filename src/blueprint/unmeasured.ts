import { settingOf } from "../catalog/celery.ts";
import { unmeasured } from "../catalog/scale.ts";
import { type Problem, warning } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import { type Sized, sized } from "../settings/sections/scale.ts";
import type { Draft } from "./draft.ts";
import type { Service } from "./model.ts";

/** In the last stage learners depend on sizes, so whoever takes some that nobody has measured should know it. */
export function unmeasuredProblems({ context, loaded, services }: Draft): readonly Problem[] {
  if (!context.lastStage) return [];
  const { scale } = context.settings;
  const rows = unmeasured(scale, services.flatMap(sizesOf));
  if (rows.length === 0) return [];
  const names = rows.map(({ service }) => service).join(", ");
  const sources = [...new Set(rows.map(({ strength, source }) => `${strength}: ${source}`))].join("; ");
  return [
    warning("scale-unmeasured", {
      ...saidAt(loaded, ["scale", "profile"]),
      message: `Nobody has measured the profile ${scale.profile} for ${names} (${sources}).`,
      remedy:
        "Measure with your own courses and write replicas, cpu, memory and processes, or accept it: arboretum:scale.acceptUnmeasured: true.",
    }),
  ];
}

/** The rows of the profile that a service is built from. */
const sizesOf = ({ name, workers }: Service): readonly Sized[] => [
  ...sized.filter((one) => one === name),
  ...workers.flatMap((worker) => settingOf(worker.name) ?? []),
];
