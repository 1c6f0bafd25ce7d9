import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const root = process.cwd();

export interface Block {
  /** `sh`, `yaml`, `text`; empty where none is named. */
  readonly language: string;
  readonly text: string;
}

/** A page of the documentation, taken apart. */
export interface Page {
  readonly file: string;
  readonly folder: string;
  readonly blocks: readonly Block[];
  /** What stands between single backticks, outside the blocks. */
  readonly spans: readonly string[];
  /** Targets of links. */
  readonly links: readonly string[];
}

/** Blocks in lists stand further in, and so do their lines. */
const FENCE = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;
const outdented = (text: string, indent: string) => text.replaceAll(new RegExp(`^${indent}`, "gm"), "");

export const pages: readonly Page[] = globSync(
  ["*.md", "docs/**/*.md", "examples/*/*.md", "tests/fixtures/**/*.md"],
  {
    cwd: root,
  },
)
  .sort()
  .map(read);

function read(file: string): Page {
  const text = readFileSync(join(root, file), "utf8");
  const prose = text.replace(FENCE, "");
  return {
    file,
    folder: dirname(join(root, file)),
    blocks: [...text.matchAll(FENCE)].map(([, indent = "", language = "", content = ""]) => ({
      language,
      text: outdented(content, indent),
    })),
    spans: [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span),
    links: [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link),
  };
}

/** The command lines of a page: those of its shell blocks, and those in the text. Comments and chains are taken apart. */
export function commandLines({ blocks, spans }: Page): readonly string[] {
  const shell = blocks.filter(({ language }) => language === "sh").flatMap(({ text }) => text.split("\n"));
  return [...shell, ...spans]
    .map((line) => line.replace(/\s+#.*$/, ""))
    .flatMap((line) => line.split("&&"))
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
