import { parseDocument } from "../../src/documents/document.ts";
import { error } from "../../src/documents/problem.ts";
import type { Reader } from "../../src/settings/layers.ts";
import { type Loaded, loadSettings } from "../../src/settings/load.ts";

/** A project that exists in memory alone: the text of each file by its path. */
export type Files = Readonly<Record<string, string>>;

export const readerOfFiles =
  (files: Files): Reader =>
  (file) => {
    const text = files[file];
    if (text !== undefined) return parseDocument(file, text);
    const message = "This file does not exist.";
    return { problems: [error("file-missing", { place: { file }, message })] };
  };

export const loadFiles = (files: Files, stack = "qa"): Loaded =>
  loadSettings("/nowhere", stack, readerOfFiles(files));

/** The least that a deployment has to say, one section a line, to which a case adds its own. */
export const LEAST = `config:
  arboretum:site: { name: Academy, contact: help@example.edu }
  arboretum:cluster: { identifier: learning }
  arboretum:edge: { domain: learn.example.edu }
`;

/** A stack file that is right but for the lines that a case adds, from line 5. */
export const loadWith = (lines: string, more: Files = {}): Loaded =>
  loadFiles({ "Pulumi.qa.yaml": `${LEAST}${lines}\n`, ...more });
