import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

const statements = globSync("src/components/**/*.ts").flatMap((file) => [...parse(file).statements]);

function declared<Kind extends ts.Statement>(is: (node: ts.Node) => node is Kind): ReadonlyMap<string, Kind> {
  const named = statements
    .filter(is)
    .map((node) => [(node as { name?: ts.Identifier }).name?.text ?? "", node] as const);
  return new Map(named);
}

const interfaces = declared(ts.isInterfaceDeclaration);
const aliases = declared(ts.isTypeAliasDeclaration);
const classes = declared(ts.isClassDeclaration);

/** What the package offers to a Pulumi program. */
const offered = ["src/exports/components.ts", "src/exports/aws.ts"]
  .flatMap((file) => [...parse(file).statements])
  .filter(ts.isExportDeclaration)
  .flatMap(({ exportClause }) =>
    exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [],
  );

/** The interface behind a name: its own, or the one that its alias fills in. */
function shapeOf(name: string): ts.InterfaceDeclaration {
  const alias = aliases.get(name)?.type;
  const shape = interfaces.get(alias && ts.isTypeReferenceNode(alias) ? alias.typeName.getText() : name);
  if (shape === undefined) throw new Error(`${name} is no interface, and no alias of one`);
  return shape;
}

const isDocumented = (node: ts.Node): boolean =>
  ts
    .getJSDocCommentsAndTags(node)
    .some(({ comment }) => typeof comment === "string" && comment.trim() !== "");

const isPublic = (member: ts.ClassElement): boolean =>
  !ts.isConstructorDeclaration(member) &&
  !(ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected));

const undocumented = (members: readonly (ts.TypeElement | ts.ClassElement)[]): readonly string[] =>
  members.filter((member) => !isDocumented(member)).map(({ name }) => name?.getText() ?? "?");

const args = offered.filter((name) => name.endsWith("Args"));
const components = offered.filter((name) => classes.has(name));

test("each component that is offered is offered with its arguments", () => {
  expect(components.length).toBeGreaterThan(10);
  expect(components.map((name) => `${name}Args`).sort()).toEqual([...args].sort());
});

test("each component that there is can be had", () => {
  // What only others can be made from cannot be had alone.
  const isAbstract = ({ modifiers }: ts.ClassDeclaration) =>
    modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;
  const all = [...classes].filter(
    ([, one]) =>
      /ComponentResource|Instance|Operated/.test(one.heritageClauses?.[0]?.getText() ?? "") &&
      !isAbstract(one),
  );
  expect(all.map(([name]) => name).filter((name) => !components.includes(name))).toEqual([]);
});

describe("a stranger reads what it is for", () => {
  test.each(args)("every field of %s", (name) => {
    const { members } = shapeOf(name);
    expect(members.length).toBeGreaterThan(0);
    expect(undocumented(members)).toEqual([]);
  });

  test.each(components)("%s, and what it gives", (name) => {
    const component = classes.get(name) as ts.ClassDeclaration;
    expect(isDocumented(component)).toBe(true);
    expect(undocumented(component.members.filter(isPublic))).toEqual([]);
  });
});
