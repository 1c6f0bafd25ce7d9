import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brokerAccount, redisAccount } from "../../src/catalog/python/python.ts";
import { rabbitmqEnvironment } from "../../src/components/data/rabbitmq.ts";
import { answers, folderWith, freePort, type Running, start, until, withTool } from "./tool.ts";

const ROOT = "of-the-root";

/** A script as the Job of a deployment runs it, in the namespace of the platform. */
function run(folder: string, script: string, wanted: object): string {
  writeFileSync(join(folder, "wanted.json"), JSON.stringify(wanted));
  return execFileSync("python3", ["-c", script], {
    encoding: "utf8",
    stdio: "pipe",
    timeout: 120_000,
    env: {
      ...process.env,
      WANTED: join(folder, "wanted.json"),
      STORE_ADMINISTRATOR_PASSWORD: join(folder, "password"),
    },
  });
}

withTool("redis", (program) => {
  const root = join(dirname(program), "../..");
  const libraries = readdirSync(join(root, "usr/lib")).find((name) => name.endsWith("-linux-gnu")) ?? "";
  const folder = folderWith({
    password: ROOT,
    "users.acl": `user default off\nuser admin on ~* &* +@all >${ROOT}\n`,
  });
  let port = 0;
  let server: Running | undefined;

  const environment = { LD_LIBRARY_PATH: join(root, "usr/lib", libraries) };
  const begin = async (users: string) => {
    const lines = [`port ${port}`, "bind 127.0.0.1", `dir ${folder}`, 'save ""', users];
    writeFileSync(join(folder, "server.conf"), `${lines.join("\n")}\n`);
    server = start(program, [join(folder, "server.conf")], folder, environment);
    await until(
      "it answers",
      () => server?.said().includes("Ready to accept connections") ?? false,
      server,
      60,
    );
  };
  const end = async () => {
    server?.process.kill("SIGKILL");
    await server?.ended;
  };
  const client = (user: string, password: string, ...words: readonly string[]): string =>
    execFileSync(
      join(root, "usr/bin/redis-cli"),
      ["-p", String(port), "--no-auth-warning", "--user", user, "--pass", password, ...words],
      { encoding: "utf8", stdio: "pipe", env: { ...process.env, ...environment } },
    ).trim();
  const wanted = (user: string) => ({
    host: "127.0.0.1",
    port,
    tls: false,
    administrator: "admin",
    user,
    password: `of ${user}`,
    evicts: true,
  });

  beforeAll(async () => {
    writeFileSync(join(folder, "password"), ROOT);
    port = await freePort();
    await begin(`aclfile ${join(folder, "users.acl")}`);
    for (const user of ["academy-qa", "lyceum-qa"]) run(folder, redisAccount, wanted(user));
    client("academy-qa", "of academy-qa", "SET", "academy-qa.default.verawood:1:grade", "5");
  }, 120_000);
  afterAll(end);

  test("a second run changes nothing", () => {
    const users = () => client("admin", ROOT, "ACL", "LIST");
    const once = users();
    run(folder, redisAccount, wanted("academy-qa"));
    expect(users().split("\n").sort()).toEqual(once.split("\n").sort());
  });

  test("each reads and writes its own keys, and counts in them as Django does", () => {
    const own = "academy-qa.default.verawood:1:";
    expect(client("academy-qa", "of academy-qa", "GET", `${own}grade`)).toBe("5");
    const script = "return redis.call('INCRBY', KEYS[1], ARGV[1])";
    expect(client("academy-qa", "of academy-qa", "EVAL", script, "1", `${own}visits`, "2")).toBe("2");
  });

  test.each([
    ["GET", "academy-qa.default.verawood:1:grade"],
    ["SET", "academy-qa.default.verawood:1:grade", "1"],
    ["DEL", "academy-qa.default.verawood:1:grade"],
    ["EVAL", "return redis.call('GET', KEYS[1])", "1", "academy-qa.default.verawood:1:grade"],
    ["COPY", "academy-qa.default.verawood:1:grade", "lyceum-qa.stolen"],
    // Names, and everything at once.
    ["KEYS", "*"],
    ["SCAN", "0"],
    ["RANDOMKEY"],
    ["FLUSHDB"],
    ["FLUSHALL"],
    ["ACL", "LIST"],
    ["CONFIG", "GET", "*"],
    ["MONITOR"],
    ["CLIENT", "LIST"],
    ["CLIENT", "TRACKING", "ON", "BCAST"],
    ["FUNCTION", "LIST"],
    ["FUNCTION", "FLUSH"],
    ["PUBLISH", "academy-qa", "x"],
    // Another database of the server has no other rules.
    ["MOVE", "academy-qa.default.verawood:1:grade", "1"],
  ])("another deployment may not %s %s", (...words) => {
    expect(client("lyceum-qa", "of lyceum-qa", ...words)).toMatch(/NOPERM|permissions/);
    expect(client("academy-qa", "of academy-qa", "GET", "academy-qa.default.verawood:1:grade")).toBe("5");
  });

  test("sessions are not given a server that evicts them", () => {
    const sessions = { ...wanted("academy-qa"), evicts: false };
    expect(run(folder, redisAccount, sessions)).toContain("academy-qa reaches its own keys.");
    client("admin", ROOT, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    expect(() => run(folder, redisAccount, sessions)).toThrow(/learners would be logged out/);
  });

  test("the accounts are there after a restart, and a server that would forget them is refused", async () => {
    await end();
    await begin(`aclfile ${join(folder, "users.acl")}`);
    expect(client("lyceum-qa", "of lyceum-qa", "PING")).toBe("PONG");
    await end();
    await begin(`user admin on ~* &* +@all >${ROOT}`);
    expect(() => run(folder, redisAccount, wanted("academy-qa"))).toThrow(/ACL SAVE: .*ACL file/);
  }, 120_000);
});

withTool("rabbitmq", (program) => {
  const root = join(dirname(program), "../../../..");
  const folder = folderWith({
    password: ROOT,
    inetrc: "{lookup, [file]}.\n",
    "configuration/enabled_plugins": "[rabbitmq_management].\n",
    "data/.keep": "",
    "home/.keep": "",
  });
  let ports: readonly number[] = [];
  let server: Running | undefined;
  let names: Running | undefined;
  const api = () => `http://127.0.0.1:${ports[3]}`;

  const ask = async (user: string, password: string, path: string, method = "GET", body?: object) => {
    const { status } = await fetch(api() + path, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
        "Content-Type": "application/json",
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return status;
  };
  const told = async (path: string): Promise<unknown> => {
    const answer = await fetch(api() + path, {
      headers: { Authorization: `Basic ${Buffer.from(`admin:${ROOT}`).toString("base64")}` },
    });
    return answer.json();
  };
  const wanted = (user: string) => ({
    host: "127.0.0.1",
    port: ports[3],
    tls: false,
    administrator: "admin",
    user,
    password: `of ${user}`,
    virtual_host: user,
    hold: 633_600_000,
  });

  beforeAll(async () => {
    ports = [await freePort(), await freePort(), await freePort(), await freePort()];
    writeFileSync(
      join(folder, "configuration/rabbitmq.conf"),
      [
        `listeners.tcp.default = 127.0.0.1:${ports[2]}`,
        "management.tcp.ip = 127.0.0.1",
        `management.tcp.port = ${ports[3]}`,
        "default_user = admin",
        `default_pass = ${ROOT}`,
        "log.console = true",
        "log.file = false",
        "",
      ].join("\n"),
    );
    const environment = {
      ...rabbitmqEnvironment(join(folder, "configuration"), join(folder, "data"), join(folder, "home")),
      PATH: `${root}/usr/lib/erlang/bin:${process.env.PATH}`,
      ERL_INETRC: join(folder, "inetrc"),
      ERL_EPMD_PORT: String(ports[0]),
      RABBITMQ_DIST_PORT: String(ports[1]),
    };
    names = start(join(root, "usr/lib/erlang/bin/epmd"), [], folder, environment);
    await new Promise((over) => setTimeout(over, 2000));
    server = start(program, [], folder, environment);
    await until("it answers", () => answers(api()), server, 240);
    for (const user of ["academy-qa", "lyceum-qa"]) run(folder, brokerAccount, wanted(user));
  }, 300_000);
  afterAll(async () => {
    server?.process.kill("SIGTERM");
    await server?.ended;
    names?.process.kill("SIGKILL");
    await names?.ended;
  });

  const permissions = () => told("/api/permissions") as Promise<readonly { user: string; vhost: string }[]>;

  test("no account of one deployment has a permission in the virtual host of another", async () => {
    const of = (await permissions()).map(({ user, vhost }) => `${user} in ${vhost}`).sort();
    expect(of.filter((one) => !one.startsWith("admin"))).toEqual([
      "academy-qa in academy-qa",
      "lyceum-qa in lyceum-qa",
    ]);
  });

  test("nobody of them administers anything, nor sees anything of the other", async () => {
    expect(await ask("lyceum-qa", "of lyceum-qa", "/api/queues/academy-qa")).toBe(401);
    const users = (await told("/api/users")) as readonly { name: string; tags: readonly string[] }[];
    expect(users.filter(({ name }) => name !== "admin").map(({ tags }) => tags)).toEqual([[], []]);
  });

  test("a second run changes nothing, and closes what somebody has opened by hand", async () => {
    const before = await permissions();
    expect(run(folder, brokerAccount, wanted("lyceum-qa"))).not.toContain("any more");
    const all = { configure: ".*", write: ".*", read: ".*" };
    expect(await ask("admin", ROOT, "/api/permissions/academy-qa/lyceum-qa", "PUT", all)).toBe(201);
    expect(run(folder, brokerAccount, wanted("lyceum-qa"))).toContain("could get into academy-qa");
    expect(await permissions()).toEqual(before);
  });

  test("the password is that of the deployment alone", async () => {
    // Whoever may not look at the pages is known all the same: 401 for a wrong password says something else than for no tag.
    const body = await fetch(`${api()}/api/whoami`, {
      headers: { Authorization: `Basic ${Buffer.from("lyceum-qa:of academy-qa").toString("base64")}` },
    }).then((answer) => answer.text());
    expect(body).toMatch(/not_authorised|Login failed/i);
  });
});
