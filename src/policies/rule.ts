import { error, type Problem } from "../documents/problem.ts";
import { kindOf } from "../vocabulary/resourceType.ts";
import type { Scene, Subject } from "./scene.ts";

type Text<Found> = string | ((found: Found, scene: Scene) => string);

/** What must hold for each of some things in a stack. */
export interface Statement<Found extends Subject> {
  /** Why it matters: what happens where it does not hold. */
  readonly why: string;
  /** The things that it is about. */
  readonly over: (scene: Scene) => readonly Found[];
  readonly holds: (found: Found, scene: Scene) => boolean;
  /** What is wrong where it does not hold, one sentence. */
  readonly wrong: Text<Found>;
  /** What to write instead. */
  readonly remedy: Text<Found>;
}

export interface Rule {
  readonly id: string;
  readonly why: string;
  readonly check: (scene: Scene) => readonly Problem[];
}

export function rule<Found extends Subject>(id: string, statement: Statement<Found>): Rule {
  const { why, over, holds, wrong, remedy } = statement;
  const say = (text: Text<Found>, found: Found, scene: Scene) =>
    typeof text === "string" ? text : text(found, scene);
  const check = (scene: Scene) =>
    over(scene)
      .filter((found) => !holds(found, scene))
      .map((found) =>
        error(id, {
          stack: scene.rendering.stack,
          path: pathOf(found),
          message: say(wrong, found, scene),
          remedy: say(remedy, found, scene),
        }),
      );
  return { id, why, check };
}

/** `Deployment academy-qa/lms`, or the URN of what is no object of the cluster. */
function pathOf({ resource }: Subject): string {
  const { metadata } = resource.inputs as { metadata?: { name?: string; namespace?: string } };
  if (!resource.type.startsWith("kubernetes:") || metadata?.name === undefined) return resource.urn;
  return [kindOf(resource), [metadata.namespace, metadata.name].filter(Boolean).join("/")].join(" ");
}
