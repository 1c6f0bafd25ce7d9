import { quoted, text } from "../../../vocabulary/content.ts";
import { secret } from "../../../vocabulary/late.ts";
import type { Context } from "../../context.ts";
import { authorityEntry, WATCHER, watched, watcherSecret } from "../watcher.ts";
import { CREDENTIALS, type Exporter, isMeasured, small, toStore } from "./exporter.ts";

const NAME = "mysql-exporter";

/** What of its certificate is looked at, in the words of Go's driver. */
function judged({ stores: { mysql } }: Context): string {
  if (mysql.tls === undefined) return "";
  if (mysql.tls.unverified) return "tls = skip-verify\n";
  return mysql.tls.authority ? `ssl-ca = ${CREDENTIALS}/authority.pem\n` : "tls = true\n";
}

export const mysqlExporter: Exporter = {
  name: NAME,
  producer: "mysql",
  present: (context) => isMeasured(context) && watched("mysql", context),
  image: "docker.io/prom/mysqld-exporter:v0.19.0",
  port: 9104,
  resources: small(),
  run: () => ({
    args: [`--config.my-cnf=${CREDENTIALS}/my.cnf`],
    mounts: [{ from: "files", files: NAME, path: CREDENTIALS }],
  }),
  files: (context) => ({
    [NAME]: {
      "my.cnf": text(
        `[client]\nhost = ${context.stores.mysql.host}\nport = ${context.stores.mysql.port}\nuser = ${WATCHER}\n`,
        judged(context),
        // Its parser knows quotes around a value, and no way to write one inside.
        "password = ",
        quoted(secret(watcherSecret("mysql"))),
        "\n",
      ),
      ...authorityEntry("mysql", context),
    },
  }),
  asks: (context) => toStore(NAME, "mysql", context),
  pages: () => [{ path: "/metrics" }],
};
