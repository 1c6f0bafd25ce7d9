import { type AnyStore, addressesOf, isExternal, STORES } from "../catalog/addresses.ts";
import { READER, readerSecret } from "../catalog/backups/accounts.ts";
import { type Capability, capabilities, capabilityOf } from "../catalog/stores/capabilities.ts";
import { SHARED_STORES, type SharedServer } from "../catalog/stores/shared.ts";
import { error, type Problem } from "../documents/problem.ts";
import { setLine } from "../settings/encrypted.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Settings } from "../settings/settings.ts";
import type { Database } from "../vocabulary/store.ts";
import type { Draft } from "./draft.ts";
import { type Want, wantProblems } from "./offers.ts";
import { sizeProblems } from "./storeSizes.ts";

/** What stands against the stores as the settings want them. */
export function storeProblems(draft: Draft): readonly Problem[] {
  const { loaded, databases } = draft;
  return [
    ...(["mysql", "mongodb"] as const).flatMap((store) => unknownPasswords(store, databases[store], loaded)),
    ...SHARED_STORES.flatMap((store) => nobodysServer(store, ["stores", store], draft)),
    ...nobodysServer("objectStorage", ["objectStorage"], draft),
    ...searchKeyUnsaid(loaded),
    ...besideTheCache(loaded),
    ...sizeProblems(loaded),
    ...wantProblems(
      draft,
      STORES.flatMap((store) => wantOf(store, loaded.settings)),
    ),
  ];
}

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

function nobodysServer(
  store: SharedServer,
  section: readonly string[],
  { project, context, loaded }: Draft,
): readonly Problem[] {
  const { settings, shared } = context;
  const { driver } = store === "objectStorage" ? settings.objectStorage : settings.stores[store];
  if (driver !== "shared" || shared[store]) return [];
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
function besideTheCache(loaded: SettledDeployment): readonly Problem[] {
  const { stores } = loaded.settings;
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
function searchKeyUnsaid(loaded: SettledDeployment): readonly Problem[] {
  const { search } = loaded.settings.stores;
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
  loaded: SettledDeployment,
): readonly Problem[] {
  const { stores, secrets, backups } = loaded.settings;
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
