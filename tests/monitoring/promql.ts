import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { knownMetrics } from "../../src/catalog/monitoring/metrics/table.ts";

/** What may be asked for: whoever measures it, and what is worked out ahead, with its labels. */
export interface Measured {
  readonly producers: readonly string[];
  readonly recorded: Readonly<Record<string, readonly string[]>>;
}

const textOf = (node: SyntaxNode, expr: string) => expr.slice(node.from, node.to);

function all(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate((one) => {
    if (one.name === name && one.from >= node.from && one.to <= node.to) found.push(one.node);
  });
  return found;
}

/** Labels that series of a name may have; nothing where nobody has such a series. */
function labelsOf(name: string, { producers, recorded }: Measured): ReadonlySet<string> | undefined {
  const own = recorded[name];
  if (own) return new Set(own);
  const found = knownMetrics.get(name)?.filter(({ producer }) => producers.includes(producer)) ?? [];
  return found.length === 0 ? undefined : new Set(found.flatMap(({ labels }) => labels));
}

function selectorProblems(selector: SyntaxNode, expr: string, measured: Measured): readonly string[] {
  const [name] = all(selector, "Identifier");
  if (name === undefined) return [`${textOf(selector, expr)} names no metric`];
  const labels = labelsOf(textOf(name, expr), measured);
  if (labels === undefined) return [`nobody here produces ${textOf(name, expr)}`];
  return all(selector, "LabelName")
    .map((label) => textOf(label, expr))
    .filter((label) => !labels.has(label))
    .map((label) => `${textOf(name, expr)} has no label ${label}`);
}

/** Labels that results are grouped or joined by have to be those of something that is grouped or joined. */
function groupingProblems(grouping: SyntaxNode, expr: string, measured: Measured): readonly string[] {
  let around: SyntaxNode | null = grouping;
  while (around && around.name !== "AggregateExpr" && around.name !== "BinaryExpr") around = around.parent;
  const there = around === null ? [] : all(around, "VectorSelector");
  const known = new Set(
    there.flatMap((selector) => {
      const [name] = all(selector, "Identifier");
      return [...((name && labelsOf(textOf(name, expr), measured)) ?? [])];
    }),
  );
  return all(grouping, "LabelName")
    .map((label) => textOf(label, expr))
    .filter((label) => !known.has(label))
    .map((label) => `nothing in ${around ? textOf(around, expr) : expr} has a label ${label}`);
}

/** What is wrong with an expression of PromQL: its grammar, a metric that nobody produces, a label that it does not have. */
export function promqlProblems(expr: string, measured: Measured): readonly string[] {
  const { topNode } = parser.parse(expr);
  const broken: string[] = [];
  topNode.cursor().iterate((node) => {
    if (node.type.isError) broken.push(`${expr} is no PromQL at ${node.from}: ${expr.slice(node.from)}`);
  });
  if (broken.length > 0) return broken;
  return [
    ...all(topNode, "VectorSelector").flatMap((one) => selectorProblems(one, expr, measured)),
    ...all(topNode, "GroupingLabels").flatMap((one) => groupingProblems(one, expr, measured)),
  ];
}

/** Every label that a template of an annotation asks a series for. */
export const labelsInTemplate = (text: string): readonly string[] =>
  [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
