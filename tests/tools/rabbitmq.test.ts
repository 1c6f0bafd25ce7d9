import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programOf } from "../../scripts/tools/tools.ts";
import { asksMeasures, rabbitmqEnvironment } from "../../src/components/data/rabbitmq.ts";
import { isLate } from "../../src/vocabulary/late.ts";
import type { RabbitmqStore } from "../../src/vocabulary/store.ts";
import { serviceOf } from "../house.ts";
import { measured, monitoringOf } from "../monitoring/measured.ts";
import { keep, pageOf, tableProblems } from "./figures.ts";
import { folderWith, freePort, pause, type Running, start, until, withTool } from "./tool.ts";

const blueprint = measured(["stores: { broker: { driver: rabbitmq } }"]);
const store = blueprint.stores.find((one): one is RabbitmqStore => one.kind === "rabbitmq");
if (store === undefined) throw new Error("there is no RabbitMQ");

const PASSWORD = `it's "a \\ password`;

/** A file of the configuration as the pod has it, its secrets filled in. */
function written(name: string, password: string): string {
  const content = store?.configuration.entries[name];
  if (content === undefined) throw new Error(`there is no ${name}`);
  return content.format === "text"
    ? content.parts.join("")
    : JSON.stringify(content.tree, (_, value) => (isLate(value) ? password : value));
}

/** What the LMS is told of its broker, which upstream makes one address of. */
const told = (() => {
  const file = serviceOf(blueprint, "lms").files.find(({ entries }) => "lms.env.yml" in entries)?.entries[
    "lms.env.yml"
  ];
  if (file?.format !== "yaml") throw new Error("the LMS has no settings");
  return file.tree as Readonly<Record<string, unknown>>;
})();

const listens = (port: number): Promise<boolean> =>
  new Promise((found) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      found(true);
    });
    socket.on("error", () => found(false));
  });

/** The newest that a registry of packages has is 3.10. Its own image is 4.2, which reads the same files. */
withTool("rabbitmq", (program) => {
  const root = join(dirname(program), "../../../..");
  const folder = folderWith({
    "configuration/.keep": "",
    "data/.keep": "",
    "home/.keep": "",
    inetrc: "{lookup, [file]}.\n",
  });
  const configuration = join(folder, "configuration");
  let port = 0;
  let ports: readonly [number, number, number] = [0, 0, 0];
  let server: Running | undefined;
  /** Who knows the names of servers. A server starts one itself, and it would outlive this test. */
  let names: Running | undefined;

  const environment = () => ({
    ...rabbitmqEnvironment(configuration, join(folder, "data"), join(folder, "home")),
    PATH: `${root}/usr/lib/erlang/bin:${process.env.PATH}`,
    // It asks for the name of the address that it listens on, and there may be nobody here who answers.
    ERL_INETRC: join(folder, "inetrc"),
    ERL_EPMD_PORT: String(ports[0]),
    RABBITMQ_DIST_PORT: String(ports[1]),
  });

  /** The tool of its administrators, as somebody uses it inside the pod. */
  const ctl = (...args: readonly string[]): string =>
    execFileSync(join(root, "usr/lib/rabbitmq/bin/rabbitmqctl"), ["--quiet", ...args], {
      encoding: "utf8",
      stdio: "pipe",
      env: { ...process.env, ...environment() },
    });

  async function begin(password: string): Promise<void> {
    for (const name of ["rabbitmq.conf", "definitions.json", "enabled_plugins"]) {
      const text = written(name, password)
        .replaceAll("/run/configuration", configuration)
        // Other tests run beside this one, on the same machine.
        .replace("listeners.tcp.default = 5672", `listeners.tcp.default = 127.0.0.1:${port}`)
        .replace(
          "prometheus.tcp.port = 15692",
          `prometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = ${ports[2]}`,
        );
      writeFileSync(join(configuration, name), text);
    }
    server = start(program, [], folder, environment());
    await until("it listens", () => listens(port), server, 240);
  }

  async function end(): Promise<void> {
    server?.process.kill("SIGTERM");
    await server?.ended;
    // What starts it ends sooner than the server itself.
    while (await listens(port)) await pause(100);
  }

  beforeAll(async () => {
    port = await freePort();
    ports = [await freePort(), await freePort(), await freePort()];
    names = start(join(root, "usr/lib/erlang/bin/epmd"), [], folder, environment());
    await until("names are known", () => listens(ports[0]), names);
    await begin(PASSWORD);
  }, 300_000);

  afterAll(async () => {
    await end();
    names?.process.kill("SIGKILL");
    await names?.ended;
  });

  test("there is one user, who administers nothing, and one virtual host; a task may be held as long as we say", () => {
    // One question for all: the tool takes long to start. What it is asked makes a second virtual host, for a test below.
    const asked = `{rabbit_auth_backend_internal:list_users(), rabbit_vhost:list_names(), application:get_env(rabbit, consumer_timeout), rabbit_vhost:add(<<"lyceum-qa">>, <<"test">>)}.`;
    const hold = (7 * 86_400 + 8 * 3600) * 1000;
    expect(ctl("eval", asked).replace(/\s+/g, "")).toBe(
      `{[[{user,<<"openedx">>},{tags,[]}]],[<<"academy-qa">>],{ok,${hold}},ok}`,
    );
  }, 300_000);

  test("the probe of the pod finds it at work", () => {
    const probe = (at: number) => execFileSync("bash", ["-c", asksMeasures(at)], { stdio: "pipe" });
    expect(() => probe(ports[2])).not.toThrow();
    expect(() => probe(port)).toThrow();
  });

  const found = programOf("celery-5.6.0");
  const celery = "program" in found ? found.program : undefined;
  if (celery === undefined) process.stderr.write(`Skipped: ${"missing" in found ? found.missing : ""}\n`);

  describe.skipIf(celery === undefined)("with Celery, as the platform makes its settings", () => {
    const python = join(dirname(celery ?? ""), "python");
    const place = join(folder, "celery");

    const address = (password: string, virtualHost = String(told.CELERY_BROKER_VHOST)) =>
      `${told.CELERY_BROKER_TRANSPORT}://${told.CELERY_BROKER_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${virtualHost}`;

    const application = `
import os, time
from celery import Celery

APP = Celery("proj", broker=os.environ["ADDRESS"])
APP.conf.broker_transport_options = ${JSON.stringify(told.CELERY_BROKER_TRANSPORT_OPTIONS).replace("true", "True")}
APP.conf.task_default_queue = "edx.lms.core.default"
APP.conf.worker_prefetch_multiplier = 1
APP.conf.broker_connection_retry_on_startup = True

@APP.task(name="late", acks_late=True, reject_on_worker_lost=True)
def late():
    with open("begun", "a") as file:
        file.write("x")
    while not os.path.exists("go"):
        time.sleep(0.05)
    with open("done", "a") as file:
        file.write("x")
`;
    const run = (script: string, password = PASSWORD, virtualHost?: string): string =>
      execFileSync(python, ["-c", script], {
        cwd: place,
        encoding: "utf8",
        stdio: "pipe",
        timeout: 200_000,
        env: { ...process.env, ADDRESS: address(password, virtualHost) },
      });
    const worker = (name: string) =>
      start(
        celery ?? "",
        [
          "--app=app:APP",
          "worker",
          "--loglevel=info",
          `--hostname=${name}@%h`,
          "--concurrency=1",
          "--without-gossip",
          "--without-mingle",
        ],
        place,
        { ADDRESS: address(PASSWORD) },
      );
    /** Tasks that wait and that no worker has. */
    const waiting = (password = PASSWORD): number =>
      Number(
        run(
          `
from app import APP
with APP.connection() as connection:
    print(connection.default_channel.queue_declare("edx.lms.core.default", passive=True).message_count)
`,
          password,
        ),
      );

    beforeAll(() => {
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, "app.py"), application);
    });

    test("a task that is acknowledged late is done by another at once when its worker is killed", async () => {
      run("from app import late; late.apply_async()");
      const first = worker("first");
      await until("it is begun", () => existsSync(join(place, "begun")), first, 180);
      expect(waiting()).toBe(0);
      rmSync(join(place, "begun"));
      execFileSync("sh", [
        "-c",
        `pkill -KILL -P ${first.process.pid} || true; kill -KILL ${first.process.pid}`,
      ]);
      await first.ended;
      const second = worker("second");
      await until("the other has it", () => existsSync(join(place, "begun")), second, 180);
      writeFileSync(join(place, "go"), "");
      await until("it is done", () => existsSync(join(place, "done")), second, 30);
      second.process.kill("SIGTERM");
      await second.ended;
      expect(waiting()).toBe(0);
    }, 400_000);

    test("what is put off is with a worker, not acknowledged, and is handed out again when that one goes", async () => {
      run("from app import late; late.apply_async(countdown=3600)");
      expect(waiting()).toBe(1);
      const one = worker("one");
      await until("it has it", () => waiting() === 0, one, 180);
      one.process.kill("SIGTERM");
      await one.ended;
      expect(waiting()).toBe(1);
    }, 400_000);

    test("nobody gets in with another password, and not into another virtual host", () => {
      const ask = `
from app import APP
with APP.connection() as connection:
    connection.ensure_connection(max_retries=1)
    connection.default_channel
`;
      expect(run(ask)).toBe("");
      expect(() => run(ask, "another")).toThrow(/ACCESS_REFUSED|AccessRefused/);
      expect(() => run(ask, PASSWORD, "lyceum-qa")).toThrow(/NOT_ALLOWED|NotAllowed|access to vhost/);
    });

    test("what alerts and panels ask for is what it says of itself, under these names and with these labels", async () => {
      const { pages } =
        monitoringOf(blueprint).monitors.find(({ producer }) => producer === "rabbitmq") ?? {};
      const said = (pages ?? []).map(({ path, params = {} }) => {
        const query = Object.entries(params).flatMap(([name, all]) =>
          all.map((one): [string, string] => [name, one]),
        );
        return pageOf(`http://127.0.0.1:${ports[2]}${path}?${new URLSearchParams(query)}`);
      });
      expect(tableProblems("rabbitmq", await Promise.all(said))).toEqual([]);
      keep("rabbitmq", await Promise.all(said));
    });

    test("after a new password and a restart the old one is worth nothing, and what waited still waits", async () => {
      await end();
      await begin("another");
      expect(waiting("another")).toBe(1);
      const ask = "from app import APP; APP.connection().ensure_connection(max_retries=1)";
      expect(run(ask, "another")).toBe("");
      expect(() => run(ask)).toThrow(/ACCESS_REFUSED|AccessRefused/);
    }, 400_000);
  });
});
