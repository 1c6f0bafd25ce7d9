import type { Place, Problem, Severity } from "../documents/problem.ts";
import type { ReleaseMap } from "../releases/mapModel.ts";
import type { SupportedRelease } from "../releases/release.ts";
import { skipped, upgradePath } from "../releases/upgradePath.ts";
import type { Standing } from "../render/exchange.ts";

interface Step {
  readonly from: SupportedRelease;
  readonly to: SupportedRelease;
  readonly here: Pick<Problem, "stack" | "place" | "path" | "severity">;
}

/**
 * A release that goes back, or further than one step: the map alone does not say it, for it knows only what is to be. Where nothing is
 * kept, it is told and let through.
 */
export function releaseProblems(
  before: Standing,
  now: Standing,
  map: ReleaseMap,
  restored?: string,
): readonly Problem[] {
  const [from, to] = [before, now].map(({ release }) => map.supported.get(release));
  if (from === undefined || to === undefined || from.name === to.name) return [];
  const run = map.deployments.get(now.deployment)?.run.get(now.stage);
  const severity: Severity = before.keeps ? "error" : "warning";
  const here = { stack: now.stack, severity, ...(run ? said(run) : {}) };
  return from.ordinal > to.ordinal ? wayBack({ from, to, here }, restored) : leap({ from, to, here }, map);
}

const said = ({ place, path }: { readonly place: Place; readonly path: string }) => ({ place, path });

function wayBack({ from, to, here }: Step, restored: string | undefined): readonly Problem[] {
  if (restored === to.name) return [];
  const deliberately =
    here.severity === "error"
      ? ` After a restore of a backup from ${to.name}, say so: arboretum:change: { restored: ${to.name} }.`
      : " Or destroy the stack first, and let it begin anew.";
  return [
    {
      ...here,
      rule: "release-back",
      message: `${here.stack} ran ${from.name} and would go back to ${to.name}: the migrations of Django do not go back, and ${to.name} does not know the tables of ${from.name}.`,
      remedy: `Write ${from.name} again, and mend what is wrong there.${deliberately}`,
    },
  ];
}

function leap({ from, to, here }: Step, { supported }: ReleaseMap): readonly Problem[] {
  const missed = skipped(supported, from, to).map(({ name }) => name);
  if (missed.length === 0) return [];
  const steps = upgradePath(supported, from, to);
  return [
    {
      ...here,
      rule: "release-leap",
      message: `${here.stack} runs ${from.name} and would go to ${to.name} in one step, past ${missed.join(", ")}: nobody tests such an upgrade, and what each release changes has to be done on the way.`,
      remedy: `Write ${steps[0]}, deploy it, and go on from there: ${[from.name, ...steps].join(" → ")}.`,
    },
  ];
}
