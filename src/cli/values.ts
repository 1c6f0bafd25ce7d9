import { isLate, type Late, type Tree } from "../vocabulary/late.ts";

/** One value at the end of a path of keys. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: Tree;
}

const isBlock = (tree: Tree): tree is Readonly<Record<string, Tree>> =>
  typeof tree === "object" && tree !== null && !Array.isArray(tree) && !isLate(tree);

/** What is behind every path. Lists and empty blocks are values. */
export function leavesOf(tree: Tree, path: readonly string[] = []): readonly Leaf[] {
  if (!isBlock(tree) || Object.keys(tree).length === 0) return [{ path, value: tree }];
  return Object.entries(tree).flatMap(([key, value]) => leavesOf(value, [...path, key]));
}

/** A value for a machine: plain, with the name of a secret in the place of each. */
export function disclosed(tree: Tree): unknown {
  if (isLate(tree)) return { secret: nameOf(tree) };
  if (Array.isArray(tree)) return (tree as readonly Tree[]).map(disclosed);
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, disclosed(value as Tree)]));
}

/** A value for a person, on one line. */
export function shown(tree: Tree): string {
  if (isLate(tree)) return `secret ${nameOf(tree)}`;
  return typeof tree === "string" ? JSON.stringify(tree) : JSON.stringify(disclosed(tree));
}

const nameOf = (late: Late): string => (late.late === "secret" ? late.name : `arboretum:${late.path}`);
