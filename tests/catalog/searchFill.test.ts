import { describe, expect } from "vitest";
import { fillSearch } from "../../src/catalog/python/python.ts";
import { inFolder, python, reason, withPython, withServer } from "./pythonTools.ts";

/** A search server of one version that keeps one document, or is as it was shipped. */
interface Server {
  readonly version: string;
  readonly kept?: unknown;
  /** How the server ends what it was asked to keep. */
  readonly task?: "succeeded" | "failed";
}

const INDEX = "academy_qa_arboretum";
const MARKER = `/indexes/${INDEX}/documents/filled`;

const fill = ({ version, kept, task = "succeeded" }: Server, command = "print('filling')") =>
  withServer(
    ({ method, url }) => {
      if (url === "/version") return { status: 200, body: { pkgVersion: version } };
      if (url === MARKER) return kept ? { status: 200, body: kept } : { status: 404 };
      return method === "PUT"
        ? { status: 202, body: { taskUid: 7 } }
        : { status: 200, body: { status: task } };
    },
    (address, asked) => {
      const wanted = {
        server: address,
        key: "ours",
        index: INDEX,
        release: "verawood",
        commands: [["python3", "-c", command]],
      };
      return inFolder({ "fill.py": fillSearch, "wanted.json": JSON.stringify(wanted) }, async (folder) => ({
        asked,
        ...(await python(folder, "fill.py")),
      }));
    },
  );

const marker = (release: string, server: string) => ({ id: "filled", release, server });

describe(`the indexes are filled${reason}`, () => {
  withPython.each([
    ["on a fresh server, or after its disk was lost", { version: "1.36.0" }],
    ["after another release", { version: "1.36.0", kept: marker("ulmo", "1.36.0") }],
    ["for another version of the server", { version: "1.36.0", kept: marker("verawood", "1.8.4") }],
  ])("%s, and the server remembers it afterwards", async (_, server) => {
    const { asked, stdout, code } = await fill(server);
    expect(code).toBe(0);
    expect(stdout.match(/^filling$/gm)).toHaveLength(1);
    const put = asked.find(({ method }) => method === "PUT");
    expect(put?.url).toBe(`/indexes/${INDEX}/documents?primaryKey=id`);
    expect(put?.body).toEqual([marker("verawood", "1.36.0")]);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer ours"]));
  });

  withPython("once: the same release on the same server has nothing to do", async () => {
    const { asked, stdout, code } = await fill({ version: "1.36.0", kept: marker("verawood", "1.36.0") });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The indexes are filled by verawood/);
    expect(stdout).not.toMatch(/^filling$/m);
    expect(asked.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  withPython("again where it failed: what is not filled is not remembered", async () => {
    const { asked, code } = await fill({ version: "1.36.0" }, "raise SystemExit(3)");
    expect(code).not.toBe(0);
    expect(asked.filter(({ method }) => method === "PUT")).toEqual([]);
  });

  withPython("and the Job fails where the server cannot remember it", async () => {
    const { stderr, code } = await fill({ version: "1.36.0", task: "failed" });
    expect(code).toBe(1);
    expect(stderr).toContain("does not keep that they are");
  });
});
