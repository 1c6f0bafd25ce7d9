import { hash } from "node:crypto";
import { contentHash } from "../../vocabulary/content.ts";
import type { Database } from "../../vocabulary/store.ts";
import type { Context } from "../context.ts";

/** Namespace of the platform in which Jobs create databases on servers that deployments share. */
export const SHARED_NAMESPACE = "arboretum-stores";

/** Stores of which a deployment may have a part of a server of many. */
export const SHARED_STORES = ["mysql", "mongodb", "cache", "sessions", "broker", "search"] as const;
export type SharedStore = (typeof SHARED_STORES)[number];

/** Whatever of a server of many the platform stack may name. */
export const SHARED_SERVERS = [...SHARED_STORES, "objectStorage"] as const;
export type SharedServer = (typeof SHARED_SERVERS)[number];

/** What a deployment is called beside others: to a server, and in the namespace of their Jobs. */
export const guestName = ({ deployment, stage }: Pick<Context, "deployment" | "stage">): string =>
  `${deployment}-${stage}`;

/** Identifier of the key of a deployment on a Meilisearch of many: its value is computed from this and the master key. */
export function searchKeyUid(whose: Pick<Context, "deployment" | "stage">, generation: number): string {
  const digits = hash("sha256", `search/${guestName(whose)}/${generation}`);
  const [, one, two, three, four, five] = /^(.{8})(.{4})(.{3})(.{3})(.{12})/.exec(digits) ?? [];
  // The form of a UUID that somebody has drawn, which is what the server takes.
  return `${one}-${two}-4${three}-8${four}-${five}`;
}

/** Secret of that namespace with the administrator's password, under `password`. */
export const administratorSecret = (server: SharedServer): string =>
  `${server.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}-administrator`;

type Named = Pick<Context, "deployment" | "stage" | "settings">;

/** A user of MySQL has at most 32 characters. */
const LONGEST = 32;

function short(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 11)}_${contentHash(name)}`;
}

/** A database as its server knows it: on one that deployments share its name and its user's say whose it is. */
export function calledOn<Some extends Pick<Database, "name" | "user">>(
  store: "mysql" | "mongodb",
  database: Some,
  context: Named,
): Some {
  if (context.settings.stores[store].driver !== "shared") return database;
  const own = (name: string) => short(`${context.deployment}_${context.stage}_${name}`);
  return { ...database, name: own(database.name), user: own(database.user) };
}
