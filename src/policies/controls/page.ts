import { catalog } from "../../catalog/catalog.ts";
import type { Control, ControlList, Evidence } from "./control.ts";
import { controlLists } from "./lists.ts";

const INTRODUCTION = `# Hardening

Written by \`arboretum schema\` from the tables in \`src/policies/controls/\`. What a policy asks, \`arboretum check\` asks of every object of every
stack; a test proves that every policy, test and object named here exists, and that no stack has an object of a kind that is said to be absent.

## Namespaces

Each enforces a level of the Pod Security Standards: the API server refuses pods that do not meet it. \`npm run proofs\` measures, with a scanner
that nobody here wrote, what the pods of every shipped stack meet. Policies that belong to the standards are asked where the level is
"restricted"; elsewhere the API server alone judges.
`;

/** The page that says how each row of the hardening lists is met. */
export const hardeningReference = (): string =>
  [INTRODUCTION, namespaces(), ...controlLists.map(section)].join("\n");

/** Which namespaces a deployment has, and what has to live in one of lower trust. */
function namespaces(): string {
  const apart = catalog.flatMap(({ name, apart }) => (apart ? [{ name, ...apart }] : []));
  const rows = apart.map(
    ({ name, suffix, trust }) => `| \`<deployment>-<stage>-${suffix}\` | ${trust} | ${name} |`,
  );
  return `| namespace | level | who lives there |
|---|---|---|
${["| `<deployment>-<stage>` | restricted | everything that lives in no other |", ...rows].join("\n")}
`;
}

/** One list as a part of a page. */
export function section({ title, source, controls }: ControlList): string {
  const rows = controls.map((control) => `| ${control.id} | ${control.asks} | ${answer(control)} |`);
  const met = controls.filter((control) => "met" in control).length;
  return `## ${title}

${source}. ${met} of ${controls.length} rows are met by the objects themselves.

| control | asks | here |
|---|---|---|
${rows.join("\n")}
`;
}

function answer(control: Control): string {
  if ("met" in control) return [listOf(control.met), control.note].filter(Boolean).join(". ");
  if ("partly" in control) return `In part: ${listOf(control.partly)}. ${control.but}`;
  if ("without" in control)
    return `Not applicable: no stack of this repository has a ${control.without.join(", ")}`;
  if ("yours" in control) return `Yours: ${control.yours}`;
  return `The cluster's: ${control.cluster}`;
}

const listOf = (evidence: readonly Evidence[]): string => evidence.map(evidenceText).join(", ");

function evidenceText(evidence: Evidence): string {
  if ("rule" in evidence) return `policy \`${evidence.rule}\``;
  if ("test" in evidence) return `test "${evidence.named}" (\`${evidence.test}\`)`;
  return `object \`${[evidence.kind, evidence.named].filter(Boolean).join(" ")}\``;
}
