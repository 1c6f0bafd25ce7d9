import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MINIO_CLIENT, MINIO_SERVER, SHELLCHECK } from "../../scripts/tools/tools.ts";
import { accountPolicy } from "../../src/buckets/policies.ts";
import { composed, deploymentOf } from "../house.ts";
import { freePort, pause, type Running, start, until, withTool } from "./tool.ts";

const PROGRAMS = join(import.meta.dirname, "../../src/catalog/backups/programs");
const KEY = "a-key-of-no-importance-0123456789";

const folder = mkdtempSync(join(tmpdir(), "arboretum-backups-"));
const servers: Running[] = [];
afterAll(async () => {
  for (const { process: child, ended } of servers) {
    child.kill("SIGTERM");
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const key = file("key", KEY);

/** A working directory of its own, as each pod has one. */
const workspace = (): string => mkdtempSync(join(folder, "work-"));

interface Ended {
  readonly code: number;
  readonly said: string;
}

const run = (program: string, path: string, environment: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((done) => {
    const child = spawn("/bin/bash", [join(PROGRAMS, program)], {
      env: { PATH: path, HOME: folder, TMPDIR: folder, KEY: key, PATIENCE: "2", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += String(part)));
    child.on("close", (code) => done({ code: code ?? -1, said }));
  });

/** A program that is not expected to fail. */
async function good(...args: Parameters<typeof run>): Promise<string> {
  const { code, said } = await run(...args);
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}:\n${said}`);
  return said;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => done(socket.destroy() !== undefined));
    socket.on("error", () => done(false));
  });

/** The accounts of backups on the object storage of a deployment. */
const accounts = deploymentOf(
  composed("qa", [
    'backups: { sameServer: a trial, binaryLogs: { image: docker.io/percona/percona-server:8.4.10-10.1 }, offsite: { endpoint: "https://s3.elsewhere.example", bucket: copies, account: { accessKey: a, secretKey: { secure: v1:abc } } } }',
  ]),
).storageAccounts.filter(({ consumer }) => /^(?:backup|restore)/.test(consumer));

/** Waits a while for something that another process does. */
async function untilSeen(there: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !there(); tries += 1) await pause(100);
  expect(there()).toBe(true);
}

const manifestOf = (work: string): string => readFileSync(join(work, "manifest"), "utf8");

withTool("mariadb", (server) => {
  const root = join(dirname(server), "../..");
  const libraries = { LD_LIBRARY_PATH: join(root, "usr/lib/x86_64-linux-gnu") };
  const path = [join(root, "usr/bin"), process.env.PATH].join(delimiter);
  const PASSWORD = "it's \"a\\ password";
  const DATABASES = "edxapp edxapp_csmh";
  let port = 0;

  const environment = (user: string, work: string) => ({
    ...libraries,
    MYSQL_HOST: "127.0.0.1",
    MYSQL_PORT: String(port),
    MYSQL_USER: user,
    MYSQL_PASSWORD_FILE: user === "backup" ? join(folder, "password") : file("root", "root"),
    DATABASES,
    WORK: work,
  });

  function sql(statements: string, user = "admin", password = "root"): string {
    const { stdout, stderr, status } = spawnSync(
      join(root, "usr/bin/mariadb"),
      [
        "--no-defaults",
        "-h127.0.0.1",
        `-P${port}`,
        `-u${user}`,
        ...(password ? [`-p${password}`] : []),
        "-N",
        "-B",
      ],
      { env: { ...process.env, ...libraries }, input: statements, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  const destroy = () => sql("DROP DATABASE IF EXISTS edxapp; DROP DATABASE IF EXISTS edxapp_csmh;");
  const checksums = () =>
    sql("CHECKSUM TABLE edxapp.auth_user, edxapp.course_overviews_courseoverview, edxapp_csmh.history;");

  const create = () =>
    sql(`
      CREATE DATABASE edxapp CHARACTER SET utf8mb4; CREATE DATABASE edxapp_csmh; USE edxapp;
      CREATE TABLE auth_user (id int PRIMARY KEY, name text, picture blob, half decimal(5,2) AS (id / 2) STORED);
      INSERT INTO auth_user (id, name, picture) VALUES (1, 'a),(b', 0x28292927), (2, 'it''s ); INSERT INTO \`x\` VALUES (1);\\n(3)\\\\', NULL),
        (3, '-- Dump completed', NULL), (4, 'ein Wort: ä 漢', NULL);
      CREATE TABLE course_overviews_courseoverview (id varchar(99) PRIMARY KEY);
      INSERT INTO course_overviews_courseoverview VALUES ('course-v1:a+b+c');
      CREATE TABLE nothing (id int PRIMARY KEY);
      CREATE TRIGGER noticed BEFORE INSERT ON nothing FOR EACH ROW SET NEW.id = NEW.id + 1;
      CREATE VIEW names AS SELECT name FROM auth_user;
      CREATE TABLE edxapp_csmh.history (id int AUTO_INCREMENT PRIMARY KEY, state longtext);
      INSERT INTO edxapp_csmh.history (state) SELECT REPEAT('x(''),', 40) FROM seq_1_to_2000;
    `);

  describe("on a MariaDB, which is no MySQL 8", () => {
    beforeAll(async () => {
      file("password", PASSWORD);
      port = await freePort();
      const data = join(folder, "mariadb");
      const installed = spawnSync(
        join(root, "usr/bin/mariadb-install-db"),
        [
          "--no-defaults",
          `--basedir=${join(root, "usr")}`,
          `--datadir=${data}`,
          "--auth-root-authentication-method=normal",
          "--skip-test-db",
          `--user=${process.env.USER ?? "root"}`,
        ],
        { env: { ...process.env, ...libraries }, encoding: "utf8" },
      );
      if (installed.status !== 0) throw new Error(installed.stdout + installed.stderr);
      const socket = join(folder, "s");
      const args = [
        "--no-defaults",
        "--user=root",
        `--basedir=${join(root, "usr")}`,
        `--datadir=${data}`,
        `--socket=${socket}`,
        `--port=${port}`,
        "--bind-address=127.0.0.1",
        "--log-bin=binlog",
        "--server-id=1",
        "--binlog-format=ROW",
      ];
      const running = start(server, args, folder, libraries);
      servers.push(running);
      await until("MariaDB listens", () => listens(port), running);
      sql(
        "CREATE USER admin@'%' IDENTIFIED BY 'root'; GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;",
        "root",
        "",
      );
      create();
      await good("account-mysql.sh", path, {
        ...environment("admin", workspace()),
        ACCOUNT: "backup",
        ACCOUNT_PASSWORD_FILE: join(folder, "password"),
        BINARY_LOGS: "yes",
      });
    });

    /** A set as `fetch.sh` leaves it: the dump, and a manifest of what is in it. */
    async function dumped(): Promise<string> {
      const work = workspace();
      await good("dump-mysql.sh", path, environment("backup", work));
      cpSync(join(work, "counts.mysql"), join(work, "manifest"));
      return work;
    }

    test("the account of backups reads the databases of this deployment, and writes nothing", () => {
      const as = (statement: string) => sql(statement, "backup", PASSWORD);
      expect(as("SELECT COUNT(*) FROM edxapp.auth_user;").trim()).toBe("4");
      expect(() => as("DELETE FROM edxapp.auth_user;")).toThrow(/denied/);
      sql("CREATE DATABASE edxappXcsmh; CREATE TABLE edxappXcsmh.t (id int);");
      expect(() => as("SELECT * FROM edxappXcsmh.t;")).toThrow(/denied/);
    });

    test("its account can be created again, with another password", async () => {
      const other = file("other", "another");
      const again = (password: string) =>
        good("account-mysql.sh", path, {
          ...environment("admin", workspace()),
          ACCOUNT: "backup",
          ACCOUNT_PASSWORD_FILE: password,
        });
      await again(other);
      expect(sql("SELECT 1;", "backup", "another").trim()).toBe("1");
      await again(join(folder, "password"));
      expect(sql("SELECT 1;", "backup", PASSWORD).trim()).toBe("1");
    });

    test("what is destroyed comes back with the same rows and checksums", async () => {
      const before = checksums();
      const work = await dumped();
      destroy();
      expect(await good("restore-mysql.sh", path, environment("admin", work))).toContain(
        "Restored: 4 tables",
      );
      expect(checksums()).toBe(before);
      expect(sql("SHOW TRIGGERS FROM edxapp;")).toContain("noticed");
      expect(sql("SELECT COUNT(*) FROM edxapp.names;").trim()).toBe("4");
      expect(
        await good("check-mysql.sh", path, { ...environment("admin", work), PLATFORM_DATABASE: "edxapp" }),
      ).toMatch(/There is a user[\s\S]*There is a course/);
    });

    test("a dump is one moment, whatever is written meanwhile", async () => {
      sql(`
        USE edxapp;
        CREATE TABLE edxapp.orders (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;
        CREATE TABLE edxapp.items (id int AUTO_INCREMENT PRIMARY KEY, text longtext) ENGINE=InnoDB;
        INSERT INTO edxapp.items (text) SELECT REPEAT('x', 2000) FROM seq_1_to_3000;
        INSERT INTO edxapp.orders SELECT seq FROM seq_1_to_3000;
      `);
      const shop = spawn(
        join(root, "usr/bin/mariadb"),
        ["--no-defaults", "-h127.0.0.1", `-P${port}`, "-uadmin", "-proot", "edxapp"],
        { env: { ...process.env, ...libraries }, stdio: ["pipe", "ignore", "ignore"] },
      );
      const buy =
        "START TRANSACTION; INSERT INTO orders VALUES (NULL); DO SLEEP(0.002); INSERT INTO items (text) VALUES ('y'); COMMIT;\n";
      // It is killed before it has bought everything.
      shop.stdin.on("error", () => {});
      shop.stdin.write(buy.repeat(5000));
      const counted = (table: string) => Number(sql(`SELECT COUNT(*) FROM edxapp.\`${table}\`;`));
      await untilSeen(() => counted("orders") > 3010);
      const work = await dumped();
      const sold = counted("orders");
      shop.kill("SIGKILL");
      const saved = (table: string) =>
        Number(new RegExp(`^rows edxapp ${table} (\\d+)$`, "m").exec(manifestOf(work))?.[1]);
      expect(saved("orders")).toBe(saved("items"));
      expect(saved("orders")).toBeGreaterThan(3010);
      expect(sold).toBeGreaterThan(saved("orders"));
      sql("DROP TABLE edxapp.orders, edxapp.items;");
    });

    test("rows are counted in the dump, whatever stands in their texts", async () => {
      expect(
        manifestOf(await dumped())
          .trim()
          .split("\n"),
      ).toEqual([
        "rows edxapp auth_user 4",
        "rows edxapp course_overviews_courseoverview 1",
        "rows edxapp nothing 0",
        "rows edxapp_csmh history 2000",
      ]);
    });

    test("nothing of a dump can be read without the key", async () => {
      const work = await dumped();
      expect(readFileSync(join(work, "mysql.sql.gz.enc")).includes("auth_user")).toBe(false);
      const { code } = await run("restore-mysql.sh", path, {
        ...environment("admin", work),
        EXCLUDE: DATABASES,
        KEY: file("wrong", "another key"),
      });
      expect(code).not.toBe(0);
    });

    test("a database that holds a table is never restored over", async () => {
      const work = await dumped();
      const before = checksums();
      const { code, said } = await run("restore-mysql.sh", path, environment("admin", work));
      expect([code, said]).toEqual([1, expect.stringContaining("never restored over something that lives")]);
      expect(checksums()).toBe(before);
    });

    test("a dump that was cut off is refused before anything is written", async () => {
      const work = await dumped();
      truncateSync(
        join(work, "mysql.sql.gz.enc"),
        readFileSync(join(work, "mysql.sql.gz.enc")).length - 4096,
      );
      destroy();
      const { code } = await run("restore-mysql.sh", path, environment("admin", work));
      expect(code).not.toBe(0);
      expect(
        sql("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'edxapp';").trim(),
      ).toBe("0");
      create();
    });

    test("a restored table with other rows than the manifest says is found", async () => {
      const work = await dumped();
      const wrong = manifestOf(work).replace("history 2000", "history 20001");
      writeFileSync(join(work, "manifest"), wrong);
      destroy();
      const { code, said } = await run("restore-mysql.sh", path, environment("admin", work));
      expect([code, said]).toEqual([1, expect.stringContaining("1 of 4 tables differ")]);
    });

    test("a database can be left out", async () => {
      const work = await dumped();
      destroy();
      await good("restore-mysql.sh", path, { ...environment("admin", work), EXCLUDE: "edxapp_csmh" });
      expect(sql("SHOW DATABASES LIKE 'edxapp%';").trim().split("\n")).not.toContain("edxapp_csmh");
      destroy();
      create();
    });

    describe("room for what is restored", () => {
      test("is made by the steps in their order: nothing is dropped without a set, nor while somebody is there", async () => {
        const before = checksums();
        const none = await run("clear-mysql.sh", path, environment("admin", workspace()));
        expect(none).toMatchObject({ code: 1, said: expect.stringContaining("there is no set") });
        const work = await dumped();
        const whole = readFileSync(join(work, "mysql.sql.gz.enc"));
        truncateSync(join(work, "mysql.sql.gz.enc"), whole.length - 4096);
        expect((await run("clear-mysql.sh", path, environment("admin", work))).code).not.toBe(0);
        writeFileSync(join(work, "mysql.sql.gz.enc"), whole);
        const learner = spawn(
          join(root, "usr/bin/mariadb"),
          ["--no-defaults", "-h127.0.0.1", `-P${port}`, "-uadmin", "-proot", "edxapp", "-eSELECT SLEEP(60)"],
          { env: { ...process.env, ...libraries }, stdio: "ignore" },
        );
        await untilSeen(
          () =>
            sql("SELECT COUNT(*) FROM information_schema.processlist WHERE db = 'edxapp';").trim() === "1",
        );
        const busy = await run("clear-mysql.sh", path, environment("admin", work));
        expect(busy).toMatchObject({
          code: 1,
          said: expect.stringContaining("edxapp on 127.0.0.1 has 1 connections"),
        });
        learner.kill();
        sql(
          "KILL (SELECT id FROM information_schema.processlist WHERE db = 'edxapp');".replace(
            /\(.*\)/,
            (query) => sql(`${query.slice(1, -1)};`).trim(),
          ),
        );
        expect(checksums()).toBe(before);

        await good("clear-mysql.sh", path, environment("admin", work));
        expect(sql("SHOW DATABASES LIKE 'edxapp%';").trim()).toBe("edxappXcsmh");
        await good("restore-mysql.sh", path, environment("admin", work));
        expect(checksums()).toBe(before);
      });

      test("is made in what is not left out, on whichever server it is left out", async () => {
        const work = await dumped();
        const given = {
          ...environment("admin", work),
          EXCLUDE: "mysql/edxapp mongodb/edxapp_csmh mongodb/forum",
        };
        await good("clear-mysql.sh", path, given);
        expect(sql("SHOW DATABASES LIKE 'edxapp%';").split("\n")).toContain("edxapp");
        expect(sql("SHOW DATABASES LIKE 'edxapp%';").split("\n")).not.toContain("edxapp_csmh");
        expect(await good("restore-mysql.sh", path, given)).toContain("Restored: 1 tables");
      });

      test("is made on a server of many by the account of the deployment, which gets at nobody else's", async () => {
        sql(`
          CREATE DATABASE academy_qa_edxapp; CREATE TABLE academy_qa_edxapp.t (id int PRIMARY KEY); INSERT INTO academy_qa_edxapp.t VALUES (1), (2);
          CREATE DATABASE other_qa_edxapp; CREATE TABLE other_qa_edxapp.t (id int PRIMARY KEY);
          CREATE USER academy_qa_restore@'%' IDENTIFIED BY 'root'; GRANT ALL PRIVILEGES ON \`academy\\_qa\\_edxapp\`.* TO academy_qa_restore@'%';
        `);
        const work = workspace();
        const only = (user: string) => ({ ...environment(user, work), DATABASES: "academy_qa_edxapp" });
        await good("dump-mysql.sh", path, only("admin"));
        cpSync(join(work, "counts.mysql"), join(work, "manifest"));
        await good("clear-mysql.sh", path, only("academy_qa_restore"));
        expect(await good("restore-mysql.sh", path, only("academy_qa_restore"))).toContain(
          "Restored: 1 tables",
        );
        appendFileSync(join(work, "manifest"), "rows other_qa_edxapp t 0\n");
        const { code } = await run("clear-mysql.sh", path, {
          ...only("academy_qa_restore"),
          EXCLUDE: "academy_qa_edxapp",
        });
        expect(code).not.toBe(0);
        expect(sql("SHOW TABLES FROM other_qa_edxapp;").trim()).toBe("t");
      });
    });

    describe("its binary logs", () => {
      const WITH = { BINARY_LOGS: "yes" };
      const restored = () => checksums();

      /** What `fetch-logs.sh` leaves of logs that are saved: here those that were just fetched. */
      async function fetched(
        known = "",
      ): Promise<{ readonly work: string; readonly names: readonly string[] }> {
        const work = workspace();
        writeFileSync(join(work, "known"), known);
        await good("logs-mysql.sh", path, { ...environment("backup", work), ...WITH });
        const [era = ""] = readdirSync(join(work, "logs"));
        const names = readdirSync(join(work, "logs", era)).map(
          (name) => `${era}/${name.replace(".gz.enc", "")}`,
        );
        return { work, names: names.sort() };
      }

      /** A set, and in the same directory the logs from its position on. */
      async function saved(work: string, logs: Awaited<ReturnType<typeof fetched>>) {
        const [, era = "", from = "", position = ""] =
          /^log (\S+) (\S+) (\d+)$/m.exec(manifestOf(work)) ?? [];
        const wanted = logs.names.filter(
          (name) => name.startsWith(era) && (name.split("/")[1] ?? "") >= from,
        );
        mkdirSync(join(work, "logs"), { recursive: true });
        for (const name of wanted)
          cpSync(
            join(logs.work, "logs", `${name}.gz.enc`),
            join(work, "logs", `${name.split("/")[1]}.gz.enc`),
          );
        const lines = wanted.map((name, index) => `${name.split("/")[1]} ${index === 0 ? position : 0}\n`);
        writeFileSync(join(work, "replay"), lines.join(""));
      }

      const moment = () =>
        sql("SELECT UTC_TIMESTAMP();").trim().replace(/[-:]/g, "").replace(" ", "T").concat("Z");

      test("bring back what came after the dump, to any moment of it", async () => {
        const work = workspace();
        await good("dump-mysql.sh", path, { ...environment("backup", work), ...WITH });
        cpSync(join(work, "counts.mysql"), join(work, "manifest"));
        sql(
          "INSERT INTO edxapp.auth_user (id, name) VALUES (5, 'after the dump'); INSERT INTO edxapp_csmh.history (state) VALUES ('later');",
        );
        const good5 = restored();
        await pause(1100);
        const before = moment();
        await pause(1100);
        sql("DELETE FROM edxapp.auth_user; DROP TABLE edxapp.course_overviews_courseoverview;");
        const logs = await fetched();
        await saved(work, logs);
        destroy();
        await good("restore-mysql.sh", path, environment("admin", work));
        await good("replay-mysql.sh", path, { ...environment("admin", work), UNTIL: before });
        expect(restored()).toBe(good5);
        // All that is saved: the mistake as well.
        destroy();
        await good("restore-mysql.sh", path, environment("admin", work));
        await good("replay-mysql.sh", path, environment("admin", work));
        expect(sql("SELECT COUNT(*) FROM edxapp.auth_user;").trim()).toBe("0");
        destroy();
        create();
      });

      test("are fetched once, and never while they are written", async () => {
        const first = await fetched();
        const second = await fetched(first.names.join("\n"));
        expect(first.names.filter((name) => second.names.includes(name))).toEqual([]);
        expect(second.names).toHaveLength(1);
        const newest = sql("SHOW BINARY LOGS;").trim().split("\n").at(-1)?.split("\t")[0];
        expect(second.names.map((name) => name.split("/")[1])).not.toContain(newest);
      });

      test("cannot be read without the key", async () => {
        const logs = await fetched();
        const [name = ""] = logs.names;
        expect(readFileSync(join(logs.work, "logs", `${name}.gz.enc`)).includes("auth_user")).toBe(false);
        const work = await dumped();
        writeFileSync(join(work, "replay"), `${name.split("/")[1]} 0\n`);
        mkdirSync(join(work, "logs"));
        cpSync(join(logs.work, "logs", `${name}.gz.enc`), join(work, "logs", `${name.split("/")[1]}.gz.enc`));
        const { code } = await run("replay-mysql.sh", path, {
          ...environment("admin", work),
          KEY: file("wrong", "another key"),
        });
        expect(code).not.toBe(0);
      });
    });

    test("a password that is wrong is told at once", async () => {
      const { code, said } = await run("dump-mysql.sh", path, {
        ...environment("backup", workspace()),
        MYSQL_PASSWORD_FILE: key,
      });
      expect([code, said]).toEqual([1, expect.stringContaining("does not answer backup")]);
    });
  });
});

/** All that the image of `mc` has beside it. */
const COREUTILS = [
  "cat",
  "cp",
  "date",
  "dirname",
  "ls",
  "mkdir",
  "mktemp",
  "mv",
  "rm",
  "sha256sum",
  "sort",
  "stat",
  "tail",
  "wc",
];

/** What `mc` says of one version of an object. */
interface Version {
  readonly key: string;
  readonly versionId: string;
  readonly etag: string;
  readonly isDeleteMarker?: boolean;
}

withTool(MINIO_SERVER, (minio) =>
  withTool(MINIO_CLIENT, (mc) => {
    const bin = join(folder, "bin");
    const addresses: Record<"live" | "offsite", string> = { live: "", offsite: "" };
    const prefix = "academy-qa-";
    const [uploads, grades] = [`${prefix}openedxuploads`, `${prefix}openedxgrades`];
    const TARGET = `live/${prefix}backups`;
    const identity = {
      DEPLOYMENT: "academy",
      STAGE: "qa",
      RELEASE: "verawood",
    };
    /** Each process with the account that it has, and no other. */
    const environment = (consumer: string, work: string) => ({
      ...identity,
      STORAGE_CONFIGURATION: join(folder, `mc-${consumer}/config.json`),
      TARGET,
      BUCKETS: `${uploads} ${grades}`,
      WORK: work,
    });

    const storageOf = (configuration: string, ...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync(
        mc,
        ["--config-dir", join(folder, configuration), ...args],
        { encoding: "utf8" },
      );
      if (status !== 0) throw new Error(stderr);
      return stdout;
    };
    const storage = (...args: string[]): string => storageOf("mc", ...args);
    const objects = (where: string): readonly string[] =>
      storage("ls", "--recursive", "--json", where)
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line))
        .map((one: { key: string; etag: string }) => `${one.key} ${one.etag}`);

    async function serve(name: "live" | "offsite") {
      const port = await freePort();
      addresses[name] = `http://127.0.0.1:${port}`;
      const running = start(minio, ["server", "--address", `127.0.0.1:${port}`, join(folder, name)], folder, {
        MINIO_ROOT_USER: "root",
        MINIO_ROOT_PASSWORD: "root-password",
        MINIO_BROWSER: "off",
        MINIO_UPDATE: "off",
        HOME: folder,
      });
      servers.push(running);
      await until(
        "MinIO answers",
        () =>
          fetch(`${addresses[name]}/minio/health/live`).then(
            ({ ok }) => ok,
            () => false,
          ),
        running,
        90,
      );
    }

    const moment = (daysAgo: number): string =>
      new Date(Date.now() - daysAgo * 86_400_000).toISOString().replace(/[-:]|\.\d+/g, "");

    /** A set with a file in it, as the dumps would leave one. */
    async function saved(id = ""): Promise<string> {
      const work = workspace();
      writeFileSync(join(work, "mysql.sql.gz.enc"), `closed ${work}`);
      writeFileSync(join(work, "counts.mysql"), "rows edxapp auth_user 4\n");
      await good("finish.sh", bin, { ...environment("backup", work), ...(id ? { ID: id } : {}) });
      return work;
    }

    const expire = () =>
      good("expire.sh", bin, {
        ...environment("backup-expiry", workspace()),
        KEEP_DAILY: "14",
        KEEP_WEEKLY: "70",
        KEEP_MONTHLY: "400",
      });

    const sets = (where = TARGET): readonly string[] =>
      objects(`${where}/sets/`)
        .map((one) => one.split(" ")[0] ?? "")
        .filter((one) => one.endsWith("/manifest.seal"))
        .map((one) => dirname(one));

    describe("on MinIO, with nothing but bash, coreutils and mc", () => {
      beforeAll(async () => {
        mkdirSync(bin);
        for (const name of COREUTILS)
          symlinkSync(spawnSync("which", [name], { encoding: "utf8" }).stdout.trim(), join(bin, name));
        symlinkSync(mc, join(bin, "mc"));
        await Promise.all([serve("live"), serve("offsite")]);
        const alias = (url: string) => ({
          url,
          accessKey: "root",
          secretKey: "root-password",
          api: "s3v4",
          path: "auto",
        });
        const aliases = { live: alias(addresses.live), offsite: alias(addresses.offsite) };
        const write = (name: string, some: object) =>
          file(`${name}/config.json`, JSON.stringify({ version: "10", aliases: some }));
        write("mc", aliases);
        storage("mb", `live/${uploads}`, `live/${grades}`, "offsite/copies");
        // As `apply.sh` makes it: with versions, and with a lock.
        storage("mb", "--with-lock", TARGET);
        storage("retention", "set", "--default", "GOVERNANCE", "30d", TARGET);
        for (const account of accounts) {
          const { consumer, name } = account;
          const policy = file(`${name}.json`, JSON.stringify(accountPolicy(account)));
          storage("admin", "policy", "create", "live", name, policy);
          storage("admin", "user", "add", "live", name, "a-key-of-it");
          storage("admin", "policy", "attach", "live", name, "--user", name);
          const live = { ...aliases.live, accessKey: name, secretKey: "a-key-of-it" };
          write(`mc-${consumer}`, consumer === "backup-offsite" ? { ...aliases, live } : { live });
        }
        storage("cp", file("one two", "an essay"), `live/${uploads}/a b/essay (1).txt`);
        storage("cp", file("grades", "a report"), `live/${grades}/report.csv`);
      });

      test("a set is fetched as it was saved, and buckets come back as they were", async () => {
        const work = await saved();
        const before = [objects(`live/${uploads}`), objects(`live/${grades}`)];
        const fetched = workspace();
        await good("fetch.sh", bin, environment("restore", fetched));
        expect(readFileSync(join(fetched, "mysql.sql.gz.enc"))).toEqual(
          readFileSync(join(work, "mysql.sql.gz.enc")),
        );
        storage("rm", "--recursive", "--force", `live/${uploads}`, `live/${grades}`);
        await good("restore-buckets.sh", bin, environment("restore", fetched));
        expect([objects(`live/${uploads}`), objects(`live/${grades}`)]).toEqual(before);
      });

      test("two backups at the same time are two whole sets", async () => {
        const ids = [moment(0.01), moment(0.02)];
        await Promise.all(ids.map((id) => saved(id)));
        for (const id of ids) {
          const set = sets().find((one) => one.endsWith(id)) ?? "";
          await good("fetch.sh", bin, { ...environment("restore", workspace()), SET: set });
          storage("rm", "--recursive", "--force", `${TARGET}/sets/${set}/`);
        }
      });

      test("a bucket that holds an object is never restored over", async () => {
        const { code, said } = await run("restore-buckets.sh", bin, environment("restore", await saved()));
        expect([code, said]).toEqual([
          1,
          expect.stringContaining("never restored over something that lives"),
        ]);
      });

      test("who saves can delete nothing and write no file of the deployment, and who lets go of the old can do nothing else", async () => {
        const DENIED = /Access Denied|Insufficient permissions/;
        await saved();
        const [set = ""] = sets();
        const manifest = `${TARGET}/sets/${set}/manifest`;
        const as =
          (consumer: string, ...args: string[]) =>
          () =>
            storageOf(`mc-${consumer}`, ...args);
        expect(as("backup", "rm", manifest)).toThrow(DENIED);
        expect(as("backup", "rm", "--recursive", "--force", `${TARGET}/buckets/`)).toThrow(DENIED);
        expect(as("backup", "cp", manifest, `live/${uploads}/x`)).toThrow(DENIED);
        expect(as("backup-expiry", "cat", manifest)).toThrow(DENIED);
        expect(as("backup-expiry", "cp", join(folder, "one two"), manifest)).toThrow(DENIED);
        expect(as("backup-expiry", "rm", "--recursive", "--force", `${TARGET}/buckets/`)).toThrow(
          /Access Denied/,
        );
        expect(as("restore-drill", "cp", join(folder, "one two"), manifest)).toThrow(DENIED);
        expect(as("restore-drill", "cat", `live/${uploads}/a b/essay (1).txt`)).toThrow(DENIED);
        // Whoever restores may overwrite nothing of the backups, and what they overwrite by deleting is nothing.
        expect(as("restore", "rm", manifest)).toThrow(DENIED);
        expect(as("restore", "rm", `live/${uploads}/a b/essay (1).txt`)).toThrow(DENIED);
      });

      test("what is deleted or overwritten in the bucket of backups is still there as it was", async () => {
        // Not of this second: one that is gone again has left its versions under that name.
        const id = moment(0.5);
        await saved(id);
        const set = sets().find((one) => one.endsWith(id)) ?? "";
        const manifest = `${TARGET}/sets/${set}/manifest`;
        const before = storage("cat", manifest);
        storageOf("mc-backup", "cp", file("other", "overwritten"), manifest);
        storageOf("mc-backup-expiry", "rm", "--recursive", "--force", `${TARGET}/sets/${set}/`);
        const versions = storage("ls", "--versions", "--json", manifest)
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as Version)
          .filter(({ key: name }) => name === "manifest");
        // What was there and what it was overwritten with, below the mark that it was deleted. A client that asks again leaves the same once more.
        expect(versions[0]?.isDeleteMarker).toBe(true);
        const contents = new Set(
          versions.flatMap(({ isDeleteMarker, etag }) => (isDeleteMarker ? [] : etag)),
        );
        expect([...contents]).toHaveLength(2);
        const first = versions.at(-1)?.versionId ?? "";
        expect(() => storage("rm", "--version-id", first, manifest)).toThrow();
        expect(storage("cat", "--version-id", first, manifest)).toBe(before);
        storage("rm", "--recursive", "--force", `${TARGET}/sets/`);
      });

      test("a set that somebody changed is refused", async () => {
        const id = moment(0);
        await saved(id);
        const set = sets().find((one) => one.endsWith(id)) ?? "";
        const manifest = storage("cat", `${TARGET}/sets/${set}/manifest`);
        const fetch = () => run("fetch.sh", bin, { ...environment("restore-drill", workspace()), SET: set });
        const put = (name: string, content: string) =>
          storage("cp", file("changed", content), `${TARGET}/sets/${set}/${name}`);

        put("manifest", manifest.replace("auth_user 4", "auth_user 5"));
        expect(await fetch()).toMatchObject({ code: 1, said: expect.stringContaining("the seal of") });
        put("manifest", manifest);
        expect(await fetch()).toMatchObject({ code: 0 });
        put("mysql.sql.gz.enc", "clo");
        expect(await fetch()).toMatchObject({ code: 1, said: expect.stringContaining("it was cut off") });
        const size = Number(/^file \S+ (\d+)/m.exec(manifest)?.[1]);
        put("mysql.sql.gz.enc", "x".repeat(size));
        expect(await fetch()).toMatchObject({
          code: 1,
          said: expect.stringContaining("its checksum differs"),
        });
        storage("rm", `${TARGET}/sets/${set}/manifest.seal`);
        expect(await fetch()).toMatchObject({ code: 1, said: expect.stringContaining("no complete set") });
      });

      test("a set that was made with another key is refused", async () => {
        await saved();
        const { code, said } = await run("fetch.sh", bin, {
          ...environment("restore-drill", workspace()),
          KEY: file("other key", "other"),
        });
        expect([code, said]).toEqual([1, expect.stringContaining("made with another key")]);
      });

      test("the first set of a week and of a month is kept longer, by the calendar of UTC", async () => {
        const other = `live/${prefix}weeks`;
        storage("mb", other);
        const classOf = async (id: string) => {
          const work = workspace();
          writeFileSync(join(work, "mysql.sql.gz.enc"), "closed");
          writeFileSync(join(work, "counts.mysql"), "");
          const given = { ...environment("backup", work), TARGET: other, BUCKETS: "", ID: id };
          await good("finish.sh", bin, { ...given, STORAGE_CONFIGURATION: join(folder, "mc/config.json") });
          return /^class (.*)$/m.exec(manifestOf(work))?.[1];
        };
        const days: readonly (readonly [id: string, expected: string])[] = [
          ["20271230T010004Z", "monthly"],
          // The same week of the calendar, in another year and month.
          ["20280101T010000Z", "monthly"],
          ["20280102T010000Z", "daily"],
          // Seven days after the one before and some seconds earlier: a week is one of the calendar.
          ["20280103T005958Z", "weekly"],
          ["20280109T235959Z", "daily"],
          ["20280110T000000Z", "weekly"],
          // A leap year.
          ["20280201T010000Z", "monthly"],
          ["20280228T010000Z", "weekly"],
          ["20280229T010000Z", "daily"],
          ["20280301T010000Z", "monthly"],
          // The night in which clocks elsewhere are moved.
          ["20280326T010000Z", "weekly"],
          ["20280326T020000Z", "daily"],
        ];
        const found = [];
        for (const [id] of days) found.push([id, await classOf(id)]);
        expect(found).toEqual(days);
      });

      test("sets go when the time of their class is over, and the newest of each stays", async () => {
        storage("rm", "--recursive", "--force", `${TARGET}/sets/`);
        for (const days of [500, 499, 460, 90, 89, 60, 20, 19, 1]) await saved(moment(days));
        await expire();
        const left = sets()
          .map((one) => one.split("/"))
          .map(([kind = "", id = ""]) => [kind, id.slice(0, 8)]);
        const day = (days: number) => moment(days).slice(0, 8);
        expect(left).not.toContainEqual(["monthly", day(500)]);
        expect(left).not.toContainEqual(["daily", day(499)]);
        expect(left).toContainEqual(["monthly", day(90)]);
        expect(new Set(left.map(([kind]) => kind)).has("monthly")).toBe(true);
        // Whatever class the last one is of: it is there.
        expect(left.map(([, id]) => id)).toContain(day(1));
      });

      test("the newest set stays where backups have stopped", async () => {
        storage("rm", "--recursive", "--force", `${TARGET}/sets/`);
        await saved(moment(900));
        await expire();
        expect(sets()).toEqual([`monthly/${moment(900).slice(0, 8)}${sets()[0]?.slice(-8)}`]);
      });

      test("a set from before a moment can be asked for", async () => {
        storage("rm", "--recursive", "--force", `${TARGET}/sets/`);
        const [older, newer] = [moment(3), moment(1)];
        await saved(older);
        await saved(newer);
        const asked = async (until: string) => {
          const work = workspace();
          await good("fetch.sh", bin, {
            ...environment("restore", work),
            ...(until ? { UNTIL: until } : {}),
          });
          return /^id (.*)$/m.exec(manifestOf(work))?.[1];
        };
        expect([await asked(""), await asked(moment(2))]).toEqual([newer, older]);
        expect(
          await run("fetch.sh", bin, { ...environment("restore-drill", workspace()), UNTIL: moment(9) }),
        ).toMatchObject({
          code: 1,
        });
      });

      test("the copy elsewhere is complete in itself, and old ones go", async () => {
        await saved();
        const offsite = { OFFSITE: "offsite/copies", KEEP_OFFSITE: "30" };
        await good("offsite.sh", bin, { ...environment("backup-offsite", workspace()), ...offsite });
        const [set = ""] = sets("offsite/copies");
        const id = set.split("/")[1];
        expect(objects(`offsite/copies/full/${id}/${uploads}`)).toEqual(objects(`live/${uploads}`));
        const fetched = workspace();
        await good("fetch.sh", bin, { ...environment("backup-offsite", fetched), TARGET: "offsite/copies" });
        expect(manifestOf(fetched)).toContain(`objects ${uploads} 1`);
      });

      test("a set that was cut off does not go elsewhere", async () => {
        const work = await saved();
        const [, id = ""] = /^id (\S+)$/m.exec(manifestOf(work)) ?? [];
        const set = sets().find((one) => one.endsWith(id)) ?? "";
        storage("cp", file("cut", "c"), `${TARGET}/sets/${set}/mysql.sql.gz.enc`);
        const given = { ...environment("backup-offsite", workspace()), OFFSITE: "offsite/copies" };
        const elsewhere = sets("offsite/copies");
        const { code, said } = await run("offsite.sh", bin, given);
        expect([code, said]).toEqual([1, expect.stringContaining("it was cut off")]);
        expect(sets("offsite/copies")).toEqual(elsewhere);
        storage("rm", "--recursive", "--force", `${TARGET}/sets/${set}/`);
      });

      test("in the second store an account of its own lets go of the old, and can neither read nor write", async () => {
        await saved();
        const old = moment(400);
        const sealed = `offsite/copies/sets/weekly/${old}/manifest.seal`;
        storage("cp", file("old-seal", "sealed"), sealed);
        storage("cp", file("old-essay", "words"), `offsite/copies/full/${old}/${uploads}/essay`);
        const access = ["sets/", "full/"].map((below) => ({
          bucket: "copies",
          may: "expire" as const,
          below,
        }));
        storage(
          ...["admin", "policy", "create", "offsite", "expiry"],
          file("expiry-there.json", JSON.stringify(accountPolicy({ access }))),
        );
        storage("admin", "user", "add", "offsite", "expiry", "a-key-of-it");
        storage("admin", "policy", "attach", "offsite", "expiry", "--user", "expiry");
        const known = (name: string) =>
          JSON.parse(readFileSync(join(folder, name, "config.json"), "utf8")).aliases;
        const { live } = known("mc-backup-expiry");
        const there = { ...known("mc").offsite, accessKey: "expiry", secretKey: "a-key-of-it" };
        file(
          "mc-expiry-there/config.json",
          JSON.stringify({ version: "10", aliases: { live, offsite: there } }),
        );

        const offsite = { OFFSITE: "offsite/copies" };
        await good("offsite.sh", bin, { ...environment("backup-offsite", workspace()), ...offsite });
        expect(sets("offsite/copies")).toContain(`weekly/${old}`);
        expect(() => storageOf("mc-expiry-there", "cat", sealed)).toThrow();
        expect(() => storageOf("mc-expiry-there", "cp", file("x", "x"), sealed)).toThrow();
        await good("expire.sh", bin, {
          ...environment("expiry-there", workspace()),
          ...{ KEEP_DAILY: "14", KEEP_WEEKLY: "70", KEEP_MONTHLY: "400" },
          ...{ ...offsite, KEEP_OFFSITE: "90" },
        });
        expect(sets("offsite/copies")).not.toContain(`weekly/${old}`);
        expect(objects(`offsite/copies/full/${old}/`)).toEqual([]);
        expect(sets("offsite/copies").length).toBeGreaterThan(0);
      });

      test("a drill says how it went, to a Pushgateway too, and is late where the restore took too long", async () => {
        const said: string[] = [];
        const gateway = createServer((request, response) => {
          request.on("data", (part) => said.push(`${request.method} ${request.url} ${part}`));
          request.on("end", () => response.writeHead(200).end());
        });
        await new Promise<void>((on) => gateway.listen(0, "127.0.0.1", on));
        const work = await saved();
        writeFileSync(join(work, "begun"), String(Math.floor(Date.now() / 1000) - 300));
        const clock = (most: string) => run("clock.sh", bin, { WORK: work, RTO_SECONDS: most });
        expect(await clock("3600")).toMatchObject({ code: 0 });
        const drill = {
          ...environment("restore-drill", work),
          PUSHGATEWAY: `127.0.0.1:${(gateway.address() as AddressInfo).port}`,
        };
        writeFileSync(join(work, "migrations"), "77");
        await good("report.sh", bin, drill);
        expect(said.join("")).toContain("arboretum_restore_drill_migrations_seconds 77");
        expect(said.join("")).toMatch(
          /^PUT \/metrics\/job\/arboretum-restore-drill\/deployment\/academy\/stage\/qa [\s\S]*arboretum_restore_drill_success 1/,
        );
        expect(objects(`${TARGET}/drills/`)).toHaveLength(1);
        expect(await clock("60")).toMatchObject({
          code: 1,
          said: expect.stringContaining("may take 60 at most"),
        });

        // A step that fails lets the drill come to its end, which says so and fails.
        said.length = 0;
        const attempt = (program: string) =>
          new Promise<number | null>((done) => {
            const args = [join(PROGRAMS, "attempt.sh"), program];
            const env = { ...drill, PATH: bin, KEY: key, RTO_SECONDS: "60" };
            spawn("/bin/bash", args, { env, stdio: "ignore" }).on("close", done);
          });
        symlinkSync("/bin/bash", join(bin, "bash"));
        expect(await attempt("clock.sh")).toBe(0);
        rmSync(join(work, "took"));
        expect(await attempt("clock.sh")).toBe(0);
        expect(existsSync(join(work, "took"))).toBe(false);
        expect(await run("report.sh", bin, drill)).toMatchObject({
          code: 1,
          said: expect.stringContaining("clock.sh has failed"),
        });
        // What the last one that held has said stays beside it.
        expect(said.join("")).toMatch(/^POST \/metrics[\s\S]*arboretum_restore_drill_success 0/);
        expect(said.join("")).not.toContain("arboretum_restore_drill_timestamp_seconds");
        expect(objects(`${TARGET}/drills/`)).toHaveLength(1);
        gateway.close();
      });

      test("binary logs are saved with a seal, and fetched from the position of a set on, without a gap", async () => {
        const logs = (...names: readonly string[]) => {
          const work = workspace();
          mkdirSync(join(work, "logs/era"), { recursive: true });
          for (const name of names) writeFileSync(join(work, `logs/era/${name}.gz.enc`), `closed ${name}`);
          return work;
        };
        const send = (...names: readonly string[]) =>
          good("send-logs.sh", bin, environment("backup-logs", logs(...names)));
        await send("binlog.000008", "binlog.000009", "binlog.000010");
        const known = workspace();
        await good("known-logs.sh", bin, environment("backup-logs", known));
        expect(readFileSync(join(known, "known"), "utf8")).toBe(
          "era/binlog.000008\nera/binlog.000009\nera/binlog.000010\n",
        );
        const fetched = async (consumer = "restore") => {
          const work = workspace();
          writeFileSync(join(work, "manifest"), "log era binlog.000009 157\n");
          return { work, ...(await run("fetch-logs.sh", bin, environment(consumer, work))) };
        };
        const { work, code } = await fetched();
        expect([code, readFileSync(join(work, "replay"), "utf8")]).toEqual([
          0,
          "binlog.000009 157\nbinlog.000010 0\n",
        ]);
        await send("binlog.000012");
        expect(await fetched()).toMatchObject({
          code: 1,
          said: expect.stringContaining("binlog.000011 is not saved and binlog.000012 is"),
        });
        await send("binlog.000011");
        storage("cp", file("changed", "changed"), `${TARGET}/logs/era/binlog.000010.gz.enc`);
        expect(await fetched()).toMatchObject({
          code: 1,
          said: expect.stringContaining("the seal of binlog.000010 does not fit"),
        });
      });

      test("sets are listed with their release and their size", async () => {
        const id = moment(0);
        await saved(id);
        const listed = await good("list.sh", bin, environment("restore", workspace()));
        expect(listed).toMatch(
          new RegExp(`^set ${id} (daily|weekly|monthly)/${id} verawood [1-9]\\d*$`, "m"),
        );
      });

      test("an exported course is found under an address that anybody may fetch for a day", async () => {
        storage("mb", "--ignore-existing", `live/${prefix}exports`);
        const work = await saved();
        writeFileSync(join(work, "course.tar.gz"), "a course");
        const said = await good("share-course.sh", bin, {
          ...environment("restore-course", work),
          COURSE: "course-v1:edX+DemoX+2026",
          EXPORTS: `${prefix}exports`,
        });
        const address = /Share: (\S+)/.exec(said)?.[1] ?? "";
        expect(await (await fetch(address)).text()).toBe("a course");
        expect(address).toContain("edX-DemoX-2026.tar.gz");
      });

      test("storage that does not answer is an error, and no empty backup", async () => {
        const work = workspace();
        writeFileSync(join(work, "mysql.sql.gz.enc"), "closed");
        const { code } = await run("finish.sh", bin, {
          ...environment("backup", work),
          TARGET: "live/no-such-bucket",
        });
        expect(code).not.toBe(0);
      });
    });
  }),
);

withTool("documents-1.24.0", (server) => {
  const path = [dirname(server), process.env.PATH].join(delimiter);
  let port = 0;
  const tool = (name: string, ...args: string[]) =>
    spawnSync(join(dirname(server), name), [`--host=127.0.0.1`, `--port=${port}`, ...args], {
      encoding: "utf8",
    });

  const environment = (work: string) => ({
    MONGODB_HOST: "127.0.0.1",
    MONGODB_PORT: String(port),
    MONGODB_CONFIGURATION: file("tools.yaml", ""),
    WORK: work,
  });

  /** A server of its own, with nothing in it. */
  async function serve() {
    port = await freePort();
    const data = mkdtempSync(join(folder, "documents-"));
    const running = start(server, [`127.0.0.1:${port}`, data], folder);
    servers.push(running);
    await until("the server listens", () => listens(port), running);
    await pause(100);
  }

  describe("with the real tools of MongoDB, on a server that is none of MongoDB's", () => {
    beforeAll(async () => {
      await serve();
      const seed = join(folder, "seed");
      mkdirSync(join(seed, "openedx"), { recursive: true });
      // Documents in BSON: `{ _id: <number> }`, one after the other.
      const document = (id: number) =>
        Buffer.from([14, 0, 0, 0, 0x10, 0x5f, 0x69, 0x64, 0, id & 255, id >> 8, 0, 0, 0]);
      for (const [name, count] of [
        ["modulestore.structures", 500],
        ["fs.files", 3],
      ] as const)
        writeFileSync(
          join(seed, "openedx", `${name}.bson`),
          Buffer.concat(Array.from({ length: count }, (_, id) => document(id))),
        );
      const { status, stderr } = tool("mongorestore", seed);
      if (status !== 0) throw new Error(stderr);
    });

    async function dumped(): Promise<string> {
      const work = workspace();
      await good("dump-mongodb.sh", path, environment(work));
      cpSync(join(work, "counts.mongodb"), join(work, "manifest"));
      return work;
    }

    test("documents are counted by what was written, and nothing can be read without the key", async () => {
      const work = await dumped();
      expect(manifestOf(work).trim().split("\n")).toEqual([
        "documents openedx fs.files 3",
        "documents openedx modulestore.structures 500",
      ]);
      expect(readFileSync(join(work, "mongodb.archive.gz.enc")).includes("modulestore")).toBe(false);
    });

    test("a database that holds a collection is never restored over", async () => {
      const { code, said } = await run("restore-mongodb.sh", path, environment(await dumped()));
      expect([code, said]).toEqual([1, expect.stringContaining("never restored over something that lives")]);
    });

    test("a set without a dump, or with one that was cut off, is refused", async () => {
      const work = await dumped();
      const dump = join(work, "mongodb.archive.gz.enc");
      const whole = readFileSync(dump);
      await serve();
      truncateSync(dump, whole.length - 64);
      expect((await run("restore-mongodb.sh", path, environment(work))).code).not.toBe(0);
      rmSync(dump);
      expect(await run("restore-mongodb.sh", path, environment(work))).toMatchObject({
        code: 1,
        said: expect.stringContaining("no dump of MongoDB"),
      });
      await serve();
      writeFileSync(dump, whole);
      expect(await good("restore-mongodb.sh", path, environment(work))).toContain("Restored: 503 documents");
      // What is there now is dumped again, and is the same.
      expect(manifestOf(await dumped())).toBe(manifestOf(work));
    });

    test("documents that are missing are found", async () => {
      const work = await dumped();
      appendFileSync(join(work, "manifest"), "documents openedx lost 7\n");
      await serve();
      const { code, said } = await run("restore-mongodb.sh", path, environment(work));
      expect([code, said]).toEqual([
        1,
        expect.stringContaining("MongoDB took 503 documents and refused 0, and the backup has 510"),
      ]);
    });
  });
});

describe("the code of the platform, played by a script", () => {
  const platform = (script: string) => {
    const cwd = mkdtempSync(join(folder, "platform-"));
    writeFileSync(join(cwd, "manage.py"), `#!/bin/sh\necho "$*" >> asked\n${script}\n`);
    chmodSync(join(cwd, "manage.py"), 0o755);
    return { cwd, asked: () => readFileSync(join(cwd, "asked"), "utf8").trim().split("\n") };
  };
  const runIn = (cwd: string, program: string, environment: Readonly<Record<string, string>>) =>
    spawnSync("bash", [join(PROGRAMS, program)], {
      cwd,
      env: { PATH: process.env.PATH ?? "", TMPDIR: folder, ...environment },
      encoding: "utf8",
    });

  test("both databases of the LMS are migrated, and the seconds of all steps are counted", () => {
    const { cwd, asked } = platform("sleep 0.6");
    const work = workspace();
    expect(runIn(cwd, "migrate.sh", { WORK: work, VARIANT: "lms" }).status).toBe(0);
    expect(runIn(cwd, "migrate.sh", { WORK: work, VARIANT: "cms" }).status).toBe(0);
    expect(asked()).toEqual([
      "lms migrate --noinput",
      "lms migrate --noinput --database student_module_history",
      "cms migrate --noinput",
    ]);
    const seconds = Number(readFileSync(join(work, "migrations"), "utf8"));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThan(60);
  });

  test("a migration that fails ends the drill", () => {
    const { cwd } = platform("exit 3");
    expect(runIn(cwd, "migrate.sh", { WORK: workspace(), VARIANT: "cms" }).status).toBe(3);
  });

  test("a course is packed as Studio imports it, and one that is not there is an error", () => {
    const { cwd, asked } = platform('mkdir -p "$4" && echo "<course/>" > "$4/course.xml"');
    const work = workspace();
    const COURSE = "course-v1:edX+DemoX+2026";
    expect(runIn(cwd, "export-course.sh", { WORK: work, COURSE }).status).toBe(0);
    expect(asked()).toEqual([`cms export ${COURSE} ${work}/export/course/`]);
    const packed = spawnSync("tar", ["-tzf", join(work, "course.tar.gz")], { encoding: "utf8" }).stdout;
    expect(packed.trim().split("\n")).toEqual(["course/", "course/course.xml"]);
    const without = platform("exit 1");
    expect(runIn(without.cwd, "export-course.sh", { WORK: workspace(), COURSE }).status).toBe(1);
  });
});

describe("a bucket of millions, played by a script", () => {
  /** What the programs for buckets say of one, in a shell that may have so many kibibytes of memory. */
  const counted = (mc: string, kibibytes: number) => {
    const bin = mkdtempSync(join(folder, "millions-"));
    writeFileSync(join(bin, "mc"), `#!/bin/bash\n${mc}\n`, { mode: 0o755 });
    const script = `set -euo pipefail; ulimit -v ${kibibytes}; . '${join(PROGRAMS, "storage.sh")}'; there="$(objects_in live/one)"; echo "$there"`;
    const { status, stdout } = spawnSync("bash", ["-c", script], {
      env: {
        PATH: [bin, process.env.PATH].join(delimiter),
        TMPDIR: folder,
        STORAGE_CONFIGURATION: file("played.json", "{}"),
      },
      encoding: "utf8",
    });
    return { status, said: stdout.trim() };
  };
  const OBJECT =
    "[2026-01-01 00:00:00 UTC]   1.0KiB STANDARD video-transcripts/0123456789abcdef0123456789abcdef.srt";

  test("is counted in less memory than its listing is long", () => {
    expect(counted(`yes '${OBJECT}' | head -n 1500000`, 64 * 1024)).toEqual({ status: 0, said: "1500000" });
  });

  test("is counted by no half of its listing: an error is an error", () => {
    expect(counted(`echo '${OBJECT}'; exit 1`, 1024 ** 2)).toEqual({ status: 1, said: "" });
  });
});

withTool(SHELLCHECK, (shellcheck) => {
  test("the programs of backups are clean", () => {
    const { stdout, status } = spawnSync(
      "sh",
      ["-c", `cd '${PROGRAMS}' && '${shellcheck}' --external-sources *.sh`],
      { encoding: "utf8" },
    );
    expect([status, stdout]).toEqual([0, ""]);
  });
});
