import { error, type Problem } from "../documents/problem.ts";
import type { Composition } from "./compose.ts";

interface Use {
  readonly name: string;
  readonly composition: Composition;
}

/** Two stacks that answer under one name take each other's requests. Blames the later one, once for each setting. */
export function duplicateHosts(compositions: readonly Composition[]): readonly Problem[] {
  const problems = [...Map.groupBy(usesOf(compositions), ({ host }) => host)].flatMap(([host, uses]) => {
    const [first, ...others] = uses;
    if (first === undefined) return [];
    return others.map((use) => duplicate(host, first, use));
  });
  return onePerSetting(problems);
}

/** Hosts that follow from one domain are all taken with it. */
function onePerSetting(problems: readonly Problem[]): readonly Problem[] {
  const bySetting = Map.groupBy(problems, ({ place }) => [place?.file, place?.line, place?.column].join(":"));
  return [...bySetting.values()].flatMap(([first]) => first ?? []);
}

const usesOf = (compositions: readonly Composition[]): readonly (Use & { readonly host: string })[] =>
  compositions.flatMap((composition) => {
    const { blueprint } = composition;
    if (blueprint?.kind !== "deployment") return [];
    return blueprint.hosts.map(({ name, host }) => ({ name, host: host.toLowerCase(), composition }));
  });

function duplicate(host: string, first: Use, { name, composition: { stack, loaded } }: Use): Problem {
  const owner = first.composition.stack;
  const whose = owner === stack ? `${first.name} of this stack` : `${first.name} of the stack "${owner}"`;
  return error("host-duplicate", {
    ...said(loaded, ["edge", name === "lms" ? "domain" : name]),
    stack,
    message: `${name} has the host ${host}, and so has ${whose}.`,
    remedy: "Give each its own. Hosts that nobody says are derived from edge.domain.",
  });
}

/** The setting that a host is from. One that nobody says follows from the domain. */
function said({ sourceOf, file }: Composition["loaded"], wanted: readonly string[]) {
  const domain = ["edge", "domain"];
  const path = sourceOf(wanted).line === undefined ? domain : wanted;
  const { layer: _, ...place } = sourceOf(path);
  return { place: { file, ...place }, path: `arboretum:${path.join(".")}` };
}
