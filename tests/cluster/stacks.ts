import { join } from "node:path";
import fc from "fast-check";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { openProject, type Project } from "../../src/blueprint/project.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { composed, PLATFORM, projectOf, shipped, stackFile } from "../house.ts";
import { type Sections, sections } from "./configurations.ts";

/** A stack to try on a cluster. */
export interface Stack {
  readonly label: string;
  readonly composition: Composition;
}

const releases = [...supportedReleases.values()].filter(
  ({ use, rolling }) => use === "deployable" && !rolling,
);
const stages = ["ci", "qa", "production"];

const stacksOf = (project: Project, from: string): readonly Stack[] =>
  project.stacks.map((stack) => ({ label: `${from}: ${stack}`, composition: compose(project, stack) }));

/** Stacks as people write them: of this repository, and of the example with several deployments. */
export const shippedStacks = (): readonly Stack[] => [
  ...stacksOf(shipped, "shipped"),
  ...stacksOf(openProject(join(process.cwd(), "examples/mit")), "example"),
];

const profiles = ["ci", "small", "medium", "large"];

/** Every release in every stage, and each profile once in each release. */
export const releaseStacks = (): readonly Stack[] =>
  releases.flatMap(({ name }) =>
    stages.flatMap((stage) =>
      profiles
        .filter((_, index) => index % stages.length === stages.indexOf(stage))
        .map((profile) => ({
          label: `${name}, ${stage}, ${profile}`,
          composition: composed(
            stage,
            [`scale: { profile: ${profile} }`, "stores: { mysql: { maxConnections: 20000 } }"],
            name,
          ),
        })),
    ),
  );

const WITH_KEDA = `${PLATFORM}  arboretum:offers: { keda: existing }\n`;

/** What a stack has more of where its cluster offers more. */
export const offeredStacks = (): readonly Stack[] =>
  releases.map(({ name }) => ({
    label: `${name}, workers scaled by what waits`,
    composition: compose(
      projectOf(
        {
          "Pulumi.platform.yaml": WITH_KEDA,
          "Pulumi.production.yaml": stackFile(
            "scale: { profile: medium }",
            "stores: { mysql: { maxConnections: 20000 } }",
          ),
        },
        name,
      ),
      "production",
    ),
  }));

const written = (data: Sections): string =>
  JSON.stringify({
    config: Object.fromEntries(Object.entries(data).map(([name, section]) => [`arboretum:${name}`, section])),
  });

const SEED = 20_261_125;

/** What nobody thought of: settings made by chance, the same ones every time. */
export const randomStacks = (count: number): readonly Stack[] =>
  fc
    .sample(
      fc.record({
        release: fc.constantFrom(...releases.map(({ name }) => name)),
        stage: fc.constantFrom(...stages),
        sections,
      }),
      { numRuns: count, seed: SEED },
    )
    .map(({ release, stage, sections: data }, index) => ({
      label: `by chance ${index + 1}: ${release}, ${stage}`,
      composition: compose(projectOf({ [`Pulumi.${stage}.yaml`]: written(data) }, release), stage),
    }));
