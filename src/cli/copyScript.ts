import type { Origin, Origins } from "../blueprint/origins.ts";
import type { UsedChart } from "../blueprint/usedImages.ts";
import type { ImageLock } from "../releases/lock.ts";
import { withoutDigest } from "./listedImages.ts";
import { chartKey } from "./lock/wanted.ts";

/**
 * A shell script that brings everything to where stacks take it from: content that is locked by its digest, so that a tag that has moved since
 * stops it. Nothing, where all comes from the world.
 */
export function copyScript(origins: readonly Origins[], lock: ImageLock): string | undefined {
  const images = origins
    .flatMap((one) => one.images)
    .filter(({ from, there }) => withoutDigest(from) !== withoutDigest(there))
    .map((one) => imageLine(one, lock));
  const charts = origins
    .flatMap((one) => one.charts)
    .filter(({ from, there }) => chartKey(from) !== chartKey(there))
    .map((one) => chartLines(one, lock));
  const lines = [...new Set(images)].sort().concat([...new Set(charts)].sort());
  return lines.length === 0 ? undefined : `${[...HEAD, ...lines].join("\n")}\n`;
}

const HEAD = [
  "#!/bin/sh",
  "# Fills a mirror, by `arboretum images --format copy`. Log in before: `crane auth login`, `helm registry login`.",
  "set -eu",
  'cd "$(mktemp -d)"',
] as const;

function imageLine({ from, there }: Origin<string>, { digestOf }: ImageLock): string {
  const digest = from.split("@")[1] ?? digestOf(from);
  const source = digest === undefined ? from : `${nameOf(from)}@${digest}`;
  return `crane copy ${source} ${withoutDigest(there)}`;
}

/** Not every program takes a tag and a digest in one name. */
const nameOf = (image: string): string => withoutDigest(image).replace(/:[^/:]+$/, "");

function chartLines({ from, there }: Origin<UsedChart>, { answers }: ImageLock): string {
  const digest = answers.charts[chartKey(from)];
  const name = from.chart.slice(from.chart.lastIndexOf("/") + 1);
  const archive = `${name}-${from.version}.tgz`;
  const source = from.repository === undefined ? from.chart : `${from.chart} --repo ${from.repository}`;
  return [
    `helm pull ${source} --version ${from.version}`,
    ...(digest ? [`echo '${digest.slice("sha256:".length)}  ${archive}' | sha256sum --check --quiet`] : []),
    `helm push ${archive} ${there.chart.slice(0, there.chart.lastIndexOf("/"))}`,
  ].join("\n");
}
