import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem } from "../documents/problem.ts";
import type { Group } from "./mapModel.ts";

export interface Chains {
  /** The shared entries that a group continues, nearest first. */
  readonly chainOf: (group: Group) => readonly Group[];
  readonly problems: readonly Problem[];
}

/** Follows `like` from every group. A name that does not exist or a circle is a problem. */
export function chains(shared: ReadonlyMap<string, Group>, deployments: Iterable<Group>): Chains {
  const chainOf = (group: Group): readonly Group[] => {
    const chain: Group[] = [];
    let next = group.like === undefined ? undefined : shared.get(group.like.group);
    while (next !== undefined && !chain.includes(next)) {
      chain.push(next);
      next = next.like === undefined ? undefined : shared.get(next.like.group);
    }
    return chain;
  };
  const groups = [...shared.values(), ...deployments];
  const problems = [...groups.flatMap((group) => unknownName(group, shared)), ...circles(shared)];
  return { chainOf, problems };
}

function unknownName(group: Group, shared: ReadonlyMap<string, Group>): readonly Problem[] {
  const { like } = group;
  if (like === undefined || shared.has(like.group)) return [];
  const names = [...shared.keys()];
  return [
    error("shared-unknown", {
      place: like.place,
      path: like.path,
      message: `${group.path} is like "${like.group}", and shared has no such entry.${didYouMean(like.group, names)}`,
      remedy: names.length > 0 ? `One of: ${names.join(", ")}` : "Write it under shared, or take like away.",
    }),
  ];
}

/** Each circle once, told from its first name in the file. */
function circles(shared: ReadonlyMap<string, Group>): readonly Problem[] {
  const told = new Set<string>();
  const problems: Problem[] = [];
  for (const [name, group] of shared) {
    const circle = circleFrom(name, shared);
    if (circle === undefined || circle.some((one) => told.has(one))) continue;
    for (const one of circle) told.add(one);
    problems.push(
      error("shared-circle", {
        place: (group.like ?? group).place,
        path: `${group.path}.like`,
        message: `These entries of shared are like each other in a circle: ${[...circle, name].join(" → ")}.`,
        remedy: "Take like away from one of them.",
      }),
    );
  }
  return problems;
}

function circleFrom(name: string, shared: ReadonlyMap<string, Group>): readonly string[] | undefined {
  const circle = [name];
  let next = shared.get(name)?.like?.group;
  while (next !== undefined && !circle.includes(next)) {
    circle.push(next);
    next = shared.get(next)?.like?.group;
  }
  return next === name ? circle : undefined;
}
