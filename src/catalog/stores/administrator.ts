import { type Late, secret } from "../../vocabulary/late.ts";
import { isExternal } from "../addresses.ts";
import type { Context } from "../context.ts";
import { RDS_ADMINISTRATOR } from "./rds.ts";

/** Whoever may create databases and accounts on a server. */
export interface Administrator {
  readonly user: string;
  /** Absent where no Job of the deployment has it. */
  readonly password?: Late;
}

/** The administrator of a server, where anybody of ours knows one. */
export function administratorOf(
  store: "mysql" | "mongodb",
  { settings, shared }: Pick<Context, "settings" | "shared">,
): Administrator | undefined {
  const said = settings.stores[store];
  if (isExternal(said)) return said.administrator;
  // Of a server that is shared only the platform's own namespace has the password.
  if (said.driver === "shared") return { user: shared[store]?.administrator.user ?? "" };
  if (said.driver === "rds") return { user: RDS_ADMINISTRATOR, password: secret(`${store}/root`) };
  return { user: "root", password: secret(`${store}/root`) };
}
