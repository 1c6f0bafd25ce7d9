import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { describe, expect, test } from "vitest";
import { ENVOY, GATEWAY_TRANSLATOR } from "../../scripts/tools/tools.ts";
import { type Question, reach, STRANGER } from "./gateway/asking.ts";
import { type Programs, type World, worldOf } from "./gateway/world.ts";
import { pause, withTool } from "./tool.ts";

const LMS = "learn.example.edu";
const STUDIO = "studio.learn.example.edu";
const HUB = "notebooks.example.edu";
const FILES = "files.learn.example.edu";
const HOSTS = [LMS, STUDIO, "apps.learn.example.edu", "search.learn.example.edu", FILES];
/** The cookie by which Studio knows an author. */
const STUDIO_SESSION = "studio-sessionid-academy-qa";
const CAMPUS = "127.0.0.65";
const EXEMPT = "127.0.0.64/26";

const CHUNKED = { "Transfer-Encoding": "chunked" };

const login = (question: Partial<Question> = {}): Question => ({
  host: LMS,
  path: "/api/user/v1/account/login_session/",
  method: "POST",
  headers: { "Content-Length": 0 },
  ...question,
});

const statusesOf = async ({ ask }: World, questions: readonly Question[]): Promise<readonly number[]> => {
  const found: number[] = [];
  for (const question of questions) found.push((await ask(question)).status);
  return found;
};

const times = <Item>(count: number, item: Item): readonly Item[] => Array.from({ length: count }, () => item);

describe("what a real Envoy does with whoever comes in", () =>
  withTool(ENVOY, (envoy) =>
    withTool(GATEWAY_TRANSLATOR, (translator) => {
      const programs = { envoy, translator };
      describe("straight from the internet", () => straight(programs));
      describe("while the site is closed", () => closed(programs));
      describe("through a proxy of one's own", () => proxied(programs));
      describe("through a load balancer that speaks the PROXY protocol", () => announced(programs));
      describe("where TLS ends before it", () => unsecured(programs));
    }),
  ));

function straight(programs: Programs): void {
  const world = worldOf(programs, [
    `traffic: { slowest: 2s, uploads: { lms: 1Mi, studio: 2Mi }, limits: { login: 3, registration: 2, exempt: [${EXEMPT}] } }`,
  ]);

  test.each([...HOSTS, HUB])("%s is only there over TLS, and leads there", async (host) => {
    const { status, headers } = await world.ask({ host, path: "/courses?page=2", clear: true });
    expect([status, headers.location]).toEqual([301, `https://${host}/courses?page=2`]);
  });

  test("a proof of a host is shown in the clear, and nothing else of it", async () => {
    const shown = await world.ask({
      host: LMS,
      path: "/.well-known/acme-challenge/token",
      clear: true,
    });
    expect([shown.status, shown.asked.component]).toEqual([200, "cm-acme-http-solver-x"]);
    const other = await world.ask({ host: LMS, path: "/.well-known/acme-challenge/other", clear: true });
    expect(other.status).toBe(301);
  });

  test.each([...HOSTS, HUB])("%s shows its own certificate", async (host) => {
    const socket = (await reach(world.ports(), { host })) as TLSSocket;
    expect(socket.getPeerCertificate().subjectaltname).toBe(`DNS:${host}`);
    expect(socket.getProtocol()).toBe("TLSv1.3");
    socket.destroy();
  });

  test("a host that nobody has is not spoken with, and one is not reached under the name of another", async () => {
    await expect(world.ask({ host: "elsewhere.example.org" })).rejects.toThrow();
    expect((await world.ask({ host: STUDIO, named: LMS })).status).toBe(404);
  });

  test("answers tell browsers what they may do with them", async () => {
    const { status, headers, asked } = await world.ask({ host: LMS });
    expect([status, asked.component]).toEqual([200, "lms"]);
    expect(headers).toMatchObject({
      "strict-transport-security": "max-age=31536000",
      "x-content-type-options": "nosniff",
      "referrer-policy": "strict-origin-when-cross-origin",
      "content-security-policy": expect.stringMatching(
        /^frame-ancestors 'self' https:\/\/learn\.example\.edu/,
      ),
    });
  });

  test.each([
    ["learn.example.edu", 1],
    ["studio.learn.example.edu", 2],
  ])("%s takes %i MiB, and not a byte more", async (host, most) => {
    const size = most << 20;
    const body = Buffer.alloc(size);
    const fits = await world.ask({ host, method: "POST", path: "/upload", body });
    expect([fits.status, fits.asked.bytes]).toEqual([200, size]);
    const headers = { "Content-Length": size + 1 };
    const tooLarge = await world.ask({ host, method: "POST", path: "/upload", headers, body: "" });
    expect(tooLarge.status).toBe(413);
  });

  test("of what does not say how long it is, nothing gets through where there is a limit", async () => {
    const chunked = { method: "POST", path: "/chunked", body: "some", headers: CHUNKED };
    expect((await world.ask({ host: LMS, ...chunked })).status).toBe(411);
    expect((await world.ask({ host: STUDIO, ...chunked, method: "PUT" })).status).toBe(411);
    expect((await world.ask({ host: HUB, ...chunked })).asked.bytes).toBe(4);
    const arrived = world.behind().asked.filter(({ path }) => path === "/chunked");
    expect(arrived.map(({ component }) => component)).toEqual(["jupyterhub-proxy"]);
  });

  test("files of any size are taken and may take their time, and what is sent to others may not", async () => {
    const path = "/academy-qa-openedxuploads/x";
    const headers = { "Content-Length": 4 };
    const slow = { path, method: "PUT", body: "slow", pause: 3500, headers };
    const file = world.ask({ host: FILES, ...slow });
    expect((await world.ask({ host: LMS, ...slow })).status).toBe(408);
    expect((await file).asked.bytes).toBe(4);
    const large = await world.ask({ host: FILES, path, method: "PUT", body: Buffer.alloc(20 << 20) });
    expect([large.status, large.asked.bytes]).toEqual([200, 20 << 20]);
  });

  test.each([
    [LMS, "gzip, deflate", "gzip"],
    [STUDIO, "gzip, deflate, br, zstd", "br"],
    [LMS, "identity", undefined],
    [HUB, "gzip, br", undefined],
  ])("%s answers somebody who takes %s in %s", async (host, accepted, coding) => {
    const { status, headers } = await world.ask({
      host,
      path: "/long",
      headers: { "Accept-Encoding": accepted },
    });
    expect([status, headers["content-encoding"]]).toEqual([200, coding]);
    if (coding) expect(headers.vary).toMatch(/accept-encoding/i);
  });

  test("a header that an application could take for another is left out, and too many are too much", async () => {
    const { asked } = await world.ask({ host: LMS, headers: { X_Forwarded_Host: "evil.example" } });
    expect(asked.component).toBe("lms");
    expect(Object.keys(asked.headers).filter((name) => /forwarded.host/.test(name))).toEqual([]);
    const cookie = (size: number) => ({ host: LMS, headers: { Cookie: "x".repeat(size) } });
    expect((await world.ask(cookie(50_000))).status).toBe(200);
    expect((await world.ask(cookie(62_000))).status).toBe(431);
  });

  test("more notebooks are open than Envoy takes by itself", async () => {
    const sockets = await Promise.all(times(1100, 0).map(() => notebookOf(world)));
    expect(sockets).toHaveLength(1100);
    for (const { socket } of sockets) socket.destroy();
  });

  test("an answer that takes too long is given up, and one of a notebook is not", async () => {
    expect((await world.ask({ host: LMS, path: "/late/1000" })).status).toBe(200);
    expect((await world.ask({ host: LMS, path: "/late/3500" })).status).toBe(504);
    expect((await world.ask({ host: HUB, path: "/late/3500" })).status).toBe(200);
  });

  test("a notebook talks for as long as it likes", async () => {
    const { socket, heard } = await notebookOf(world);
    await pause(3500);
    socket.write("still there?");
    await expect.poll(heard).toMatch(/still there\?$/);
    socket.destroy();
  });

  describe("limits", () => {
    test("who guesses passwords is stopped, by whatever spelling of the path", async () => {
      const from = "127.0.1.1";
      const spellings = [
        "/api/user/v1/account/login_session/",
        "/user_api/v2/account/login_session",
        "/login_ajax?next=/",
        "//login_ajax",
        "/x/../login_ajax",
        "/login%5Fajax",
        "/%6Cogin_ajax",
      ];
      expect(
        await statusesOf(
          world,
          spellings.map((path) => login({ from, path })),
        ),
      ).toEqual([...times(3, 200), ...times(4, 429)]);
    });

    test("others are not, nor what is not an attempt", async () => {
      const from = "127.0.1.2";
      expect(await statusesOf(world, times(4, login({ from })))).toEqual([200, 200, 200, 429]);
      expect(
        await statusesOf(world, [
          login({ from, method: "GET" }),
          login({ from, path: "/api/user/v1/account/login_sessions" }),
          login({ from, host: STUDIO }),
          login({ from: "127.0.1.3" }),
        ]),
      ).toEqual([200, 200, 200, 200]);
    });

    test("accounts have a limit of their own", async () => {
      const from = "127.0.1.4";
      const register = login({ from, path: "/api/user/v2/account/registration/" });
      expect(await statusesOf(world, times(3, register))).toEqual([200, 200, 429]);
      expect((await world.ask(login({ from }))).status).toBe(200);
    });

    test("a campus behind one address sits its exam, and nobody can pretend to be there", async () => {
      expect(await statusesOf(world, times(8, login({ from: CAMPUS })))).toEqual(times(8, 200));
      const pretended = login({
        from: "127.0.1.5",
        headers: { "Content-Length": 0, "X-Forwarded-For": CAMPUS },
      });
      expect(await statusesOf(world, times(4, pretended))).toEqual([200, 200, 200, 429]);
    });
  });

  test("nobody can say of himself where he comes from, nor that he came in the clear", async () => {
    const { asked } = await world.ask({
      host: LMS,
      from: "127.0.2.1",
      headers: { "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "http" },
    });
    expect(asked.headers["x-forwarded-for"]?.split(/, ?/).at(-1)).toBe("127.0.2.1");
    expect(asked.headers["x-forwarded-proto"]).toBe("https");
  });

  test("an author stays with one pod, and authors do not all have the same", async () => {
    const podsOf = async (author: string) => {
      const headers = { Cookie: `other=1; ${STUDIO_SESSION}=${author}` };
      const found: number[] = [];
      for (const _ of times(6, 0)) found.push((await world.ask({ host: STUDIO, headers })).asked.pod);
      return [...new Set(found)];
    };
    const authors = await Promise.all(Array.from({ length: 8 }, (_, index) => podsOf(`author-${index}`)));
    expect(authors.map((pods) => pods.length)).toEqual(times(8, 1));
    expect(new Set(authors.flat()).size).toBe(2);
  });

  test("nobody is told of a pod that has gone", async () => {
    await world.behind().leave("lms");
    expect(await statusesOf(world, times(12, { host: LMS }))).toEqual(times(12, 200));
  });
}

/** A connection over which a page of a notebook and its kernel talk. */
async function notebookOf(world: World): Promise<{ socket: Socket; heard: () => string }> {
  const socket = await reach(world.ports(), { host: HUB });
  let heard = "";
  const greeted = new Promise<void>((done, failed) => {
    socket.setEncoding("utf8").on("data", (part) => {
      heard += part;
      if (heard.includes("\r\n\r\n")) done();
    });
    socket.on("close", () => failed(new Error("closed")));
  });
  socket.write(
    `GET /user/ada/api/kernels/1/channels HTTP/1.1\r\nHost: ${HUB}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  await greeted;
  expect(heard).toMatch(/^HTTP\/1\.1 101 [\s\S]*s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/);
  return { socket, heard: () => heard };
}

function closed(programs: Programs): void {
  const world = worldOf(programs, [`maintenance: { open: [${EXEMPT}], message: "Back at 100% <soon>" }`]);

  test.each(HOSTS)("%s says so, and when to come again", async (host) => {
    const path = host === FILES ? "/academy-qa-openedxlearning/x" : "/any/where";
    const { status, headers, text } = await world.ask({ host, path });
    expect([status, headers["retry-after"], headers["cache-control"]]).toEqual([503, "1800", "no-store"]);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(text).toContain("<p>Back at 100% &lt;soon&gt;</p>");
  });

  test("whoever works on it sees it, and nobody can pretend to", async () => {
    expect((await world.ask({ host: LMS, from: CAMPUS })).asked.component).toBe("lms");
    const headers = { "X-Forwarded-For": CAMPUS };
    expect((await world.ask({ host: LMS, headers })).status).toBe(503);
  });
}

const forwarded = (...addresses: readonly string[]) => ({ "X-Forwarded-For": addresses.join(", ") });

function proxied(programs: Programs): void {
  const world = worldOf(
    programs,
    ["traffic: { limits: { login: 2, exempt: [198.51.100.0/24] } }"],
    "{ proxies: 1 }",
  );
  const by = (...addresses: readonly string[]): Question =>
    login({ headers: { "Content-Length": 0, ...forwarded(...addresses) } });

  test("each learner has a limit of his own", async () => {
    expect(await statusesOf(world, times(3, by("203.0.113.1")))).toEqual([200, 200, 429]);
    expect((await world.ask(by("203.0.113.2"))).status).toBe(200);
  });

  test("what a learner writes before the proxy does is not believed", async () => {
    const pretended = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map((other) => by(other, "203.0.113.3"));
    expect(await statusesOf(world, pretended)).toEqual([200, 200, 429]);
    expect(await statusesOf(world, times(3, by("198.51.100.9", "203.0.113.4")))).toEqual([200, 200, 429]);
  });

  test("a campus is exempt behind it as well", async () => {
    expect(await statusesOf(world, times(4, by("198.51.100.9")))).toEqual(times(4, 200));
  });
}

function announced(programs: Programs): void {
  const world = worldOf(
    programs,
    [`traffic: { limits: { login: 2, exempt: [198.51.100.0/24] } }`],
    "{ proxyProtocol: true }",
  );
  const proxyOf = (address: string) => `PROXY TCP4 ${address} 192.0.2.10 51000 443\r\n`;

  test("the address is the one that it says", async () => {
    const { asked } = await world.ask({
      host: LMS,
      proxied: proxyOf("203.0.113.1"),
      headers: forwarded("192.0.2.1"),
    });
    expect(asked.headers["x-forwarded-for"]?.split(/, ?/).at(-1)).toBe("203.0.113.1");
    const by = (address: string) => login({ proxied: proxyOf(address) });
    expect(await statusesOf(world, times(3, by("203.0.113.2")))).toEqual([200, 200, 429]);
    expect(await statusesOf(world, times(4, by("198.51.100.9")))).toEqual(times(4, 200));
  });

  test("in the clear too, and a pod that comes past the load balancer counts by its own address", async () => {
    const clear = { host: LMS, path: "/x", clear: true };
    expect((await world.ask({ ...clear, proxied: proxyOf("203.0.113.1") })).status).toBe(301);
    expect((await world.ask(clear)).status).toBe(301);
    const { status, asked } = await world.ask({ host: LMS, headers: forwarded("192.0.2.1") });
    expect(status).toBe(200);
    expect(asked.headers["x-forwarded-for"]?.split(/, ?/).at(-1)).toMatch(/^127\./);
  });
}

function unsecured(programs: Programs): void {
  const world = worldOf(programs, ["certificates: { issuer: elsewhere }"], "{ proxies: 1 }");

  test("hosts answer in the clear, and applications hear how learners came", async () => {
    const headers = { ...forwarded("203.0.113.1"), "X-Forwarded-Proto": "https" };
    const { status, asked } = await world.ask({ host: LMS, clear: true, headers });
    expect([status, asked.component, asked.headers["x-forwarded-proto"]]).toEqual([200, "lms", "https"]);
    expect(asked.headers["x-forwarded-for"]).toBe(`203.0.113.1,${STRANGER}`);
  });
}
