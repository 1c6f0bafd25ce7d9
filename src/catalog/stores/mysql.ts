import { component } from "../../vocabulary/connection.ts";
import { text } from "../../vocabulary/content.ts";
import { type Late, secret } from "../../vocabulary/late.ts";
import { bytesOf } from "../../vocabulary/quantity.ts";
import type { Database } from "../../vocabulary/store.ts";
import type { Preparation } from "../../vocabulary/workload.ts";
import { isExternal, wayTo } from "../addresses.ts";
import type { SecretNeed } from "../application.ts";
import type { Context } from "../context.ts";
import { mysqlDatabases } from "../shell/shell.ts";
import {
  CREDENTIALS,
  credentials,
  databasesAt,
  FIRST_START,
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
  { stores }: Context["settings"],
  databases: readonly Database[],
): readonly SecretNeed[] => [
  ...(isExternal(stores.mysql) ? [] : [{ ...password(ROOT), lasting: FIRST_START }]),
  ...databases.map((database) => password(database.password)),
];

/** MySQL: accounts, enrolments, grades, and whatever else Django keeps. */
export function mysql(context: StoreContext): StorePart {
  const said = context.settings.stores.mysql;
  const address = context.stores.mysql;
  const { image, arguments: released } = context.server("mysql");
  const comes = {
    preparations: [databasesOf(context, image)],
    connections: wayTo(address, component(DATABASES), "creates databases and users"),
    hosts: [],
  };
  if (isExternal(said)) {
    return {
      store: { ...outside("mysql", "mysql", address), maxConnections: said.maxConnections },
      ...comes,
    };
  }
  // What is left is for connections and sorting. Without this the server takes 128 MiB, whatever it is given.
  const bufferPool = Math.floor(bytesOf(said.memory) / 2);
  return {
    store: {
      kind: "mysql",
      driver: said.driver,
      name: address.host,
      port: address.port,
      image,
      arguments: [
        ...released,
        `--max-connections=${said.maxConnections}`,
        `--innodb-buffer-pool-size=${bufferPool}`,
      ],
      resources: serverResources(said.memory, "500m"),
      volume: volume(context, "mysql-data", said.volume),
      maxConnections: said.maxConnections,
      credentials: credentials("mysql-credentials", context, { root: secret(ROOT) }),
    },
    ...comes,
  };
}

/** Who creates databases, where anybody of ours may. */
function administratorOf({
  settings,
}: Context): { readonly user: string; readonly password: Late } | undefined {
  const said = settings.stores.mysql;
  return isExternal(said) ? said.administrator : { user: "root", password: secret(ROOT) };
}

function databasesOf(context: StoreContext, image: string): Preparation {
  const { mysql } = context.databases;
  const { host, port, tls } = context.stores.mysql;
  const administrator = administratorOf(context);
  const passwords = Object.fromEntries(mysql.map(({ user, password }) => [user, secret(password)]));
  const held = { ...(administrator ? { root: administrator.password } : {}), ...passwords };
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
      ...(tls ? { STORE_TLS: clientOptions(tls.authority !== undefined) } : {}),
    },
    user: { uid: 999, gid: 999 },
    files: credentials(DATABASES, context, held, {
      [SCRIPT]: text(mysqlDatabases),
      ...(tls?.authority ? { [AUTHORITY]: text(tls.authority) } : {}),
    }),
    path: CREDENTIALS,
  });
}

const AUTHORITY = "authority.pem";

/** Where the image of MySQL, which is built on Oracle Linux, keeps the certificates that it trusts. */
const TRUSTED = "/etc/pki/tls/certs/ca-bundle.crt";

const clientOptions = (own: boolean): string =>
  `--ssl-mode=VERIFY_IDENTITY --ssl-ca=${own ? `${CREDENTIALS}/${AUTHORITY}` : TRUSTED}`;
