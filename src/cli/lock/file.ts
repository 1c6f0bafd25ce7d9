import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, parseDocument } from "yaml";
import { toYaml } from "../../documents/yaml.ts";
import { type Answers, IMAGE_LOCK_FILE } from "../../releases/lock.ts";

const NEW_FILE = "images: {}\n";

const EXPLAINED = {
  digests: "# What tags stand for, as registries answered. `arboretum lock` writes it.",
  charts:
    "# The archives of charts, as their repositories and registries answered. `arboretum lock` writes it.",
} as const;

/** The lock with other answers of registries. Whatever else stands in it stays as it is, to the letter. */
export function withAnswers(text: string, answers: Answers): string {
  return (["digests", "charts"] as const).reduce(
    (whole, section) => withSection(whole, section, answers[section]),
    text,
  );
}

function withSection(
  text: string,
  section: keyof Answers,
  entries: Readonly<Record<string, string>>,
): string {
  const block = toYaml({ [section]: entries });
  const there = rangeOf(text, section);
  if (there !== undefined) {
    const rest = text.slice(there.end);
    const behind = text[there.end - 1] === "\n" ? rest : rest.replace(/^[ \t]*\n/, "");
    return `${text.slice(0, there.start)}${block}${behind}`;
  }
  if (Object.keys(entries).length === 0) return text;
  return `${text.replace(/\n*$/, "\n")}\n${EXPLAINED[section]}\n${block}`;
}

function rangeOf(
  text: string,
  section: string,
): { readonly start: number; readonly end: number } | undefined {
  const { contents } = parseDocument(text);
  const pair = isMap(contents)
    ? contents.items.find(({ key }) => isScalar(key) && key.value === section)
    : undefined;
  const key = pair?.key as { range?: readonly number[] } | undefined;
  const value = pair?.value as { range?: readonly number[] } | null | undefined;
  const start = key?.range?.[0];
  const end = value?.range?.[1];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** Writes the lock at once or not at all. Whether anything in it is another. */
export function writeAnswers(root: string, answers: Answers): boolean {
  const file = join(root, IMAGE_LOCK_FILE);
  const before = textOf(file);
  const after = withAnswers(before ?? NEW_FILE, answers);
  if (after === before) return false;
  const fresh = join(root, `.${IMAGE_LOCK_FILE}.${process.pid}.new`);
  try {
    writeFileSync(fresh, after);
    renameSync(fresh, file);
  } finally {
    rmSync(fresh, { force: true });
  }
  return true;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
}
