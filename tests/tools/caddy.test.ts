import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caddyVersionOf } from "../../scripts/tools/tools.ts";
import { assetsCaddyfile, CADDY, type MfeServer, mfeCaddyfile } from "../../src/catalog/caddyfile.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { answers, folderWith, freePort, pause, type Running, start, until, withTool } from "./tool.ts";

const FOREVER = "public, max-age=31536000, immutable";
const HASH = "0a1b2c3d4e5f60718293";

function releaseOf(name: string): MfeServer["release"] {
  const release = supportedReleases.get(name);
  if (release === undefined) throw new Error(`there is no release ${name}`);
  return release;
}

/** Releases that are deployed, by the Caddy of their image. */
const releases = Map.groupBy(
  [...supportedReleases.values()].filter(({ use }) => use === "deployable").map(({ name }) => name),
  caddyVersionOf,
);

describe.each([...releases])("%s", (version, names) =>
  withTool(`caddy-${version}`, (caddy) => {
    const text = "x".repeat(4000);
    const folder = folderWith({
      "dist/learning/index.html": "<p>learning</p>",
      [`dist/learning/app.${HASH}.js`]: `new ${text}`,
      "dist/learning/favicon.ico": "icon",
      "dist/authn/index.html": "<p>authn</p>",
      "dist/site/index.html": "<p>site</p>",
      [`dist/site/${HASH}.js`]: "site",
      [`chunks/1/learning/app.${HASH.replace("0a", "1b")}.js`]: "before",
      [`chunks/2/learning/app.${HASH.replace("0a", "2c")}.js`]: "long before",
      [`chunks/2/learning/app.${HASH}.js`]: "hidden by the newest",
      [`chunks/1/site/${HASH.replace("0a", "1b")}.js`]: "site before",
      "assets/1/css/lms.css": "newest",
      "assets/1/css/lms.0a1b2c3d4e5f.css": "newest",
      "assets/2/css/lms.css": "before",
      "assets/2/css/lms.1b2c3d4e5f6a.css": "before",
      "assets/2/studio/base.2c3d4e5f6a7b.js": "studio before",
      "secret.txt": "outside of everything",
    });
    const folders = {
      dist: join(folder, "dist"),
      chunks: join(folder, "chunks"),
      assets: join(folder, "assets"),
    };

    const asked: IncomingMessage[] = [];
    const lms = createServer((request, response) => {
      asked.push(request);
      response.setHeader("Content-Type", "application/json").end("{}");
    });
    const servers: Running[] = [];
    const stop = async () => {
      for (const { process, ended } of servers.splice(0)) {
        process.kill("SIGKILL");
        await ended;
      }
      lms.close();
    };
    afterAll(stop);

    const lmsPort = new Promise<number>((found) =>
      lms.listen(0, "127.0.0.1", () => {
        const address = lms.address();
        found(typeof address === "object" && address !== null ? address.port : 0);
      }),
    );

    const mfe = (release: string, site: boolean, lmsAddress: string, elsewhere = "assets:8002"): string =>
      mfeCaddyfile(
        {
          apps: ["authn", "learning", "authoring"],
          site,
          release: releaseOf(release),
          home: "https://learn.example.edu",
          lms: { address: lmsAddress, host: "learn.example.edu" },
          elsewhere,
        },
        folders,
      );

    /** Starts a Caddyfile on free ports, with nothing to write to but one folder. */
    async function served(name: string, caddyfile: string) {
      const [port, metrics] = [await freePort(), await freePort()];
      const file = join(folder, `${name}.caddy`);
      writeFileSync(
        file,
        caddyfile
          .replace(`:${CADDY.port} {`, `http://127.0.0.1:${port} {`)
          .replace(`:${CADDY.metrics} {`, `http://127.0.0.1:${metrics} {`),
      );
      const scratch = join(folder, `${name}-scratch`);
      const environment = { XDG_CONFIG_HOME: scratch, XDG_DATA_HOME: scratch };
      const running = start(caddy, ["run", "--adapter", "caddyfile", "--config", file], folder, environment);
      servers.push(running);
      const url = `http://127.0.0.1:${port}`;
      await until(`${name} answers`, () => answers(url + CADDY.health), running);
      const get = (path: string, init: RequestInit = {}) =>
        fetch(url + path, { redirect: "manual", ...init });
      return { get, running, address: `127.0.0.1:${port}`, metrics: `http://127.0.0.1:${metrics}` };
    }

    describe.each(names)("reads the files of %s", (release) => {
      test.each([true, false])("with a site: %s", (site) => {
        const file = join(folder, `${release}-${site}.check`);
        writeFileSync(file, mfe(release, site, "lms:8000"));
        execFileSync(caddy, ["validate", "--adapter", "caddyfile", "--config", file], {
          stdio: "pipe",
          timeout: 30_000,
        });
        const formatted = execFileSync(caddy, ["fmt", file], { encoding: "utf8", timeout: 30_000 });
        expect(formatted).toBe(mfe(release, site, "lms:8000"));
      });
    });

    test("and that of the static files", () => {
      const file = join(folder, "assets.check");
      writeFileSync(file, assetsCaddyfile({ images: 3, chunks: 3 }));
      execFileSync(caddy, ["validate", "--adapter", "caddyfile", "--config", file], {
        stdio: "pipe",
        timeout: 30_000,
      });
      expect(execFileSync(caddy, ["fmt", file], { encoding: "utf8" })).toBe(
        assetsCaddyfile({ images: 3, chunks: 3 }),
      );
    });

    describe("the micro-frontends of Verawood", () => {
      let server: Awaited<ReturnType<typeof served>>;
      beforeAll(async () => {
        const before = await served("chunks", assetsCaddyfile({ images: 2, chunks: 2 }, folders));
        server = await served("mfe", mfe("verawood", true, `127.0.0.1:${await lmsPort}`, before.address));
      });

      test.each([
        ["/learning", "<p>learning</p>"],
        ["/learning/", "<p>learning</p>"],
        ["/learning/course/course-v1:Org+Demo+2026.1/home", "<p>learning</p>"],
        ["/authn/login", "<p>authn</p>"],
        ["/learnings", "<p>site</p>"],
        ["/instructor/course-v1:Org+Demo+1", "<p>site</p>"],
      ])("%s is the page of its application, and is asked for anew each time", async (path, body) => {
        const answer = await server.get(path);
        expect([answer.status, answer.headers.get("cache-control"), await answer.text()]).toEqual([
          200,
          "no-cache",
          body,
        ]);
        expect(answer.headers.get("content-type")).toContain("text/html");
      });

      test.each([
        [`/learning/app.${HASH}.js`, `new ${"x".repeat(4000)}`],
        [`/learning/app.${HASH.replace("0a", "1b")}.js`, "before"],
        [`/learning/app.${HASH.replace("0a", "2c")}.js`, "long before"],
        [`/${HASH}.js`, "site"],
        [`/${HASH.replace("0a", "1b")}.js`, "site before"],
      ])("%s is kept for ever, of the newest image that has it", async (path, body) => {
        const answer = await server.get(path);
        expect([answer.status, answer.headers.get("cache-control"), await answer.text()]).toEqual([
          200,
          FOREVER,
          body,
        ]);
      });

      test.each(["/learning/app.ffffffffffff.js", "/ffffffffffff.js", "/authn/static/ffffffffffff.woff2"])(
        "%s is nowhere, and no page takes its place",
        async (path) => {
          const answer = await server.get(path);
          expect([answer.status, answer.headers.get("cache-control")]).toEqual([404, "no-store"]);
          expect(await answer.text()).not.toContain("<p>");
        },
      );

      test("a file without a hash is asked for anew", async () => {
        const answer = await server.get("/learning/favicon.ico");
        expect([await answer.text(), answer.headers.get("cache-control")]).toEqual(["icon", "no-cache"]);
        const again = await server.get("/learning/favicon.ico", {
          headers: { "If-None-Match": answer.headers.get("etag") ?? "" },
        });
        expect(again.status).toBe(304);
      });

      test.each([
        ["/course-authoring", "/authoring/"],
        ["/course-authoring/course/x?tab=1&b=2", "/authoring/course/x?tab=1&b=2"],
      ])("%s has moved, with all that belongs to it", async (from, to) => {
        const answer = await server.get(from);
        expect([answer.status, answer.headers.get("location")]).toEqual([301, to]);
      });

      test("whoever asks for no application is sent home", async () => {
        const answer = await server.get("/");
        expect([answer.status, answer.headers.get("location")]).toEqual([302, "https://learn.example.edu/"]);
      });

      test.each(["/api/mfe_config/v1?mfe=learning", "/api/frontend_site_config/v1"])(
        "the LMS is asked for %s by the name that it knows",
        async (path) => {
          const answer = await server.get(path, { headers: { "X-Forwarded-Proto": "https" } });
          expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
          const request = asked.at(-1);
          expect([request?.url, request?.headers.host, request?.headers["x-forwarded-proto"]]).toEqual([
            path,
            "learn.example.edu",
            "https",
          ]);
        },
      );

      test("nothing outside of the folders is served", async () => {
        for (const path of ["/../secret.txt", "/learning/..%2f..%2f..%2fsecret.txt", "/%2e%2e/secret.txt"]) {
          expect(await (await server.get(path)).text()).not.toContain("outside");
        }
      });

      test.each(["gzip", "zstd"])("long files are packed with %s", async (encoding) => {
        const answer = await server.get(`/learning/app.${HASH}.js`, {
          headers: { "Accept-Encoding": encoding },
        });
        expect(answer.headers.get("content-encoding")).toBe(encoding);
      });

      test("what is served is counted, apart from what people see", async () => {
        expect(await (await fetch(`${server.metrics}/metrics`)).text()).toContain(
          "caddy_http_requests_total",
        );
        expect(await (await server.get("/metrics")).text()).toBe("<p>site</p>");
      });

      test("the log says no query and no cookie, and nothing of the kubelet", async () => {
        await server.get("/authn/reset?token=hidden-token", { headers: { Cookie: "session=hidden-cookie" } });
        await until(
          "the request is logged",
          () => server.running.said().includes("/authn/reset"),
          server.running,
        );
        expect(server.running.said()).not.toMatch(/hidden-/);
        expect(server.running.said()).not.toContain(CADDY.health);
      });

      test("the server says what nobody has to guess, and no more", async () => {
        const { headers } = await server.get("/authn/login");
        expect([headers.get("x-content-type-options"), headers.get("server")]).toEqual(["nosniff", null]);
      });
    });

    test("before Verawood there is no site, and what is no application is nothing", async () => {
      const { get } = await served("ulmo", mfe("ulmo", false, `127.0.0.1:${await lmsPort}`));
      expect((await get("/instructor")).status).toBe(404);
      expect((await get("/api/frontend_site_config/v1")).status).toBe(404);
      expect((await get("/learning/")).status).toBe(200);
    });

    describe("static files", () => {
      let server: Awaited<ReturnType<typeof served>>;
      beforeAll(async () => {
        server = await served("assets", assetsCaddyfile({ images: 2, chunks: 2 }, folders));
      });

      test.each([
        ["/static/css/lms.0a1b2c3d4e5f.css", "newest"],
        ["/static/css/lms.1b2c3d4e5f6a.css", "before"],
        ["/static/studio/base.2c3d4e5f6a7b.js", "studio before"],
      ])("%s is kept for ever", async (path, body) => {
        const answer = await server.get(path);
        expect([answer.status, answer.headers.get("cache-control"), await answer.text()]).toEqual([
          200,
          FOREVER,
          body,
        ]);
        expect(answer.headers.get("access-control-allow-origin")).toBe("*");
      });

      test("a file is answered alike whatever page asks: a CDN keeps one for all of them", async () => {
        const path = "/static/css/lms.0a1b2c3d4e5f.css";
        const told = await Promise.all(
          [{}, { Origin: "https://learn.example.edu" }, { Origin: "https://evil.example" }].map(
            async (headers) => {
              const answer = await server.get(path, { headers });
              const { date: _, ...others } = Object.fromEntries(answer.headers);
              return others;
            },
          ),
        );
        expect(told[0]?.vary ?? "").not.toMatch(/origin/i);
        expect(told[1]).toEqual(told[0]);
        expect(told[2]).toEqual(told[0]);
      });

      test("a name without a hash is that of the newest image", async () => {
        const answer = await server.get("/static/css/lms.css");
        expect([answer.headers.get("cache-control"), await answer.text()]).toEqual(["no-cache", "newest"]);
      });

      test.each([
        "/static/css/lms.ffffffffffff.css",
        "/static/none.css",
        "/static/css/",
        "/css/lms.css",
        "/",
      ])("%s is nowhere", async (path) => expect((await server.get(path)).status).toBe(404));
    });

    test("whoever is being served when the server is told to stop is served to the end", async () => {
      const { get, running } = await served("stopping", mfe("verawood", true, "127.0.0.1:1"));
      const waiting = get("/api/mfe_config/v1").then(
        ({ status }) => status,
        () => "cut off",
      );
      await pause(500);
      running.process.kill("SIGTERM");
      expect(await waiting).toBe(502);
      expect(await running.ended).toBe(0);
    });
  }),
);
