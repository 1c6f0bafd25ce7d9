import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { mongodbDatabases, mysqlDatabases } from "../../src/catalog/shell/shell.ts";
import { composed, deploymentOf } from "../house.ts";

/** The only Job of a chain, and the files of the chain. */
function only(name: string) {
  const chain = deploymentOf(composed("qa")).preparations.find((one) => one.name === name);
  const [job, ...more] = chain?.jobs ?? [];
  if (chain === undefined || job === undefined || more.length > 0) throw new Error(`there is no ${name}`);
  return { command: job.pod.command ?? [], mounts: job.pod.mounts, files: chain.files };
}

describe("the Jobs that create databases", () => {
  test.each(["mysql-databases", "mongodb-databases"])("%s finds every password that it reads", (name) => {
    const { command, mounts, files } = only(name);
    const [held] = files;
    expect(mounts).toContainEqual({ from: "files", files: held?.name, path: "/run/credentials" });
    const { "create.sh": _, "create.js": __, "wanted.json": wanted, ...passwords } = held?.entries ?? {};
    const read = wanted
      ? [...JSON.stringify(wanted).matchAll(/"user":"(\w+)"/g)].map(([, user]) => user)
      : command.slice(2).map((argument) => argument.split(":")[1]);
    expect(read.length).toBeGreaterThan(0);
    expect([...new Set([...read, "root"])].sort()).toEqual(Object.keys(passwords).sort());
  });
});

function hasBash(): boolean {
  try {
    execFileSync("bash", ["-c", "true"]);
    return true;
  } catch {
    return false;
  }
}

const bash = hasBash();
const reason = bash ? "" : " (skipped: there is no bash here)";

/** What somebody may give as a password. */
const PASSWORDS = {
  plain: "abcDEF123",
  quote: "it's",
  backslash: "a\\b\\\\c\\",
  both: "\\' OR 1=1; --",
  shell: '$(id) `id` "$HOME" $$ !! * ?',
  sql: "a';DROP DATABASE edxapp;--",
};

const databases = ["edxapp:edxapp", "edxapp_csmh:edxapp_csmh"];

describe(`the Job for MySQL${reason}`, () => {
  /** Runs the script with clients that note what they are told. */
  function run(
    password: string,
    login: "new" | "known" = "new",
  ): { sql: string; mysql: string; login: string } {
    const folder = mkdtempSync(join(tmpdir(), "arboretum-"));
    try {
      for (const [name, script] of [
        [
          "mysql",
          // A user logs in, or does not yet; root is told what to do.
          `case "$*" in *SELECT*) exit ${login === "known" ? 0 : 1};; esac
          cat >> ${folder}/sql; echo "$*" > ${folder}/arguments; printf %s "$MYSQL_PWD" > ${folder}/login`,
        ],
      ] as const) {
        writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      }
      mkdirSync(join(folder, "credentials"));
      writeFileSync(join(folder, "credentials/root"), "the root's");
      writeFileSync(join(folder, "credentials/edxapp"), password);
      writeFileSync(join(folder, "credentials/edxapp_csmh"), "other");
      const env = {
        PATH: `${folder}:${process.env.PATH}`,
        STORE_HOST: "ledger",
        STORE_PORT: "3307",
        STORE_ADMINISTRATOR: "root",
        CREDENTIALS: join(folder, "credentials"),
      };
      execFileSync("bash", ["-c", mysqlDatabases, "create.sh", ...databases], { stdio: "pipe", env });
      const read = (file: string) => readFileSync(join(folder, file), "utf8");
      return { sql: read("sql"), mysql: read("arguments").trim(), login: read("login") };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test.skipIf(!bash)("is a script that bash can read", () => {
    const { command } = only("mysql-databases");
    expect(command.slice(0, 2)).toEqual(["bash", "/run/credentials/create.sh"]);
    execFileSync("bash", ["-n", "-c", mysqlDatabases], { stdio: "pipe" });
  });

  test.skipIf(!bash)("logs in as root by the password of the file, which stands in no argument", () => {
    const { mysql, login } = run(PASSWORDS.plain);
    expect(login).toBe("the root's");
    expect(mysql).toBe("--host=ledger --port=3307 --user=root");
  });

  test.skipIf(!bash).each(Object.entries(PASSWORDS))("keeps a password as it is: %s", (_, password) => {
    // As MySQL reads a text in single quotes.
    const [, written = ""] =
      /ALTER USER 'edxapp'@'%' IDENTIFIED BY '(.*)' RETAIN CURRENT PASSWORD;/.exec(run(password).sql) ?? [];
    expect(written.replaceAll("''", "'").replaceAll("\\\\", "\\")).toBe(password);
    expect(written.replaceAll("''", "").replaceAll("\\\\", "")).not.toMatch(/['\\]/);
  });

  test.skipIf(!bash)("keeps the password before beside a new one, for pods that still have it", () => {
    const changes = run(PASSWORDS.plain)
      .sql.split("\n")
      .filter((line) => line.startsWith("ALTER USER"));
    expect(changes).toHaveLength(databases.length);
    for (const change of changes) expect(change).toMatch(/ RETAIN CURRENT PASSWORD;$/);
  });

  test.skipIf(!bash)(
    "leaves a password alone that is good already: saying it again would end the one before",
    () => {
      expect(run(PASSWORDS.plain, "known").sql).not.toContain("ALTER");
    },
  );

  test.skipIf(!bash)("never drops anything", () => {
    expect(run(PASSWORDS.plain).sql).not.toMatch(/\b(?:DROP|DISCARD|DELETE|REVOKE)\b/);
  });

  test.skipIf(!bash)("opens to each user the one database and no neighbour with a similar name", () => {
    const statements = run(PASSWORDS.plain).sql.trim().split("\n");
    expect(statements).toEqual([
      "CREATE DATABASE IF NOT EXISTS `edxapp` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;",
      "CREATE USER IF NOT EXISTS 'edxapp'@'%' IDENTIFIED BY 'abcDEF123';",
      "GRANT ALL PRIVILEGES ON `edxapp`.* TO 'edxapp'@'%';",
      "CREATE DATABASE IF NOT EXISTS `edxapp_csmh` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;",
      "CREATE USER IF NOT EXISTS 'edxapp_csmh'@'%' IDENTIFIED BY 'other';",
      "GRANT ALL PRIVILEGES ON `edxapp\\_csmh`.* TO 'edxapp_csmh'@'%';",
      "ALTER USER 'edxapp'@'%' IDENTIFIED BY 'abcDEF123' RETAIN CURRENT PASSWORD;",
      "ALTER USER 'edxapp_csmh'@'%' IDENTIFIED BY 'other' RETAIN CURRENT PASSWORD;",
    ]);
  });
});

describe("the Job for MongoDB", () => {
  interface Known {
    readonly users: readonly string[];
    /** Whether a replica set has begun. */
    readonly begun?: boolean;
  }

  /** Runs the script with a server that notes what it is asked. */
  function run(wanted: object, { users, begun = true }: Known): readonly unknown[] {
    const noted: unknown[] = [];
    const files: Readonly<Record<string, string>> = { "/held/wanted.json": JSON.stringify(wanted) };
    const database = (name: string): object => ({
      auth: (user: string, password: string) => noted.push(["auth", name, user, password]),
      getSiblingDB: database,
      getUser: (user: string) => (users.includes(user) ? { user } : null),
      createUser: (account: unknown) => noted.push(["create", name, account]),
      updateUser: (user: string, account: unknown) => noted.push(["update", name, user, account]),
      runCommand: (command: object) => {
        if ("replSetGetStatus" in command && !begun) throw Object.assign(new Error("none"), { code: 94 });
        if ("replSetInitiate" in command) noted.push(["begin", command.replSetInitiate]);
        return { ok: 1, isWritablePrimary: true };
      },
    });
    class Mongo {
      constructor(address: string) {
        noted.push(["connect", address]);
      }
      getDB = database;
    }
    const require = (module: string) => {
      expect(module).toBe("fs");
      return { readFileSync: (file: string) => files[file] ?? `content of ${file}` };
    };
    const process = { env: { CREDENTIALS: "/held" } };
    runInNewContext(mongodbDatabases, { Mongo, require, process, sleep: () => {} });
    return JSON.parse(JSON.stringify(noted));
  }

  const databases = [{ name: "edxapp", user: "edxapp" }];
  const initiate = { _id: "rs0", members: [{ _id: 0, host: "localhost:27017" }] };
  const wanted = { address: "mongodb://documents:27017/", administrator: "root", databases };
  const account = { pwd: "content of /held/edxapp", roles: [{ role: "readWrite", db: "edxapp" }] };
  const login = [
    ["connect", "mongodb://documents:27017/"],
    ["auth", "admin", "root", "content of /held/root"],
  ];

  test("creates a user that is missing, in its own database and for nothing else", () => {
    expect(run(wanted, { users: [] })).toEqual([
      ...login,
      ["create", "edxapp", { user: "edxapp", ...account }],
    ]);
  });

  test("sets the password of one that is there", () => {
    expect(run(wanted, { users: ["edxapp"] })).toEqual([...login, ["update", "edxapp", "edxapp", account]]);
  });

  test("begins the replica set of a server that has none, and no other", () => {
    const begins = (begun: boolean) =>
      run({ ...wanted, initiate }, { users: [], begun }).filter((one) =>
        JSON.stringify(one).startsWith('["begin"'),
      );
    expect(begins(false)).toEqual([["begin", initiate]]);
    expect(begins(true)).toEqual([]);
  });

  test("without an administrator tries what somebody has created, and changes nothing", () => {
    const { administrator: _, ...looking } = wanted;
    expect(run(looking, { users: ["edxapp"] })).toEqual([
      ["connect", "mongodb://documents:27017/"],
      ["auth", "edxapp", "edxapp", "content of /held/edxapp"],
    ]);
  });
});
