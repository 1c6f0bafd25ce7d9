import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import type { Rendering } from "../../render/rendering.ts";
import { readState } from "../recover/state.ts";

const checksum = (text: string): string => createHash("sha256").update(text).digest("hex");
const besides = (file: string): string => `${file}.sha256`;

/** What is wrong with a copy of a state, one sentence each. Nothing: everything that nobody can make again is in it, and closed. */
export function flawsOf(text: string, rendering: Rendering, from: string): readonly string[] {
  const { stack, project } = rendering;
  const { state, problems } = readState(text, { stack, project, from });
  if (state === undefined || problems.length > 0) return problems.map(({ message }) => message);
  const there = new Set(state.resources.filter(({ doomed }) => !doomed).map(({ urn }) => urn));
  const missing = irreplaceable(rendering).filter((urn) => !there.has(urn));
  return [
    ...(missing.length === 0
      ? []
      : [
          `It lacks ${missing.map((urn) => urn.split("::").at(-1)).join(", ")}, which nobody can make again.`,
        ]),
    // What `pulumi stack export --show-secrets` writes, which is no copy for keeping.
    ...(/"plaintext"\s*:/.test(text) ? ["Its secrets stand open in it."] : []),
  ];
}

/** Secrets that the program protects: with their resources in the state goes what they are made of. */
const irreplaceable = ({ resources }: Rendering): readonly string[] =>
  resources
    .filter(({ type, custom, options }) => custom && options.protect && /^(?:random|tls):/.test(type))
    .map(({ urn }) => urn);

/** The newest copy of a stack in a folder. */
function newestIn(folder: string, stack: string): string | undefined {
  const named = new RegExp(`^${stack.replaceAll(".", "\\.")}-\\d{8}T\\d{6}Z\\.json$`);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => named.test(name)) : [];
  const newest = names.sort().at(-1);
  return newest === undefined ? undefined : join(folder, newest);
}

/** Writes a copy with its checksum, complete or not at all. What is as it was the last time is not written again. */
export function keepCopy(
  folder: string,
  { stack, text, moment }: { readonly stack: string; readonly text: string; readonly moment: Date },
): { readonly file: string; readonly isNew: boolean } {
  const before = newestIn(folder, stack);
  if (before !== undefined && readFileSync(before, "utf8") === text) return { file: before, isNew: false };
  mkdirSync(folder, { recursive: true });
  const stamp = moment.toISOString().replace(/[-:]|\.\d+/g, "");
  const file = join(folder, `${stack}-${stamp}.json`);
  // As `sha256sum --check` reads it.
  writeFileSync(besides(file), `${checksum(text)}  ${basename(file)}\n`);
  const fresh = join(folder, `.${basename(file)}.${process.pid}`);
  writeFileSync(fresh, text, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
  return { file, isNew: true };
}

/** Whether a copy is what was written, as far as its checksum is beside it. */
export function isWhole(file: string, text: string): boolean | undefined {
  if (!existsSync(besides(file))) return undefined;
  return readFileSync(besides(file), "utf8").split(" ")[0] === checksum(text);
}
