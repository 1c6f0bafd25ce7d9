import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { toYamlStream } from "../../src/documents/yaml.ts";
import { type CheckovScan, runCheckov } from "./checkov.ts";
import type { Finding, ScannedObject } from "./finding.ts";
import { type KubeScoreResult, runKubeScore } from "./kubeScore.ts";
import type { ShippedStack } from "./stacks.ts";

/** Programs of the scanners. */
export interface Tools {
  readonly kubeScore: string;
  readonly checkov: string;
}

/** What the scanners counted, as they count. */
export interface Counts {
  readonly objects: number;
  /** Objects that kube-score has checks for. */
  readonly scored: number;
  readonly critical: number;
  readonly warnings: number;
  readonly checkovPassed: number;
  readonly checkovFailed: number;
}

export interface Scan {
  readonly counts: Counts;
  readonly findings: readonly Finding[];
  /** Warnings of kube-score: told, and no reason to fail. */
  readonly warnings: readonly string[];
}

const fileOf = (stack: string): string => `${stack.replace("/", "~")}.yaml`;

/** Scans some stacks at once: each in a file of its own, below a folder that is there for this alone. */
export async function scan(stacks: readonly ShippedStack[], tools: Tools, folder: string): Promise<Scan> {
  mkdirSync(folder, { recursive: true });
  const files = stacks.map(({ id, objects }) => {
    const file = join(folder, fileOf(id));
    writeFileSync(file, toYamlStream(objects.map(({ manifest }) => manifest)));
    return file;
  });
  const scores = await runKubeScore(tools.kubeScore, files);
  const checked = await runCheckov(tools.checkov, folder);
  const objects = stacks.flatMap((stack) => stack.objects);
  const find = finder(objects);
  return {
    counts: { objects: objects.length, ...countsOf(scores, checked) },
    findings: [
      ...scores
        .filter(({ grade }) => grade === "critical")
        .map(
          (one): Finding => ({
            scanner: "kube-score",
            rule: one.check,
            says: one.says,
            object: find(one.file, keyOf(one)),
          }),
        ),
      ...checked.failed.map(
        (one): Finding => ({
          scanner: "checkov",
          rule: one.check,
          says: one.says,
          object: find(one.file, one.resource),
        }),
      ),
    ],
    warnings: scores
      .filter(({ grade }) => grade === "warning")
      .map(
        (one) =>
          `${basename(one.file, ".yaml").replace("~", "/")}: ${one.kind} ${one.namespace}/${one.name}: ${one.says}`,
      )
      .sort(),
  };
}

/** Scans manifests of somebody else, and counts. */
export async function count(file: string, objects: number, tools: Tools, folder: string): Promise<Counts> {
  return {
    objects,
    ...countsOf(await runKubeScore(tools.kubeScore, [file]), await runCheckov(tools.checkov, folder)),
  };
}

function countsOf(scores: readonly KubeScoreResult[], checked: CheckovScan): Omit<Counts, "objects"> {
  const graded = (wanted: KubeScoreResult["grade"]) => scores.filter(({ grade }) => grade === wanted).length;
  return {
    scored: new Set(scores.map((one) => `${one.file} ${keyOf(one)}`)).size,
    critical: graded("critical"),
    warnings: graded("warning"),
    checkovPassed: checked.passed,
    checkovFailed: checked.failed.length,
  };
}

/** Checkov's name of an object. What is in no namespace is in `default` for it. */
const keyOf = ({ kind, namespace, name }: Pick<ScannedObject, "kind" | "namespace" | "name">): string =>
  `${kind}.${namespace || "default"}.${name}`;

function finder(objects: readonly ScannedObject[]): (file: string, key: string) => ScannedObject {
  const byKey = new Map(objects.map((object) => [`${fileOf(object.stack)} ${keyOf(object)}`, object]));
  return (file, key) => {
    const object = byKey.get(`${basename(file)} ${key}`);
    if (object === undefined)
      throw new Error(`A scanner speaks of ${key} in ${file}, and no stack has that.`);
    return object;
  };
}
