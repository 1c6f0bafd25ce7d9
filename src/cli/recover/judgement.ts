import { formerUrns } from "../../render/aliases.ts";
import { identity } from "../../render/identity.ts";
import type { Rendering } from "../../render/rendering.ts";
import type { Interrupted, Remembered, State } from "./state.ts";

/** Two names of one object: the recovery would take the object over under the new one, then delete it under the old one. */
export interface Renamed {
  /** Kind, namespace and name. */
  readonly object: string;
  readonly from: string;
  readonly to: string;
}

/** How the state and the program relate after an update that was killed. */
export interface Judgement {
  readonly interrupted: readonly Interrupted[];
  /** Not safe: see `Renamed`. */
  readonly renamed: readonly Renamed[];
  /** The program no longer has them: the recovery deletes them, as every update would. */
  readonly gone: readonly string[];
  /** How many have a successor and wait for their deletion, which an update that ended has done. */
  readonly doomed: number;
  /** The state has them and the program too. */
  readonly kept: number;
  /** Not in the state yet; some may exist all the same. */
  readonly pending: number;
}

export function judge(state: State, rendering: Rendering): Judgement {
  const remembered = state.resources.filter(({ external }) => !external);
  const living = new Set(remembered.filter(({ doomed }) => !doomed).map(({ urn }) => urn));
  const program = rendering.resources.filter(({ read }) => !read);
  const former = formerUrns(program, (urn) => living.has(urn));
  const claimed = new Set(program.map(({ urn }) => former.get(urn) ?? urn));
  const leaving = remembered.filter(({ urn, doomed, custom }) => custom && (doomed || !claimed.has(urn)));
  const kept = program.filter(({ urn }) => living.has(former.get(urn) ?? urn)).length;
  return {
    interrupted: state.interrupted,
    renamed: twins(leaving, rendering),
    gone: leaving.filter(({ doomed, type }) => !doomed && !isProvider(type)).map(({ urn }) => urn),
    doomed: leaving.filter(({ doomed }) => doomed).length,
    kept,
    pending: program.length - kept,
  };
}

/** What leaves the state although the program has the same object. */
function twins(leaving: readonly Remembered[], { resources }: Rendering): readonly Renamed[] {
  const wanted = new Map(resources.map((resource) => [identity(resource), resource.urn]));
  return leaving.flatMap((resource) => {
    const object = identity(resource);
    const to = object === undefined ? undefined : wanted.get(object);
    return object === undefined || to === undefined
      ? []
      : [{ object: object.trim(), from: resource.urn, to }];
  });
}

/** The engine itself brings providers and takes them away: they are nothing in the cluster. */
const isProvider = (type: string): boolean => type.startsWith("pulumi:providers:");

export const isSafe = ({ renamed }: Judgement): boolean => renamed.length === 0;

/** Whether an update was cut off at all. Nothing is begun that the state does not have from before (pulumi/pulumi pkg/backend/snapshot.go). */
export const isWhole = ({ interrupted, doomed }: Judgement): boolean =>
  interrupted.length === 0 && doomed === 0;
