import { run } from "../../src/render/processes.ts";
import { Unavailable } from "./tools.ts";

/** What Checkov holds against an object. */
export interface CheckovResult {
  readonly check: string;
  readonly says: string;
  /** Kind, namespace and name, joined by dots. */
  readonly resource: string;
  readonly file: string;
}

export interface CheckovScan {
  readonly passed: number;
  readonly resources: number;
  readonly failed: readonly CheckovResult[];
}

interface Answer {
  readonly summary?: {
    readonly passed: number;
    readonly resource_count: number;
    readonly parsing_errors: number;
  };
  readonly results?: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly resource: string;
      readonly file_path: string;
    }[];
  };
}

/** Every Kubernetes check of Checkov on every object below a folder. It asks nobody: its rules come with it. */
export async function runCheckov(program: string, folder: string): Promise<CheckovScan> {
  const args = [
    "--directory",
    folder,
    "--framework",
    "kubernetes",
    "--output",
    "json",
    "--compact",
    "--skip-download",
  ];
  const { out, err, missing } = await run(program, args, {
    cwd: folder,
    env: { ...process.env, LOG_LEVEL: "ERROR", BC_API_KEY: "", ANSI_COLORS_DISABLED: "1" },
  });
  if (missing || !out.trimStart().startsWith("{"))
    throw new Unavailable(`Checkov gives no answer: ${err.trim().slice(-500)}`);
  const { summary, results } = JSON.parse(out) as Answer;
  if (summary === undefined || results === undefined)
    throw new Unavailable("Checkov found no Kubernetes objects at all.");
  if (summary.parsing_errors > 0)
    throw new Unavailable(`Checkov cannot read ${summary.parsing_errors} files.`);
  return {
    passed: summary.passed,
    resources: summary.resource_count,
    failed: results.failed_checks.map((one) => ({
      check: one.check_id,
      says: one.check_name,
      resource: one.resource,
      file: one.file_path.replace(/^\//, ""),
    })),
  };
}
