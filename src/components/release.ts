import type * as k8s from "@pulumi/kubernetes";

/** A chart at one exact version, and what it is told. */
export interface ReleasedChart {
  /** Name of the release. */
  readonly name: string;
  /** Namespace that exists before. */
  readonly namespace: string;
  /** Name of the chart in its repository, or its address in a registry. */
  readonly chart: string;
  /** Address of the repository. Default: the chart is in a registry. */
  readonly repository?: string;
  /** Exact version of the chart. */
  readonly version: string;
  /** What the chart is told. */
  readonly values: Readonly<Record<string, unknown>>;
}

export const releaseArgs = (chart: ReleasedChart): k8s.helm.v3.ReleaseArgs => ({
  name: chart.name,
  namespace: chart.namespace,
  chart: chart.chart,
  version: chart.version,
  ...(chart.repository ? { repositoryOpts: { repo: chart.repository } } : {}),
  values: { ...chart.values },
  // A release that fails is undone, so that the next update finds nothing half-made.
  atomic: true,
  // Images are pulled from far away the first time.
  timeout: 900,
});
