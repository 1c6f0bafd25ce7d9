import type { Change } from "../../src/render/change.ts";
import { plan } from "../../src/render/plan.ts";
import type { Rendering, Resource } from "../../src/render/rendering.ts";
import { NEVER } from "../../src/render/shrinking.ts";

/** Something that exists outside the engine's state: in the cluster, or as a value that people use. */
export interface Thing {
  readonly uid: number;
  readonly urn: string;
  /** Once protected, its loss is for ever. */
  readonly dear: boolean;
}

interface Managed {
  readonly resource: Resource;
  readonly uid: number;
}

const isDear = ({ custom, options }: Resource) => custom && options.protect && options.retainOnDelete;

const LAST: readonly string[] = ["delete", "keep"];

/** Does with a plan what the real engine does, to things that are only counted. */
export class Engine {
  readonly #state = new Map<string, Managed>();
  readonly things = new Map<number, Thing>();
  #next = 1;

  /** Updates to a rendering; stops after some steps where it shall fail. Whether it came to its end. */
  update(after: Rendering, stopAfter = Number.POSITIVE_INFINITY): boolean {
    const resources = new Map(after.resources.map((one) => [one.urn, one]));
    const changes = this.#plan(after);
    // What goes, goes last, as in the real engine.
    const ordered = [
      ...changes.filter(({ verdict }) => !LAST.includes(verdict)),
      ...changes.filter(({ verdict }) => LAST.includes(verdict)),
    ];
    for (const [index, change] of ordered.entries()) {
      if (index >= stopAfter || change.refused !== undefined) return false;
      this.#apply(change, resources.get(change.urn));
    }
    return true;
  }

  /** Whether a disk would have to become smaller. */
  isAskedToShrink(after: Rendering): boolean {
    return this.#plan(after).some(({ refused }) => refused?.endsWith(NEVER));
  }

  /** What an update would still have to do. */
  open(after: Rendering): readonly string[] {
    return this.#plan(after).flatMap(({ verdict, urn }) => (verdict === "same" ? [] : [`${verdict} ${urn}`]));
  }

  #plan(after: Rendering): readonly Change[] {
    return plan({ ...after, resources: [...this.#state.values()].map(({ resource }) => resource) }, after);
  }

  #apply({ urn, formerUrn = urn, verdict }: Change, resource: Resource | undefined): void {
    const known = this.#state.get(formerUrn);
    if (verdict === "delete" || verdict === "replace") this.#lose(formerUrn);
    this.#state.delete(formerUrn);
    if (LAST.includes(verdict)) return;
    if (resource === undefined) throw new Error(`${urn} is ${verdict} and is in no program`);
    this.#make(resource, verdict === "replace" ? undefined : known?.uid);
  }

  #make(resource: Resource, uid = this.#next++): void {
    this.#state.set(resource.urn, { resource, uid });
    this.things.set(uid, {
      uid,
      urn: resource.urn,
      dear: isDear(resource) || (this.things.get(uid)?.dear ?? false),
    });
  }

  #lose(urn: string): void {
    const known = this.#state.get(urn);
    if (known !== undefined) this.things.delete(known.uid);
    this.#state.delete(urn);
  }
}
