import { type Connection, component, operators } from "../../vocabulary/connection.ts";
import { json, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import { type Database, isElsewhere } from "../../vocabulary/store.ts";
import type { Preparation } from "../../vocabulary/workload.ts";
import { isExternal, wayTo } from "../addresses.ts";
import type { SecretNeed } from "../application.ts";
import { accountsMadeFor, keeperSecrets } from "../backups/accounts.ts";
import type { Context } from "../context.ts";
import { replicaSetOf } from "../django/modulestore.ts";
import { isMeasured } from "../monitoring/exporters/exporter.ts";
import { WATCHER, watched, watcherSecret, watcherSecrets } from "../monitoring/watcher.ts";
import { mongodbDatabases } from "../shell/shell.ts";
import { administratorOf } from "./administrator.ts";
import { mongodb as operated } from "./operatorImages.ts";
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

const ROOT = "mongodb/root";
const MEMBER_KEY = "mongodb/member-key";
const DATABASES = "mongodb-databases";
const SCRIPT = "create.js";

/** Its members know each other by a key, and without one a server that asks for passwords does not start as a member. */
const REPLICA_SET = "rs0";

export const mongodbSecrets = (
  settings: Context["settings"],
  databases: readonly Database[],
): readonly SecretNeed[] => [
  ...(isElsewhere(settings.stores.mongodb)
    ? []
    : [
        { ...password(ROOT), lasting: FIRST_START },
        { ...password(MEMBER_KEY), loss: "cheap" as const },
      ]),
  ...databases.map((database) => password(database.password)),
  ...watcherSecrets("mongodb", settings),
  ...keeperSecrets("mongodb", settings),
];

/** MongoDB: the content of courses. */
export function mongodb(context: StoreContext): StorePart {
  const said = context.settings.stores.mongodb;
  const address = context.stores.mongodb;
  const { image, arguments: released } = context.server("mongodb");
  const comes = {
    preparations: [databasesOf(context, image)],
    connections: wayTo(address, component(componentOf(DATABASES, context)), "creates users"),
    hosts: [],
  };
  if (isExternal(said) || said.driver === "shared") {
    return { store: { ...outside("mongodb", "mongodb", address), driver: said.driver }, ...comes };
  }
  const server = {
    kind: "mongodb",
    name: "mongodb",
    port: address.port,
    image,
    resources: serverResources(said.memory, "250m"),
    volume: volume(context, "mongodb-data", said.volume),
  } as const;
  if (said.driver === "replicaset") {
    const { version } = context.server("mongodb");
    // Not what a server alone has: that one may stay, and an object that is there is not created again.
    const login = credentials("mongodb-replicaset-credentials", context, { root: secret(ROOT) });
    const { host } = address;
    const { connections, ...others } = comes;
    return {
      store: {
        ...server,
        driver: said.driver,
        host,
        version,
        image: operated.server(version),
        beside: operated.beside,
        arguments: [],
        members: 3,
        credentials: login,
      },
      connections: [...connections, ...between()],
      ...others,
    };
  }
  return {
    store: {
      ...server,
      driver: said.driver,
      // A server alone writes no log of what changes, and a dump of it would be of no one moment.
      arguments: [...released, `--replSet=${REPLICA_SET}`],
      credentials: credentials("mongodb-credentials", context, {
        root: secret(ROOT),
        "member-key": secret(MEMBER_KEY),
      }),
    },
    ...comes,
  };
}

function between(): readonly Connection[] {
  const members = component("mongodb");
  return [
    { from: members, to: members, port: 27017, why: "members of MongoDB replicate" },
    { from: operators, to: members, port: 27017, why: "the operator of MongoDB looks after it" },
    ...asks(members),
  ];
}

/** What they may do in the databases of their deployment, and in no other. */
const ROLE_OF = { reader: "read", keeper: "readWrite" } as const;

function databasesOf(context: StoreContext, image: string): Preparation {
  const { mongodb } = context.databases;
  const administrator = administratorOf("mongodb", context);
  const guest = guestOf("mongodb", context);
  const { tls } = context.stores.mongodb;
  const saving = accountsMadeFor("mongodb", context);
  const passwords = Object.fromEntries(mongodb.map(({ user, password }) => [user, secret(password)]));
  const watcher = isMeasured(context) && watched("mongodb", context);
  const held = {
    ...(administrator?.password ? { root: administrator.password } : {}),
    ...passwords,
    ...(watcher ? { [WATCHER]: secret(watcherSecret("mongodb")) } : {}),
    ...Object.fromEntries(saving.map((one) => [one.user, secret(one.secret)])),
  };
  return scriptPreparation(DATABASES, {
    needs: "mongodb",
    works: databasesAt(mongodb, context),
    image,
    command: ["mongosh", "--quiet", "--nodb", "--file", `${CREDENTIALS}/${SCRIPT}`],
    // The shell writes its history below the home directory, which is read-only in the image.
    environment: {
      HOME: "/tmp",
      CREDENTIALS,
      ...(guest ? { STORE_ADMINISTRATOR_PASSWORD: `${ADMINISTRATOR}/password` } : {}),
    },
    user: { uid: 999, gid: 999 },
    files: credentials(
      DATABASES,
      context,
      held,
      {
        [SCRIPT]: text(mongodbDatabases),
        "wanted.json": json({
          ...wantedOf(context, administrator?.user),
          ...(watcher ? { watcher: WATCHER } : {}),
          ...(saving.length > 0
            ? { accounts: saving.map(({ who, user }) => ({ user, role: ROLE_OF[who] })) }
            : {}),
        }),
        ...(tls?.authority ? { [AUTHORITY]: text(tls.authority) } : {}),
      },
      guest,
    ),
    path: CREDENTIALS,
    ...(guest ? { shared: { store: "mongodb", guest } as const } : {}),
  });
}

const AUTHORITY = "authority.pem";

function wantedOf({ stores, settings, databases }: StoreContext, administrator: string | undefined) {
  const { host, port, tls } = stores.mongodb;
  const said = settings.stores.mongodb;
  const replicaSet = replicaSetOf(said);
  const options = {
    ...(tls ? { tls: "true" } : {}),
    ...(tls?.authority ? { tlsCAFile: `${CREDENTIALS}/${AUTHORITY}` } : {}),
    ...(replicaSet ? { replicaSet } : {}),
    ...(said.driver === "single" ? { directConnection: "true" } : {}),
  };
  return {
    address: `mongodb://${host}:${port}/?${new URLSearchParams(options)}`,
    databases: databases.mongodb.map(({ name, user }) => ({ name, user })),
    ...(administrator ? { administrator } : {}),
    ...(isExternal(said) && said.logins ? { logins: said.logins } : {}),
    ...(said.driver !== "single"
      ? {}
      : { initiate: { _id: REPLICA_SET, members: [{ _id: 0, host: `localhost:${port}` }] } }),
  };
}
