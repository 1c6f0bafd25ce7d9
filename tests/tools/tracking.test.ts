import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { BOTO, MINIO_CLIENT, MINIO_SERVER } from "../../scripts/tools/tools.ts";
import { archiveTracking } from "../../src/catalog/python/python.ts";
import { answers, endAll, folderWith, freePort, start, until, withTool } from "./tool.ts";

const run = promisify(execFile);

endAll();

withTool(MINIO_SERVER, (minio) =>
  withTool(MINIO_CLIENT, (mc) =>
    withTool(BOTO, (python) => {
      test("the real client brings a pod's events to a real server, and the pod ends with none left", async () => {
        const folder = folderWith({ "archive.py": archiveTracking });
        const [data, tracking] = [join(folder, "data"), join(folder, "tracking")];
        mkdirSync(data);
        mkdirSync(tracking);
        const login = { MINIO_ROOT_USER: "root", MINIO_ROOT_PASSWORD: "root-password-1" };
        const url = `http://127.0.0.1:${await freePort()}`;
        const server = start(minio, ["server", "--address", url.slice("http://".length), data], folder, {
          ...login,
          MINIO_BROWSER: "off",
          HOME: folder,
        });
        await until("the server answers", () => answers(`${url}/minio/health/live`), server, 60);
        const client = (...args: readonly string[]) =>
          run(mc, [...args], {
            encoding: "buffer",
            env: { HOME: folder, MC_HOST_live: url.replace("://", "://root:root-password-1@") },
          });
        await client("mb", "live/academy-qa-tracking");
        writeFileSync(
          join(folder, "target.json"),
          JSON.stringify({
            bucket: "academy-qa-tracking",
            prefix: "lms",
            endpoint: url,
            region: "us-east-1",
            addressing: "path",
            accessKey: "root",
            secretKey: "root-password-1",
          }),
        );
        const pod = start(python, ["archive.py"], folder, {
          HOSTNAME: "lms-1",
          TRACKING_FOLDER: tracking,
          TRACKING_TARGET: join(folder, "target.json"),
          TRACKING_EVERY: "600",
          TRACKING_ROOM: "1000000",
          AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
          AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
        });
        await until("it looks", () => pod.said().includes("moves"), pod);
        writeFileSync(join(tracking, "tracking.log"), '{"event_type": "one"}\n{"event_type": "two"}\n');
        pod.process.kill("SIGTERM");
        expect(await pod.ended).toBe(0);
        const key = /archived (\S+)/.exec(pod.said())?.[1] ?? pod.said();
        const { stdout } = await client("cat", `live/academy-qa-tracking/${key}`);
        // The client of the server unpacks what says that it is packed.
        const packed = stdout[0] === 0x1f;
        expect((packed ? gunzipSync(stdout) : stdout).toString()).toBe(
          '{"event_type": "one"}\n{"event_type": "two"}\n',
        );
        expect(readdirSync(tracking)).toEqual([]);
      }, 120_000);
    }),
  ),
);
