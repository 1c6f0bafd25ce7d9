import { secret, type Tree } from "../../vocabulary/late.ts";
import type { Database } from "../../vocabulary/store.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import { calledOn } from "../stores/shared.ts";

/** Encrypted, and to nobody else. The client of MySQL judges a certificate only by a file that it is shown. */
function encrypted({ mysql: { tls } }: Context["stores"]): Readonly<Record<string, Tree>> {
  if (tls === undefined) return {};
  return tls.file ? { ssl_mode: "VERIFY_IDENTITY", ssl: { ca: tls.file } } : { ssl_mode: "REQUIRED" };
}

/** A connection of Django to one database. */
export const connection = (
  context: Context,
  database: Database,
  extra: Readonly<Record<string, Tree>> = {},
): Tree => {
  const { stores } = context;
  const { name, user } = calledOn("mysql", database, context);
  return {
    ENGINE: "django.db.backends.mysql",
    HOST: stores.mysql.host,
    PORT: stores.mysql.port,
    NAME: name,
    USER: user,
    PASSWORD: secret(database.password),
    CONN_MAX_AGE: 0,
    OPTIONS: { init_command: "SET sql_mode='STRICT_TRANS_TABLES'", charset: "utf8mb4", ...encrypted(stores) },
    ...extra,
  };
};

/**
 * The database of the platform, and beside it the one for the history of learners' answers, which grows without end and
 * is migrated on its own.
 */
export const databases = (context: Context, platform: Database, history: Database): Contribution => ({
  source: "catalog: databases",
  values: {
    DATABASES: {
      default: connection(context, platform, { ATOMIC_REQUESTS: true }),
      student_module_history: connection(context, history),
    },
  },
});
