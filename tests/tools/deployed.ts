import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { output } from "@pulumi/pulumi";
import { fileText } from "../../src/components/pods/content.ts";
import { serviceOf } from "../house.ts";
import { measured, monitoringOf } from "../monitoring/measured.ts";
import { folderWith } from "./tool.ts";

export const blueprint = measured();
const { workers, files } = serviceOf(blueprint, "exporters");

/** Of the exporter of MySQL, whose file knows no way to write a quote or a backslash: those that we make have none. */
export const PASSWORD = "it's # a ; password";

const written = (content: Parameters<typeof fileText>[0]): Promise<string> =>
  new Promise((done) => void output(fileText(content, () => PASSWORD)).apply(done));

/** Arguments of an exporter, and a folder with its files, as its pod has them; addresses are those of this machine. */
export async function asDeployed(name: string, moved: Readonly<Record<string, string>>) {
  const pod = workers.find((worker) => worker.name === name)?.pod;
  if (pod === undefined) throw new Error(`there is no ${name}`);
  const folder = folderWith({});
  const here = (text: string): string =>
    Object.entries(moved).reduce((all, [from, to]) => all.replaceAll(from, to), text);
  let args = (pod.args ?? pod.command ?? []).map(here);
  for (const mount of pod.mounts) {
    if (mount.from !== "files") continue;
    const place = join(folder, mount.path);
    mkdirSync(place, { recursive: true });
    const { entries = {} } = files.find((one) => one.name === mount.files) ?? {};
    for (const [file, content] of Object.entries(entries))
      writeFileSync(join(place, file), here(await written(content)));
    args = args.map((one) => one.replaceAll(mount.path, place));
  }
  return { args, folder };
}

export const pagesOf = (component: string) => {
  const found = monitoringOf(blueprint).monitors.find((one) => one.component === component);
  if (found === undefined) throw new Error(`nobody asks ${component}`);
  return found.pages;
};
