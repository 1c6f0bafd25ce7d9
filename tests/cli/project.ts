import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { ExitCode } from "../../src/cli/command.ts";
import { run } from "../../src/cli/run.ts";

export const repository = join(import.meta.dirname, "../..");

const SHIPPED = [
  "Pulumi.yaml",
  "Pulumi.platform.yaml",
  "Pulumi.ci.yaml",
  "Pulumi.qa.yaml",
  "Pulumi.production.yaml",
  "release-map.yaml",
  "images.lock.yaml",
  "deployments",
  "stages",
];

type Files = Readonly<Record<string, string | Uint8Array | null>>;

/** A copy of the shipped project with other contents in some files; `null` leaves a file out. Gone after the test. */
export function project(files: Files = {}): string {
  const root = copyOf(files);
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** The same for whoever removes it. */
export function copyOf(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "arboretum-cli-")));
  for (const name of SHIPPED) cpSync(join(repository, name), join(root, name), { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    if (content === null) rmSync(join(root, file), { recursive: true });
    else writeFileSync(join(root, file), content);
  }
  return root;
}

export interface Ended {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

export interface World {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly now?: () => Date;
}

/** Runs a command line in this process. */
export async function arboretum(argv: readonly string[], world: World): Promise<Ended> {
  const said = { out: "", err: "" };
  const { cwd, environment = {}, terminal = false, now = () => new Date("2026-11-21T12:00:00Z") } = world;
  const code = await run(argv, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    cwd,
    environment,
    terminal: { out: terminal, err: terminal },
    now,
  });
  return { code, ...said };
}
