import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SERVED, type ServedApplication, type UwsgiOptions, uwsgiFile } from "../../src/catalog/uwsgi.ts";
import { answers, endAll, folderWith, freePort, pause, start, until, withTool } from "./tool.ts";

/** An application that takes as long, says as much and keeps as much memory as its path says. */
const APPLICATION = `
import os, time
kept = []
def application(environ, start_response):
    path = environ["PATH_INFO"]
    amount = float(path.rsplit("/", 1)[1] or 0)
    if path.startswith("/slow/"):
        time.sleep(amount)
    if path.startswith("/grow/"):
        kept.append(b"x" * int(amount * 1024 * 1024))
    body = str(os.getpid()).encode()
    if path.startswith("/stream/"):
        start_response("200 OK", [("Content-Type", "text/csv")])
        return (b"line\\n" for _ in range(int(amount)))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
`;

/** Lines of the images that ours take the place of, and the version after which they do no harm. */
const IN_THE_IMAGE: readonly {
  readonly what: string;
  readonly until?: string;
  readonly change: (text: string) => string;
}[] = [
  { what: "die-on-term", change: (text) => text.replace(/^hook-master-start.*$/m, "die-on-term = true") },
  { what: "a router", until: "uwsgi-2.0.24", change: (text) => text.replace(/^http-socket/m, "http") },
];

const APPLICATIONS = Object.keys(SERVED) as readonly ServedApplication[];

// The image of the platform has the one, the images of newer services have the other.
for (const version of ["uwsgi-2.0.24", "uwsgi-2.0.31"])
  withTool(version, (uwsgi) => {
    const folder = folderWith(
      Object.fromEntries(APPLICATIONS.map((name) => [SERVED[name].module, APPLICATION])),
    );
    endAll();

    async function served(
      application: ServedApplication,
      options: Partial<UwsgiOptions> = {},
      change = (text: string) => text,
    ) {
      const [port, stats] = [await freePort(), await freePort()];
      const file = join(folder, `${application}.ini`);
      const text = uwsgiFile(application, {
        processes: 2,
        memoryLimit: "3Gi",
        listen: `127.0.0.1:${port}`,
        stats: `127.0.0.1:${stats}`,
        ...options,
      });
      writeFileSync(file, change(text));
      const running = start(uwsgi, [file], folder);
      return { running, stats, url: `http://127.0.0.1:${port}` };
    }

    async function ready(application: ServedApplication, options: Partial<UwsgiOptions> = {}) {
      const one = await served(application, options);
      await until(`${application} answers`, () => answers(`${one.url}/0`), one.running);
      return one;
    }

    test.each(APPLICATIONS)("our file serves %s, with as many processes as it says", async (application) => {
      const { url, stats, running } = await ready(application, { processes: 3 });
      const answer = await fetch(`${url}/0`);
      expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
      expect((await statistics(stats)).workers).toHaveLength(3);
      expect(running.said()).not.toMatch(/unable to|error|invalid/i);
    });

    test("a name that is misspelt is refused", async () => {
      const { running } = await served("lms", {}, (text) => `${text}harakri = 5\n`);
      expect(await running.ended).not.toBe(0);
      expect(running.said()).toContain("harakri");
    });

    test("a pod without an application does not look alive", async () => {
      const { running } = await served("lms", {}, (text) => text.replace("lms/wsgi.py", "lms/none.py"));
      expect(await running.ended).not.toBe(0);
    });

    test("a request that is under way when the pod is told to stop is answered", async () => {
      const { url, running } = await ready("lms");
      const underWay = fetch(`${url}/slow/2`);
      await pause(500);
      const told = Date.now();
      running.process.kill("SIGTERM");
      expect((await underWay).status).toBe(200);
      expect(Date.now() - told).toBeGreaterThan(1000);
      expect(await running.ended).toBe(0);
    });

    test.each(IN_THE_IMAGE.filter(({ until }) => until === undefined || until === version))(
      "with $what, as the image has it, it is cut off",
      async ({ change }) => {
        const { url, running } = await served("lms", {}, change);
        await until("the LMS answers", () => answers(`${url}/0`), running);
        const underWay = fetch(`${url}/slow/3`);
        await pause(500);
        running.process.kill("SIGTERM");
        await expect(underWay).rejects.toThrow();
      },
    );

    test("a request that takes too long is given up, and its process with it, and the next is answered", async () => {
      const { url, running } = await ready("lms", { longest: 2, processes: 1 });
      const before = await (await fetch(`${url}/0`)).text();
      const began = Date.now();
      const answer = await fetch(`${url}/slow/60`).then(
        ({ status }) => status,
        () => "cut off",
      );
      expect(answer).not.toBe(200);
      expect(Date.now() - began).toBeLessThan(15_000);
      await until("the LMS answers again", () => answers(`${url}/0`), running);
      expect(await (await fetch(`${url}/0`)).text()).not.toBe(before);
      expect(running.said()).toMatch(/HARAKIRI/);
    });

    test("a process that has grown is replaced after its request", async () => {
      const { url, running } = await ready("lms", { processes: 1, memoryLimit: "400Mi" });
      const pid = () =>
        fetch(`${url}/0`).then(
          (answer) => answer.text(),
          () => "",
        );
      const before = await pid();
      // A process is left alone in its first ten seconds: it would be replaced for ever otherwise.
      await pause(11_000);
      expect(await pid()).toBe(before);
      expect((await fetch(`${url}/grow/400`)).status).toBe(200);
      await until("another process answers", async () => ![before, ""].includes(await pid()), running);
    }, 60_000);

    test("an answer of unknown length has an end", async () => {
      const { url } = await ready("lms");
      const began = Date.now();
      const answer = await fetch(`${url}/stream/1000`);
      expect((await answer.text()).length).toBe(5000);
      expect(Date.now() - began).toBeLessThan(3000);
    });

    test("the cookies of a learner with tokens are read", async () => {
      const { url } = await ready("lms");
      const answer = await fetch(`${url}/0`, { headers: { Cookie: `token=${"x".repeat(12_000)}` } });
      expect(answer.status).toBe(200);
    });
  });

/** What uWSGI says of itself: all of it, at once, to whoever connects. */
const statistics = (port: number): Promise<{ readonly workers: readonly unknown[] }> =>
  new Promise((told, failed) => {
    let text = "";
    connect(port, "127.0.0.1")
      .on("data", (part) => {
        text += String(part);
      })
      .on("end", () => told(JSON.parse(text)))
      .on("error", failed);
  });
