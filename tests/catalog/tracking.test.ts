import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { archiveTracking } from "../../src/catalog/python/python.ts";
import { composed, deploymentOf } from "../house.ts";
import { inFolder, reason, withPython } from "./pythonTools.ts";

/** A client of object storages that puts files into a folder, each whole or not at all, and refuses while there is a file `away`. */
const CLIENT = `
import os, shutil
class Client:
    def __init__(self, **said): self.said = said
    def upload_file(self, path, bucket, key, ExtraArgs):
        if os.path.exists(os.environ["AWAY"]): raise OSError("the storage is away")
        to = os.path.join(os.environ["STORAGE"], bucket, key)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        shutil.copy(path, to + ".part")
        os.rename(to + ".part", to)
def client(kind, **said): return Client(**said)
`;

interface Pod {
  readonly folder: string;
  readonly write: (line: string) => void;
  readonly archived: () => readonly string[];
  readonly lines: () => readonly string[];
  readonly away: (is: boolean) => void;
  readonly said: () => string;
  readonly end: () => Promise<number | null>;
}

async function inPod(
  settings: Readonly<Record<string, string>>,
  use: (pod: Pod) => Promise<void>,
  left: Readonly<Record<string, string>> = {},
): Promise<void> {
  await inFolder(
    {
      "archive.py": archiveTracking,
      "boto3/__init__.py": CLIENT,
      "botocore/__init__.py": "",
      "botocore/config.py": "class Config:\n    def __init__(self, **said): pass\n",
      "target.json": JSON.stringify({ bucket: "b", prefix: "lms", region: "r", addressing: "path" }),
    },
    async (root) => {
      const folder = join(root, "tracking");
      const storage = join(root, "storage");
      const log = join(folder, "tracking.log");
      mkdirSync(folder);
      for (const [name, text] of Object.entries(left)) writeFileSync(join(folder, name), text);
      const child: ChildProcess = spawn("python3", ["archive.py"], {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          PYTHONPATH: root,
          HOSTNAME: "lms-1",
          STORAGE: storage,
          AWAY: join(root, "away"),
          TRACKING_FOLDER: folder,
          TRACKING_TARGET: join(root, "target.json"),
          TRACKING_EVERY: "0.2",
          TRACKING_ROOM: "1000000",
          TRACKING_SETTLE: "0.05",
          ...settings,
        },
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => (said += String(part)));
      const ended = new Promise<number | null>((done) => child.on("close", done));
      const archived = () =>
        existsSync(storage)
          ? readdirSync(storage, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".gz"))
          : [];
      const pod: Pod = {
        folder,
        // As Python's handler does: it opens the file anew where it is not there any more.
        write: (line) => appendFileSync(log, `${line}\n`),
        archived,
        lines: () =>
          archived()
            .toSorted()
            .flatMap((name) =>
              gunzipSync(readFileSync(join(storage, name)))
                .toString()
                .trimEnd()
                .split("\n"),
            ),
        away: (is) => (is ? writeFileSync(join(root, "away"), "") : rmSync(join(root, "away"))),
        said: () => said,
        end: () => {
          child.kill("SIGTERM");
          return ended;
        },
      };
      try {
        await until(() => said.includes("moves"), pod);
        await use(pod);
      } finally {
        child.kill("SIGKILL");
        await ended;
      }
    },
  );
}

const pause = (milliseconds: number) => new Promise((over) => setTimeout(over, milliseconds));

async function until(isSo: () => boolean, pod: Pod): Promise<void> {
  const end = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`It did not come true: ${pod.said()}`);
    await pause(30);
  }
}

describe(`the archive of events${reason}`, () => {
  withPython("has every event once, in files by day, while processes go on writing", async () => {
    await inPod({}, async (pod) => {
      const events = Array.from({ length: 120 }, (_, index) => `{"event_type": "e", "number": ${index}}`);
      for (const event of events) {
        pod.write(event);
        await pause(5);
      }
      expect(await pod.end()).toBe(0);
      expect(pod.lines()).toEqual(events);
      expect(pod.archived().length).toBeGreaterThan(1);
      for (const name of pod.archived())
        expect(name).toMatch(/^b\/lms\/\d{4}\/\d\d\/\d\d\/\d{8}T\d{9}Z-lms-1\.log\.gz$/);
      expect(readdirSync(pod.folder)).toEqual([]);
    });
  });

  withPython("keeps what the storage does not take, and sends it when it does", async () => {
    await inPod({}, async (pod) => {
      pod.away(true);
      pod.write("first");
      await until(() => pod.said().includes("tried again"), pod);
      expect(pod.archived()).toEqual([]);
      pod.away(false);
      await until(() => pod.lines().includes("first"), pod);
    });
  });

  withPython("lets go of the oldest rather than of the pod, and says so", async () => {
    await inPod({ TRACKING_ROOM: "600" }, async (pod) => {
      pod.away(true);
      for (let index = 0; !pod.said().includes("LOST") && index < 60; index++) {
        pod.write(`${index} ${crypto.randomUUID()} ${crypto.randomUUID()}`);
        await pause(250);
      }
      expect(pod.said()).toMatch(/LOST: \d{8}T\d{9}Z\.log\.gz/);
    });
  });

  withPython("has what a container before it has left", async () => {
    const left = { "20261126T010203004Z.log": "left\n" };
    await inPod(
      { TRACKING_EVERY: "600" },
      async (pod) => {
        await until(() => pod.archived().length > 0, pod);
        expect(pod.lines()).toEqual(["left"]);
        expect(readdirSync(pod.folder)).toEqual([]);
      },
      left,
    );
  });
});

const blueprintOf = (...lines: readonly string[]) => deploymentOf(composed("qa", lines));

describe("pods whose events are archived", () => {
  const podsOf = (blueprint: DeploymentBlueprint) =>
    blueprint.services.flatMap(({ name, web, workers }) =>
      [...(web ? [web] : []), ...workers].map(({ pod, ...rest }) => ({
        service: name,
        name: rest.name,
        pod,
      })),
    );
  const archives = ({ pod }: ReturnType<typeof podsOf>[number]) =>
    (pod.initial ?? []).some(({ name }) => name === "tracking");

  test("are those of the platform, web and workers alike, and no others", () => {
    for (const one of podsOf(blueprintOf()))
      expect(archives(one), one.name).toBe(["lms", "cms"].includes(one.service));
  });

  test("share the folder with the archive, and have the time to send the last file", () => {
    const [before, after] = [blueprintOf("logging: { tracking: { archive: false } }"), blueprintOf()].map(
      (one) => podsOf(one).find(({ name }) => name === "lms"),
    );
    const beside = after?.pod.initial?.find(({ name }) => name === "tracking");
    const folder = (mounts: readonly { readonly path: string }[] = []) =>
      mounts.find(({ path }) => path === "/openedx/tracking");
    expect(folder(after?.pod.mounts)).toEqual(folder(beside?.mounts));
    expect(folder(before?.pod.mounts)).toBeUndefined();
    expect((after?.pod.grace ?? 0) - (before?.pod.grace ?? 0)).toBe(30);
    expect(after?.pod.environment.ARBORETUM_TRACKING_LOG).toBe("/openedx/tracking/tracking.log");
  });

  test("may write to the bucket of events", () => {
    const { storageAccounts } = blueprintOf();
    for (const consumer of ["lms", "cms"]) {
      const account = storageAccounts.find((one) => one.consumer === consumer);
      expect(account?.access).toContainEqual({ bucket: "academy-qa-tracking", may: "write" });
    }
  });

  test("leave nothing behind where nobody archives: no container, no file, no folder", () => {
    const blueprint = blueprintOf("logging: { tracking: { archive: false } }");
    expect(podsOf(blueprint).filter(archives)).toEqual([]);
    expect(JSON.stringify(blueprint.services)).not.toContain("archive_tracking");
  });
});
