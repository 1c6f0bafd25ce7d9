import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markdown } from "../../src/cli/markdown.ts";
import { matrixText } from "../../src/cli/matrixText.ts";
import { plain } from "../../src/cli/paint.ts";
import { problemsText } from "../../src/cli/problems.ts";
import { survey } from "../../src/cli/project.ts";
import { sarif } from "../../src/cli/sarif.ts";
import { isError, type Problem } from "../../src/documents/problem.ts";
import { matrix } from "../../src/releases/matrix.ts";

const repository = join(import.meta.dirname, "../..");
const example = join(repository, "examples/mit");
/** A project that says whatever can be said. */
const written = join(import.meta.dirname, "written");

/** Whatever makes a project, and is written by people. */
const WRITTEN = /^(?:Pulumi\.[\w.-]+\.yaml|Pulumi\.yaml|release-map\.yaml|images\.lock\.yaml)$/;
const FOLDERS = ["stages", "deployments", "packages"];

const texts = (folder: string, pattern = /\.yaml$/): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => pattern.test(name))
        .map((name) => readFileSync(join(folder, name), "utf8"))
    : [];

/** A file that people write, in a project that is right without it, and texts to start from. */
export interface Target {
  readonly project: ProjectName;
  readonly file: string;
  readonly seeds: readonly string[];
}

/** Where projects are, and where texts are found that could stand in their files. */
const PROJECTS = {
  shipped: { root: repository, beside: [repository, example] },
  full: { root: written, beside: [written] },
} as const;
export type ProjectName = keyof typeof PROJECTS;
const names = Object.keys(PROJECTS) as ProjectName[];

/** Stacks of the full project that are right: together they say what can be said of one. */
export const rightStacks: readonly string[] = [
  ...texts(written, /^Pulumi\.qa\.yaml$/),
  ...texts(join(written, "stacks")),
];

export const targets: readonly Target[] = names.flatMap((project) => {
  const { beside } = PROJECTS[project];
  const all = (folder: string, pattern?: RegExp) =>
    beside.flatMap((root) => texts(join(root, folder), pattern));
  return [
    {
      file: "Pulumi.qa.yaml",
      seeds: [...all("", /^Pulumi\.(?!platform|first)[\w.-]+\.yaml$/), ...all("stacks"), ...all("refused")],
    },
    { file: "stages/qa.yaml", seeds: all("stages") },
    { file: "deployments/academy.yaml", seeds: all("deployments") },
    { file: "Pulumi.platform.yaml", seeds: [...all("", /^Pulumi\.platform.*\.yaml$/), ...all("platforms")] },
    { file: "release-map.yaml", seeds: [...all("", /^release-map\.yaml$/), ...all("maps")] },
    { file: "images.lock.yaml", seeds: [...all("", /^images\.lock\.yaml$/), ...all("locks")] },
    { file: "Pulumi.yaml", seeds: all("", /^Pulumi\.yaml$/) },
  ].map((one) => ({ project, ...one }));
});

/** Texts that could stand in these files of the full project. */
export const seedsOf = (...files: readonly string[]): readonly string[] =>
  targets
    .filter(({ project, file }) => project === "full" && files.includes(file))
    .flatMap(({ seeds }) => seeds);

/** A copy of a project of which one file at a time is something else. */
export class Folder {
  readonly root = mkdtempSync(join(tmpdir(), "arboretum-fuzz-"));
  readonly #right = new Map<string, Buffer>();

  constructor(project: ProjectName) {
    const { root } = PROJECTS[project];
    const files = readdirSync(root).filter((one) => WRITTEN.test(one));
    const folders = FOLDERS.filter((one) => existsSync(join(root, one)));
    for (const name of [...files, ...folders])
      cpSync(join(root, name), join(this.root, name), { recursive: true });
    for (const { file } of targets) this.#right.set(file, readFileSync(join(this.root, file)));
  }

  /** What all that reads files makes of them as they are. */
  asItIs(): Answer {
    return answerOf(this.root);
  }

  /** What all that reads files makes of one of them. Throws what it throws. */
  read(file: string, bytes: Uint8Array): Answer {
    writeFileSync(join(this.root, file), bytes);
    try {
      return this.asItIs();
    } finally {
      writeFileSync(join(this.root, file), this.#right.get(file) ?? "");
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** One copy of each project. */
export function copies(): { readonly [Name in ProjectName]: Folder } & { readonly remove: () => void } {
  const folders = { shipped: new Folder("shipped"), full: new Folder("full") };
  return {
    ...folders,
    remove: () => {
      for (const name of names) folders[name].remove();
    },
  };
}

export interface Answer {
  readonly problems: readonly Problem[];
  readonly blueprints: number;
  /** Everything that people and machines would be shown. */
  readonly said: string;
}

function answerOf(root: string): Answer {
  const io = { now: () => new Date("2026-11-21T12:00:00Z") };
  // Of a command a survey asks nothing but its folder, the day and the clock.
  const call = { root, io, text: () => undefined } as unknown as Parameters<typeof survey>[0];
  const { project, problems: shared, compositions } = survey(call, ["qa", "platform"]);
  const problems = [...shared, ...compositions.flatMap((one) => one.problems)];
  const said = [
    problemsText(problems, plain),
    JSON.stringify(sarif(problems)),
    markdown([], problems, undefined, []),
    project.map ? matrixText(matrix(project.map, project.lock), plain) : "",
  ];
  return {
    problems,
    blueprints: compositions.filter(({ blueprint }) => blueprint !== undefined).length,
    said: said.join("\n"),
  };
}

const TRACE = /^\s+at .*:\d+:\d+\)?$/m;
/** What JavaScript says when nobody caught it, and people should never read. */
const INTERNALS =
  /Cannot read properties|is not a function|is not iterable|Maximum call stack|\[object Object\]|\bNaN\b/;
const LONGEST_MESSAGE = 4000;

/** What is wrong with an answer, if anything is. */
export function faultOf({ problems, blueprints, said }: Answer, input: string): string | undefined {
  if (blueprints < 2 && !problems.some(isError)) return "There is no blueprint, and nobody says why.";
  if (TRACE.test(said) && !TRACE.test(input)) return "A trace is shown.";
  const [internal] = INTERNALS.exec(said) ?? [];
  if (internal !== undefined && !input.includes(internal)) return `It says ${JSON.stringify(internal)}.`;
  const endless = problems.find(
    ({ message, remedy = "" }) => message.length + remedy.length > LONGEST_MESSAGE,
  );
  if (endless !== undefined) return `A message of ${endless.message.length} characters (${endless.rule}).`;
  const odd = problems.find(
    ({ place }) => place !== undefined && !((place.line ?? 1) >= 1 && (place.column ?? 1) >= 1),
  );
  if (odd !== undefined) return `A place that does not exist (${odd.rule}).`;
  if (({} as { polluted?: unknown }).polluted !== undefined) return "It changed what every object inherits.";
  return undefined;
}
