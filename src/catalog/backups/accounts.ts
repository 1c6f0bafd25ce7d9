import type { SecretNeed } from "../application.ts";
import type { Context } from "../context.ts";
import { calledOn } from "../stores/shared.ts";
import type { Dumped } from "./servers.ts";

/** Who reads what is saved, and who fills it again on a server where nobody of the deployment is administrator. */
const USERS = { reader: "backup", keeper: "restore" } as const;

/** What the account that dumps is called on a server that is nobody else's. */
export const READER = USERS.reader;

/** What an account is called: on a server that deployments share its name says whose it is. */
export const accountOn = (store: Dumped, who: keyof typeof USERS, context: Context): string =>
  calledOn(store, { name: "", user: USERS[who] }, context).user;

export const readerSecret = (store: Dumped): string => `backup/${store}`;
/** On a server of the deployment's own its administrator restores. */
const keeperSecret = (store: Dumped): string => `backup/${store}-keeper`;

/** The account that restores on a server of others, and its secret: where nobody has made one for it, the one that reads. */
export function restorerOn(
  store: Dumped,
  context: Context,
): { readonly user: string; readonly secret: string } {
  return isSharedWith(store, context.settings)
    ? { user: accountOn(store, "keeper", context), secret: keeperSecret(store) }
    : { user: accountOn(store, "reader", context), secret: readerSecret(store) };
}

/** The secret that only such a server asks for. */
export const keeperSecrets = (store: Dumped, settings: Context["settings"]): readonly SecretNeed[] =>
  settings.backups && isSharedWith(store, settings)
    ? [{ name: keeperSecret(store), shape: { kind: "password", length: 32 }, loss: "cheap" }]
    : [];

const isSharedWith = (store: Dumped, { stores }: Context["settings"]): boolean =>
  stores[store].driver === "shared";

/** The accounts that a Job of the platform makes, where the deployment may not: each with its secret. */
export function accountsMadeFor(
  store: Dumped,
  context: Context,
): readonly { readonly who: keyof typeof USERS; readonly user: string; readonly secret: string }[] {
  if (context.settings.backups === undefined || !isSharedWith(store, context.settings)) return [];
  return [
    { who: "reader", user: accountOn(store, "reader", context), secret: readerSecret(store) },
    { who: "keeper", user: accountOn(store, "keeper", context), secret: keeperSecret(store) },
  ];
}
