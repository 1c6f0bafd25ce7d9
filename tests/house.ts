import { type Composition, compose } from "../src/blueprint/compose.ts";
import type { Blueprint, DeploymentBlueprint, Service } from "../src/blueprint/model.ts";
import { openProject, type Project } from "../src/blueprint/project.ts";
import { surroundingsOf } from "../src/cli/rendered.ts";
import { explain } from "../src/documents/explain.ts";
import { emptyLock } from "../src/releases/lock.ts";
import { parseReleaseMap } from "../src/releases/map.ts";
import { supportedReleases } from "../src/releases/supported.ts";
import type { Mode, Rendering } from "../src/render/rendering.ts";
import { type Loaded, loadSettings } from "../src/settings/load.ts";
import { isManaged } from "../src/vocabulary/store.ts";
import { type Files, readerOfFiles } from "./settings/files.ts";

/** The project of this repository, as it is shipped. */
export const shipped: Project = openProject(process.cwd());

/** Releases that are published: the images of the rolling one are built by whoever runs it. */
export const publishedReleases = [...supportedReleases.values()].filter(
  ({ use, rolling }) => use === "deployable" && !rolling,
);

export const PLATFORM = "config:\n  arboretum:cluster: { identifier: learning }\n";

/** A cluster that lets requests in. */
export const PLATFORM_WITH_OWN_GATEWAY = `${PLATFORM}  arboretum:offers: { gatewayApi: managed, gateway: managed, certManager: managed }\n`;
export const PLATFORM_WITH_GATEWAY = `${PLATFORM}  arboretum:offers: { gatewayApi: existing, gateway: existing, certManager: existing }\n`;

const mapOf = (release: string, add: readonly string[] = []) => `
stages: [ci, qa, production]
default: academy
deployments:
  academy:
    run: { ci: ${release}, qa: ${release}, production: ${release} }
    applications: { add: [${add.join(", ")}] }
`;

/** A project that exists in memory alone: its files by their paths, and the release that all of its stages run. */
export function projectOf(files: Files, release = "verawood", map = mapOf(release)): Project {
  const all = { "Pulumi.platform.yaml": PLATFORM, ...files };
  const reading = parseReleaseMap(map);
  if (reading.map === undefined) throw new Error(explain(reading.problems));
  const read = readerOfFiles(all);
  const loaded = new Map<string, Loaded>();
  return {
    root: "/nowhere",
    stacks: Object.keys(all).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []),
    map: reading.map,
    lock: emptyLock,
    problems: [],
    settingsOf: (stack) => {
      const known = loaded.get(stack) ?? loadSettings("/nowhere", stack, read);
      loaded.set(stack, known);
      return known;
    },
  };
}

/** The same project, as files on a disk. */
export const filesOf = (files: Files, release = "verawood"): Files => ({
  "Pulumi.yaml": "name: arboretum\n",
  "Pulumi.platform.yaml": PLATFORM,
  "release-map.yaml": mapOf(release),
  ...files,
});

/** The least that a deployment has to say, to which a case adds sections as YAML, one a line. */
export const stackFile = (...lines: readonly string[]): string => {
  const unless = (basics: readonly string[]) =>
    basics.filter((line) => !lines.some((other) => sectionOf(other) === sectionOf(line)));
  return [
    "config:",
    ...[...unless(BASICS), ...lines, ...unless(WITHOUT_WARNING)].map((line) => `  arboretum:${line}`),
  ].join("\n");
};

const BASICS = [
  "site: { name: Academy, contact: help@example.edu }",
  "cluster: { identifier: learning }",
  "edge: { domain: learn.example.edu }",
];
/** What every deployment is asked to say as well. At the end, so that no case moves. */
const WITHOUT_WARNING = [
  "studio: { imports: { by: routing } }",
  "objectStorage: { keep: { submissions: 5y, grades: 5y, tracking: forever } }",
  "keep: { withoutBackups: nothing of it lasts }",
];
const sectionOf = (line: string) => line.split(":")[0];

/** One stack, composed from sections as YAML, with applications beyond the core of its release. */
export const composed = (
  stack: string,
  lines: readonly string[] = [],
  release = "verawood",
  add: readonly string[] = [],
): Composition =>
  compose(projectOf({ [`Pulumi.${stack}.yaml`]: stackFile(...lines) }, release, mapOf(release, add)), stack);

/** The same on a platform of its own. */
export const composedWith = (
  platform: string,
  stack: string,
  lines: readonly string[] = [],
  add: readonly string[] = [],
): Composition =>
  compose(
    projectOf(
      { "Pulumi.platform.yaml": platform, [`Pulumi.${stack}.yaml`]: stackFile(...lines) },
      "verawood",
      mapOf("verawood", add),
    ),
    stack,
  );

export function blueprintOf({ blueprint, problems }: Composition): Blueprint {
  if (blueprint === undefined) throw new Error(explain(problems));
  return blueprint;
}

export function deploymentOf(composition: Composition): DeploymentBlueprint {
  const blueprint = blueprintOf(composition);
  if (blueprint.kind !== "deployment") throw new Error(`${blueprint.stack} is no deployment`);
  return blueprint;
}

/** One application of a deployment, by its name. */
export function serviceOf({ services, stack }: DeploymentBlueprint, name: string): Service {
  const service = services.find((one) => one.name === name);
  if (service === undefined) throw new Error(`${stack} has no ${name}`);
  return service;
}

/** Pulumi is loaded by whoever renders, and by nobody who only composes. */
export async function rendered(composition: Composition, mode: Mode = "resolved"): Promise<Rendering> {
  const { render } = await import("../src/render/engine.ts");
  const { program } = await import("../src/program.ts");
  const blueprint = blueprintOf(composition);
  // Vitest fetches modules in a way that the engine cannot see, and takes the program for stuck meanwhile.
  if (blueprint.kind === "deployment" && blueprint.s3) {
    await import("../src/components/storage/s3Buckets.ts");
  }
  if (blueprint.kind === "deployment" && blueprint.stores.some(isManaged)) {
    await import("../src/components/aws/stores.ts");
  }
  return render({
    project: "arboretum",
    stack: composition.stack,
    mode,
    ...surroundingsOf(composition, "arboretum"),
    program: () => program(blueprint),
  });
}
