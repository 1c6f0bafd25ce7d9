import { text } from "../../../vocabulary/content.ts";
import { secret } from "../../../vocabulary/late.ts";
import type { Context } from "../../context.ts";
import { authorityEntry, WATCHER, watched, watcherSecret } from "../watcher.ts";
import { CREDENTIALS, type Exporter, isMeasured, small, toStore } from "./exporter.ts";

const NAME = "mongodb-exporter";

function address({ stores: { mongodb } }: Context): string {
  const { host, port, tls } = mongodb;
  const options = new URLSearchParams({
    authSource: "admin",
    ...(tls ? { tls: "true" } : {}),
    ...(tls?.authority ? { tlsCAFile: `${CREDENTIALS}/authority.pem` } : {}),
  });
  return `mongodb://${host}:${port}/?${options}`;
}

/** Its image has no shell, and it reads its password from its environment alone. */
export const mongodbExporter: Exporter = {
  name: NAME,
  producer: "mongodb",
  present: (context) => isMeasured(context) && watched("mongodb", context),
  image: "docker.io/percona/mongodb_exporter:0.53.0",
  port: 9216,
  resources: small(),
  run: (context) => ({
    args: [
      `--mongodb.uri=${address(context)}`,
      `--mongodb.user=${WATCHER}`,
      "--collector.diagnosticdata",
      "--collector.replicasetstatus",
      "--collector.dbstats",
    ],
    secretEnvironment: { MONGODB_PASSWORD: { files: NAME, entry: "password" } },
    mounts: authorityEntry("mongodb", context)["authority.pem"]
      ? [{ from: "files", files: NAME, path: `${CREDENTIALS}/authority.pem`, only: "authority.pem" }]
      : [],
  }),
  files: (context) => ({
    [NAME]: { password: text(secret(watcherSecret("mongodb"))), ...authorityEntry("mongodb", context) },
  }),
  asks: (context) => toStore(NAME, "mongodb", context),
  pages: () => [{ path: "/metrics" }],
};
