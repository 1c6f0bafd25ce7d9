import { MFE_IMAGE } from "./applications.ts";
import { wordsOf } from "./draft.ts";
import { expand } from "./expand.ts";
import { type Inputs, isBuilt } from "./inputs.ts";
import type { ReleaseMap, Source } from "./mapModel.ts";
import type { Known } from "./release.ts";
import { type Scene, sceneOf } from "./resolve.ts";

/** A stage of a deployment that wants an image. */
export interface Consumer {
  readonly deployment: string;
  readonly stage: string;
}

/** One image to build, with everything that goes into it. Plain data, for any CI. */
export interface BuildCell {
  /** Its key in the lock: an application, or `mfe`. */
  readonly application: string;
  readonly release: string;
  /** Where it goes; `{commit}` is left to the build. Nothing where the map does not say. */
  readonly image?: string;
  /** By what it is: applications, `theme`, `translations`, `learning-translations`. */
  readonly sources: Readonly<Record<string, BuildSource>>;
  /** Version of Python or Node to build with. */
  readonly runtime: Known<string>;
  /** How often it is built, where its release rolls. */
  readonly cut?: "daily" | "weekly" | "monthly";
  readonly packages?: string;
  readonly packagesHash?: string;
  /** The published image that comes closest, where there is one. */
  readonly base?: string;
  readonly why: readonly string[];
  readonly for: readonly Consumer[];
}

export interface BuildSource extends Source {
  /** What `git clone` takes. */
  readonly url: string;
}

/** A micro-frontend to build. */
export interface MfeBuild extends BuildSource {
  readonly application: string;
  readonly path: string;
  readonly node: Known<string>;
  readonly translations?: BuildSource;
}

/** The micro-frontends that go into one image. */
export interface MfeBuildList {
  readonly deployment: string;
  readonly release: string;
  readonly stages: readonly string[];
  readonly microFrontends: readonly MfeBuild[];
}

/** The address that `git clone` takes. */
export const urlOf = (origin: string): string =>
  /^[\w.-]+\/[\w.-]+$/.test(origin) ? `https://github.com/${origin}.git` : origin;

const withUrl = (source: Source): BuildSource => ({ ...source, url: urlOf(source.origin) });

function scenes(map: ReleaseMap): readonly Scene[] {
  return [...map.deployments.values()].flatMap(({ name, run }) =>
    [...map.stages.keys()].flatMap((stage) => {
      const scene = run.has(stage) ? sceneOf(map, name, stage) : undefined;
      return scene ? [scene] : [];
    }),
  );
}

type Recipe = Omit<BuildCell, "for">;

function recipe({ map, spot, release }: Scene, inputs: Inputs): Recipe {
  const words = { ...wordsOf(spot), application: inputs.key };
  const base = release.images[inputs.drafts[0]?.imageName ?? ""];
  const cut = map.releases.get(release.name)?.cut;
  const { packages, packagesHash, differences, unpublished } = inputs;
  return {
    application: inputs.key,
    release: release.name,
    ...(map.image ? { image: expand(map.image.pattern, words) } : {}),
    sources: Object.fromEntries(
      Object.entries(inputs.sources).map(([name, source]) => [name, withUrl(source)]),
    ),
    runtime: inputs.drafts[0]?.runtime ?? release.runtimes.python,
    ...(cut ? { cut } : {}),
    ...(packages ? { packages } : {}),
    ...(packagesHash ? { packagesHash } : {}),
    ...(typeof base === "string" ? { base } : {}),
    why: [...differences.map(({ text }) => text), ...(unpublished ? [unpublished] : [])],
  };
}

/** The images that have to be built. Stages and deployments that want the same image share a cell. */
export function buildMatrix(map: ReleaseMap): readonly BuildCell[] {
  const cells = new Map<string, { recipe: Recipe; consumers: Consumer[] }>();
  for (const scene of scenes(map)) {
    for (const inputs of scene.inputs.values()) {
      if (!isBuilt(inputs)) continue;
      const wanted = recipe(scene, inputs);
      const key = JSON.stringify(wanted);
      const consumer = { deployment: scene.spot.deployment.name, stage: scene.spot.stage };
      const cell = cells.get(key);
      if (cell === undefined) cells.set(key, { recipe: wanted, consumers: [consumer] });
      else cell.consumers.push(consumer);
    }
  }
  return [...cells.values()].map((cell) => ({ ...cell.recipe, for: cell.consumers }));
}

const microFrontends = ({ drafts }: Scene): readonly MfeBuild[] =>
  drafts
    .filter(({ imageKey }) => imageKey === MFE_IMAGE)
    .map(({ application, path, origin, ref, runtime, translations }) => ({
      application,
      path: path ?? application,
      ...withUrl({ origin, ref }),
      node: runtime,
      ...(translations ? { translations: withUrl(translations) } : {}),
    }));

/** The micro-frontends of each deployment and release, built or published. Stages that want the same share a list. */
export function mfeBuilds(map: ReleaseMap): readonly MfeBuildList[] {
  const lists = new Map<string, Omit<MfeBuildList, "stages"> & { stages: string[] }>();
  for (const scene of scenes(map)) {
    const { deployment, stage } = scene.spot;
    const list = { deployment: deployment.name, release: scene.release.name };
    const wanted = microFrontends(scene);
    const key = JSON.stringify([list, wanted]);
    const found = lists.get(key);
    if (found === undefined) lists.set(key, { ...list, stages: [stage], microFrontends: wanted });
    else found.stages.push(stage);
  }
  return [...lists.values()];
}
