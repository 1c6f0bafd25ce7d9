import type { Chart, Cluster, PlatformBlueprint } from "./model.ts";

/** Charts whose kinds Helm installs with them once, and never touches again. */
export const frozenKinds = ({ charts }: PlatformBlueprint): readonly Chart[] =>
  charts.filter((chart) => chart.frozenKinds);

/**
 * The line that brings the kinds of a chart to its version. It changes what is there and deletes nothing; what Helm or an older hand has written of a
 * kind is taken over.
 */
export function renewal({ chart, repository, version }: Chart, { context }: Cluster): string {
  const from = repository === undefined ? chart : `${chart} --repo ${repository}`;
  const where = context === undefined ? "" : ` --context ${context}`;
  return `helm show crds ${from} --version ${version} | kubectl apply${where} --server-side --force-conflicts -f -`;
}
