import { expect } from "vitest";
import { explain } from "../../../src/documents/explain.ts";
import { isError } from "../../../src/documents/problem.ts";
import { deploymentSettings } from "../../../src/settings/settings.ts";
import { pathText } from "../../../src/settings/written.ts";
import { composedFrom } from "../generate/case.ts";
import { takesAnything } from "../generate/fromSchema.ts";
import type { Plain } from "../generate/repaired.ts";
import { type Grown, property } from "../property.ts";

type Path = readonly (string | number)[];

const isEncrypted = (value: unknown) => typeof value === "object" && value !== null && "secure" in value;

/** The way to every single value that could be wrong. */
const pathsIn = (sections: Plain): readonly Path[] =>
  valuesIn(sections).filter((path) => !takesAnything(deploymentSettings, path));

function valuesIn(value: unknown, path: Path = []): readonly Path[] {
  if (isEncrypted(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => valuesIn(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => valuesIn(item, [...path, key]));
}

/** A value that no setting takes where the given one is right. */
function wrongFor(value: unknown): unknown {
  if (typeof value === "string") return 17.5;
  return typeof value === "boolean" ? "perhaps" : "wrong, wrong!";
}

function spoiled(sections: Plain, path: Path): Plain {
  const data = structuredClone(sections);
  let holder: Plain = data;
  for (const step of path.slice(0, -1)) holder = holder[step] as Plain;
  const last = path.at(-1) as string;
  holder[last] = wrongFor(holder[last]);
  return data;
}

/** Some of many, spread evenly: all of them on every stack would take minutes and find the same. */
const some = <Item>(items: readonly Item[], count: number): readonly Item[] => {
  const step = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, index) => index % step === 0);
};

function everyWrongValueIsRefusedByItsName({ one }: Grown) {
  for (const path of some(pathsIn(one.sections), 6)) {
    const { blueprint, problems } = composedFrom({ ...one, sections: spoiled(one.sections, path) });
    const named = problems.filter(isError).map((problem) => problem.path ?? "");
    expect(blueprint && pathText(path)).toBeUndefined();
    expect(
      named.some((name) => name.startsWith(`arboretum:${pathText(path)}`)),
      `${pathText(path)}: ${named}`,
    ).toBe(true);
    expect(explain(problems)).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  }
}

const KINDS: Path = ["driver", "kind"];

function allWrongValuesAreToldAtOnce({ one }: Grown) {
  // Two values of one block: a refinement of the block is not asked while one of them has the wrong type.
  // And of which kind a block is stays right: of a block of no kind nobody can say what else is wrong.
  const paths = some(
    pathsIn(one.sections).filter((path) => !KINDS.includes(path.at(-1) ?? "")),
    3,
  );
  const sections = paths.reduce(spoiled, one.sections);
  const named = composedFrom({ ...one, sections }).problems.map((problem) => problem.path ?? "");
  for (const path of paths) {
    expect(
      named.some((name) => name.startsWith(`arboretum:${pathText(path)}`)),
      `${pathText(path)}: ${named}`,
    ).toBe(true);
  }
}

export const refusals = [
  property(
    "A wrong value is refused by its name, with a sentence and without a trace.",
    everyWrongValueIsRefusedByItsName,
    true,
  ),
  property("Several wrong values are told at once.", allWrongValuesAreToldAtOnce),
];
