import { parts } from "../catalog/platform/parts.ts";
import { error, type Problem } from "../documents/problem.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import { nothingOffered, type Offers, type PartName } from "../settings/sections/offers.ts";
import type { Settings } from "../settings/settings.ts";
import { processesOf } from "./capacity.ts";
import type { Service } from "./model.ts";
import { type Project, platformSettingsOf } from "./project.ts";

/** What the cluster of a deployment offers. A bare cluster, and a platform stack that cannot be read, offer nothing. */
export const offersOf = (project: Project, settings: Settings): Offers =>
  platformSettingsOf(project, settings)?.offers ?? nothingOffered;

/** Something that a deployment wants and only its cluster can give. */
export interface Want {
  readonly part: PartName;
  /** Who wants it, and for what: a sentence up to the reason why it cannot be. */
  readonly who: string;
  /** How to do without. */
  readonly otherwise: string;
  /** The setting that asks for it. */
  readonly path: readonly string[];
}

/** What is asked for and off, with the line of the platform's stack file to change. A stack that cannot be read says so itself. */
export function wantProblems(
  project: Project,
  loaded: LoadedDeployment,
  settings: Settings,
  wants: readonly Want[],
): readonly Problem[] {
  const offered = offersOf(project, settings);
  const { platform } = settings.cluster;
  return wants
    .filter(({ part }) => offered[part] === "off")
    .map(({ part, who, otherwise, path }) =>
      error("offer-missing", {
        ...saidAt(loaded, path),
        message: `${who}, and ${platform === "none" ? "a bare cluster" : platform} has no ${parts[part].what}.`,
        remedy: `${lineToChange(project, platform, part)} Or ${otherwise}.`,
      }),
    );
}

function lineToChange(project: Project, platform: string, part: PartName): string {
  if (platform === "none") return "Name a platform stack in arboretum:cluster.platform.";
  const { file, sourceOf } = project.settingsOf(platform);
  const { line } = sourceOf(["offers", part]);
  return `Set arboretum:offers.${part} to managed or existing in ${file}${line ? `, line ${line}` : ""}.`;
}

/** What the deployment wants from its cluster and the cluster's platform stack does not offer. */
export function offerProblems(
  project: Project,
  loaded: LoadedDeployment,
  { cluster }: Settings,
  services: readonly Service[],
): readonly Problem[] {
  const refused = (rule: string, message: string, remedy: string) => [
    error(rule, { ...saidAt(loaded, ["cluster", "platform"]), message, remedy }),
  ];
  const scaled = processesOf(services)
    .filter(({ scaling }) => scaling.by === "cpu")
    .map(({ name }) => name);
  const unmeasured = (who: string, remedy: string) =>
    refused(
      "offer-missing",
      `${scaled.join(", ")} ${scaled.length === 1 ? "scales with its" : "scale with their"} load, and ${who} offers no metrics to scale by.`,
      remedy,
    );

  if (cluster.platform === "none") {
    const remedy =
      "Name a platform stack, choose the profile ci, or give as many replicas at most as at least.";
    return scaled.length === 0 ? [] : unmeasured("a cluster without a platform stack", remedy);
  }
  const platform = project.settingsOf(cluster.platform);
  if (platform.kind !== "platform" || !project.stacks.includes(cluster.platform)) {
    const known = [...project.stacks.filter((stack) => stack.split(".")[0] === "platform"), "none"];
    return refused(
      "platform-missing",
      `There is no platform stack "${cluster.platform}".`,
      `One of: ${known.join(", ")}. Or write Pulumi.${cluster.platform}.yaml.`,
    );
  }
  // A platform stack that cannot be read says so itself.
  if (platform.settings === undefined) return [];
  const { cluster: other, offers } = platform.settings;
  if (other.identifier !== cluster.identifier) {
    return refused(
      "cluster-mismatch",
      `This deployment is meant for the cluster "${cluster.identifier}", and ${cluster.platform} looks after "${other.identifier}", which would refuse it.`,
      `Give both the same arboretum:cluster.identifier, or name the platform stack of "${cluster.identifier}".`,
    );
  }
  if (offers.metricsServer !== "off" || scaled.length === 0) return [];
  const { line } = platform.sourceOf(["offers", "metricsServer"]);
  const where = `${platform.file}${line ? `, line ${line}` : ""}`;
  return unmeasured(
    platform.file,
    `Set arboretum:offers.metricsServer to managed or existing in ${where}, or give as many replicas at most as at least.`,
  );
}
