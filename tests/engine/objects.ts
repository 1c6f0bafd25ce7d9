import type { Cluster } from "../../sandbox/client.ts";
import type { KubeObject } from "../../sandbox/objects.ts";
import { identity } from "../../src/render/identity.ts";
import type { Rendering, Resource } from "../../src/render/rendering.ts";

type Described = Pick<Resource, "inputs" | "custom" | "type">;

/** `apps Deployment academy-ci/lms` of everything in the cluster that resources stand for. */
export const identitiesOf = (resources: readonly Described[]): readonly string[] =>
  resources.flatMap((resource) => identity(resource) ?? []).sort();

export const objectIdentity = ({ apiVersion, kind, metadata }: KubeObject): string => {
  const group = apiVersion.split("/").slice(0, -1).join("/");
  return `${group} ${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
};

/** What the program put into the cluster, of all kinds that it uses; what controllers made of it is left out. */
export async function ours(cluster: Cluster, { resources }: Rendering): Promise<readonly KubeObject[]> {
  const kinds = new Map(
    resources
      .filter((resource) => identity(resource) !== undefined)
      .map(({ inputs }) => [`${inputs.apiVersion} ${inputs.kind}`, inputs]),
  );
  const selector = "app.kubernetes.io/managed-by=arboretum";
  const lists = await Promise.all(
    [...kinds.values()].map(({ apiVersion, kind }) =>
      cluster.list(String(apiVersion), String(kind), { selector }),
    ),
  );
  return lists.flat().filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0);
}

export const identitiesIn = (objects: readonly KubeObject[]): readonly string[] =>
  objects.map(objectIdentity).sort();

/** The objects with their UIDs: what was replaced has another one. */
export const uidsIn = (objects: readonly KubeObject[]): Readonly<Record<string, string>> =>
  Object.fromEntries(objects.map((object) => [objectIdentity(object), object.metadata.uid ?? ""]));
