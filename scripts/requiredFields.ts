import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/**
 * Writes src/render/required.json: which fields Kubernetes requires, read from the types of the installed @pulumi/kubernetes, where a
 * field without `?` is a required one. Run it after every change of that package: `npm run data:required`.
 */
const target = fileURLToPath(new URL("../src/render/required.json", import.meta.url));
const input = createRequire(import.meta.url).resolve("@pulumi/kubernetes/types/input.d.ts");

interface Shape {
  readonly required: readonly string[];
  /** Type of each field that has one of its own. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Every interface by its dotted name: `apps.v1.DeploymentSpec`. */
function shapesIn(source: ts.SourceFile): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  const visit = (node: ts.Node, path: readonly string[]): void => {
    if (ts.isModuleDeclaration(node))
      ts.forEachChild(node, (child) => visit(child, [...path, node.name.text]));
    else if (ts.isModuleBlock(node)) ts.forEachChild(node, (child) => visit(child, path));
    else if (ts.isInterfaceDeclaration(node))
      shapes.set([...path, node.name.text].join("."), shapeOf(node, source));
  };
  ts.forEachChild(source, (node) => visit(node, []));
  return shapes;
}

function shapeOf(node: ts.InterfaceDeclaration, source: ts.SourceFile): Shape {
  const properties = node.members.filter(ts.isPropertySignature);
  const named = properties.map((property) => ({ name: property.name.getText(source), property }));
  return {
    required: named.filter(({ property }) => property.questionToken === undefined).map(({ name }) => name),
    fields: Object.fromEntries(
      named.flatMap(({ name, property }) => {
        const type = /\binputs\.([\w.]+)/.exec(property.type?.getText(source) ?? "")?.[1];
        // The status is the controllers': no program writes it.
        return type === undefined || name === "status" ? [] : [[name, type]];
      }),
    ),
  };
}

/** Only what leads to a required field; types of alpha and beta versions are left out with everything that only they use. */
function reduce(
  shapes: ReadonlyMap<string, Shape>,
): Record<string, { r?: readonly string[]; f?: Record<string, string> }> {
  const leads = new Set<string>();
  for (let size = -1; size !== leads.size; ) {
    size = leads.size;
    for (const [name, { required, fields }] of shapes) {
      if (required.length > 0 || Object.values(fields).some((type) => leads.has(type))) leads.add(name);
    }
  }
  const stable = [...leads].filter((name) => !/\bv\d+(?:alpha|beta)\d+\b/.test(name)).sort();
  return Object.fromEntries(
    stable.map((name) => {
      const { required = [], fields = {} } = shapes.get(name) ?? {};
      const leading = Object.entries(fields).filter(([, type]) => leads.has(type));
      return [
        name,
        {
          ...(required.length > 0 ? { r: [...required].sort() } : {}),
          ...(leading.length > 0 ? { f: Object.fromEntries(leading.sort()) } : {}),
        },
      ];
    }),
  );
}

const source = ts.createSourceFile("input.d.ts", readFileSync(input, "utf8"), ts.ScriptTarget.Latest);
const types = reduce(shapesIn(source));
const lines = Object.entries(types).map(
  ([name, shape]) => `  ${JSON.stringify(name)}: ${JSON.stringify(shape)}`,
);
writeFileSync(target, `{\n${lines.join(",\n")}\n}\n`);
