import { type AnyStore, isExternal, STORES } from "../catalog/addresses.ts";
import { type Capability, capabilities, capabilityOf } from "../catalog/stores/capabilities.ts";
import { error, type Problem } from "../documents/problem.ts";
import { setLine } from "../settings/encrypted.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import type { Database } from "../vocabulary/store.ts";
import { type Want, wantProblems } from "./offers.ts";
import type { Project } from "./project.ts";

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

/** Where nobody of ours may create users, a password that is made here is one that the server has never heard of. */
function unknownPasswords(
  store: "mysql" | "mongodb",
  databases: readonly Database[],
  { file, sourceOf, stack }: LoadedDeployment,
  { stores, secrets }: Settings,
): readonly Problem[] {
  const said = stores[store];
  if (!isExternal(said) || said.administrator !== undefined) return [];
  const made = databases.filter(({ password }) => secrets.given[password] === undefined);
  if (made.length === 0) return [];
  const path = ["stores", store];
  const users = made.map(({ user }) => user).join(", ");
  return [
    error("store-password-unknown", {
      place: { file, ...sourceOf(path) },
      path: `arboretum:${path.join(".")}`,
      message: `Nobody of ours may create users on ${said.host}, so that it does not know the passwords of ${users}.`,
      remedy: `Name an administrator, or give the passwords: ${made.map(({ password }) => setLine(["secrets", "given", password], stack)).join("; ")}`,
    }),
  ];
}
