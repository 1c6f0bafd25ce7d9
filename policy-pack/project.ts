import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { compose } from "../src/blueprint/compose.ts";
import type { Blueprint } from "../src/blueprint/model.ts";
import { openProject } from "../src/blueprint/project.ts";
import { explain } from "../src/documents/explain.ts";
import { isError } from "../src/documents/problem.ts";

const composed = new Map<string, Blueprint>();

/** The blueprint of the stack that a resource is of, composed from the same files as the program under check. */
export function blueprintOf(urn: string): Blueprint {
  const { stack, project } = partsOf(urn);
  const known = composed.get(`${project}/${stack}`);
  if (known) return known;
  const { blueprint, problems } = compose(openProject(rootOf(project)), stack);
  if (blueprint === undefined) throw new Error(explain(problems.filter(isError)));
  composed.set(`${project}/${stack}`, blueprint);
  return blueprint;
}

/** `urn:pulumi:<stack>::<project>::…` */
export function partsOf(urn: string): { readonly stack: string; readonly project: string } {
  const [first = "", project = ""] = urn.split("::");
  return { stack: first.slice(first.lastIndexOf(":") + 1), project };
}

/** The engine starts a pack in the folder of the pack, and tells of the project only its name. */
function rootOf(project: string): string {
  const { ARBORETUM_ROOT: given, PWD: working } = process.env;
  const candidates = [given ?? "", ...upwards(working ?? ""), join(import.meta.dirname, "..")];
  const root = candidates.find((folder) => nameIn(folder) === project);
  if (root === undefined) {
    throw new Error(
      `The policy pack cannot find the project "${project}". Run pulumi in the folder of its Pulumi.yaml, or set ARBORETUM_ROOT to that folder.`,
    );
  }
  return root;
}

const upwards = (folder: string): readonly string[] =>
  folder === "" ? [] : dirname(folder) === folder ? [folder] : [folder, ...upwards(dirname(folder))];

function nameIn(folder: string): unknown {
  const file = join(folder, "Pulumi.yaml");
  if (folder === "" || !existsSync(file)) return undefined;
  return (parse(readFileSync(file, "utf8")) as { readonly name?: unknown } | null)?.name;
}
