import * as pulumi from "@pulumi/pulumi";
import { toYaml } from "../../documents/yaml.ts";
import { type Content, lateInContent } from "../../vocabulary/content.ts";
import { isLate, type Late, type Tree } from "../../vocabulary/late.ts";
import type { Reveal } from "../placement.ts";

const key = (late: Late): string =>
  late.late === "secret" ? `secret ${late.name}` : `configuration ${late.path}`;

type Values = ReadonlyMap<string, string>;
type Plain = Parameters<typeof toYaml>[0];

function fill(tree: Tree, values: Values): Plain {
  if (isLate(tree)) return values.get(key(tree)) ?? null;
  if (Array.isArray(tree)) return tree.map((child: Tree) => fill(child, values));
  if (typeof tree !== "object" || tree === null) return tree;
  // Sorted: the hash of a file does not depend on the order in which settings are written, so the file may not either.
  const entries = Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, child]) => [name, fill(child as Tree, values)]));
}

function write(content: Content, values: Values): string {
  if (content.format === "text") {
    return content.parts
      .map((part) =>
        typeof part === "object" && "quoted" in part
          ? JSON.stringify(fill(part.quoted, values))
          : fill(part, values),
      )
      .join("");
  }
  const filled = fill(content.tree, values);
  return content.format === "json" ? `${JSON.stringify(filled, null, 2)}\n` : toYaml(filled);
}

/** The texts of files, by whose secrets are in them: they go with the stack. */
const texts = new WeakMap<Reveal, Map<Content, pulumi.Input<string>>>();

/** The text of a file. A service and its chains of Jobs mount the same files, and some are long. */
export function fileText(content: Content, reveal: Reveal): pulumi.Input<string> {
  const known = texts.get(reveal) ?? new Map<Content, pulumi.Input<string>>();
  texts.set(reveal, known);
  const text = known.get(content) ?? written(content, reveal);
  known.set(content, text);
  return text;
}

/** At once where all of it is known, when its secrets are where it is not. */
function written(content: Content, reveal: Reveal): pulumi.Input<string> {
  const late = lateInContent(content);
  const distinct = [...new Map(late.map((one) => [key(one), one])).values()];
  if (distinct.length === 0) return write(content, new Map());
  const values = pulumi.all(distinct.map(reveal));
  return values.apply((found) =>
    write(content, new Map(found.map((value, index) => [key(distinct[index] as Late), value]))),
  );
}
