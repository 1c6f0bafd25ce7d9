import { isDeepStrictEqual } from "node:util";
import { type Manifest, manifests, type ReleaseManifest } from "../src/render/manifests.ts";
import type { Rendering } from "../src/render/rendering.ts";
import { ApiFailure, type Cluster } from "./client.ts";
import { type Definitions, installDefinitions } from "./definitions.ts";
import { SandboxFailure } from "./failure.ts";
import { type Item, itemsOf, keyOf, objectOf, readInventory, writeInventory } from "./inventory.ts";
import { storageClass } from "./machines.ts";
import { type KubeObject, nameOf, type Reference, referenceTo, templateOf } from "./objects.ts";
import { awaitReady, standingOf } from "./readiness.ts";
import { removeItems, removeOne } from "./remove.ts";

export interface DeployOptions {
  /** Told of each wave. */
  readonly say?: (doing: string) => void;
  /** How many seconds an object may take to be ready. Default: 180. */
  readonly patience?: number;
  /** Kinds that may be installed where the cluster does not know them. */
  readonly definitions?: Definitions;
}

/** What became of an object. `replaced`: it could not be changed in place, and nothing protects it. */
export type Fate = "created" | "changed" | "unchanged" | "replaced";

export interface Applied extends Reference {
  readonly fate: Fate;
}

export interface Remark extends Reference {
  readonly text: string;
}

export interface Deployed {
  readonly applied: readonly Applied[];
  /** Objects of a former deployment that this one has no more. */
  readonly removed: readonly Reference[];
  /** Charts: what they create only Helm knows. They are not installed. */
  readonly opaque: readonly ReleaseManifest[];
  /** What the API server remarked beside accepting an object. */
  readonly warnings: readonly Remark[];
  readonly waves: number;
  readonly seconds: number;
}

/** A deployment that stopped: what was in the way, object by object. Nothing of later waves was touched. */
export class DeployFailure extends SandboxFailure {
  readonly problems: readonly Remark[];

  constructor(stack: string, wave: number, problems: readonly Remark[]) {
    const lines = problems.map((problem) => `${nameOf(problem)}: ${problem.text}`);
    super(`${stack} stopped in wave ${wave}; nothing of later waves was touched.\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

const PATIENCE = 180;
/** Requests at a time. */
const WIDTH = 8;

/**
 * Brings what a rendering says into the cluster, wave by wave: each is applied whole and waited for before the next begins. In the end what
 * the stack no longer has goes, as after an update by the real engine. The rendering has to be one in which everything is resolved.
 */
export async function deploy(
  cluster: Cluster,
  rendering: Rendering,
  options: DeployOptions = {},
): Promise<Deployed> {
  const start = Date.now();
  const { say = () => {}, definitions = new Map() } = options;
  const { stack } = rendering;
  const all = manifests(rendering);
  const objects = all.filter((manifest) => manifest.is === "object").map(objectOf);
  await installDefinitions(cluster, objects, definitions);
  await prepare(cluster, objects);
  const items = itemsOf(rendering, all);
  const former = await readInventory(cluster, stack);
  // Known before it exists: whoever is killed half-way leaves nothing that nobody knows of.
  await writeInventory(cluster, stack, union(items, former));
  const waves = inWaves(all);
  const outcomes: Outcome[] = [];
  for (const [index, wave] of waves.entries()) {
    say(`${stack}: wave ${index + 1} of ${waves.length} (${wave.length} objects)`);
    outcomes.push(...(await applyWave(cluster, stack, index + 1, wave, items, options)));
  }
  const present = new Set(items.map(keyOf));
  const gone = former.filter((item) => !present.has(keyOf(item)) && !item.kept);
  if (gone.length > 0) say(`${stack}: removing ${gone.length} objects that it no longer has`);
  const { removed } = await removeItems(cluster, gone);
  await writeInventory(cluster, stack, items);
  return {
    applied: outcomes.map(({ applied }) => applied),
    removed,
    opaque: all.filter((manifest) => manifest.is === "release"),
    warnings: outcomes.flatMap(({ warnings }) => warnings),
    waves: waves.length,
    seconds: (Date.now() - start) / 1000,
  };
}

interface Outcome {
  readonly applied: Applied;
  readonly warnings: readonly Remark[];
}

const union = (items: readonly Item[], others: readonly Item[]): readonly Item[] => [
  ...new Map([...others, ...items].map((item) => [keyOf(item), item])).values(),
];

/** Objects of a level, levels in order. */
function inWaves(all: readonly Manifest[]): readonly (readonly KubeObject[])[] {
  const waves = new Map<number, KubeObject[]>();
  for (const manifest of all) {
    if (manifest.is !== "object") continue;
    const wave = waves.get(manifest.level) ?? [];
    wave.push(objectOf(manifest));
    waves.set(manifest.level, wave);
  }
  return [...waves.entries()].sort(([one], [other]) => one - other).map(([, wave]) => wave);
}

async function applyWave(
  cluster: Cluster,
  stack: string,
  number: number,
  wave: readonly KubeObject[],
  items: readonly Item[],
  { patience = PATIENCE }: DeployOptions,
): Promise<readonly Outcome[]> {
  const known = new Map(items.map((item) => [keyOf(item), item]));
  const problems: Remark[] = [];
  const outcomes: Outcome[] = [];
  await inParallel(wave, async (object) => {
    const reference = referenceTo(object);
    try {
      outcomes.push(await applyOne(cluster, object, known.get(keyOf(reference))));
    } catch (cause) {
      if (!(cause instanceof ApiFailure)) throw cause;
      problems.push({ ...reference, text: cause.message });
    }
  });
  if (problems.length === 0) {
    await Promise.all(
      wave.map(async (object) => {
        const text = await awaitReady(cluster, object, patience);
        if (text !== undefined) problems.push({ ...referenceTo(object), text });
      }),
    );
  }
  if (problems.length > 0) throw new DeployFailure(stack, number, problems);
  return outcomes;
}

async function applyOne(cluster: Cluster, object: KubeObject, item: Item | undefined): Promise<Outcome> {
  const reference = referenceTo(object);
  const before = await cluster.get(reference);
  const outcome = (fate: Fate, warnings: readonly string[]): Outcome => ({
    applied: { ...reference, fate },
    warnings: warnings.map((text) => ({ ...reference, text })),
  });
  // As the provider does: the next update tries again.
  if (before !== undefined && item?.repeated && standingOf(before).is === "failed") return replace();
  try {
    const { body, warnings } = await cluster.apply(object);
    const fate = before === undefined ? "created" : isSame(before, body) ? "unchanged" : "changed";
    return outcome(fate, warnings);
  } catch (cause) {
    if (before === undefined || !isImmutable(cause)) throw cause;
    if (item?.kept) {
      throw new ApiFailure(
        422,
        "Protected",
        `It cannot be changed in place, and is protected: ${cause.message}`,
      );
    }
  }
  return replace();

  /** As the real engine does with an object whose name is taken: the old one goes first. */
  async function replace(): Promise<Outcome> {
    await removeOne(cluster, reference);
    const { warnings } = await cluster.apply(object);
    return outcome("replaced", warnings);
  }
}

/** The server counts a new version, too, where it only tidied up who manages which field. */
const isSame = (before: KubeObject, after: KubeObject): boolean =>
  before.metadata.resourceVersion === after.metadata.resourceVersion ||
  isDeepStrictEqual(contentOf(before), contentOf(after));

function contentOf({ status: _, metadata, ...rest }: KubeObject): object {
  const {
    managedFields: __,
    resourceVersion: ___,
    ...said
  } = metadata as KubeObject["metadata"] & {
    readonly managedFields?: unknown;
  };
  return { ...rest, metadata: said };
}

const isImmutable = (cause: unknown): cause is ApiFailure =>
  cause instanceof ApiFailure &&
  cause.reason === "Invalid" &&
  /immutable|updates to statefulset spec|may not change once set/.test(cause.message);

/** Storage classes that a cluster of this stack would have, and a refusal where the platform it builds on is not there. */
async function prepare(cluster: Cluster, objects: readonly KubeObject[]): Promise<void> {
  const claims = objects.flatMap((object) =>
    object.kind === "PersistentVolumeClaim" ? [object] : (object.spec?.volumeClaimTemplates ?? []),
  );
  for (const name of eachOnce(claims.map(({ spec }) => spec?.storageClassName))) {
    const isThere = await cluster.get({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name });
    if (isThere === undefined) await cluster.apply(storageClass(name));
  }
  const own = new Set(
    objects.filter(({ kind }) => kind === "PriorityClass").map(({ metadata }) => metadata.name),
  );
  for (const name of eachOnce(objects.map((object) => templateOf(object)?.spec?.priorityClassName))) {
    const reference = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", name };
    if (own.has(name) || (await cluster.get(reference)) !== undefined) continue;
    throw new SandboxFailure(
      `There is no ${nameOf(reference)}, which comes with the platform. Deploy that stack first.`,
    );
  }
}

const eachOnce = (names: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(names.filter((name) => name !== undefined)),
];

/** A few at a time, all to their end. */
export async function inParallel<Thing>(
  things: readonly Thing[],
  work: (thing: Thing) => Promise<void>,
): Promise<void> {
  const queue = things.values();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const thing of queue) await work(thing);
    }),
  );
}
