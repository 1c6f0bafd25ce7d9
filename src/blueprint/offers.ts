import { parts } from "../catalog/platform/parts.ts";
import { error, type Problem } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { PartName } from "../settings/sections/offers.ts";
import { isPlatform } from "../settings/stackName.ts";
import { processesOf } from "./capacity.ts";
import type { Draft } from "./draft.ts";
import { type Project, platformSettingsOf } from "./project.ts";

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

/** What is asked for and off, with the line of the platform's stack file to change. */
export function wantProblems(
  { project, context: { offers, settings }, loaded }: Draft,
  wants: readonly Want[],
): readonly Problem[] {
  const { platform } = settings.cluster;
  // A platform stack that is not there or cannot be read says so itself.
  if (platform !== "none" && platformSettingsOf(project, settings) === undefined) return [];
  return wants
    .filter(({ part }) => offers[part] === "off")
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
export const offerProblems = (draft: Draft): readonly Problem[] => [
  ...nobodysPlatform(draft),
  ...wantProblems(draft, scalesByLoad(draft)),
];

/** A platform that is not there, or that looks after another cluster. */
function nobodysPlatform({ project, loaded }: Draft): readonly Problem[] {
  const { platform: name, identifier } = loaded.settings.cluster;
  if (name === "none") return [];
  const refused = (rule: string, message: string, remedy: string) => [
    error(rule, { ...saidAt(loaded, ["cluster", "platform"]), message, remedy }),
  ];
  const platform = project.settingsOf(name);
  if (platform.kind !== "platform" || !project.stacks.includes(name)) {
    const known = [...project.stacks.filter(isPlatform), "none"];
    return refused(
      "platform-missing",
      `There is no platform stack "${name}".`,
      `One of: ${known.join(", ")}. Or write Pulumi.${name}.yaml.`,
    );
  }
  const other = platform.settings?.cluster.identifier ?? identifier;
  if (other === identifier) return [];
  return refused(
    "cluster-mismatch",
    `This deployment is meant for the cluster "${identifier}", and ${name} looks after "${other}", which would refuse it.`,
    `Give both the same arboretum:cluster.identifier, or name the platform stack of "${identifier}".`,
  );
}

function scalesByLoad({ services }: Draft): readonly Want[] {
  const scaled = processesOf(services)
    .filter(({ scaling }) => scaling.by === "cpu")
    .map(({ name }) => name);
  if (scaled.length === 0) return [];
  return [
    {
      part: "metricsServer",
      who: `${scaled.join(", ")} ${scaled.length === 1 ? "scales with its" : "scale with their"} load`,
      otherwise: "give as many replicas at most as at least, as the profile ci does",
      path: ["cluster", "platform"],
    },
  ];
}
