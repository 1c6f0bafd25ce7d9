import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlDatabases } from "../../src/catalog/shell/shell.ts";
import { folderWith, freePort, type Running, start, until, withTool } from "./tool.ts";

/**
 * The script of the Job on a real server. MySQL itself is in no package registry: this is MariaDB, which knows no second password of a
 * user (`RETAIN CURRENT PASSWORD`), so that its client here leaves these words out. That an old password stays good is not tried.
 */
withTool("mariadb", (program) => {
  const root = join(dirname(program), "../..");
  const libraries = readdirSync(join(root, "usr/lib")).find((name) => name.endsWith("-linux-gnu")) ?? "";
  const environment = { LD_LIBRARY_PATH: join(root, "usr/lib", libraries) };
  const WITHOUT_SECOND = `#!/bin/sh
case "$*" in *--execute*) exec ${root}/usr/bin/mariadb --no-defaults "$@" ;; esac
sed 's/ RETAIN CURRENT PASSWORD//' | ${root}/usr/bin/mariadb --no-defaults "$@"
`;
  const folder = folderWith({
    "bin/mysql": WITHOUT_SECOND,
    "a/root": "the root's",
    "a/a_edxapp": "it's \\ a $(password)",
    "a/a_edx_csmh": "history",
    "a/exporter": "looks",
    "a/a_backup": "reads",
    "a/a_restore": "fills",
    "b/root": "the root's",
    "b/b_edxapp": "another",
    "script.sh": mysqlDatabases,
    "data/.keep": "",
  });
  chmodSync(join(folder, "bin/mysql"), 0o755);
  const A = ["a_edxapp:a_edxapp", "a_edx_csmh:a_edx_csmh"];
  const B = ["b_edxapp:b_edxapp", "axedxapp:b_edxapp"];
  let port = 0;
  let server: Running | undefined;

  const client = (user: string, password: string, sql: string): string =>
    execFileSync(
      join(root, "usr/bin/mariadb"),
      [
        "--no-defaults",
        "--host=127.0.0.1",
        `--port=${port}`,
        `--user=${user}`,
        "--batch",
        "--raw",
        "--skip-column-names",
      ],
      {
        input: sql,
        encoding: "utf8",
        stdio: ["pipe", "pipe", "pipe"],
        env: { ...environment, MYSQL_PWD: password },
      },
    );
  const asRoot = (sql: string) => client("root", "the root's", sql);

  /** The script, as the Job runs it. */
  const run = (
    credentials: string,
    databases: readonly string[],
    administrator = true,
    watcher?: string,
    saving: Readonly<Record<string, string>> = {},
  ): string =>
    execFileSync("bash", [join(folder, "script.sh"), ...databases], {
      encoding: "utf8",
      stdio: "pipe",
      env: {
        ...environment,
        PATH: `${folder}/bin:${process.env.PATH}`,
        STORE_HOST: "127.0.0.1",
        STORE_PORT: String(port),
        CREDENTIALS: join(folder, credentials),
        ...(administrator ? { STORE_ADMINISTRATOR: "root" } : {}),
        ...(watcher ? { STORE_WATCHER: watcher } : {}),
        ...saving,
      },
    });

  beforeAll(async () => {
    port = await freePort();
    const data = join(folder, "data");
    execFileSync(
      join(root, "usr/bin/mariadb-install-db"),
      [
        "--no-defaults",
        `--basedir=${root}/usr`,
        `--datadir=${data}`,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
      ],
      { env: { ...process.env, ...environment }, stdio: "pipe" },
    );
    server = start(
      program,
      [
        ...["--no-defaults", `--basedir=${root}/usr`, `--datadir=${data}`, "--bind-address=127.0.0.1"],
        ...[`--port=${port}`, `--socket=${folder}/socket`, "--user=root", "--skip-name-resolve"],
      ],
      folder,
      environment,
    );
    await until(
      "it listens",
      () => {
        try {
          client("root", "", "SELECT 1");
          return true;
        } catch {
          return false;
        }
      },
      server,
      60,
    );
    client("root", "", "ALTER USER root@'127.0.0.1' IDENTIFIED BY 'the root''s';");
  });

  afterAll(async () => {
    server?.process.kill("SIGKILL");
    await server?.ended;
  });

  const state = () =>
    asRoot("SELECT user, host, authentication_string FROM mysql.user ORDER BY 1, 2; SHOW DATABASES;");

  test("refuses to believe that somebody else has created what is not there, and says what to do", () => {
    expect(() => run("a", A, false)).toThrow(
      /does not get into the database "a_edxapp"[\s\S]*name an administrator/,
    );
  });

  test("creates databases and users, and a second run changes nothing", () => {
    run("a", A);
    run("b", B);
    const once = state();
    run("a", A);
    run("b", B);
    expect(state()).toBe(once);
    expect(
      client(
        "a_edxapp",
        "it's \\ a $(password)",
        "CREATE TABLE a_edxapp.learners (id INT); SHOW TABLES IN a_edxapp;",
      ),
    ).toBe("learners\n");
  });

  test("without an administrator is content when somebody has created all that", () => {
    expect(run("a", A, false)).toBe("");
  });

  test("sets a password that is another one now, and keeps what is in the databases", () => {
    asRoot("ALTER USER 'a_edxapp'@'%' IDENTIFIED BY 'of yesterday';");
    run("a", A);
    expect(client("a_edxapp", "it's \\ a $(password)", "SHOW TABLES IN a_edxapp;")).toBe("learners\n");
  });

  test("whoever looks how the server is sees no data of anybody", () => {
    run("a", A, true, "exporter");
    run("a", A, true, "exporter");
    expect(client("exporter", "looks", "SHOW GLOBAL STATUS LIKE 'Threads_connected';")).toMatch(/\d/);
    expect(() => client("exporter", "looks", "SELECT * FROM a_edxapp.learners")).toThrow(/denied/);
    asRoot("DROP USER 'exporter'@'%';");
  });

  describe("on a server that deployments share", () => {
    const grants = (user: string) =>
      asRoot(`SHOW GRANTS FOR '${user}'@'%';`)
        .split("\n")
        .flatMap((line) => /^GRANT (.*) ON (.*) TO/.exec(line)?.slice(1).join(" ON ") ?? [])
        .filter((grant) => !grant.startsWith("USAGE"));

    test("no account of one has a grant on anything of another", () => {
      expect(grants("a_edxapp")).toEqual(["ALL PRIVILEGES ON `a\\_edxapp`.*"]);
      expect(grants("a_edx_csmh")).toEqual(["ALL PRIVILEGES ON `a\\_edx\\_csmh`.*"]);
      expect(grants("b_edxapp").sort()).toEqual([
        "ALL PRIVILEGES ON `axedxapp`.*",
        "ALL PRIVILEGES ON `b\\_edxapp`.*",
      ]);
    });

    test.each([
      ["another", "b_edxapp", "SELECT * FROM a_edxapp.learners"],
      ["another", "b_edxapp", "CREATE DATABASE c_edxapp"],
      ["another", "b_edxapp", "CREATE TABLE a_edxapp.mine (id INT)"],
      ["another", "b_edxapp", "SELECT * FROM mysql.user"],
      // The underscore of a name would be any character, were it not escaped in the grant.
      ["it's \\ a $(password)", "a_edxapp", "CREATE TABLE axedxapp.mine (id INT)"],
    ])("with the password %s, %s may not %s", (password, user, sql) => {
      expect(() => client(user, password, sql)).toThrow(/denied/);
    });

    test("who saves reads the databases of one deployment, who restores fills them, and neither gets further", () => {
      for (let times = 0; times < 2; times++)
        run("a", A, true, undefined, { STORE_READER: "a_backup", STORE_KEEPER: "a_restore" });
      const reads = "SELECT, LOCK TABLES, SHOW VIEW, EVENT, TRIGGER";
      expect(grants("a_backup").sort()).toEqual([
        `${reads} ON \`a\\_edx\\_csmh\`.*`,
        `${reads} ON \`a\\_edxapp\`.*`,
      ]);
      expect(client("a_backup", "reads", "SELECT COUNT(*) FROM a_edxapp.learners")).toMatch(/\d/);
      expect(() => client("a_backup", "reads", "DELETE FROM a_edxapp.learners")).toThrow(/denied/);
      expect(() => client("a_backup", "reads", "SHOW TABLES IN b_edxapp")).toThrow(/denied/);
      client("a_restore", "fills", "CREATE TABLE a_edxapp.filled (id INT); DROP TABLE a_edxapp.filled;");
      expect(() => client("a_restore", "fills", "CREATE TABLE b_edxapp.filled (id INT)")).toThrow(/denied/);
    });

    test("and each sees its own databases alone", () => {
      const seen = client("b_edxapp", "another", "SHOW DATABASES;").trim().split("\n");
      expect(seen.filter((name) => name !== "information_schema").sort()).toEqual(["axedxapp", "b_edxapp"]);
    });
  });
});

withTool("shellcheck", (program) => {
  const scripts = new URL("../../src/catalog/shell/", import.meta.url);
  test.each(readdirSync(scripts).filter((file) => file.endsWith(".sh")))(
    "%s has nothing to complain about",
    (file) => {
      expect(
        execFileSync(program, ["--severity=style", new URL(file, scripts).pathname], { encoding: "utf8" }),
      ).toBe("");
    },
  );
});
