import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { SESSIONS } from "../../scripts/tools/tools.ts";
import { composed, deploymentOf, serviceOf } from "../house.ts";
import { freePort, withTool } from "./tool.ts";

/** What the LMS is told of its caches, with the servers at a port of this machine. */
function cachesAt(port: number): object {
  const told = serviceOf(deploymentOf(composed("qa", [])), "lms").files.flatMap(({ entries }) =>
    Object.values(entries).flatMap((one) => (one.format === "yaml" ? [one.tree] : [])),
  );
  const { CACHES } = Object.assign({}, ...told) as { CACHES: Readonly<Record<string, Cache>> };
  const { sessions, default: values } = CACHES;
  const here = ({ OPTIONS, ...cache }: Cache) => ({
    ...cache,
    LOCATION: `redis://127.0.0.1:${port}/0`,
    OPTIONS: { ...OPTIONS, PASSWORD: "a-password" },
  });
  if (sessions === undefined || values === undefined) throw new Error("the LMS is told of no caches");
  return { sessions: here(sessions), default: here(values) };
}

interface Cache {
  readonly OPTIONS: object;
}

/** A login, and a value that is looked up, with what came of each and after how many seconds. */
const PROGRAM = `
import importlib, json, sys, time
from django.conf import settings
settings.configure(CACHES=json.loads(sys.argv[1]), SESSION_CACHE_ALIAS="sessions", USE_TZ=True)
from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import caches

def tried(what):
    begun = time.monotonic()
    try:
        came = repr(what())
    except Exception as wrong:
        came = type(wrong).__name__
    return {"came": came, "seconds": time.monotonic() - begun}

print(json.dumps({"login": tried(lambda: SessionStore().create()), "value": tried(lambda: caches["default"].get("a"))}))
`;

interface Tried {
  readonly came: string;
  readonly seconds: number;
}

const run = promisify(execFile);

withTool(SESSIONS, (python) => {
  const ask = async (port: number) => {
    const { stdout } = await run(python, ["-c", PROGRAM, JSON.stringify(cachesAt(port))], {
      timeout: 60_000,
    });
    return JSON.parse(stdout) as Readonly<Record<"login" | "value", Tried>>;
  };

  test("a login fails at once where nobody listens, and a value is one that nobody remembers", async () => {
    const { login, value } = await ask(await freePort());
    expect(login.came).toBe("ConnectionError");
    expect(login.seconds).toBeLessThan(1);
    expect(value.came).toBe("None");
    expect(value.seconds).toBeLessThan(1);
  });

  test("a server that takes the call and says nothing holds nobody for longer than some seconds", async () => {
    const silent = createServer(() => {});
    afterAll(() => void silent.close());
    const port = await new Promise<number>((found) =>
      silent.listen(0, "127.0.0.1", () => {
        const address = silent.address();
        found(typeof address === "object" && address !== null ? address.port : 0);
      }),
    );
    const { login, value } = await ask(port);
    expect(login.came).toBe("TimeoutError");
    expect(login.seconds).toBeLessThan(15);
    expect(value.came).toBe("None");
    expect(value.seconds).toBeLessThan(15);
  });
});
