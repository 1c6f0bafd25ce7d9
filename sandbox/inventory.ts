import type { Manifest, ObjectManifest } from "../src/render/manifests.ts";
import type { Rendering, Resource } from "../src/render/rendering.ts";
import type { Cluster } from "./client.ts";
import { type KubeObject, type Reference, referenceTo } from "./objects.ts";

/** An object that a stack has in the cluster. */
export interface Item extends Reference {
  /** The blueprint protects it: it outlives the stack. */
  readonly kept: boolean;
  /** It is made again where it has failed. */
  readonly repeated: boolean;
  readonly wave: number;
}

/** Same object, same key. */
export const keyOf = ({ apiVersion, kind, namespace = "", name }: Reference): string =>
  `${apiVersion.split("/")[0]}/${kind}/${namespace}/${name}`;

export const objectOf = ({ object }: ObjectManifest): KubeObject => object as unknown as KubeObject;

/** What a rendering puts into a cluster. */
export function itemsOf({ resources }: Rendering, manifests: readonly Manifest[]): readonly Item[] {
  const urnsOf = (holds: (resource: Resource) => boolean) =>
    new Set(resources.filter(holds).map(({ urn }) => urn));
  const kept = urnsOf(({ options }) => options.protect || options.retainOnDelete);
  const repeated = urnsOf(isRepeated);
  return manifests
    .filter((manifest) => manifest.is === "object")
    .map((manifest) => ({
      ...referenceTo(objectOf(manifest)),
      kept: kept.has(manifest.urn),
      repeated: repeated.has(manifest.urn),
      wave: manifest.level,
    }));
}

/** What asks the provider for it; manifests do not have the annotation, since nobody else reads it. */
function isRepeated({ inputs }: Resource): boolean {
  const { annotations = {} } = (inputs.metadata ?? {}) as { annotations?: Readonly<Record<string, string>> };
  return annotations["pulumi.com/replaceUnready"] === "true";
}

const place = (stack: string) =>
  ({ apiVersion: "v1", kind: "ConfigMap", namespace: "kube-system", name: `stack.${stack}` }) as const;

/** What a stack has in the cluster, as the last deployment left it, or was about to leave it when it was killed. */
export async function readInventory(cluster: Cluster, stack: string): Promise<readonly Item[]> {
  const said = (await cluster.get(place(stack)))?.data?.items;
  return said === undefined ? [] : (JSON.parse(said) as readonly Item[]);
}

export async function writeInventory(cluster: Cluster, stack: string, items: readonly Item[]): Promise<void> {
  const { apiVersion, kind, ...metadata } = place(stack);
  if (items.length === 0) await cluster.delete(place(stack));
  else
    await cluster.apply(
      { apiVersion, kind, metadata, data: { items: JSON.stringify(items) } },
      { force: true },
    );
}
