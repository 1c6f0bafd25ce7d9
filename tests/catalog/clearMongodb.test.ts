import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { backupsOf } from "../../src/cli/restore/told.ts";
import { composedWith, deploymentOf, PLATFORM } from "../house.ts";

const program = readFileSync(
  new URL("../../src/catalog/backups/programs/clear-mongodb.mongosh", import.meta.url),
  "utf8",
);

type Databases = Readonly<Record<string, readonly string[]>>;

/** What the program drops of a server that has these collections, where the set has those. MongoDB's own shell is not here. */
function dropped(databases: Databases, saved: readonly string[], environment: Record<string, string> = {}) {
  const WORK = mkdtempSync(join(tmpdir(), "arboretum-clear-"));
  onTestFinished(() => rmSync(WORK, { recursive: true, force: true }));
  writeFileSync(join(WORK, "password"), "a secret");
  writeFileSync(join(WORK, "manifest"), saved.map((name) => `documents ${name} some 3\n`).join(""));
  const seen: { address: string; logins: string[]; gone: string[] } = { address: "", logins: [], gone: [] };
  const database = (name: string) => ({
    auth: (user: string, password: string) => seen.logins.push(`${user}:${password}`),
    getSiblingDB: database,
    getCollectionNames: () => databases[name] ?? [],
    getCollection: (collection: string) => ({ drop: () => seen.gone.push(`${name}.${collection}`) }),
  });
  class Mongo {
    constructor(address: string) {
      seen.address = address;
    }
    getDB = database;
  }
  const env = {
    MONGODB_HOST: "mongodb",
    MONGODB_PORT: "27017",
    MONGODB_USER: "root",
    PASSWORD_FILE: join(WORK, "password"),
    WORK,
    ...environment,
  };
  runInNewContext(program, {
    process: { env },
    require: createRequire(import.meta.url),
    URLSearchParams,
    Mongo,
    print: () => {},
  });
  return seen;
}

const SERVER = {
  edxapp: ["structures", "system.views"],
  forum: ["posts"],
  admin: ["system.users"],
  other: ["x"],
};

test("what the set has is emptied, and neither the server's own nor what the set lacks", () => {
  const { gone, logins } = dropped(SERVER, ["edxapp", "forum", "forum", "admin"]);
  expect(gone).toEqual(["edxapp.structures", "forum.posts"]);
  expect(logins).toEqual(["root:a secret"]);
});

test("what is left out stays, here and not because of another server", () => {
  const left = (EXCLUDE: string) => dropped(SERVER, ["edxapp", "forum"], { EXCLUDE }).gone;
  expect(left("edxapp academy-videos")).toEqual(["forum.posts"]);
  expect(left("mongodb/edxapp")).toEqual(["forum.posts"]);
  expect(left("mysql/edxapp")).toEqual(["edxapp.structures", "forum.posts"]);
});

test("of several members the one that may write is looked for, and of one alone none", () => {
  const { address } = dropped({}, [], { MONGODB_REPLICA_SET: "mongodb", MONGODB_TLS: "yes" });
  expect(address).toBe("mongodb://mongodb:27017/?replicaSet=mongodb&tls=true");
  expect(dropped({}, []).address).toBe("mongodb://mongodb:27017/?directConnection=true");

  const told = (driver: string) =>
    backupsOf(
      deploymentOf(
        composedWith(`${PLATFORM}  arboretum:offers: { mongodbOperator: existing }\n`, "qa", [
          "backups: { sameServer: a trial }",
          `stores: { mongodb: { driver: ${driver} } }`,
        ]),
      ),
    )?.schedules.flatMap(({ pod }) => (pod.initial ?? []).map(({ environment }) => environment ?? {})) ?? [];
  const sets = (driver: string) =>
    told(driver)
      .filter(({ MONGODB_HOST }) => MONGODB_HOST !== undefined && MONGODB_HOST !== "127.0.0.1")
      .map(({ MONGODB_REPLICA_SET }) => MONGODB_REPLICA_SET);
  expect([...new Set(sets("replicaset"))]).toEqual(["mongodb"]);
  expect([...new Set(sets("single"))]).toEqual([undefined]);
});
