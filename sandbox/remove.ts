import type { Rendering } from "../src/render/rendering.ts";
import { ApiFailure, type Cluster } from "./client.ts";
import { SandboxFailure } from "./failure.ts";
import { type Item, readInventory, writeInventory } from "./inventory.ts";
import { nameOf, type Reference } from "./objects.ts";
import { becomesTrue } from "./waiting.ts";

export interface Removed {
  readonly removed: readonly Reference[];
  /** What the blueprint protects, and therefore is still there. */
  readonly left: readonly Reference[];
}

/** Pods may take their time to end. */
const PATIENCE = 120;

/** Takes a stack out of the cluster, last wave first. What its blueprint protects stays. */
export async function remove(
  cluster: Cluster,
  { stack }: Pick<Rendering, "stack">,
  say: (doing: string) => void = () => {},
): Promise<Removed> {
  const items = await readInventory(cluster, stack);
  say(`${stack}: removing ${items.filter(({ kept }) => !kept).length} objects`);
  const { removed, left } = await removeItems(cluster, items);
  await writeInventory(cluster, stack, []);
  return { removed, left };
}

/** Deletes wave by wave, the last first, and waits for each to be gone. */
export async function removeItems(cluster: Cluster, items: readonly Item[]): Promise<Removed> {
  const doomed = items.filter(({ kept }) => !kept);
  const waves = [...new Set(doomed.map(({ wave }) => wave))].sort((one, other) => other - one);
  for (const wave of waves) {
    const these = doomed.filter((item) => item.wave === wave);
    await Promise.all(these.map((item) => removeOne(cluster, item)));
  }
  return { removed: doomed, left: items.filter(({ kept }) => kept) };
}

/** Deletes one object, and waits for it to be gone. */
export async function removeOne(cluster: Cluster, item: Reference): Promise<void> {
  try {
    if (!(await cluster.delete(item))) return;
  } catch (cause) {
    // A definition that went with an earlier wave took its objects along.
    if (cause instanceof ApiFailure && cause.reason === "UnknownKind") return;
    throw cause instanceof ApiFailure ? new SandboxFailure(`${nameOf(item)} stays: ${cause.message}`) : cause;
  }
  const isGone = async () => (await cluster.get(item)) === undefined;
  if (!(await becomesTrue(isGone, { seconds: PATIENCE, every: 200 })))
    throw new SandboxFailure(`${nameOf(item)} is not gone after ${PATIENCE} seconds.`);
}
