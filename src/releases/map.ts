import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as z from "zod";
import {
  type Document,
  type Path,
  parseDocument,
  type Reading,
  readDocument,
} from "../documents/document.ts";
import { givenDocument } from "../documents/given.ts";
import type { Problem } from "../documents/problem.ts";
import { keysAt } from "../documents/schema.ts";
import { problemsOf } from "../documents/validate.ts";
import { expand } from "./expand.ts";
import { groupOf, type Sayer } from "./mapGroup.ts";
import type { Deployment, Group, ReleaseLevel, ReleaseMap, Run, Stage } from "./mapModel.ts";
import { type RawMap, releaseMapSchema } from "./mapSchema.ts";
import { movedTo } from "./moved.ts";
import { chains } from "./shared.ts";
import { type ReleaseTable, supportedReleases } from "./supported.ts";

export type * from "./mapModel.ts";
export { releaseMapSchema } from "./mapSchema.ts";

const RELEASE_MAP_FILE = "release-map.yaml";

const USUAL_STAGES = ["ci", "qa", "production"];

export interface MapReading {
  readonly map?: ReleaseMap;
  readonly problems: readonly Problem[];
}

/** Reads the release map below `root`. What it says wrongly in itself comes back as problems; `lint` judges the rest. */
export function readReleaseMap(root: string, supported: ReleaseTable = supportedReleases): MapReading {
  const hash = (file: string) => hashOf(root, file);
  return mapOf(readDocument(root, RELEASE_MAP_FILE), supported, hash);
}

/** The map of a text, for those who have it from elsewhere than a file. */
export const parseReleaseMap = (
  text: string,
  supported: ReleaseTable = supportedReleases,
  packageHash: (file: string) => string | undefined = () => undefined,
): MapReading => mapOf(parseDocument(RELEASE_MAP_FILE, text), supported, packageHash);

/** A release map as somebody writes it. */
export type ReleaseMapInput = z.input<typeof releaseMapSchema>;

/** The map of a value, for programs that write none. */
export const givenReleaseMap = (
  value: ReleaseMapInput,
  supported: ReleaseTable = supportedReleases,
): MapReading =>
  mapOf({ document: givenDocument("release map", value), problems: [] }, supported, () => undefined);

function hashOf(root: string, file: string): string | undefined {
  try {
    return `sha256:${createHash("sha256")
      .update(readFileSync(join(root, file)))
      .digest("hex")}`;
  } catch {
    return undefined;
  }
}

function mapOf(
  { document, problems }: Reading,
  supported: ReleaseTable,
  packageHash: (file: string) => string | undefined,
): MapReading {
  if (document === undefined) return { problems };
  const parsed = releaseMapSchema.safeParse(document.value);
  if (!parsed.success) {
    const wording = {
      show: (path: Path) => path.join("."),
      keysAt: (path: Path, block: unknown) => keysAt(releaseMapSchema, path, block),
      moved: movedTo,
    };
    return { problems: problemsOf(parsed.error.issues, document, wording) };
  }
  return normalise(parsed.data, document, supported, packageHash);
}

function normalise(
  raw: RawMap,
  document: Document,
  supported: ReleaseTable,
  packageHash: (file: string) => string | undefined,
): MapReading {
  const said: Sayer = (...path) => ({ place: document.placeOfKey(path), path: path.join(".") });
  const shared = new Map(
    Object.entries(raw.shared).map(([name, group]) => [name, groupOf(name, group, said, ["shared", name])]),
  );
  const everybody = groupOf(undefined, { overrides: raw.overrides }, said, []);
  const own = new Map(
    Object.entries(raw.deployments).map(([name, group]) => [
      name,
      groupOf(name, group, said, ["deployments", name]),
    ]),
  );
  const { chainOf, problems } = chains(shared, own.values());
  if (problems.length > 0) return { problems };
  const deployments = new Map(
    Object.entries(raw.deployments).map(([name, { run }]) => {
      const group = own.get(name) as Group;
      return [name, deploymentOf(name, run, [group, ...chainOf(group), everybody], said)];
    }),
  );
  const map: ReleaseMap = {
    file: document.file,
    stages: stagesOf(raw.stages ?? USUAL_STAGES, said),
    ownStages: raw.stages !== undefined,
    ...(raw.default ? { default: { deployment: raw.default, ...said("default") } } : {}),
    ...(raw.image ? { image: { pattern: raw.image, ...said("image") } } : {}),
    releases: levelsOf(raw.releases, said),
    everybody,
    allowFloating: raw.allowFloating.map((image, index) => ({ image, ...said("allowFloating", index) })),
    shared,
    deployments,
    packageLists: packageLists(deployments.values(), packageHash),
    supported,
  };
  return { map, problems: [] };
}

function stagesOf(raw: NonNullable<RawMap["stages"]>, said: Sayer): ReadonlyMap<string, Stage> {
  const stages = raw.flatMap((lanes, level) =>
    typeof lanes === "string"
      ? [{ name: lanes, level, ...said("stages", level) }]
      : lanes.map((name, lane) => ({ name, level, ...said("stages", level, lane) })),
  );
  return new Map(stages.map((stage) => [stage.name, stage]));
}

const levelsOf = (raw: RawMap["releases"], said: Sayer): ReadonlyMap<string, ReleaseLevel> =>
  new Map(
    Object.entries(raw).map(([release, { patch, cut }]) => [
      release,
      { ...(patch ? { patch } : {}), ...(cut ? { cut } : {}), ...said("releases", release) },
    ]),
  );

function deploymentOf(
  name: string,
  raw: RawMap["deployments"][string]["run"],
  layers: readonly Group[],
  said: Sayer,
): Deployment {
  const run = Object.entries(raw).map(([stage, value]): [string, Run] => {
    const { release, hotfix, until } =
      typeof value === "string" ? { release: value, hotfix: false, until: undefined } : value;
    return [
      stage,
      {
        release,
        hotfix: hotfix ?? false,
        ...(until ? { until } : {}),
        ...said("deployments", name, "run", stage),
      },
    ];
  });
  return { name, run: new Map(run), layers, ...said("deployments", name) };
}

/** Every list that some deployment needs, read once, so that nothing after this reads a file. */
function packageLists(
  deployments: Iterable<Deployment>,
  hash: (file: string) => string | undefined,
): ReadonlyMap<string, string | undefined> {
  const files = new Set<string>();
  for (const { name, run, layers } of deployments) {
    const list = layers.find(({ packages }) => packages !== undefined)?.packages;
    if (list === undefined) continue;
    for (const [stage, { release }] of run)
      files.add(expand(list.file, { release, deployment: name, stage }));
  }
  return new Map([...files].map((file) => [file, hash(file)]));
}
