import { compose } from "../src/blueprint/compose.ts";
import { openProject } from "../src/blueprint/project.ts";
import { PLATFORM_WITH_GATEWAY, projectOf, stackFile } from "./house.ts";

/** The least that a deployment with notebooks says. */
export const WITH_NOTEBOOKS = ["edge: { domain: learn.example.edu, notebooks: notebooks.example.edu }"];

/** Everything that notebooks may have. */
export const EVERYTHING_OF_NOTEBOOKS = [
  ...WITH_NOTEBOOKS,
  'notebooks: { seats: 40, packed: true, admins: [a1b2], egress: [internet], bucket: write, shared: { size: 50Gi, storageClass: nfs }, idle: { longest: 12h }, pool: { labels: { "hub.jupyter.org/node-purpose": user }, tolerations: [{ key: dedicated, value: users }], most: 6 }, profiles: { r: { image: "quay.io/jupyter/r-notebook:2026-09-18" } }, lti: { passports: [physics, statistics], learners: everywhere } }',
];

/** A release map in which the default deployment has a hub. */
export const MAP_WITH_NOTEBOOKS = `stages: [ci, qa, production]
default: academy
deployments:
  academy:
    run: { ci: verawood, qa: verawood, production: verawood }
    applications: { add: [jupyterhub] }
`;

export const OCTAVE_IMAGE = "ghcr.io/university/octave:1.1.1";

const mapWithOctave = (release: string, deployment = "academy", more = "") => `
stages: [ci, qa, production]
default: ${deployment}
deployments:
  ${deployment}:
    run: { ci: ${release}, qa: ${release}, production: ${release} }
    applications: { add: [jupyterhub, octave] }
    overrides:
      - { application: octave, image: "${OCTAVE_IMAGE}", why: "built here" }
${more}`;

/** A deployment with a hub, Octave among its profiles, on a cluster with a gateway. */
export const notebooksOn = (lines: readonly string[] = WITH_NOTEBOOKS, release = "verawood", stack = "qa") =>
  compose(
    projectOf(
      { "Pulumi.platform.yaml": PLATFORM_WITH_GATEWAY, [`Pulumi.${stack}.yaml`]: stackFile(...lines) },
      release,
      mapWithOctave(release),
    ),
    stack,
  );

/** The same on the branch, of which nobody publishes an image: with those that the example has locked. */
export const notebooksOnMaster = (lines: readonly string[]) =>
  compose(
    {
      ...projectOf(
        { "Pulumi.platform.yaml": PLATFORM_WITH_GATEWAY, "Pulumi.qa.yaml": stackFile(...lines) },
        "master",
        mapWithOctave(
          "master",
          "mitxonline",
          `      - { application: edx-platform, image: "ghcr.io/university/openedx:master", digest: "sha256:${"0".repeat(64)}" }\n`,
        ),
      ),
      lock: openProject("examples/mit").lock,
    },
    "qa",
  );
