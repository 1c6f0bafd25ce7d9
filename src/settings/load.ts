import type * as z from "zod";
import type { Document, Path } from "../documents/document.ts";
import { isError, type Problem } from "../documents/problem.ts";
import { keysAt } from "../documents/schema.ts";
import { problemsOf } from "../documents/validate.ts";
import { examine, isHidden, meaningOf } from "./examine.ts";
import { type Reader, readerOf, readLayers } from "./layers.ts";
import { type Merged, mergeFiles, type Source } from "./merged.ts";
import { movedTo } from "./moved.ts";
import { forgottenSecret, plainSecret } from "./plainSecrets.ts";
import { deploymentSettings, type PlatformSettings, platformSettings, type Settings } from "./settings.ts";
import { PLAIN_SECRET } from "./shapes.ts";
import { MISPLACED, readStackFile } from "./stackFile.ts";
import { readStackName, type StackName, stackFileOf } from "./stackName.ts";
import { missingStack } from "./stacks.ts";
import { pathText, startsWith, type Written } from "./written.ts";

interface LoadedStack {
  readonly stack: string;
  readonly file: string;
  /** What the name of the stack says; missing where it is odd. */
  readonly name?: StackName;
  /** The files that the stack builds on, weakest first, without its own. */
  readonly layers: readonly string[];
  readonly problems: readonly Problem[];
  /** Who said the value at a path such as `["edge", "domain"]`. */
  readonly sourceOf: (path: Path) => Source;
  /** The stack file itself, where it could be read. */
  readonly own?: Written;
}

/** The stack of a deployment. It has settings only where there is no error. */
export interface LoadedDeployment extends LoadedStack {
  readonly kind: "deployment";
  readonly settings?: Settings;
}

/** The stack of a cluster's shared parts. It has settings only where there is no error. */
export interface LoadedPlatform extends LoadedStack {
  readonly kind: "platform";
  readonly settings?: PlatformSettings;
}

/** The stack of a cluster's shared parts that has settings. */
export type SettledPlatform = LoadedPlatform & { readonly settings: PlatformSettings };

/** The stack of a deployment that has settings. */
export type SettledDeployment = LoadedDeployment & { readonly settings: Settings };

export type Loaded = LoadedDeployment | LoadedPlatform;

/** Everything that the files of a stack say, checked; or every reason why it cannot be used. */
export function loadSettings(root: string, stack: string, read: Reader = readerOf(root)): Loaded {
  const { name, problems: odd } = readStackName(stack);
  const nothing = { stack, file: stackFileOf(stack), layers: [], sourceOf: () => ({ layer: "default" }) };
  if (name === undefined) return { ...nothing, kind: "deployment", problems: odd };
  const { document, problems: unreadable } = read(nothing.file);
  if (document === undefined) {
    return { ...nothing, kind: name.kind, name, problems: missingStack(root, stack, unreadable) };
  }
  return name.kind === "platform"
    ? { kind: "platform", name, ...loadAs<PlatformSettings>(platformSettings, stack, document, read) }
    : { kind: "deployment", name, ...loadAs<Settings>(deploymentSettings, stack, document, read) };
}

/** The schema of all sections. */
export type Sections = z.ZodObject<Readonly<Record<string, z.ZodType>>>;

function loadAs<Result>(schema: Sections, stack: string, document: Document, read: Reader) {
  const sectionNames = Object.keys(schema.shape);
  const own = readStackFile(document, sectionNames);
  const layers = readLayers(document, sectionNames, read);
  const files = [...layers, own].flatMap(({ written }) => written ?? []);
  const examined = files.map((file) => examine(file, schema, stack));
  const merged = mergeFiles(files, document);
  const refused = examined.flatMap((one) => one.refused);
  const { data, problems: invalid } = validate<Result>(schema, merged, stack, refused);
  // What could not be read, or stands in the wrong place, may say what is missing.
  const said = [own, ...layers];
  const complete =
    files.length === said.length && !said.some((one) => one.problems.some(({ rule }) => rule === MISPLACED));
  const problems = [
    ...[...said, ...examined].flatMap((one) => one.problems),
    ...invalid.filter(({ rule }) => complete || rule !== "value-missing"),
  ];
  return {
    stack,
    file: document.file,
    layers: files.filter(({ kind }) => kind === "layer").map((layer) => layer.document.file),
    problems: problems.map((one) => (one.place?.file === document.file ? { ...one, stack } : one)),
    sourceOf: merged.sourceOf,
    ...(own.written === undefined ? {} : { own: own.written }),
    ...(data === undefined || problems.some(isError) ? {} : { settings: data }),
  };
}

/** Checks what all files say together, beside what was refused before. */
export function validate<Result>(
  schema: Sections,
  { document, ownerOf }: Merged,
  stack: string,
  refused: readonly Path[],
): { readonly data?: Result; readonly problems: readonly Problem[] } {
  // zod's compiled parsers pay off after many values of one schema; a run reads one for each stack.
  const { data, error } = schema.safeParse(document.value, { jitless: true });
  const issues = (error?.issues ?? []).flatMap((issue) => stillNews(issue, refused));
  const wording = {
    show: (path: Path) => ownerOf(path)?.show(path) ?? `arboretum:${pathText(path)}`,
    keysAt: (path: Path, block: unknown) => keysAt(schema, path, block),
    moved: movedTo,
    meaning: (path: Path) => meaningOf(schema, path),
    hidden: (path: Path) => isHidden(schema, path),
  };
  const problems = issues.flatMap((issue) => {
    const path = issue.path as (string | number)[];
    const told = problemsOf([issue], document, wording);
    if (issue.code !== "custom" || issue.params?.rule !== PLAIN_SECRET) return told;
    const owner = ownerOf(path);
    if (owner !== undefined) return [plainSecret(owner, path, stack)];
    return told.map((one) => ({ ...one, ...forgottenSecret(ownerOf(path.slice(0, -1)), path, stack) }));
  });
  return { ...(data === undefined ? {} : { data: data as Result }), problems };
}

/** An issue without what was refused before for a reason nearer to the text. */
function stillNews(issue: z.core.$ZodIssue, refused: readonly Path[]): z.core.$ZodIssue[] {
  const path = issue.path as (string | number)[];
  const known = (at: Path) => refused.some((start) => startsWith(at, start));
  if (known(path)) return [];
  if (issue.code !== "unrecognized_keys") return [issue];
  const keys = issue.keys.filter((key) => !known([...path, key]));
  return keys.length > 0 ? [{ ...issue, keys }] : [];
}
