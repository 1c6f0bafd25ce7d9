import { type AnyStore, addressesOf, isExternal, STORES } from "../catalog/addresses.ts";
import { READER, readerSecret } from "../catalog/backups/accounts.ts";
import { type Capability, capabilities, capabilityOf } from "../catalog/stores/capabilities.ts";
import { SHARED_STORES, type SharedServer } from "../catalog/stores/shared.ts";
import { error, type Problem } from "../documents/problem.ts";
import { setLine } from "../settings/encrypted.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { SharedStores } from "../settings/sections/sharedStores.ts";
import type { Settings } from "../settings/settings.ts";
import type { Database } from "../vocabulary/store.ts";
import { type Want, wantProblems } from "./offers.ts";
import { type Project, platformSettingsOf } from "./project.ts";
import { sizeProblems } from "./storeSizes.ts";

type Databases = Readonly<Record<"mysql" | "mongodb", readonly Database[]>>;

/** What stands against the stores as the settings want them. */
export const storeProblems = (
  project: Project,
  databases: Databases,
  loaded: LoadedDeployment,
  settings: Settings,
): readonly Problem[] => [
  ...(["mysql", "mongodb"] as const).flatMap((store) =>
    unknownPasswords(store, databases[store], loaded, settings),
  ),
  ...SHARED_STORES.flatMap((store) => nobodysServer(store, ["stores", store], project, loaded, settings)),
  ...nobodysServer("objectStorage", ["objectStorage"], project, loaded, settings),
  ...searchKeyUnsaid(loaded, settings),
  ...besideTheCache(loaded, settings),
  ...sizeProblems(loaded, settings),
  ...wantProblems(
    project,
    loaded,
    settings,
    STORES.flatMap((store) => wantOf(store, settings)),
  ),
];

function wantOf(store: AnyStore, settings: Settings): readonly Want[] {
  const { needs } = capabilityOf(settings, store);
  if (needs === undefined) return [];
  const drivers: Readonly<Record<string, Capability>> = capabilities[store];
  const others = Object.keys(drivers).filter((name) => drivers[name]?.needs === undefined);
  return [
    {
      part: needs,
      who: `The driver ${settings.stores[store].driver} of ${store} is kept by an operator`,
      otherwise: `choose another driver: ${others.join(", ")}`,
      path: ["stores", store, "driver"],
    },
  ];
}

/** The servers that the platform of a deployment has for many. */
export const sharedOf = (project: Project, settings: Settings): SharedStores =>
  platformSettingsOf(project, settings)?.sharedStores ?? {};

function nobodysServer(
  store: SharedServer,
  section: readonly string[],
  project: Project,
  loaded: LoadedDeployment,
  settings: Settings,
): readonly Problem[] {
  const { driver } = store === "objectStorage" ? settings.objectStorage : settings.stores[store];
  if (driver !== "shared" || sharedOf(project, settings)[store]) return [];
  const { platform } = settings.cluster;
  return [
    error("store-not-shared", {
      ...saidAt(loaded, [...section, "driver"]),
      message: `${platform === "none" ? "A bare cluster" : platform} shares no ${store}.`,
      remedy: `Name one in arboretum:sharedStores.${store} of ${platform === "none" ? "a platform stack" : project.settingsOf(platform).file}: where it is, its networks, and who administers it. Or choose another driver.`,
    }),
  ];
}

/** What a full cache evicts may be anything that its server holds: who is logged in, and tasks that nobody has begun. */
function besideTheCache(loaded: LoadedDeployment, { stores }: Settings): readonly Problem[] {
  if (!isExternal(stores.cache)) return [];
  const { cache, ...others } = addressesOf({ stores });
  return (["sessions", "broker", "events"] as const).flatMap((store) => {
    const { host, port } = others[store];
    if (!isExternal(stores[store]) || host !== cache.host || port !== cache.port) return [];
    return [
      error("store-evicted", {
        ...saidAt(loaded, ["stores", store, "host"]),
        message: `The cache is at ${host}:${port} too, and a cache that is full evicts what else is there.`,
        remedy: "Write another server, which evicts nothing (maxmemory-policy noeviction).",
      }),
    ];
  });
}

/** The key of a search server of many is computed from its master key, which no stack of a deployment has. */
function searchKeyUnsaid(loaded: LoadedDeployment, { stores }: Settings): readonly Problem[] {
  const { search } = stores;
  if (search.driver !== "shared" || search.key !== undefined) return [];
  const path = ["stores", "search"];
  return [
    error("search-key-unsaid", {
      ...saidAt(loaded, path),
      message:
        "The key of this deployment is computed from the master key of the server, and no stack of a deployment has that.",
      remedy: `npx arboretum search-key ${loaded.stack} | ${setLine([...path, "key"], loaded.stack)}`,
    }),
  ];
}

/** Where nobody of ours may create users, a password that is made here is one that the server has never heard of. */
function unknownPasswords(
  store: "mysql" | "mongodb",
  databases: readonly Database[],
  loaded: LoadedDeployment,
  { stores, secrets, backups }: Settings,
): readonly Problem[] {
  const said = stores[store];
  if (!isExternal(said) || said.administrator !== undefined) return [];
  const saving = backups ? [{ user: READER, password: readerSecret(store) }] : [];
  const made = [...databases, ...saving].filter(({ password }) => secrets.given[password] === undefined);
  if (made.length === 0) return [];
  const users = made.map(({ user }) => user).join(", ");
  return [
    error("store-password-unknown", {
      ...saidAt(loaded, ["stores", store]),
      message: `Nobody of ours may create users on ${said.host}, so that it does not know the passwords of ${users}.`,
      remedy: `Name an administrator, or give the passwords: ${made.map(({ password }) => setLine(["secrets", "given", password], loaded.stack)).join("; ")}`,
    }),
  ];
}
