import type { Cluster } from "../../../sandbox/client.ts";
import { running } from "../../../sandbox/running.ts";
import { aligned } from "../table.ts";

/** What runs in some namespaces, for a person. Nothing where nothing runs. */
export async function tableOf(cluster: Cluster, namespaces: readonly string[]): Promise<string> {
  const all = await running(cluster, namespaces);
  if (all.length === 0) return "";
  const rows = aligned([
    ["namespace", "kind", "name", "ready", "image"],
    ...all.map(({ namespace, kind, name, ready, image }) => [namespace, kind, name, ready, image]),
  ]);
  return `\n${rows.join("\n")}\n`;
}
