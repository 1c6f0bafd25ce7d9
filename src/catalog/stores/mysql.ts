import { type Connection, component, operators } from "../../vocabulary/connection.ts";
import { text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import { bytesOf } from "../../vocabulary/quantity.ts";
import { type Database, isElsewhere, type OperatedStore } from "../../vocabulary/store.ts";
import type { Preparation } from "../../vocabulary/workload.ts";
import { isExternal, type Tls, wayTo } from "../addresses.ts";
import type { SecretNeed } from "../application.ts";
import { accountsMadeFor, keeperSecrets } from "../backups/accounts.ts";
import type { Context } from "../context.ts";
import { isMeasured } from "../monitoring/exporters/exporter.ts";
import { WATCHER, watched, watcherSecret, watcherSecrets } from "../monitoring/watcher.ts";
import { mysqlDatabases } from "../shell/shell.ts";
import { administratorOf } from "./administrator.ts";
import { innodb, percona } from "./operatorImages.ts";
import { rds } from "./rds.ts";
import {
  ADMINISTRATOR,
  asks,
  CREDENTIALS,
  componentOf,
  credentials,
  databasesAt,
  FIRST_START,
  guestOf,
  outside,
  password,
  type StoreContext,
  type StorePart,
  scriptPreparation,
  serverResources,
  volume,
} from "./store.ts";

const ROOT = "mysql/root";
const DATABASES = "mysql-databases";
const SCRIPT = "create.sh";

export const mysqlSecrets = (
  settings: Context["settings"],
  databases: readonly Database[],
): readonly SecretNeed[] => [
  ...(isElsewhere(settings.stores.mysql) ? [] : [rootOf(settings)]),
  ...databases.map((database) => password(database.password)),
  ...watcherSecrets("mysql", settings),
  ...keeperSecrets("mysql", settings),
];

/** Amazon changes the password of its administrator with the setting; a server of ours has the one that it was made with. */
const rootOf = ({ stores }: Context["settings"]): SecretNeed =>
  stores.mysql.driver === "rds" ? password(ROOT) : { ...password(ROOT), lasting: FIRST_START };

/** MySQL: accounts, enrolments, grades, and whatever else Django keeps. */
export function mysql(context: StoreContext): StorePart {
  const said = context.settings.stores.mysql;
  const address = context.stores.mysql;
  const { image, arguments: released } = context.server("mysql");
  const comes = {
    preparations: [databasesOf(context, image)],
    connections: wayTo(address, component(componentOf(DATABASES, context)), "creates databases and users"),
    hosts: [],
  };
  if (isExternal(said) || said.driver === "shared") {
    const { driver, maxConnections } = said;
    return { store: { ...outside("mysql", "mysql", address), driver, maxConnections }, ...comes };
  }
  if (said.driver === "rds") return { store: rds(context, said), ...comes };
  // What is left is for connections and sorting. Without this the server takes 128 MiB, whatever it is given.
  const bufferPool = Math.floor(bytesOf(said.memory) / 2);
  const server = {
    kind: "mysql",
    name: "mysql",
    port: address.port,
    arguments: [
      ...released,
      `--max-connections=${said.maxConnections}`,
      `--innodb-buffer-pool-size=${bufferPool}`,
    ],
    resources: serverResources(said.memory, "500m"),
    volume: volume(context, "mysql-data", said.volume),
    maxConnections: said.maxConnections,
  } as const;
  if (said.driver !== "single")
    return cluster(said.driver, { ...server, host: address.host }, comes, context);
  const login = credentials("mysql-credentials", context, { root: secret(ROOT) });
  return { store: { ...server, driver: said.driver, image, credentials: login }, ...comes };
}

type Cluster = "innodbcluster" | "percona";
type Server = Omit<
  OperatedStore,
  "driver" | "image" | "beside" | "version" | "members" | "proxy" | "credentials"
>;

/** Three replicate as a group: fewer have no majority when one is gone. */
const MEMBERS = 3;

function cluster(
  driver: Cluster,
  server: Server,
  { connections, ...comes }: Omit<StorePart, "store">,
  context: StoreContext,
): StorePart {
  const { version, image } = context.server(driver === "percona" ? "percona" : "mysql");
  const root = secret(ROOT);
  const [servers, proxies, login] =
    driver === "percona"
      ? [
          { image, beside: percona.beside },
          { name: "mysql-haproxy", image: context.server("haproxy").image, replicas: 3 },
          { root },
        ]
      : [
          { image: innodb.server(version), beside: innodb.beside },
          { name: "mysql-router", image: innodb.router(version), replicas: 2 },
          { rootPassword: root },
        ];
  const beside = driver === "percona" ? {} : { rootUser: text("root"), rootHost: text("%") };
  const proxy = { ...proxies, resources: serverResources("512Mi", "250m") };
  const store: OperatedStore = {
    ...server,
    ...servers,
    driver,
    version,
    members: MEMBERS,
    proxy,
    // Not what the server before has: that one may stay, and an object that is there is not created again.
    credentials: credentials(`mysql-${driver}-credentials`, context, login, beside),
  };
  return { store, connections: [...connections, ...between(driver, proxy.name)], ...comes };
}

/** Ports by which instances, and what stands before them, know of each other. */
const PORTS: Readonly<Record<Cluster, readonly number[]>> = {
  innodbcluster: [3306, 33060, 33061],
  percona: [3306, 33060, 33061, 33062],
};

function between(driver: Cluster, proxy: string): readonly Connection[] {
  const members = component("mysql");
  const ways = PORTS[driver].flatMap((port) => [
    { from: members, to: members, port, why: "instances of MySQL replicate" },
    { from: component(proxy), to: members, port, why: "the proxies of MySQL look who may write" },
    { from: operators, to: members, port, why: "the operator of MySQL looks after it" },
  ]);
  // Its sidecars, and its routers while they start, ask the API server who else there is.
  const asking = driver === "innodbcluster" ? [members, component(proxy)] : [members];
  return [...ways, ...asking.flatMap((from) => asks(from))];
}

function databasesOf(context: StoreContext, image: string): Preparation {
  const { mysql } = context.databases;
  const { host, port, tls } = context.stores.mysql;
  const administrator = administratorOf("mysql", context);
  const guest = guestOf("mysql", context);
  const watcher = isMeasured(context) && watched("mysql", context);
  const saving = accountsMadeFor("mysql", context);
  const passwords = Object.fromEntries(mysql.map(({ user, password }) => [user, secret(password)]));
  const held = {
    ...(administrator?.password ? { root: administrator.password } : {}),
    ...passwords,
    ...(watcher ? { [WATCHER]: secret(watcherSecret("mysql")) } : {}),
    ...Object.fromEntries(saving.map((one) => [one.user, secret(one.secret)])),
  };
  return scriptPreparation(DATABASES, {
    needs: "mysql",
    works: databasesAt(mysql, context),
    image,
    command: ["bash", `${CREDENTIALS}/${SCRIPT}`, ...mysql.map(({ name, user }) => `${name}:${user}`)],
    environment: {
      STORE_HOST: host,
      STORE_PORT: String(port),
      CREDENTIALS,
      ...(administrator ? { STORE_ADMINISTRATOR: administrator.user } : {}),
      ...(guest ? { STORE_ADMINISTRATOR_PASSWORD: `${ADMINISTRATOR}/password` } : {}),
      ...(tls ? { STORE_TLS: clientOptions(tls) } : {}),
      ...(watcher ? { STORE_WATCHER: WATCHER } : {}),
      ...Object.fromEntries(saving.map(({ who, user }) => [`STORE_${who.toUpperCase()}`, user])),
    },
    user: { uid: 999, gid: 999 },
    files: credentials(
      DATABASES,
      context,
      held,
      {
        [SCRIPT]: text(mysqlDatabases),
        ...(tls?.authority ? { [AUTHORITY]: text(tls.authority) } : {}),
      },
      guest,
    ),
    path: CREDENTIALS,
    ...(guest ? { shared: { store: "mysql", guest } as const } : {}),
  });
}

const AUTHORITY = "authority.pem";

/** Where the image of MySQL, which is built on Oracle Linux, keeps the certificates that it trusts. */
const TRUSTED = "/etc/pki/tls/certs/ca-bundle.crt";

const clientOptions = ({ authority, unverified }: Tls): string =>
  unverified
    ? "--ssl-mode=REQUIRED"
    : `--ssl-mode=VERIFY_IDENTITY --ssl-ca=${authority ? `${CREDENTIALS}/${AUTHORITY}` : TRUSTED}`;
