import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import {
  beatCommand,
  celeryCommand,
  celerySettings,
  visibilityTimeout,
  workerGroups,
} from "../../src/catalog/celery.ts";
import { mayRepeat, QUEUES, TASKS } from "../../src/catalog/celeryTable.ts";
import type { Variant } from "../../src/catalog/edxapp/variant.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { scale } from "../../src/settings/sections/scale.ts";
import { endAll, folderWith, start, until, withTool } from "./tool.ts";

/** Settings as the platform makes them: old names, the options of the broker from a key of its own, no broker outside. */
const settings = (values: object) => `
import json
globals().update(json.loads(r'''${JSON.stringify(values)}'''))
BROKER_URL = "memory://"
BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS}
CELERYD_PREFETCH_MULTIPLIER = 1
CELERY_QUEUES = {name: {} for name in ${JSON.stringify(QUEUES.map(({ name }) => name))}}
CELERY_DEFAULT_QUEUE = "edx.lms.core.default"
`;

/** The tasks of our table as empty functions, and one that works for two seconds from the moment the worker is ready. */
const application = (variant: Variant) => `
import time
from celery import Celery
from celery.signals import worker_ready

APP = Celery("proj")
APP.config_from_object("${variant}.settings")

def nothing():
    pass

for name in ${JSON.stringify(TASKS.map(({ name }) => name))}:
    APP.task(nothing, name=name)

@APP.task(name="works")
def works():
    open("begun", "w").close()
    time.sleep(2)
    open("done", "w").close()

@worker_ready.connect
def begin(**_):
    works.apply_async()
`;

/** What Celery has made of the settings. */
const ASK = `
import json
from lms.celery import APP
tasks = {name: task for name, task in APP.tasks.items() if not name.startswith("celery.")}
print(json.dumps({
    "visibility": APP.conf.broker_transport_options["visibility_timeout"],
    "late": [name for name, task in tasks.items() if task.acks_late],
    "rejected": [name for name, task in tasks.items() if task.reject_on_worker_lost],
}))
`;

const verawood = supportedReleases.get("verawood");
if (verawood === undefined) throw new Error("there is no Verawood");

const groups = (["lms", "cms"] as const).flatMap((variant) =>
  workerGroups(variant, scale.parse({ profile: "large" }), verawood),
);
const values = {
  ...celerySettings(groups),
  CELERY_BROKER_TRANSPORT_OPTIONS: { visibility_timeout: visibilityTimeout(groups, 604_800) },
};

test("there are workers to start", () => expect(groups).toHaveLength(5));

for (const version of ["celery-5.4.0", "celery-5.6.0"]) {
  withTool(version, (celery) => {
    const folder = folderWith({
      "lms/__init__.py": "",
      "lms/celery.py": application("lms"),
      "lms/settings.py": settings(values),
      "cms/__init__.py": "",
      "cms/celery.py": application("cms"),
      "cms/settings.py": settings(values),
      "ask.py": ASK,
    });
    endAll();

    test.each(groups)(
      "$name starts by our command, with our queues and our number of processes",
      async (group) => {
        const [, ...args] = celeryCommand(group, verawood);
        const worker = start(celery, args, folder);
        await until(`${group.name} is ready`, () => worker.said().includes(" ready."), worker, 40);
        const queues = [...worker.said().matchAll(/\.> (edx\.[a-z._]+)/g)].map(([, name]) => name);
        expect(queues.sort()).toEqual(group.queues.map(({ name }) => name).sort());
        expect(worker.said()).toMatch(new RegExp(`concurrency: ${group.size.processes} \\(prefork\\)`));
        expect(worker.said()).toContain(`${group.name}@`);
        worker.process.kill("SIGTERM");
        expect(await worker.ended).toBe(0);
      },
    );

    test("a worker that is told to stop finishes the task that it has begun", async () => {
      const [group] = groups;
      if (group === undefined) throw new Error("there are no workers");
      for (const file of ["begun", "done"]) rmSync(join(folder, file), { force: true });
      const [, ...args] = celeryCommand(group, verawood);
      const worker = start(celery, args, folder);
      await until("the task is begun", () => existsSync(join(folder, "begun")), worker, 40);
      worker.process.kill("SIGTERM");
      await worker.ended;
      expect(readFileSync(join(folder, "done"), "utf8")).toBe("");
    });

    test("Celery acknowledges late what may repeat, early what may not, and waits as long as we say", () => {
      const python = join(dirname(celery), "python");
      const told = JSON.parse(
        execFileSync(python, ["ask.py"], { cwd: folder, encoding: "utf8", timeout: 60_000 }),
      );
      const late = TASKS.filter(mayRepeat);
      expect(told.visibility).toBe(604_800 + 8 * 3600);
      expect(told.late.sort()).toEqual(late.map(({ name }) => name).sort());
      expect(told.rejected.sort()).toEqual(
        late
          .filter(({ queue }) => queue !== "edx.lms.core.high_mem")
          .map(({ name }) => name)
          .sort(),
      );
    });

    test("the scheduler understands its command, once there is something to schedule", async () => {
      const [, ...args] = beatCommand("lms", { nightly: { task: "works", schedule: 86_400 } }) ?? [];
      const beat = start(
        celery,
        [...args.filter((one) => !one.startsWith("--schedule=")), `--schedule=${folder}/beat`],
        folder,
      );
      await until("the scheduler runs", () => beat.said().includes("beat: Starting"), beat, 40);
      beat.process.kill("SIGTERM");
      expect(await beat.ended).toBe(0);
    });
  });
}
