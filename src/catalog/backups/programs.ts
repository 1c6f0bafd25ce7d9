import { readdirSync, readFileSync } from "node:fs";
import { type Content, text } from "../../vocabulary/content.ts";

const FOLDER = new URL("./programs/", import.meta.url);

/** Where the containers of a backup find the programs. */
export const PROGRAMS = "/run/backup/programs";

const read = (name: string): Content => text(readFileSync(new URL(name, FOLDER), "utf8"));

/** Everything that runs in the pods of backups, by file name. */
export const programs: Readonly<Record<string, Content>> = Object.fromEntries(
  readdirSync(FOLDER)
    .sort()
    .map((name) => [name, read(name)]),
);
