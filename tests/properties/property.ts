import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import type { Metadata, Spec } from "../../src/policies/kubernetes.ts";
import { manifests } from "../../src/render/manifests.ts";
import type { Mode, Rendering, Values } from "../../src/render/rendering.ts";
import { deploymentOf, rendered } from "../house.ts";
import { type Case, composedFrom } from "./generate/case.ts";

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
  /** Renders another one, or this one in another way. */
  readonly render: (one: Case, mode?: Mode) => Promise<Rendering>;
}

const renderCase = (one: Case, mode: Mode = "resolved") => rendered(composedFrom(one), mode);

export async function grow(one: Case): Promise<Grown> {
  const composition = composedFrom(one);
  const rendering = await rendered(composition);
  const objects = manifests(rendering).flatMap((manifest): readonly Manifest[] => {
    if (manifest.is !== "object") return [];
    const { kind, metadata, spec } = manifest.object as unknown as Manifest;
    return [{ kind, metadata, spec: spec ?? {}, whole: manifest.object }];
  });
  return { one, blueprint: deploymentOf(composition), rendering, objects, render: renderCase };
}

/** What holds for every stack that is right. It throws where it does not. */
export interface Property {
  readonly name: string;
  /** A sentence that would be false. */
  readonly says: string;
  readonly holds: (grown: Grown) => void | Promise<void>;
  /** Asked of one stack in so many, because it renders others beside it. The deep run asks always. */
  readonly oneIn: number;
}

type Holds = Property["holds"];

/** A property, called like its function. */
export const property = (says: string, holds: Holds, oneIn = 1): Property => ({
  name: holds.name,
  says,
  holds,
  oneIn,
});
