import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memcachedArguments } from "../../src/catalog/stores/memcached.ts";
import { asksVersion } from "../../src/components/data/memcached.ts";
import { folderWith, freePort, type Running, start, until, withTool } from "./tool.ts";

/** What the server says to some words, until it hangs up. */
const said = (port: number, words: string): Promise<string> =>
  new Promise((answer, failed) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(`${words}quit\r\n`));
    socket.on("data", (part) => (text += String(part)));
    socket.on("close", () => answer(text));
    socket.on("error", failed);
  });

withTool("memcached", (program) => {
  const root = join(dirname(program), "../..");
  const libraries = readdirSync(join(root, "usr/lib")).find((name) => name.endsWith("-linux-gnu")) ?? "";
  const folder = folderWith({ ".keep": "" });
  let port = 0;
  let server: Running | undefined;

  beforeAll(async () => {
    port = await freePort();
    server = start(
      program,
      [...memcachedArguments("256Mi", port), "--listen=127.0.0.1", "--user=root"],
      folder,
      { LD_LIBRARY_PATH: join(root, "usr/lib", libraries) },
    );
    await until(
      "it answers",
      () =>
        said(port, "version\r\n").then(
          () => true,
          () => false,
        ),
      server,
      60,
    );
  });
  afterAll(async () => {
    server?.process.kill("SIGKILL");
    await server?.ended;
  });

  test("takes what a large course is, and no more than three quarters of its memory", async () => {
    const course = "x".repeat(3 * 1024 ** 2);
    expect(await said(port, `set course 0 0 ${course.length}\r\n${course}\r\n`)).toBe("STORED\r\n");
    expect(await said(port, "stats settings\r\n")).toMatch(/STAT maxbytes 201326592\r\n/);
    expect(await said(port, "stats settings\r\n")).toMatch(/STAT udpport 0\r\n/);
  });

  test("the probe of the pod hears it, and nothing where it is not", async () => {
    const busybox = join(root, "bin/busybox");
    const probe = (at: number) =>
      execFileSync("sh", ["-c", asksVersion(at).replace("nc ", `${busybox} nc `)], {
        stdio: "pipe",
        timeout: 30_000,
      });
    expect(() => probe(port)).not.toThrow();
    const nobody = await freePort();
    expect(() => probe(nobody)).toThrow();
  });
});
