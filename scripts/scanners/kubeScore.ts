import { kubernetesVersion } from "../../sandbox/binaries.ts";
import { run } from "../../src/render/processes.ts";
import { Unavailable } from "./tools.ts";

/** The version that the sandbox runs, to the minor: `v1.35`. By itself kube-score would take manifests for those of v1.18. */
const kubernetes = (): string => kubernetesVersion().split(".").slice(0, 2).join(".");

/** What kube-score holds against an object. Its grades are 1 critical, 5 warning, 7 almost right, 10 right. */
export interface KubeScoreResult {
  readonly check: string;
  readonly grade: "critical" | "warning" | "passed";
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly file: string;
  readonly says: string;
}

interface ScoredObject {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string; readonly namespace?: string };
  readonly file_name: string;
  readonly checks:
    | readonly {
        readonly check: { readonly id: string; readonly name: string };
        readonly grade: number;
        readonly skipped: boolean;
        readonly comments: readonly { readonly path?: string; readonly summary?: string }[] | null;
      }[]
    | null;
}

/** Every check of kube-score on every object in some files. */
export async function runKubeScore(
  program: string,
  files: readonly string[],
): Promise<readonly KubeScoreResult[]> {
  const args = ["score", "--kubernetes-version", kubernetes(), "--output-format", "json", ...files];
  const { out, err, missing } = await run(program, args, { cwd: process.cwd() });
  // It ends with 1 where it finds anything, so only its answer tells whether it worked.
  if (missing || !/^(?:\[|null)/.test(out))
    throw new Unavailable(`kube-score gives no answer: ${err.trim() || out.trim()}`);
  const objects = (JSON.parse(out) ?? []) as readonly ScoredObject[];
  return objects.flatMap(({ type_meta: { kind }, object_meta, file_name: file, checks }) =>
    (checks ?? [])
      .filter(({ skipped }) => !skipped)
      .map(({ check, grade, comments }) => ({
        check: check.id,
        grade: gradeOf(grade),
        kind,
        namespace: object_meta.namespace ?? "",
        name: object_meta.name,
        file,
        says: [
          check.name,
          ...(comments ?? []).map(({ path, summary }) => [path, summary].filter(Boolean).join(": ")),
        ].join("; "),
      })),
  );
}

const CRITICAL = 1;
const WARNING = 5;

const gradeOf = (grade: number): KubeScoreResult["grade"] =>
  grade <= CRITICAL ? "critical" : grade <= WARNING ? "warning" : "passed";
