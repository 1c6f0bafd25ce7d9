import { createHash } from "node:crypto";
import { expect } from "vitest";
import { parseAllDocuments } from "yaml";
import { toYamlStream } from "../../../src/documents/yaml.ts";
import type { Value } from "../../../src/render/rendering.ts";
import { type Grown, property } from "../property.ts";

const documents = (text: string, version: "1.1" | "1.2") =>
  parseAllDocuments(text, { version, logLevel: "error" }).map((document) => document.toJS());

/** Digests of objects that came back as they were. Stacks have many in common, and reading them all again would take longest of all. */
const faithful = new Set<string>();
const REMEMBERED = 50_000;

function writtenAndReadAgainItIsTheSame({ objects }: Grown) {
  if (faithful.size > REMEMBERED) faithful.clear();
  const fresh = new Map(
    objects.map(({ whole }) => {
      const json = JSON.stringify(whole);
      return [createHash("sha256").update(json).digest("base64"), json];
    }),
  );
  for (const digest of fresh.keys()) if (faithful.has(digest)) fresh.delete(digest);
  const values = [...fresh.values()].map((json) => JSON.parse(json));
  const text = toYamlStream(values);
  expect(documents(text, "1.2")).toEqual(values);
  // Tools around Kubernetes still read YAML 1.1, where `on`, `0777` and `1:30` are no texts.
  expect(documents(text, "1.1")).toEqual(values);
  for (const digest of fresh.keys()) faithful.add(digest);
}

/** The fields that hold the mode of a file: a text or a decimal that looks octal opens it to everybody, or to nobody. */
function modesIn(value: Value | undefined, found: Value[] = []): readonly Value[] {
  if (typeof value !== "object" || value === null) return found;
  for (const [name, inner] of Object.entries(value)) {
    if (name === "defaultMode" || name === "mode") found.push(inner);
    modesIn(inner, found);
  }
  return found;
}

function everyFileModeIsANumberOfOctalDigits({ objects }: Grown) {
  const modes = objects.filter(({ spec }) => spec.template).flatMap(({ whole }) => modesIn(whole));
  const odd = modes.filter((mode) => typeof mode !== "number" || mode < 0 || mode > 0o777);
  expect(odd).toEqual([]);
}

const SLIP = /\bundefined\b|\[object Object\]|\bNaN\b/;

function noSlipOfTheLanguageIsWritten({ objects, one }: Grown) {
  // What people write themselves may hold such a word.
  const { django: _, site: __, egress: ___, ...said } = one.sections;
  if (SLIP.test(JSON.stringify(said))) return;
  const odd = objects.filter(({ kind }) => kind !== "Secret" && kind !== "ConfigMap");
  expect(odd.filter(({ whole }) => SLIP.test(JSON.stringify(whole))).map(({ metadata }) => metadata)).toEqual(
    [],
  );
}

export const yaml = [
  property(
    "Manifests come back from YAML 1.2 and from YAML 1.1 as they were.",
    writtenAndReadAgainItIsTheSame,
    true,
  ),
  property("The mode of a file is a number of octal digits.", everyFileModeIsANumberOfOctalDigits),
  property("No manifest says `undefined`, `NaN` or `[object Object]`.", noSlipOfTheLanguageIsWritten),
];
