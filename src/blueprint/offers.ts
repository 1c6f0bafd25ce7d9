import { error, type Problem } from "../documents/problem.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import type { DjangoService } from "./model.ts";
import type { Project } from "./project.ts";

/** What the deployment wants from its cluster and the cluster's platform stack does not offer. */
export function offerProblems(
  project: Project,
  { file, sourceOf }: LoadedDeployment,
  { cluster }: Settings,
  services: readonly DjangoService[],
): readonly Problem[] {
  const platform = project.settingsOf(cluster.platform);
  const path = "arboretum:cluster.platform";
  const place = { file, ...sourceOf(["cluster", "platform"]) };
  if (platform.kind !== "platform" || !project.stacks.includes(cluster.platform)) {
    const known = project.stacks.filter((stack) => stack.split(".")[0] === "platform");
    return [
      error("platform-missing", {
        place,
        path,
        message: `There is no platform stack "${cluster.platform}".`,
        remedy: known.length > 0 ? `One of: ${known.join(", ")}` : `Write Pulumi.${cluster.platform}.yaml.`,
      }),
    ];
  }
  // A platform stack that cannot be read says so itself.
  if (platform.settings === undefined) return [];
  const scaled = services.filter(({ web }) => web.scaling.max > web.scaling.min);
  if (scaled.length === 0 || platform.settings.offers.metricsServer !== "off") return [];
  const { line } = platform.sourceOf(["offers", "metricsServer"]);
  return [
    error("offer-missing", {
      place,
      path,
      message: `${scaled.map(({ name }) => name).join(", ")} scales with its load, and ${platform.file} offers no metrics to scale by.`,
      remedy: `Set arboretum:offers.metricsServer to managed or existing in ${platform.file}${line ? `, line ${line}` : ""}, or give as many replicas at most as at least.`,
    }),
  ];
}
