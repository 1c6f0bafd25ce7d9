import { parser } from "@grafana/lezer-logql";
import type { SyntaxNode, Tree } from "@lezer/common";

/** What there is to be asked of lines. */
interface Lines {
  /** Labels of a stream, by which lines are found. */
  readonly labels: readonly string[];
  /** Fields that a line has, as its writer writes them. */
  readonly fields: readonly string[];
}

function all(tree: Tree, name: string): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.cursor().iterate(({ name: here, node }) => {
    if (here === name) found.push(node);
  });
  return found;
}

/** What is wrong with an expression of LogQL: its grammar, a label that no line is found by, a field that no line has. */
export function logqlProblems(expr: string, { labels, fields }: Lines): readonly string[] {
  const tree = parser.parse(expr);
  const textOf = (node: SyntaxNode | null | undefined) => (node ? expr.slice(node.from, node.to) : "");
  const broken: string[] = [];
  tree.cursor().iterate(({ type, from }) => {
    if (type.isError) broken.push(`${expr} is no LogQL at ${from}: ${expr.slice(from)}`);
  });
  if (broken.length > 0) return broken;

  const namesIn = (node: SyntaxNode) => node.getChildren("Identifier").map(textOf);
  const taken = all(tree, "LabelExtractionExpression").map((node) => ({
    name: textOf(node.getChild("Identifier")),
    field: textOf(node.getChild("String")).slice(1, -1),
  }));
  const known = new Set([...labels, ...taken.map(({ name }) => name)]);
  const inSelector = all(tree, "Matcher").filter(({ parent }) => parent?.name === "Matchers");
  const later = [
    ...all(tree, "Matcher").filter(({ parent }) => parent?.name !== "Matchers"),
    ...all(tree, "Labels"),
  ];
  return [
    ...(inSelector.length === 0 ? [`${expr} reads every line that there is`] : []),
    ...inSelector
      .flatMap(namesIn)
      .filter((name) => !labels.includes(name))
      .map((name) => `no line is found by ${name}`),
    ...taken
      .filter(({ field }) => !fields.includes(field))
      .map(({ field }) => `no line has a field ${field}`),
    ...later
      .flatMap(namesIn)
      .filter((name) => !known.has(name))
      .map((name) => `nothing here has a label ${name}`),
  ];
}
