import { type Document, type Reading, readDocument } from "../documents/document.ts";
import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem } from "../documents/problem.ts";
import { shown } from "../documents/shown.ts";
import { movedTo } from "./moved.ts";
import { MISPLACED } from "./stackFile.ts";
import { type Block, isBlock, pathText, type ReadWritten, type Written } from "./written.ts";

/** Reads one file below the project's root. Whoever loads many stacks passes one that remembers. */
export type Reader = (file: string) => Reading;

export const readerOf =
  (root: string): Reader =>
  (file) =>
    readDocument(root, file);

/** Reads each file once, for as long as the reader lives. */
export function rememberingReader(root: string): Reader {
  const readings = new Map<string, Reading>();
  return (file) => {
    const reading = readings.get(file) ?? readDocument(root, file);
    readings.set(file, reading);
    return reading;
  };
}

const KEY = "arboretum:layers";
const EXAMPLE = "Write a list of files: [deployments/academy.yaml, stages/qa.yaml].";

/** The files that a stack builds on, in the order in which it names them. A later one wins. */
export function readLayers(
  stack: Document,
  sectionNames: readonly string[],
  read: Reader,
): readonly ReadWritten[] {
  const files = (stack.value as { config?: Block | null }).config?.[KEY];
  if (files === undefined) return [];
  const refuse = (message: string, remedy: string, index?: number): ReadWritten => {
    const steps = index === undefined ? [] : [index];
    const place = stack.placeOf(["config", KEY, ...steps]);
    return {
      problems: [error("layers-invalid", { place, path: pathText([KEY, ...steps]), message, remedy })],
    };
  };
  if (!Array.isArray(files)) return [refuse("This is not a list of files.", EXAMPLE)];
  return files.map((file: unknown, index) => {
    const refusal = refusalOf(file, files.slice(0, index));
    if (refusal !== undefined) return refuse(...refusal, index);
    const { document, problems } = read(String(file));
    if (document !== undefined) return readLayer(document, sectionNames);
    const missing = problems.some(({ rule }) => rule === "file-missing");
    return missing
      ? refuse(`There is no layer ${shown(file)}.`, "Paths start at the project's root.", index)
      : { problems };
  });
}

/** Why a file cannot be a layer, by its path alone. */
function refusalOf(file: unknown, before: readonly unknown[]): [message: string, remedy: string] | undefined {
  if (typeof file !== "string") return ["This is not the path of a file.", EXAMPLE];
  const steps = file.split("/");
  if (steps.some((step) => step === "" || step === "." || step === "..") || /[\\:\0]/.test(file)) {
    return [
      `${shown(file)} leaves the project, or takes a detour.`,
      "Write the plain path from the project's root: stages/qa.yaml.",
    ];
  }
  if (!/\.ya?ml$/.test(file)) return [`${shown(file)} is not a YAML file.`, EXAMPLE];
  if (before.includes(file))
    return [`${shown(file)} is named twice.`, "A layer counts once, at the place where it is named."];
  return undefined;
}

function readLayer(document: Document, sectionNames: readonly string[]): ReadWritten {
  const { value } = document;
  if (!isBlock(value)) {
    const message = "This is no layer.";
    const remedy = "A layer holds sections at its top: `site:`, `edge:`, …";
    return { problems: [error("layer-file", { place: document.placeOf([]), message, remedy })] };
  }
  const problems = Object.keys(value).flatMap((key) => layerKey(document, key, sectionNames));
  const sections = Object.fromEntries(Object.entries(value).filter(([key]) => sectionNames.includes(key)));
  const written: Written = {
    document,
    kind: "layer",
    sections,
    inFile: (path) => path,
    show: pathText,
  };
  return { written, problems };
}

function layerKey(document: Document, key: string, sectionNames: readonly string[]): Problem[] {
  if (sectionNames.includes(key)) return [];
  const refuse = (rule: string, message: string, remedy: string) => [
    error(rule, { place: document.placeOfKey([key]), path: key, message, remedy }),
  ];
  if (key === "layers" || key === KEY) {
    return refuse("layer-nested", "A layer names no layers.", "Name all of them in the stack file.");
  }
  if (key === "config") {
    return refuse(
      MISPLACED,
      "A layer has no `config`.",
      "Write its sections at the top: `site:`, `edge:`, …",
    );
  }
  const bare = key.replace("arboretum:", "");
  if (sectionNames.includes(bare)) {
    return refuse("layer-prefix", "Sections have no prefix in a layer.", `Write \`${bare}:\`.`);
  }
  const moved = movedTo([bare]);
  if (moved !== undefined) return refuse("key-moved", `${shown(key)} is not a section.`, moved);
  const message = `${shown(key)} is not a section.${didYouMean(bare, sectionNames)}`;
  return refuse("key-unknown", message, `One of: ${sectionNames.join(", ")}`);
}
