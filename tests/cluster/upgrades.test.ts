import { beforeAll, describe, expect, test } from "vitest";
import type { Cluster } from "../../sandbox/client.ts";
import { type KubeObject, nameOf, referenceTo } from "../../sandbox/objects.ts";
import { formatOf } from "../../src/catalog/stores/search.ts";
import type { SupportedRelease } from "../../src/releases/release.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import {
  deployAcademy,
  deployment,
  deployPlatform,
  imageOf,
  leastDuring,
  live,
  NAMESPACE,
  patched,
  webs,
} from "./academy.ts";
import { ground } from "./ground.ts";

/** From one release to the next, on a cluster: what holds data stays the very same object. */
const sandbox = ground("upgrades");
const cluster = () => sandbox().cluster;

/** What the academy has beyond the core, with databases and a search server of its own. */
const ADDED = ["notes", "discovery", "xqueue"];

/** Every deployable release, the oldest first. Nobody publishes the last one: whoever runs it has images of their own. */
const releases = [...supportedReleases.values()]
  .filter(({ use }) => use === "deployable")
  .sort((one, other) => one.ordinal - other.ordinal);

const imagesOf = ({ rolling, images }: SupportedRelease): unknown =>
  rolling ? expect.stringContaining("registry.example.edu/edx-platform:master@") : images.openedx;

const neighbours = releases
  .slice(1)
  .map((to, index) => ({ from: releases[index] ?? to, to }))
  .map((pair) => ({ ...pair, title: `${pair.from.name} to ${pair.to.name}` }));

/** Objects that hold what nobody can make again, and the stores themselves. */
const HOLDING = [
  ["v1", "Namespace"],
  ["v1", "PersistentVolumeClaim"],
  ["v1", "PersistentVolume"],
  ["apps/v1", "StatefulSet"],
  ["v1", "Secret"],
] as const;

/** Configuration is a Secret, too: it has its content in its name, and a release says something new. */
const isConfiguration = ({ kind, metadata: { name } }: KubeObject): boolean =>
  kind === "Secret" && /-[0-9a-f]{10}$/.test(name);

interface Claim {
  readonly namespace?: string;
  readonly name?: string;
}

const claimOf = ({ spec }: KubeObject): Claim | undefined => spec?.claimRef as Claim | undefined;

/** A volume has a random name: what counts is which claim it belongs to. */
function called(object: KubeObject): string {
  const claim = claimOf(object);
  return claim ? `PersistentVolume of ${claim.namespace}/${claim.name}` : nameOf(referenceTo(object));
}

/** Whatever holds data, with its UID: another object of the same name has another one. */
async function holding(from: Cluster): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all(HOLDING.map(([version, kind]) => from.list(version, kind)));
  const isOurs = (object: KubeObject) =>
    [object.metadata.namespace, object.metadata.name, claimOf(object)?.namespace].includes(NAMESPACE);
  return new Map(
    lists
      .flat()
      .filter((object) => isOurs(object) && !isConfiguration(object))
      .map((object) => [called(object), object.metadata.uid ?? ""]),
  );
}

/** What the data of the releases says that comes anew: an index in a format of its own, which can always be built again. */
function replacedByDesign(from: SupportedRelease, to: SupportedRelease): readonly string[] {
  const volumeIn = ({ stores }: SupportedRelease) =>
    `search-data-${formatOf(stores.meilisearch?.version ?? "")}`;
  const [before, after] = [volumeIn(from), volumeIn(to)];
  if (before === after) return [];
  return [`PersistentVolume of ${NAMESPACE}/${before}`, `PersistentVolumeClaim ${NAMESPACE}/${before}`];
}

const release = ({ name }: SupportedRelease) => ({ release: name, add: ADDED });
const first = releases[0] as SupportedRelease;
const last = releases.at(-1) as SupportedRelease;

beforeAll(async () => {
  await deployPlatform(cluster());
  await deployAcademy(cluster(), release(first));
});

test("each release knows that one comes to it from the one before", () => {
  expect(neighbours.length).toBeGreaterThan(2);
  for (const { from, to } of neighbours) expect(to.upgradeFrom.map((edge) => edge.from)).toContain(from.name);
});

describe.each(neighbours)("$title", ({ from, to }) => {
  test("volumes, stores and secrets stay the same objects, but for what the releases replace by design", async () => {
    const before = await holding(cluster());
    await deployAcademy(cluster(), release(to));
    const after = await holding(cluster());
    const others = [...before].filter(([name, uid]) => after.get(name) !== uid).map(([name]) => name);
    expect(before.size).toBeGreaterThan(20);
    expect(others.sort()).toEqual(replacedByDesign(from, to));
  });

  test("afterwards everything runs what the new release is made of", async () => {
    for (const name of ["lms", "cms"])
      expect(imageOf(await live(cluster(), deployment(name)))).toEqual(imagesOf(to));
  });
});

test("while a patch is rolled out no web is below its minimum, and afterwards what holds data is what it was", async () => {
  const before = await holding(cluster());
  const names = await webs(cluster());
  const scalers = await cluster().list("autoscaling/v2", "HorizontalPodAutoscaler", { namespace: NAMESPACE });
  const fewest = async (name: string): Promise<number> => {
    const scaler = scalers.find(({ metadata }) => metadata.name === name);
    return Number(scaler?.spec?.minReplicas ?? (await live(cluster(), deployment(name))).spec?.replicas);
  };
  const wanted = await Promise.all(names.map(fewest));
  const { least } = await leastDuring(cluster(), () =>
    deployAcademy(cluster(), { ...release(last), image: patched("1") }),
  );
  expect(imageOf(await live(cluster(), deployment("lms")))).toBe(patched("1"));
  const short = names.filter((name, index) => (least[name] ?? 0) < (wanted[index] ?? 1));
  expect(names).toEqual(expect.arrayContaining(["lms", "cms", "mfe", "notes", "discovery"]));
  expect(Math.min(...wanted)).toBeGreaterThan(0);
  expect(short).toEqual([]);
  expect([...(await holding(cluster()))].sort()).toEqual([...before].sort());
});
