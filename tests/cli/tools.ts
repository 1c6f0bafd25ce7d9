import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Call, Io } from "../../src/cli/command.ts";
import { plain } from "../../src/cli/paint.ts";

/** What a stand-in answers to arguments that start with a text, and how it ends. The first that fits counts. */
export interface Answer {
  readonly to: string;
  readonly out?: string;
  readonly err?: string;
  readonly code?: number;
}

/** A folder of executables that only pretend. */
export interface FakeTools {
  readonly path: string;
  /** Every command line that was used, in order, with the variables of Pulumi in front. */
  readonly used: () => readonly string[];
  readonly remove: () => void;
}

export function fakeTools(tools: Readonly<Record<string, readonly Answer[]>>): FakeTools {
  const path = mkdtempSync(join(tmpdir(), "arboretum-tools-"));
  const log = join(path, "used.txt");
  writeFileSync(log, "");
  for (const [name, answers] of Object.entries(tools)) {
    mkdirSync(join(path, "answers", name), { recursive: true });
    const cases = answers.map(({ to, out = "", err = "", code = 0 }, index) => {
      const file = join(path, "answers", name, String(index));
      writeFileSync(`${file}.out`, out);
      writeFileSync(`${file}.err`, err);
      return `  "${to}"*) /bin/cat "${file}.out"; /bin/cat "${file}.err" >&2; exit ${code};;`;
    });
    const script = [
      "#!/bin/sh",
      `echo "\${PULUMI_K8S_UPSERT_EXISTING_OBJECTS:+upsert }${name} $*" >> "${log}"`,
      'case "$*" in',
      ...cases,
      "esac",
      `echo "${name} does not know: $*" >&2`,
      "exit 64",
      "",
    ].join("\n");
    writeFileSync(join(path, name), script);
    chmodSync(join(path, name), 0o755);
  }
  return {
    path,
    used: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export interface Use {
  readonly root: string;
  readonly path: string;
  readonly arguments?: readonly string[];
  readonly texts?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** One use of a command, and what it printed. */
export function use({ root, path, arguments: given = [], texts = {}, flags = [], environment = {} }: Use) {
  const printed = { out: "", err: "" };
  const io: Io = {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    cwd: root,
    environment: { PATH: path, ...environment },
    terminal: { out: false, err: false },
    now: () => new Date("2026-11-21T12:00:00Z"),
  };
  const call: Call = {
    io,
    root,
    arguments: given,
    text: (option) => texts[option],
    flag: (option) => flags.includes(option),
    paint: plain,
    commands: async () => [],
    progress: () => {},
  };
  return { call, printed };
}
