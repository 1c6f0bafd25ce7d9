import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { HELM, programOf } from "../../scripts/tools/tools.ts";
import type { Rendering, Values } from "../../src/render/rendering.ts";
import { folderWith } from "./tool.ts";

/** A chart release of a stack, with all that it is told, secrets too. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  readonly values: Values;
}

export const releasesOf = ({ resources }: Rendering): readonly Release[] =>
  resources
    .filter(({ type }) => type === "kubernetes:helm.sh/v3:Release")
    .map(({ inputs }) => ({
      name: String(inputs.name),
      namespace: String(inputs.namespace),
      chart: String(inputs.chart),
      version: String(inputs.version),
      values: inputs.values as Values,
    }));

/** An object that a chart makes. Of every shape that Kubernetes has, and a test that names a wrong path fails. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Made = any;

const FOLDER = process.env.ARBORETUM_CHARTS;

/** The file in which `helm pull` leaves a chart. */
function fileOf({
  chart,
  version,
}: Pick<Release, "chart" | "version">): { file: string } | { missing: string } {
  const file = `${chart.slice(chart.lastIndexOf("/") + 1)}-${version}.tgz`;
  if (FOLDER === undefined) return { missing: `ARBORETUM_CHARTS names no folder with ${file}` };
  const path = join(FOLDER, file);
  return existsSync(path) ? { file: path } : { missing: `${FOLDER} has no ${file}` };
}

/** Tests on what Helm makes of a chart. Without the chart or without Helm there are none, and the reason is told. */
export function withChart(
  wanted: Pick<Release, "chart" | "version">,
  tests: (template: (release: Release) => readonly Made[], file: string) => void,
): void {
  const helm = programOf(HELM);
  const chart = fileOf(wanted);
  const missing = "missing" in helm ? helm.missing : "missing" in chart ? chart.missing : undefined;
  if (missing !== undefined || "missing" in helm || "missing" in chart) {
    process.stderr.write(`Skipped: ${missing}\n`);
    test.skip(String(missing), () => {});
    return;
  }
  describe(`${wanted.chart} ${wanted.version}`, () =>
    tests((release) => template(helm.program, chart.file, release), chart.file));
}

/** What lies in the folder `crds/` of a chart and of those that it brings along. */
export function folderOfKinds(file: string): string {
  const helm = programOf(HELM);
  if ("missing" in helm) throw new Error(helm.missing);
  const { stdout, stderr, status } = spawnSync(helm.program, ["show", "crds", file], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 ** 2,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** The oldest that we run on. */
const KUBERNETES = "1.33.0";

/** What Helm makes of the chart. It checks the values by the chart's own schema first, and refuses a key that this does not know. */
function template(helm: string, file: string, { name, namespace, values }: Release): readonly Made[] {
  const folder = folderWith({ "values.json": JSON.stringify(values) });
  const { stdout, stderr, status } = spawnSync(
    helm,
    [
      "template",
      name,
      file,
      "--namespace",
      namespace,
      "--kube-version",
      KUBERNETES,
      "--api-versions",
      "monitoring.coreos.com/v1",
      "--values",
      join(folder, "values.json"),
    ],
    { encoding: "utf8", timeout: 120_000, maxBuffer: 64 * 1024 ** 2, env: { ...process.env, HOME: folder } },
  );
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Made)
    .filter((made) => made !== null);
}
