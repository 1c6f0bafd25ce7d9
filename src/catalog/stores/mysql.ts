import { component } from "../../vocabulary/connection.ts";
import { bytesOf } from "../../vocabulary/quantity.ts";
import type { Database } from "../../vocabulary/store.ts";
import type { Preparation } from "../../vocabulary/workload.ts";
import type { SecretNeed } from "../application.ts";
import {
  CREDENTIALS,
  credentials,
  databasesAt,
  FIRST_START,
  password,
  type StoreContext,
  type StorePart,
  scriptPreparation,
  serverResources,
  volume,
} from "./store.ts";

const ROOT = "mysql/root";
const DATABASES = "mysql-databases";

export const mysqlSecrets = (databases: readonly Database[]): readonly SecretNeed[] => [
  { ...password(ROOT), lasting: FIRST_START },
  ...databases.map((database) => password(database.password)),
];

/** MySQL: accounts, enrolments, grades, and whatever else Django keeps. */
export function mysql(context: StoreContext): StorePart {
  const said = context.settings.stores.mysql;
  const { host, port, endpoint } = context.stores.mysql;
  const { image, arguments: released } = context.server("mysql");
  // What is left is for connections and sorting. Without this the server takes 128 MiB, whatever it is given.
  const bufferPool = Math.floor(bytesOf(said.memory) / 2);
  return {
    store: {
      kind: "mysql",
      driver: "single",
      name: host,
      port,
      image,
      arguments: [
        ...released,
        `--max-connections=${said.maxConnections}`,
        `--innodb-buffer-pool-size=${bufferPool}`,
      ],
      resources: serverResources(said.memory, "500m"),
      volume: volume(context, "mysql-data", said.volume),
      maxConnections: said.maxConnections,
      credentials: credentials("mysql-credentials", context, ROOT, []),
    },
    preparations: [databasesOf(context, image)],
    connections: [{ from: component(DATABASES), to: endpoint, port, why: "creates databases and users" }],
    hosts: [],
  };
}

function databasesOf(context: StoreContext, image: string): Preparation {
  const { mysql } = context.databases;
  return scriptPreparation(DATABASES, {
    needs: "mysql",
    works: databasesAt(mysql, context),
    image,
    command: ["bash", "-euc", mysqlScript(context.stores.mysql.host, mysql)],
    environment: {},
    user: { uid: 999, gid: 999 },
    files: credentials(DATABASES, context, ROOT, mysql),
    path: CREDENTIALS,
  });
}

/** Creates what is missing and sets every password to what it should be. Never drops anything. */
export const mysqlScript = (host: string, databases: readonly Database[]): string =>
  [
    `export MYSQL_PWD="$(cat ${CREDENTIALS}/root)"`,
    `until mysqladmin ping --host=${host} --user=root --silent; do sleep 2; done`,
    // A password that somebody gave may hold a quote.
    `quoted() { sed -e 's/\\\\/\\\\\\\\/g' -e "s/'/''/g" "$1"; }`,
    `mysql --host=${host} --user=root <<SQL`,
    ...databases.flatMap(created),
    "SQL",
    ...databases.flatMap((database) => renewed(host, database)),
  ].join("\n");

const account = ({ user }: Database): string => `'${user}'@'%'`;
const identified = ({ user }: Database): string => `IDENTIFIED BY '$(quoted ${CREDENTIALS}/${user})'`;

function created(database: Database): string[] {
  // In a grant an underscore stands for any character, and `edxapp_csmh` would open a neighbour's database.
  const pattern = database.name.replaceAll("_", "\\\\_");
  return [
    `CREATE DATABASE IF NOT EXISTS \\\`${database.name}\\\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    `CREATE USER IF NOT EXISTS ${account(database)} ${identified(database)};`,
    `GRANT ALL PRIVILEGES ON \\\`${pattern}\\\`.* TO ${account(database)};`,
  ];
}

/** The password before stays good until the next change, so that pods that have it go on; saying the same twice would end it. */
const renewed = (host: string, database: Database): string[] => [
  `if ! MYSQL_PWD="$(cat ${CREDENTIALS}/${database.user})" mysql --host=${host} --user=${database.user} --execute='SELECT 1' >/dev/null; then`,
  `  mysql --host=${host} --user=root <<SQL`,
  `ALTER USER ${account(database)} ${identified(database)} RETAIN CURRENT PASSWORD;`,
  "SQL",
  "fi",
];
