import { component } from "../../vocabulary/connection.ts";
import type { Database } from "../../vocabulary/store.ts";
import type { Preparation } from "../../vocabulary/workload.ts";
import type { Address } from "../addresses.ts";
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

const ROOT = "mongodb/root";
const DATABASES = "mongodb-databases";

export const mongodbSecrets = (databases: readonly Database[]): readonly SecretNeed[] => [
  { ...password(ROOT), lasting: FIRST_START },
  ...databases.map((database) => password(database.password)),
];

/** MongoDB: the content of courses. */
export function mongodb(context: StoreContext): StorePart {
  const said = context.settings.stores.mongodb;
  const { host, port, endpoint } = context.stores.mongodb;
  const { image, arguments: released } = context.server("mongodb");
  return {
    store: {
      kind: "mongodb",
      driver: "single",
      name: host,
      port,
      image,
      arguments: released,
      resources: serverResources(said.memory, "250m"),
      volume: volume(context, "mongodb-data", said.volume),
      credentials: credentials("mongodb-credentials", context, ROOT, []),
    },
    preparations: [databasesOf(context, image)],
    connections: [{ from: component(DATABASES), to: endpoint, port, why: "creates users" }],
    hosts: [],
  };
}

function databasesOf(context: StoreContext, image: string): Preparation {
  const { mongodb } = context.databases;
  return scriptPreparation(DATABASES, {
    needs: "mongodb",
    works: databasesAt(mongodb, context),
    image,
    command: ["mongosh", "--quiet", "--nodb", "--eval", mongodbScript(context.stores.mongodb, mongodb)],
    // The shell writes its history below the home directory, which is read-only in the image.
    environment: { HOME: "/tmp" },
    user: { uid: 999, gid: 999 },
    files: credentials(DATABASES, context, ROOT, mongodb),
    path: CREDENTIALS,
  });
}

/** Creates the users that are missing and sets every password to what it should be. Never drops anything. */
export const mongodbScript = (
  { host, port }: Pick<Address, "host" | "port">,
  databases: readonly Database[],
): string =>
  [
    `const read = (name) => require("fs").readFileSync("${CREDENTIALS}/" + name, "utf8");`,
    `const server = new Mongo("mongodb://${host}:${port}");`,
    `server.getDB("admin").auth("root", read("root"));`,
    `for (const { name, user } of ${JSON.stringify(databases.map(({ name, user }) => ({ name, user })))}) {`,
    "  const database = server.getDB(name);",
    `  const account = { pwd: read(user), roles: [{ role: "readWrite", db: name }] };`,
    "  if (database.getUser(user)) database.updateUser(user, account);",
    "  else database.createUser({ user, ...account });",
    "}",
  ].join("\n");
