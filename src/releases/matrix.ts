import type { ImageLock } from "./lock.ts";
import type { ReleaseMap } from "./mapModel.ts";
import { isKnown } from "./release.ts";
import { type ApplicationVersion, type Reason, resolve } from "./resolve.ts";

/** One application of one stage of one deployment. */
export interface MatrixCell {
  readonly deployment: string;
  readonly stage: string;
  readonly release: string;
  readonly application: string;
  readonly kind: "service" | "mfe";
  readonly origin: string;
  /** `release/verawood.1`, `mitx/ulmo`, or a commit. */
  readonly ref: string;
  readonly runtime: string;
  /** Nothing where it is not known. */
  readonly image?: string;
  readonly because: readonly Reason[];
}

/** Deployments × stages × applications. */
export interface Matrix {
  readonly deployments: readonly string[];
  readonly stages: readonly string[];
  /** Every application that runs somewhere. */
  readonly applications: readonly string[];
  readonly cells: readonly MatrixCell[];
}

export function matrix(map: ReleaseMap, lock?: ImageLock): Matrix {
  const deployments = [...map.deployments.keys()];
  const stages = [...map.stages.keys()];
  const cells = deployments.flatMap((deployment) =>
    stages.flatMap((stage) => {
      const versions = resolve(map, deployment, stage, lock)?.applications.values() ?? [];
      return [...versions].map((version) => cellOf(deployment, stage, version));
    }),
  );
  return {
    deployments,
    stages,
    applications: [...new Set(cells.map(({ application }) => application))],
    cells,
  };
}

function cellOf(deployment: string, stage: string, version: ApplicationVersion): MatrixCell {
  const { release, application, kind, origin, ref, runtime, image, because } = version;
  return {
    deployment,
    stage,
    release,
    application,
    kind,
    origin,
    ref: ref.name,
    runtime: isKnown(runtime) ? runtime : "",
    ...(isKnown(image) ? { image } : {}),
    because,
  };
}

const COLUMNS = [
  "deployment",
  "stage",
  "release",
  "application",
  "kind",
  "origin",
  "ref",
  "runtime",
  "image",
] as const;

/** `release-map.yaml:12: …` */
const reasonText = ({ field, text, place }: Reason) =>
  place ? `${field}: ${text} (${place.file}:${place.line ?? 1})` : `${field}: ${text}`;

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The grid as comma-separated text, one line a cell; the last column says why. */
export function matrixCsv({ cells }: Matrix): string {
  const rows = cells.map((cell) => [
    ...COLUMNS.map((column) => cell[column] ?? ""),
    cell.because.map(reasonText).join("; "),
  ]);
  return [[...COLUMNS, "because"], ...rows].map((row) => `${row.map(quoted).join(",")}\n`).join("");
}
