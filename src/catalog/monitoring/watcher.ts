import { type Content, text } from "../../vocabulary/content.ts";
import type { SecretNeed } from "../application.ts";
import type { Context } from "../context.ts";
import { administratorOf } from "../stores/administrator.ts";

/** An account of MySQL and of MongoDB that sees how the server is, and no data. */
export const WATCHER = "exporter";

type Watched = "mysql" | "mongodb";

export const watcherSecret = (store: Watched): string => `${store}/exporter`;

/** Whether a Job of the deployment may create that account: on a server that many share nobody of one deployment may. */
export const watched = (store: Watched, context: Pick<Context, "settings" | "shared">): boolean =>
  administratorOf(store, context)?.password !== undefined;

export const watcherSecrets = (store: Watched, settings: Context["settings"]): readonly SecretNeed[] =>
  settings.monitoring !== undefined && watched(store, { settings, shared: {} })
    ? [{ name: watcherSecret(store), shape: { kind: "password", length: 32 }, loss: "cheap" }]
    : [];

/** The certificates that a server's own is signed by, where somebody gave any. */
export function authorityEntry(store: Watched, { stores }: Context): Readonly<Record<string, Content>> {
  const authority = stores[store].tls?.authority;
  return authority === undefined ? {} : { "authority.pem": text(authority) };
}
