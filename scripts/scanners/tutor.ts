import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { run } from "../../src/render/processes.ts";
import { Unavailable } from "./tools.ts";

/** Plugins that add an application, by the name that it has here. LMS, Studio and their stores need none. */
const PLUGINS: Readonly<Record<string, string>> = {
  credentials: "credentials",
  discovery: "discovery",
  forum: "forum",
  mfe: "mfe",
  minio: "minio",
  notes: "notes",
};

export const everyPlugin: readonly string[] = Object.values(PLUGINS);

/** The plugins for those of some applications that have one. */
export const pluginsFor = (applications: readonly string[]): readonly string[] =>
  applications.flatMap((name) => PLUGINS[name] ?? []);

export interface TutorManifests {
  readonly file: string;
  readonly folder: string;
  readonly objects: number;
}

/** What `tutor k8s` would apply with some plugins: a new configuration in a folder that is there for this alone. */
export async function tutorManifests(
  tutor: string,
  plugins: readonly string[],
  scratch: string,
): Promise<TutorManifests> {
  const root = join(scratch, "root");
  const folder = join(scratch, "manifests");
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, TUTOR_ROOT: root, TUTOR_PLUGINS_ROOT: join(scratch, "plugins") };
  const must = async (program: string, ...args: readonly string[]): Promise<string> => {
    const { code, out, err, missing } = await run(program, args, { cwd: scratch, env });
    if (missing) throw new Unavailable(`There is no ${program} on the PATH.`);
    if (code !== 0)
      throw new Unavailable(`${program} ${args.join(" ")} fails: ${(err || out).trim().split("\n").at(-1)}`);
    return out;
  };
  await must("kubectl", "version", "--client");
  // A new configuration has some of them on by itself.
  await must(tutor, "plugins", "disable", "all");
  if (plugins.length > 0) await must(tutor, "plugins", "enable", ...plugins);
  await must(tutor, "config", "save");
  const text = await must("kubectl", "kustomize", join(root, "env"));
  const file = join(folder, "tutor.yaml");
  writeFileSync(file, text);
  return { file, folder, objects: parseAllDocuments(text).length };
}
