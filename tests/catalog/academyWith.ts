import type { Project } from "../../src/blueprint/project.ts";
import { projectOf, stackFile } from "../house.ts";

interface Wanted {
  readonly release: string;
  /** Applications beside those of the release. */
  readonly add: readonly string[];
  /** Entries of the map that give an application an image of one's own. */
  readonly overrides: readonly string[];
  readonly lines: readonly string[];
  /** What its cluster offers. Default: metrics to scale by, made by somebody else. */
  readonly platform?: string;
}

/** An own image for an application, as an entry of the map. */
export const ownImage = (application: string): string =>
  `{ application: ${application}, image: "ghcr.io/academy/${application}:1.0" }`;

/** A project whose `qa` has more than its release brings. */
export function academyWith({ release, add, overrides, lines, platform }: Wanted): Project {
  const map = [
    "stages: [qa]",
    "default: academy",
    "deployments:",
    "  academy:",
    `    run: { qa: ${release} }`,
    `    applications: { add: [${add.join(", ")}] }`,
    `    overrides: [${overrides.join(", ")}]`,
  ].join("\n");
  const stack = { "Pulumi.qa.yaml": stackFile("scale: { profile: small }", ...lines) };
  return projectOf({ ...stack, ...(platform ? { "Pulumi.platform.yaml": platform } : {}) }, release, map);
}
