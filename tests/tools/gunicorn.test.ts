import { expect, test } from "vitest";
import { gunicorn as server } from "../../src/catalog/django/server.ts";
import { answers, endAll, folderWith, freePort, pause, start, until, withTool } from "./tool.ts";

const APPLICATION = `
import os, time
def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/slow/"):
        time.sleep(float(path.rsplit("/", 1)[1]))
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
`;

withTool("gunicorn-23.0.0", (gunicorn) => {
  const folder = folderWith({ "notesserver/wsgi.py": APPLICATION });
  endAll();

  async function served(longest: number) {
    const listen = `127.0.0.1:${await freePort()}`;
    const [, ...args] = server("notesserver.wsgi:application")
      .command("", 1)
      .map((option) =>
        option.replace(/^--bind=.*/, `--bind=${listen}`).replace(/timeout=\d+$/, `timeout=${longest}`),
      );
    const running = start(gunicorn, args, folder);
    await until("the notes answer", () => answers(`http://${listen}/`), running);
    return { running, url: `http://${listen}` };
  }

  test("a request of the notes that is under way when the pod is told to stop is answered", async () => {
    const { running, url } = await served(60);
    const underWay = fetch(`${url}/slow/2`);
    await pause(500);
    running.process.kill("SIGTERM");
    expect((await underWay).status).toBe(200);
    expect(await running.ended).toBe(0);
  });

  test("a request that takes too long is given up, and the next is answered by another process", async () => {
    const { running, url } = await served(2);
    const before = await (await fetch(url)).text();
    expect((await fetch(`${url}/slow/60`)).status).toBe(500);
    await until("the notes answer again", () => answers(url), running);
    expect(await (await fetch(url)).text()).not.toBe(before);
  });
});
