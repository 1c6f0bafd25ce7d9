import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SHOP_WORKER } from "../../scripts/tools/tools.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { shopWorkerSettings } from "../../src/catalog/python/python.ts";
import { isLate, type Tree } from "../../src/vocabulary/late.ts";
import { academyWith } from "../catalog/academyWith.ts";
import { deploymentOf, serviceOf } from "../house.ts";
import { folderWith, freePort, type Running, start, until, withTool } from "./tool.ts";

/** With what an address has to be careful about. */
const PASSWORD = "of/the@broker:?";

const blueprint = deploymentOf(
  compose(
    academyWith({
      release: "sumac",
      add: ["discovery", "ecommerce", "ecommerce-worker"],
      overrides: [],
      lines: ["ecommerce: { gateways: [{ kind: paypal, clientId: c, clientSecret: { secure: v1:c } }] }"],
    }),
    "qa",
  ),
);
const { workers, files } = serviceOf(blueprint, "ecommerce-worker");
const command = workers[0]?.pod.command ?? [];
const queues = command.at(-1)?.replace("--queues=", "").split(",") ?? [];

/** What the worker is told, with this password for the broker and another for everything else. */
function told(): Readonly<Record<string, Tree>> {
  const content = files.flatMap(({ entries }) => entries["worker.json"] ?? [])[0];
  if (content?.format !== "json") throw new Error("the workers are told nothing");
  const revealed = (tree: Tree): Tree => {
    if (isLate(tree))
      return tree.late === "secret" && tree.name.startsWith("broker/") ? PASSWORD : "of-the-shop";
    if (Array.isArray(tree)) return tree.map(revealed);
    if (typeof tree !== "object" || tree === null) return tree;
    return Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, revealed(child)]));
  };
  return revealed(content.tree) as Readonly<Record<string, Tree>>;
}

/** Sends as the shop does: by the name of the task, to one of the queues. */
const SEND = `
import sys
from ecommerce_worker.celery_app import app
for queue in sys.argv[1:]:
    app.send_task("ecommerce_worker.fulfillment.v1.tasks.fulfill_order", args=["EDX-" + queue], kwargs={"email_opt_in": False}, queue=queue)
`;

withTool("redis", (redis) => {
  withTool(SHOP_WORKER, (celery) => {
    const root = join(dirname(redis), "../..");
    const libraries = readdirSync(join(root, "usr/lib")).find((name) => name.endsWith("-linux-gnu")) ?? "";
    /** What the LMS and the shop were asked. */
    const asked: string[] = [];
    const both = createServer((request, answer) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`.trim());
      answer.setHeader("content-type", "application/json");
      answer.end(JSON.stringify({ access_token: "token" }));
    });
    let server: Running;
    let folder = "";
    let environment: Readonly<Record<string, string>> = {};

    beforeAll(async () => {
      await new Promise<void>((ready) => both.listen(0, "127.0.0.1", ready));
      const port = await freePort();
      const address = `http://127.0.0.1:${(both.address() as AddressInfo).port}`;
      const { ARBORETUM_BROKER: broker, ...rest } = told();
      folder = folderWith({
        "server.conf": `port ${port}\nbind 127.0.0.1\nsave ""\nrequirepass "${PASSWORD}"\n`,
        "arboretum_worker.py": shopWorkerSettings,
        "worker.json": JSON.stringify({
          ...rest,
          ARBORETUM_BROKER: { ...(broker as object), host: "127.0.0.1", port },
          ECOMMERCE_API_ROOT: `${address}/api/v2/`,
          BACKEND_SERVICE_EDX_OAUTH2_PROVIDER_URL: `${address}/oauth2`,
        }),
      });
      // Whoever runs tests may be root; pods never are.
      environment = { ...workers[0]?.pod.environment, PYTHONPATH: folder, C_FORCE_ROOT: "1" };
      server = start(redis, [join(folder, "server.conf")], folder, {
        LD_LIBRARY_PATH: join(root, "usr/lib", libraries),
      });
      await until("the broker answers", () => server.said().includes("Ready to accept"), server, 60);
    });

    afterAll(async () => {
      both.close();
      server.process.kill("SIGKILL");
      await server.ended;
    });

    test("the workers of the shop fulfil what is sent to any of their queues, as the shop's own account", async () => {
      const worker = start(celery, command.slice(1), folder, environment);
      await until("the worker is ready", () => worker.said().includes(" ready."), worker, 60);
      execFileSync(join(dirname(celery), "python"), ["-c", SEND, ...queues], {
        cwd: folder,
        env: { ...process.env, ...environment },
      });
      const done = () => asked.filter((one) => one.startsWith("PUT"));
      await until("all are fulfilled", () => done().length === queues.length, worker, 40);
      expect(done().sort()).toEqual(
        queues.map((queue) => `PUT /api/v2/orders/EDX-${queue}/fulfill/?email_opt_in=False JWT token`).sort(),
      );
      expect(asked).toContain("POST /oauth2/access_token/");
      worker.process.kill("SIGTERM");
      expect(await worker.ended).toBe(0);
    });

    test("they work on the queues that the shop sends to by itself, and on those that others start them on", () => {
      expect(queues).toEqual(
        expect.arrayContaining([
          "ecommerce.fulfillment",
          "ecommerce.email_marketing",
          "fulfillment",
          "email_marketing",
        ]),
      );
    });
  });
});
