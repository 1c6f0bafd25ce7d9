import type { SupportedRelease } from "../../releases/release.ts";
import type { Recording, RuleGroup } from "../../vocabulary/monitoring.ts";

/** That a deployment runs a release, and when upstream ends to mend that: no program knows it, and the release map does. */
export const RUNS = "deployment:release:info";
export const SUPPORTED_UNTIL = "deployment:release_support_ends:timestamp_seconds";

const LABELS = ["deployment", "stage", "release"] as const;

/** What these series are told apart by. */
export const RECORDED_OF_RELEASES: Readonly<Record<string, readonly string[]>> = {
  [RUNS]: LABELS,
  [SUPPORTED_UNTIL]: LABELS,
};

interface Running {
  readonly deployment: string;
  readonly stage: string;
  readonly release: SupportedRelease;
}

/** Seconds before that end in which an upgrade has to begin: it takes weeks, through all stages. */
export const NOTICE = 60 * 86_400;

const isDay = (until: unknown): until is string =>
  typeof until === "string" && !Number.isNaN(Date.parse(until));

/** Whether somebody has said when the support ends. */
export const endsOnADay = ({ supported }: SupportedRelease): boolean => isDay(supported.until);

/** Of a release whose end nobody has said there is no series: it is no end far away. */
export function releaseGroup({ deployment, stage, release }: Running): RuleGroup {
  const labels = { deployment, stage, release: release.name };
  const { until } = release.supported;
  const rules: readonly Recording[] = [
    { record: RUNS, expr: "vector(1)", labels },
    ...(isDay(until)
      ? [{ record: SUPPORTED_UNTIL, expr: `vector(${Date.parse(until) / 1000})`, labels }]
      : []),
  ];
  return { name: "releases", rules };
}
