import { compose } from "../../src/blueprint/compose.ts";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import type { Metadata, Spec } from "../../src/policies/kubernetes.ts";
import { manifests } from "../../src/render/manifests.ts";
import type { Mode, Rendering, Values } from "../../src/render/rendering.ts";
import { deploymentOf, rendered } from "../house.ts";
import { type Case, composedFrom, projectFor } from "./generate/case.ts";

/** An object as it would be applied. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: Spec;
  readonly whole: Values;
}

/** One generated stack, rendered once for all properties. */
export interface Grown {
  readonly one: Case;
  readonly blueprint: DeploymentBlueprint;
  readonly rendering: Rendering;
  readonly objects: readonly Manifest[];
  /** Those of the cluster that it stands on. */
  readonly shared: readonly Manifest[];
  /** Renders another one, or this one in another way. */
  readonly render: (one: Case, mode?: Mode) => Promise<Rendering>;
}

const renderCase = (one: Case, mode: Mode = "resolved") => rendered(composedFrom(one), mode);

const objectsIn = (rendering: Rendering): readonly Manifest[] =>
  manifests(rendering).flatMap((manifest) => {
    if (manifest.is !== "object") return [];
    const { kind, metadata, spec } = manifest.object as unknown as Manifest;
    return [{ kind, metadata, spec: spec ?? {}, whole: manifest.object }];
  });

/** Clusters by name. There are few, and each is rendered once. */
const clusters = new Map<string, Promise<readonly Manifest[]>>();

function sharedFor(one: Case): Promise<readonly Manifest[]> {
  const { platform = "gateway" } = one;
  const known = clusters.get(platform) ?? rendered(compose(projectFor(one), "platform")).then(objectsIn);
  clusters.set(platform, known);
  return known;
}

export async function grow(one: Case): Promise<Grown> {
  const composition = composedFrom(one);
  const rendering = await rendered(composition);
  const blueprint = deploymentOf(composition);
  const objects = objectsIn(rendering);
  return { one, blueprint, rendering, objects, shared: await sharedFor(one), render: renderCase };
}

/** What holds for every stack that is right. It throws where it does not. */
export interface Property {
  readonly name: string;
  /** A sentence that would be false. */
  readonly says: string;
  readonly holds: (grown: Grown) => void | Promise<void>;
  /** Asked of one stack alone in `npm test`, because it renders others beside it. A run with a number of stacks asks always. */
  readonly costly: boolean;
}

type Holds = Property["holds"];

/** A property, called like its function. */
export const property = (says: string, holds: Holds, costly = false): Property => ({
  name: holds.name,
  says,
  holds,
  costly,
});
