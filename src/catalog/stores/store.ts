import { apiServer, type Connection, type Endpoint } from "../../vocabulary/connection.ts";
import { contentHash, type Files, files, text } from "../../vocabulary/content.ts";
import type { Host } from "../../vocabulary/host.ts";
import type { Late } from "../../vocabulary/late.ts";
import type { Database, ExternalStore, InstanceStore, Store, Volume } from "../../vocabulary/store.ts";
import type { Pod, Preparation, Resources } from "../../vocabulary/workload.ts";
import type { Address, AnyStore, OptionalStore } from "../addresses.ts";
import type { SecretNeed } from "../application.ts";
import type { Context } from "../context.ts";
import {
  administratorSecret,
  guestName,
  SHARED_NAMESPACE,
  SHARED_STORES,
  type SharedStore,
} from "./shared.ts";

/** A server as the release is published with it. */
export interface StoreServer {
  readonly image: string;
  readonly version: string;
  readonly arguments: readonly string[];
}

/** A server that somebody publishes: the kinds that a release names, and those that may stand in for one. */
export type ServerName = InstanceStore["kind"] | InstanceStore["driver"] | "percona" | "haproxy";

/** What stores may know beside what the whole catalogue may. */
export interface StoreContext extends Context {
  readonly server: (name: ServerName) => StoreServer;
  /** The databases that the applications of this deployment ask for. */
  readonly databases: { readonly mysql: readonly Database[]; readonly mongodb: readonly Database[] };
  /** The stores that an application asks for and not every deployment has. */
  readonly optional: readonly OptionalStore[];
  /** An image with a Python in it, which the cluster pulls anyway. */
  readonly python: string;
}

/** A store, and all that comes with it. */
export interface StorePart {
  readonly store: Store;
  readonly preparations: readonly Preparation[];
  readonly connections: readonly Connection[];
  readonly hosts: readonly Host[];
}

export const password = (name: string): SecretNeed => ({
  name,
  shape: { kind: "password", length: 32 },
  loss: "lockout",
});

export const FIRST_START = "The server keeps the password that it was first started with.";

/** A store is given what it asks for from the start: memory that it cannot get back later is a crash, not a slow day. */
export const serverResources = (memory: string, cpu: string): Resources => ({
  cpu: { request: cpu },
  memory: { request: memory, limit: memory },
  scratch: { request: "256Mi", limit: "1Gi" },
});

/** A client and a script, for a few seconds. */
const SCRIPT_RESOURCES: Resources = {
  cpu: { request: "100m" },
  memory: { request: "256Mi", limit: "512Mi" },
  scratch: { request: "64Mi", limit: "256Mi" },
};

export function volume({ settings }: Context, name: string, size: string): Volume {
  const { storageClass } = settings.cluster;
  return { name, size, keep: settings.keep.data, ...(storageClass ? { storageClass } : {}) };
}

/** A store that somebody else runs. */
export const outside = (
  kind: ExternalStore["kind"],
  name: AnyStore,
  { host, port }: Address,
): ExternalStore => ({ kind, driver: "external", name, host, port });

/** Pods that an operator makes, and that ask the API server. */
export const asks = (from: Endpoint): readonly Connection[] =>
  [443, 6443].map((port) => ({
    from,
    to: apiServer,
    port,
    why: "the API server says who else there is",
  }));

/** Where passwords are mounted, one a file: in an environment variable they would be in every crash report. */
export const CREDENTIALS = "/run/credentials";

/** Where a Job finds the password of the administrator of a server that deployments share. */
export const ADMINISTRATOR = "/run/administrator";

/** Passwords under the names of their users, and what else is read beside them. */
export const credentials = (
  name: string,
  { versionOf }: Context,
  passwords: Readonly<Record<string, Late>>,
  beside: Files["entries"] = {},
  owner?: string,
): Files =>
  files(
    name,
    "stable",
    { ...Object.fromEntries(Object.entries(passwords).map(([user, late]) => [user, text(late)])), ...beside },
    versionOf,
    owner,
  );

/** Databases, users and versions of passwords: what a Job that creates them works on. */
export const databasesAt = (databases: readonly Database[], { versionOf }: Context): string =>
  contentHash(databases.map((database) => ({ ...database, version: versionOf(database.password) })));

/** What a script in a Job runs in. */
interface Script extends Pick<Pod, "image" | "command" | "environment" | "user"> {
  /** Store that it works on, and what of it counts. */
  readonly needs: string;
  readonly works: string;
  /** What it reads, and where. */
  readonly files: Files;
  readonly path: string;
  /** On a server that deployments share: whose login it takes, and who it is there. */
  readonly shared?: { readonly store: SharedStore; readonly guest: string };
}

/** What a deployment calls itself where Jobs of others run beside its own. */
export const guestOf = (store: SharedStore, context: Context): string | undefined =>
  context.settings.stores[store].driver === "shared" ? guestName(context) : undefined;

/** Name of the component of a Job, where it runs. */
export function componentOf(name: string, context: Context): string {
  const [store = ""] = name.split("-");
  const known = SHARED_STORES.find((one) => one === store);
  const guest = known ? guestOf(known, context) : undefined;
  return guest ? `${guest}-${name}` : name;
}

/** One Job with one script that is safe to run again at any time. */
export function scriptPreparation(
  name: string,
  { needs, works, files, path, shared, ...run }: Script,
): Preparation {
  const pod: Pod = {
    ...run,
    resources: SCRIPT_RESOURCES,
    mounts: [
      { from: "files", files: files.name, path },
      { from: "scratch", name: "tmp", path: "/tmp", size: "64Mi" },
      ...(shared
        ? [{ from: "secret", secret: administratorSecret(shared.store), path: ADMINISTRATOR } as const]
        : []),
    ],
    grace: 30,
  };
  const called = shared ? `${shared.guest}-${name}` : name;
  return {
    name,
    ...(shared ? { elsewhere: SHARED_NAMESPACE, component: called } : {}),
    needs: [needs],
    files: [files],
    jobs: [{ name: called, works, longest: 900, retries: 5, pod }],
  };
}
