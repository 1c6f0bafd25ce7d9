import type { Problem } from "../documents/problem.ts";
import { stackFileOf } from "../settings/stackName.ts";
import { version } from "./version.ts";

/** Problems as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), which code hosts show beside the lines. */
export function sarif(problems: readonly Problem[]): unknown {
  const rules = [...new Set(problems.map(({ rule }) => rule))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Arboretum", version: version(), rules: rules.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results: problems.map((problem) => ({
          ruleId: problem.rule,
          ruleIndex: rules.indexOf(problem.rule),
          level: problem.severity,
          message: { text: [problem.message, problem.remedy].filter((text) => text !== undefined).join(" ") },
          locations: [locationOf(problem)],
        })),
      },
    ],
  };
}

/** Code hosts refuse a result without a file, so what has none stands in the file that it follows from. */
function locationOf({ place, stack, path }: Problem): unknown {
  const file = place?.file ?? (stack === undefined ? "Pulumi.yaml" : stackFileOf(stack));
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
      region: { startLine: place?.line ?? 1, startColumn: place?.column ?? 1 },
    },
    ...(path === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
  };
}
