import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

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
  /** Who may fetch it, from a registry as well. Default: everybody. */
  readonly login?: { readonly user: string; readonly password: pulumi.Input<string> };
  /** What the chart is told. */
  readonly values: Readonly<Record<string, unknown>>;
}

export const releaseArgs = (chart: ReleasedChart): k8s.helm.v3.ReleaseArgs => ({
  name: chart.name,
  namespace: chart.namespace,
  chart: chart.chart,
  version: chart.version,
  ...(chart.repository || chart.login ? { repositoryOpts: repositoryOf(chart) } : {}),
  values: { ...chart.values },
  // A release that fails is undone, so that the next update finds nothing half-made.
  atomic: true,
  // Images are pulled from far away the first time.
  timeout: 900,
});

const repositoryOf = ({ repository, login }: ReleasedChart): k8s.types.input.helm.v3.RepositoryOpts => ({
  ...(repository ? { repo: repository } : {}),
  ...(login ? { username: login.user, password: pulumi.secret(login.password) } : {}),
});
