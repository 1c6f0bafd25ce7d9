import type { Settings } from "../../settings/settings.ts";
import { secret } from "../../vocabulary/late.ts";
import { bytesOf } from "../../vocabulary/quantity.ts";
import type { RdsStore } from "../../vocabulary/store.ts";
import { identifierOf, placeOf } from "./amazon.ts";
import { CERTIFICATE } from "./rdsAuthority.ts";
import type { StoreContext } from "./store.ts";

type Said = Extract<Settings["stores"]["mysql"], { readonly driver: "rds" }>;

/** Its administrator. What Amazon itself does there, it does as another. */
export const RDS_ADMINISTRATOR = "admin";

/** Lines of MySQL that Amazon runs (aws-sdk: `describe-db-engine-versions` of the engine `mysql`; 5.7 is past its end). */
export const RDS_LINES = ["8.0", "8.4"] as const;

/** `8.4.11` is of the line `8.4`. */
export const lineOf = (version: string): string => version.split(".").slice(0, 2).join(".");

/** The longest name that a server of RDS may have. */
const LONGEST = 63;

/** MySQL that Amazon runs, in the line of the release. */
export function rds(context: StoreContext, said: Said): RdsStore {
  const { version, arguments: released } = context.server("mysql");
  const { host, port } = context.stores.mysql;
  const line = lineOf(version);
  return {
    kind: "mysql",
    driver: "rds",
    name: "mysql",
    host,
    port,
    place: placeOf(context),
    identifier: identifierOf(context, "mysql", LONGEST),
    version: said.version ?? line,
    family: `mysql${line}`,
    parameters: {
      ...parametersOf(released),
      max_connections: String(said.maxConnections),
      require_secure_transport: "ON",
    },
    user: RDS_ADMINISTRATOR,
    certificate: CERTIFICATE.identifier,
    password: secret("mysql/root"),
    class: said.class,
    storage: gibibytes(said.storage),
    ...(said.mostStorage ? { mostStorage: gibibytes(said.mostStorage) } : {}),
    standby: said.zones === 2,
    pastDays: said.pastDays,
    majorUpgrade: said.majorUpgrade,
    keep: context.settings.keep.data,
    maxConnections: said.maxConnections,
  };
}

export const gibibytes = (size: string): number => Math.ceil(bytesOf(size) / 1024 ** 3);

/** What a release starts MySQL with, in the words of a group of parameters. */
const PARAMETERS: Readonly<Record<string, string | { readonly not: string }>> = {
  "character-set-server": "character_set_server",
  "collation-server": "collation_server",
  "binlog-expire-logs-seconds": { not: "Amazon keeps the logs for as long as it needs them" },
  "mysql-native-password": { not: "our users log in by the way that the server has for new ones" },
};

function parametersOf(released: readonly string[]): Readonly<Record<string, string>> {
  const entries = released.flatMap((argument) => {
    const [name = "", value = ""] = argument.replace(/^--/, "").split("=");
    const known = PARAMETERS[name];
    if (known === undefined) throw new Error(`nobody has said what ${argument} is on RDS`);
    return typeof known === "string" ? [[known, value]] : [];
  });
  return Object.fromEntries(entries);
}
