import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { SHOP_WORKER } from "../../scripts/tools/tools.ts";
import { celeryCommand, celerySettings, workerGroups } from "../../src/catalog/celery.ts";
import { UWSGI_EXPORTER } from "../../src/catalog/monitoring/exporters/uwsgi.ts";
import { STATS_PORT, uwsgiFile } from "../../src/catalog/uwsgi.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { scale } from "../../src/settings/sections/scale.ts";
import { serviceOf } from "../house.ts";
import { asDeployed, blueprint, PASSWORD } from "./deployed.ts";
import { keep, pageOf, tableProblems } from "./figures.ts";
import { withExporter } from "./foreign.ts";
import { answers, endAll, folderWith, freePort, librariesIn, start, until, withTool } from "./tool.ts";

/** Exporters that are in no registry of packages, where somebody has them (`ARBORETUM_EXPORTERS`), against the servers that they ask. */
endAll();

withExporter("uwsgi_exporter", (program) =>
  withTool("uwsgi-2.0.24", (uwsgi) => {
    const APPLICATION = `
import time
def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(5)
    start_response("200 OK", [("Content-Length", "5")])
    return [b"learn"]
`;

    test("what is asked of uWSGI is what its exporter says of processes that our file starts", async () => {
      const folder = folderWith({ "lms/wsgi.py": APPLICATION });
      const [port, stats, own] = [await freePort(), await freePort(), await freePort()];
      const file = join(folder, "lms.ini");
      const at = { listen: `127.0.0.1:${port}`, stats: `127.0.0.1:${stats}` };
      writeFileSync(file, uwsgiFile("lms", { processes: 2, memoryLimit: "3Gi", ...at }));
      const server = start(uwsgi, [file], folder);
      const url = `http://127.0.0.1:${port}`;
      await until("uWSGI answers", () => answers(url), server);
      const beside = serviceOf(blueprint, "lms").web?.pod.initial?.find(
        ({ name }) => name === UWSGI_EXPORTER,
      );
      if (beside === undefined) throw new Error("the LMS has no exporter of uWSGI beside it");
      const args = (beside.args ?? []).map((arg) => arg.replace(String(STATS_PORT), String(stats)));
      const exporter = start(program, [...args, `--web.listen-address=127.0.0.1:${own}`], folder);
      const figures = `http://127.0.0.1:${own}/metrics`;
      await until("the exporter answers", () => answers(figures), exporter);
      // One process is busy, the other answers.
      const slow = connect(port, "127.0.0.1").on("error", () => {});
      slow.write("GET /slow HTTP/1.1\r\nHost: learn\r\n\r\n");
      for (let one = 0; one < 5; one += 1) await (await fetch(url)).text();
      const page = await pageOf(figures);
      expect(page).toMatch(/^uwsgi_up 1$/m);
      expect(page).toMatch(/^uwsgi_workers\{.*\} 2$/m);
      expect([...page.matchAll(/^uwsgi_worker_busy\{.*\} (\d)$/gm)].map(([, busy]) => busy).sort()).toEqual([
        "0",
        "1",
      ]);
      expect(tableProblems("uwsgi", [page])).toEqual([]);
      keep("uwsgi", [page]);
      slow.destroy();
    });
  }),
);

const TASKS = `
import time
from celery import Celery
from celery.exceptions import Reject
from celery.signals import worker_ready

APP = Celery("proj")
APP.config_from_object("lms.settings")

@APP.task(name="lms.grade")
def grade():
    time.sleep(0.2)

@APP.task(name="lms.fails")
def fails():
    raise ValueError("no grade")

@APP.task(name="lms.again", bind=True, max_retries=1, default_retry_delay=1)
def again(self):
    raise self.retry()

@APP.task(name="lms.rejected", acks_late=True)
def rejected():
    raise Reject("no", requeue=False)

@APP.task(name="lms.slow")
def slow():
    time.sleep(60)

def send():
    for _ in range(5):
        grade.apply_async()
    for one in (fails, again, rejected, slow):
        one.apply_async()
    later = grade.apply_async(countdown=30)
    later.revoke()
    slow.apply_async(queue="edx.lms.core.high")
`;

withExporter("celery-exporter", (program) =>
  withTool(SHOP_WORKER, (celery) =>
    withTool("redis", (redis) => {
      const verawood = supportedReleases.get("verawood");
      if (verawood === undefined) throw new Error("there is no Verawood");
      const groups = workerGroups("lms", scale.parse({ profile: "large" }), verawood);
      const [group] = groups;
      if (group === undefined) throw new Error("there are no workers");
      let port = 0;
      beforeAll(async () => {
        port = await freePort();
      });

      test("what is asked of Celery is what its exporter says of a worker by our command, with the password in our file", async () => {
        const folder = folderWith({
          "lms/__init__.py": "",
          "lms/celery.py": TASKS,
          "lms/settings.py": `
import json
globals().update(json.loads(r'''${JSON.stringify(celerySettings(groups))}'''))
BROKER_URL = "redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/0"
CELERY_DEFAULT_QUEUE = "edx.lms.core.default"
# As the platform has them.
CELERY_SEND_EVENTS = True
CELERY_SEND_TASK_SENT_EVENT = True
`,
        });
        const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
        const libraries = librariesIn(join(dirname(redis), "../.."));
        const broker = start(redis, [...settings, "--requirepass", PASSWORD], folder, libraries);
        await until("Redis listens", () => broker.said().includes("Ready to accept"), broker);

        const { args, folder: mounted } = await asDeployed("celery-exporter", {
          '"host": "broker"': '"host": "127.0.0.1"',
          '"port": 6379': `"port": ${port}`,
        });
        // The image has the program at a place of its own.
        const python = join(mounted, "python");
        writeFileSync(python, `#!/bin/sh\nshift\nexec ${program} "$@"\n`);
        chmodSync(python, 0o755);
        const own = await freePort();
        const [, script = "", ...options] = args;
        const exporter = start(
          join(dirname(celery), "python"),
          [script, ...options, "--host=127.0.0.1", `--port=${own}`],
          mounted,
          { PATH: `${mounted}:${process.env.PATH}` },
        );
        const figures = `http://127.0.0.1:${own}/metrics`;
        await until("the exporter answers", () => answers(figures), exporter, 60);

        const [, ...how] = celeryCommand(group, verawood);
        const worker = start(celery, how, folder);
        await until("the worker is ready", () => worker.said().includes(" ready."), worker, 60);
        const sends = "from lms.celery import send; send()";
        execFileSync(join(dirname(celery), "python"), ["-c", sends], { cwd: folder, stdio: "pipe" });
        await until(
          "all has been heard",
          async () => (await pageOf(figures)).includes("celery_task_retried_total{"),
          exporter,
          60,
        );
        await until(
          "and counted",
          async () => /^celery_active_worker_count\{.*\} [1-9]/m.test(await pageOf(figures)),
          exporter,
          60,
        );
        const page = await pageOf(figures);
        expect(tableProblems("celery", [page])).toEqual([]);
        // The worker calls itself after this machine, and in a cluster after its pod.
        keep("celery", [page.replaceAll(`"${hostname()}"`, '"lms-worker-0"')]);
      });
    }),
  ),
);

withExporter("mongodb_exporter", (program) =>
  test("a MongoDB that does not answer is said to be down, and not to be nothing", async () => {
    const nobody = await freePort();
    const { args, folder } = await asDeployed("mongodb-exporter", {
      "mongodb://mongodb:27017": `mongodb://127.0.0.1:${nobody}`,
    });
    const own = await freePort();
    const exporter = start(program, [...args, `--web.listen-address=127.0.0.1:${own}`], folder, {
      MONGODB_PASSWORD: PASSWORD,
    });
    const figures = `http://127.0.0.1:${own}/metrics`;
    await until("the exporter answers", () => answers(`http://127.0.0.1:${own}/`), exporter, 60);
    const begun = Date.now();
    const page = await pageOf(figures);
    expect(page).toMatch(/^mongodb_up\{cluster_role=".*"\} 0$/m);
    // Prometheus waits for ten seconds, and would count nothing at all.
    expect(Date.now() - begun).toBeLessThan(10_000);
  }),
);
