import { type Composition, compose } from "../../../src/blueprint/compose.ts";
import type { Project } from "../../../src/blueprint/project.ts";
import { projectOf, publishedReleases } from "../../house.ts";
import { PLATFORMS, type PlatformName } from "./platforms.ts";
import type { Plain } from "./repaired.ts";

/** All that one stack is made from, as plain data: what a counterexample is kept as. */
export interface Case {
  /** Absent: academy. */
  readonly deployment?: string;
  readonly stage: string;
  readonly release: string;
  /** The cluster that it stands on. Absent: one with a gateway. */
  readonly platform?: PlatformName;
  readonly applications: Applications;
  readonly sections: Plain;
}

/** How the applications of a stack differ from the core of its release. */
export interface Applications {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Those with an image of one's own. */
  readonly own?: readonly string[];
}

export const STAGES = ["ci", "qa", "production"] as const;

export const releases = publishedReleases.map(({ name }) => name);

const mapOf = ({ deployment = "academy", release, applications: { add, remove, own = [] } }: Case) =>
  JSON.stringify({
    stages: STAGES,
    default: deployment,
    deployments: {
      [deployment]: {
        run: Object.fromEntries(STAGES.map((stage) => [stage, release])),
        applications: { add, remove },
        overrides: own.map((application) => ({
          application,
          image: `ghcr.io/academy/${application}:1.0`,
        })),
      },
    },
  });

const stackText = (sections: Plain) =>
  JSON.stringify({
    config: Object.fromEntries(
      Object.entries(sections).map(([name, section]) => [`arboretum:${name}`, section]),
    ),
  });

/** A stack on another cluster, for which one of the academy may stand in. */
export const FIRST = "first.production";
const firstOf = ({ site, edge }: Plain) =>
  stackText({
    site,
    edge: { domain: (edge as Plain | undefined)?.domain },
    cluster: { identifier: "elsewhere" },
  });

export const projectFor = (one: Case): Project =>
  projectOf(
    {
      "Pulumi.platform.yaml": PLATFORMS[one.platform ?? "gateway"],
      [`Pulumi.${one.stage}.yaml`]: stackText(one.sections),
      ...(one.sections.standby === undefined ? {} : { [`Pulumi.${FIRST}.yaml`]: firstOf(one.sections) }),
    },
    one.release,
    mapOf(one),
  );

export const composedFrom = (one: Case): Composition => compose(projectFor(one), one.stage);
