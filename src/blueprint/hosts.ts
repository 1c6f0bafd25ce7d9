import { error, type Problem } from "../documents/problem.ts";
import type { Composition } from "./compose.ts";

interface Use {
  readonly name: string;
  readonly composition: Composition;
}

/** Two stacks that answer under one name take each other's requests. One problem for each stack after the first. */
export function duplicateHosts(compositions: readonly Composition[]): readonly Problem[] {
  return [...Map.groupBy(usesOf(compositions), ({ host }) => host)].flatMap(([host, uses]) => {
    const [first, ...others] = uses;
    if (first === undefined) return [];
    return others.map((use) => duplicate(host, first, use));
  });
}

const usesOf = (compositions: readonly Composition[]): readonly (Use & { readonly host: string })[] =>
  compositions.flatMap((composition) => {
    const { blueprint } = composition;
    if (blueprint?.kind !== "deployment") return [];
    return blueprint.hosts.map(({ name, host }) => ({ name, host: host.toLowerCase(), composition }));
  });

function duplicate(host: string, first: Use, { name, composition: { stack, loaded } }: Use): Problem {
  const path = ["edge", name === "lms" ? "domain" : name];
  const owner = first.composition.stack;
  const whose = owner === stack ? `${first.name} of this stack` : `${first.name} of the stack "${owner}"`;
  return error("host-duplicate", {
    place: placeIn(loaded, path),
    path: `arboretum:${path.join(".")}`,
    stack,
    message: `${name} has the host ${host}, and so has ${whose}.`,
    remedy: "Give each its own. Hosts that nobody says are derived from edge.domain.",
  });
}

/** A host that nobody says follows from the domain. */
function placeIn({ sourceOf, file }: Composition["loaded"], path: readonly string[]) {
  const said = [path, ["edge", "domain"]].map(sourceOf).find(({ line }) => line !== undefined);
  if (said === undefined) return { file };
  const { layer: _, ...place } = said;
  return { file, ...place };
}
