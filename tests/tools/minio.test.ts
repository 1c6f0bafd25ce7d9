import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MINIO_CLIENT, MINIO_SERVER, SHELLCHECK } from "../../scripts/tools/tools.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { bucketsPreparation, type MinioState } from "../../src/buckets/minio.ts";
import { provided } from "../../src/settings/late.ts";
import type { Bucket } from "../../src/vocabulary/bucket.ts";
import type { Content } from "../../src/vocabulary/content.ts";
import type { Preparation } from "../../src/vocabulary/workload.ts";
import { composed, deploymentOf } from "../house.ts";
import { neighbours } from "../neighbours.ts";
import { answers, freePort, type Running, start, until, withTool } from "./tool.ts";

/** How the client says that somebody may not. */
const DENIED = /denied|insufficient permissions/i;

const run = promisify(execFile);

const ROOT = "root-password-1";
const FAR = "far-password-12";
const PASSWORDS: Readonly<Record<string, string>> = { root: ROOT, "minio/root": ROOT, far: FAR };

/** The value of a late part, as the cluster would have it. */
const revealed = (name: string): string => PASSWORDS[name] ?? `key-of-${name.replaceAll("/", "-")}`;

const written = (content: Content): string =>
  content.format === "text"
    ? content.parts
        .map((part) => {
          if (typeof part === "string") return part;
          const late = "quoted" in part ? part.quoted : part;
          return revealed(late.late === "secret" ? late.name : late.path);
        })
        .join("")
    : JSON.stringify(content.tree);

const bucket = (name: string, more: Partial<Bucket> = {}): Bucket => ({
  purpose: "openedx",
  name,
  versioning: true,
  noncurrentDays: 90,
  incompleteDays: 7,
  lifecycle: [],
  cors: [],
  publicRead: [],
  replicated: false,
  keep: true,
  ...more,
});

withTool(MINIO_SERVER, (minio) =>
  withTool(MINIO_CLIENT, (mc) => {
    const folder = mkdtempSync(join(tmpdir(), "arboretum-minio-"));
    const servers: Running[] = [];
    afterAll(async () => {
      for (const { process, ended } of servers) {
        process.kill("SIGTERM");
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    });

    /** A server of its own, with an empty disk. */
    async function server(name: string, password: string): Promise<string> {
      const port = await freePort();
      const data = join(folder, name);
      mkdirSync(data);
      writeFileSync(join(folder, `${name}.user`), "root");
      writeFileSync(join(folder, `${name}.password`), password);
      const running = start(minio, ["server", "--address", `127.0.0.1:${port}`, data], folder, {
        MINIO_ROOT_USER_FILE: join(folder, `${name}.user`),
        MINIO_ROOT_PASSWORD_FILE: join(folder, `${name}.password`),
        MINIO_BROWSER: "off",
        MINIO_UPDATE: "off",
        HOME: folder,
      });
      servers.push(running);
      const url = `http://127.0.0.1:${port}`;
      await until(`${name} answers`, () => answers(`${url}/minio/health/live`), running, 60);
      return url;
    }

    /** Runs the script as the Job does, with the files that the Job mounts. */
    const apply = (state: MinioState) => applied(bucketsPreparation(state, () => "1"));

    async function applied({ files, jobs }: Preparation): Promise<string> {
      const [desired, secrets] = files;
      const [job] = jobs;
      const at = mkdtempSync(join(folder, "job-"));
      const lay = (name: string, entries: Readonly<Record<string, Content>> = {}) => {
        mkdirSync(join(at, name));
        for (const [file, content] of Object.entries(entries)) {
          writeFileSync(join(at, name, file), written(content));
        }
        return join(at, name);
      };
      const DESIRED = lay("desired", desired?.entries);
      const KEYS = lay("secrets", secrets?.entries);
      const { stdout } = await run("sh", [join(DESIRED, "apply.sh")], {
        env: {
          ...job?.pod.environment,
          SERVER: url,
          DESIRED,
          KEYS,
          ADMINISTRATOR_PASSWORD: join(folder, "here.password"),
          MC_CONFIG_DIR: join(at, "mc"),
          HOME: at,
          PATH: `${bin}:/usr/bin:/bin`,
        },
        timeout: 120_000,
      });
      return stdout;
    }

    const bin = join(folder, "bin");
    /** What the client says as somebody: the administrator, or an account. */
    async function as(url: string, user: string, key: string, ...args: readonly string[]): Promise<string> {
      const address = url.replace("://", `://${user}:${key}@`);
      const { stdout } = await run(mc, [...args], {
        env: { MC_HOST_s: address, MC_CONFIG_DIR: join(folder, "as"), HOME: folder, PATH: "/usr/bin:/bin" },
        timeout: 60_000,
      });
      return stdout;
    }

    let url: string;
    let far: string;
    const root = (...args: readonly string[]) => as(url, "root", ROOT, ...args);
    const json = async (...args: readonly string[]) => JSON.parse(await root(...args, "--json"));

    beforeAll(async () => {
      mkdirSync(bin);
      writeFileSync(join(bin, "mc"), `#!/bin/sh\nexec ${mc} "$@"\n`);
      chmodSync(join(bin, "mc"), 0o755);
      url = await server("here", ROOT);
      far = await server("far", FAR);
      await as(far, "root", FAR, "mb", "s/cold");
    }, 120_000);

    const account = (consumer: string, access: MinioState["accounts"][number]["access"]) => ({
      consumer,
      name: `t-${consumer}`,
      access,
      secret: provided(`account/${consumer}`),
    });

    const state = (): MinioState => ({
      name: "minio-buckets",
      client: "none",
      endpoint: url,
      administrator: { user: "root", password: provided("root") },
      buckets: [
        bucket("t-openedx", {
          quota: "100Gi",
          replicated: true,
          lifecycle: [
            { id: "archive-courses", prefix: "courses/", archive: { days: 365, tier: "ARCHIVE" } },
            { id: "keep-submissions", prefix: "submissions/", expireDays: 400 },
          ],
        }),
        bucket("t-computation", {
          lifecycle: [{ id: "expire-temp", prefix: "temp/", expireDays: 30 }],
        }),
        bucket("t-videos", { publicRead: ["video-images/"] }),
        bucket("t-backups", { lockDays: 30 }),
        bucket("t-grades"),
      ],
      accounts: [
        account("lms", [
          { bucket: "t-openedx", may: "write" },
          { bucket: "t-videos", may: "read" },
        ]),
        account("backup", [{ bucket: "t-backups", may: "write" }]),
      ],
      tiers: [
        {
          name: "ARCHIVE",
          kind: "minio",
          endpoint: far,
          bucket: "cold",
          accessKey: "root",
          secretKey: provided("far"),
        },
      ],
      second: { endpoint: far, accessKey: "root", secretKey: provided("far") },
    });

    const lms = (...args: readonly string[]) => as(url, "t-lms", revealed("account/lms"), ...args);
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };

    test("the state is reached from nothing, and reached again with nothing lost", async () => {
      expect(await apply(state())).toContain("The buckets are as they should be.");
      await lms("cp", file("essay", "words"), "s/t-openedx/courses/essay");
      expect(await apply(state())).toContain("The buckets are as they should be.");
      expect(await lms("cat", "s/t-openedx/courses/essay")).toBe("words");
    }, 120_000);

    test("what is declared is there: lifecycle, tier, quota, versions, lock", async () => {
      const rules = await json("ilm", "rule", "export", "s/t-openedx");
      expect(JSON.stringify(rules)).toMatch(/"StorageClass":"ARCHIVE"/);
      expect(JSON.stringify(rules)).toMatch(/"Days":365/);
      expect(JSON.stringify(rules)).toMatch(/"NoncurrentDays":90/);
      const temporary = JSON.stringify(await json("ilm", "rule", "export", "s/t-computation"));
      expect(temporary).toMatch(/"Expiration":\{"Days":30\}/);
      expect(temporary).toContain('"Prefix":"temp/"');
      expect(await root("ilm", "tier", "ls", "s", "--json")).toContain("ARCHIVE");
      expect(JSON.stringify(await json("quota", "info", "s/t-openedx"))).toContain(String(100 * 1024 ** 3));
      expect(JSON.stringify(await json("version", "info", "s/t-grades"))).toContain("Enabled");
      const lock = JSON.stringify(await json("retention", "info", "--default", "s/t-backups"));
      expect(lock).toMatch(/GOVERNANCE/);
      expect(lock).toMatch(/30/);
    }, 60_000);

    test("an account gets to its own buckets, and is refused everywhere else", async () => {
      expect(await lms("ls", "s/t-openedx/courses/")).toContain("essay");
      await expect(lms("ls", "s/t-backups")).rejects.toThrow(DENIED);
      await expect(lms("ls", "s/t-grades")).rejects.toThrow(DENIED);
      await expect(lms("cp", file("video", "film"), "s/t-videos/film")).rejects.toThrow(DENIED);
      await expect(lms("admin", "user", "ls", "s")).rejects.toThrow(DENIED);
    }, 60_000);

    test("no account makes itself another one that may do more", async () => {
      const made = await lms(
        "admin",
        "user",
        "svcacct",
        "add",
        "s",
        "t-lms",
        "--access-key",
        "t-lms-more",
        "--secret-key",
        "more-than-lms-1",
      ).then(
        () => true,
        () => false,
      );
      // The server lets an account make keys of its own; they may do what it may, and nothing else.
      if (made)
        await expect(as(url, "t-lms-more", "more-than-lms-1", "ls", "s/t-backups")).rejects.toThrow(
          /Denied/i,
        );
    }, 60_000);

    test("anybody reads what is public, and lists and reads nothing else", async () => {
      await root("cp", file("image", "picture"), "s/t-videos/video-images/image");
      await root("cp", file("film", "film"), "s/t-videos/film");
      const status = async (path: string) => (await fetch(`${url}/${path}`)).status;
      expect(await status("t-videos/video-images/image")).toBe(200);
      expect(await status("t-videos/film")).toBe(403);
      expect(await status("t-videos/")).toBe(403);
      expect(await status("t-openedx/courses/essay")).toBe(403);
    }, 60_000);

    test("what somebody opened by hand is closed again", async () => {
      await root("anonymous", "set", "public", "s/t-grades");
      await apply(state());
      expect(await root("anonymous", "get", "s/t-grades")).toContain("private");
    }, 60_000);

    test("an account that somebody has let into more by hand has its own policy again, and no other", async () => {
      await root("admin", "policy", "attach", "s", "readwrite", "consoleAdmin", "--user", "t-lms");
      await root("admin", "group", "add", "s", "everybody", "t-lms");
      await root("admin", "policy", "attach", "s", "readonly", "--group", "everybody");
      expect(await lms("ls", "s/t-backups")).toBe("");
      const said = await apply(state());
      expect(said).toContain("t-lms had the policy consoleAdmin, and has it no more.");
      expect(said).toContain("t-lms was in the group everybody, and is there no more.");
      expect(await json("admin", "user", "info", "s", "t-lms")).toMatchObject({ policyName: "t-lms" });
      await expect(lms("ls", "s/t-backups")).rejects.toThrow(DENIED);
    }, 60_000);

    test("a bucket that is no longer declared stays, with what is in it", async () => {
      await root("cp", file("grade", "A"), "s/t-grades/grade");
      const { buckets, ...others } = state();
      await apply({ ...others, buckets: buckets.filter(({ name }) => name !== "t-grades") });
      expect(await root("cat", "s/t-grades/grade")).toBe("A");
    }, 60_000);

    test("a deleted file can be had back", async () => {
      await lms("cp", file("draft", "one"), "s/t-openedx/draft");
      await lms("rm", "s/t-openedx/draft");
      await root("undo", "s/t-openedx/draft");
      expect(await lms("cat", "s/t-openedx/draft")).toBe("one");
    }, 60_000);

    test("a locked backup is not deleted for good by the account that wrote it", async () => {
      const backup = (...args: readonly string[]) => as(url, "t-backup", revealed("account/backup"), ...args);
      await backup("cp", file("dump", "rows"), "s/t-backups/dump");
      await expect(root("rm", "--versions", "--force", "s/t-backups/dump")).rejects.toThrow(
        /WORM|lock|retention|denied/i,
      );
      expect(await backup("cat", "s/t-backups/dump")).toBe("rows");
    }, 60_000);

    test("the second site has what was written", async () => {
      const there = (...args: readonly string[]) => as(far, "root", FAR, ...args);
      await lms("cp", file("copied", "twice"), "s/t-openedx/copied");
      let found = "";
      for (let tries = 0; tries < 60 && found !== "twice"; tries += 1) {
        found = await there("cat", "s/t-openedx/copied").catch(() => "");
        if (found !== "twice") await new Promise((over) => setTimeout(over, 500));
      }
      expect(found).toBe("twice");
      // What has run out goes there too, and nothing moves to a tier that only the first server knows.
      const rules = await there("ilm", "rule", "export", "s/t-openedx", "--json");
      expect(rules).toMatch(/"Expiration":\s*\{\s*"Days":\s*400/);
      expect(rules).toMatch(/"NoncurrentDays":\s*90/);
      expect(rules).not.toContain("ARCHIVE");
    }, 90_000);

    test("what is old moves to the other server, and is read here as before", async () => {
      const { buckets, ...others } = state();
      const old = bucket("t-old", {
        lifecycle: [{ id: "archive", prefix: "courses/", archive: { days: 0, tier: "ARCHIVE" } }],
      });
      await apply({ ...others, buckets: [...buckets, old] });
      const stored = async () => (await as(far, "root", FAR, "ls", "--recursive", "s/cold")).trim();
      const before = await stored();
      await root("cp", file("lesson", "what somebody learns"), "s/t-old/courses/lesson");
      await root("cp", file("fresh", "what stays"), "s/t-old/fresh");
      let moved = before;
      for (let tries = 0; tries < 60 && moved === before; tries += 1) {
        await new Promise((over) => setTimeout(over, 500));
        moved = await stored();
      }
      expect(moved.split("\n").length).toBe(before.split("\n").filter(Boolean).length + 1);
      expect(JSON.stringify(await json("stat", "s/t-old/courses/lesson"))).toContain("ARCHIVE");
      expect(await root("cat", "s/t-old/courses/lesson")).toBe("what somebody learns");
      expect(JSON.stringify(await json("stat", "s/t-old/fresh"))).not.toContain("ARCHIVE");
    }, 90_000);

    test("a new key of an account takes the place of the one before", async () => {
      const { accounts, ...others } = state();
      await apply({
        ...others,
        accounts: accounts.map((one) =>
          one.consumer === "lms" ? { ...one, secret: provided("account/lms-2") } : one,
        ),
      });
      expect(await as(url, "t-lms", revealed("account/lms-2"), "ls", "s/t-openedx/courses/")).toContain(
        "essay",
      );
      await expect(lms("ls", "s/t-openedx")).rejects.toThrow(/signature|Access/i);
      await apply(state());
    }, 90_000);

    test("a tier that nobody declares is refused by the server, and the script says so", async () => {
      const { tiers: _, ...others } = state();
      const unknown = bucket("t-unknown", {
        lifecycle: [{ id: "archive", prefix: "", archive: { days: 1, tier: "NOWHERE" } }],
      });
      await expect(apply({ ...others, buckets: [unknown], accounts: [] })).rejects.toThrow();
    }, 60_000);

    describe("a whole deployment", () => {
      test("is accepted as it is composed, twice", async () => {
        for (const stage of ["production"]) {
          const line =
            "objectStorage: { keep: { submissions: 5y, grades: 400d, tracking: 10y }, buckets: { computation: {}, ecommerce: { quota: 5Gi } } }";
          const { buckets, preparations } = deploymentOf(composed(stage, [line], "verawood", ["discovery"]));
          const job = preparations.find(({ kind }) => kind === "buckets");
          if (job === undefined) throw new Error("nothing keeps the buckets");
          await applied(job);
          await applied(job);
          const found = await root("ls", "s");
          for (const { name } of buckets) expect(found).toContain(name);
        }
      }, 500_000);
    });

    describe("two deployments on one server", () => {
      const [own, theirs] = ["academy-qa", "campus-qa"] as const;
      const accountsOf = (stack: string) =>
        deploymentOf(compose(neighbours, stack)).storageAccounts.map(({ consumer, name }) => ({
          name,
          key: revealed(`storage/${consumer}`),
        }));
      const essay = `s/${theirs}-openedxuploads/essay`;

      beforeAll(async () => {
        await apply({ ...state(), buckets: [], accounts: [] });
        for (const stack of ["qa", "campus.qa"]) {
          const job = deploymentOf(compose(neighbours, stack)).preparations.find(
            ({ kind }) => kind === "buckets",
          );
          if (job === undefined) throw new Error("nothing keeps the buckets");
          await applied(job);
        }
        await root("cp", file("theirs", "words"), essay);
      }, 300_000);

      test("no policy of one names a bucket of the other", async () => {
        for (const { name } of accountsOf("qa")) {
          const policy = JSON.stringify(await json("admin", "policy", "info", "s", name));
          const resources = [...policy.matchAll(/arn:aws:s3:::([^"/]*)/g)].map(([, bucket]) => bucket);
          expect(resources.filter((bucket) => !bucket?.startsWith(`${own}-`))).toEqual([]);
          expect(resources.length).toBeGreaterThan(0);
          expect(await json("admin", "user", "info", "s", name)).toMatchObject({ policyName: name });
        }
      }, 120_000);

      test("no account of one sees, reads, writes or deletes anything of the other", async () => {
        for (const { name, key } of accountsOf("qa")) {
          const attempt = (...args: readonly string[]) => as(url, name, key, ...args);
          const seen = await attempt("ls", "s");
          expect(seen).toContain(`${own}-`);
          expect(seen).not.toContain(theirs);
          await expect(attempt("cat", essay)).rejects.toThrow(DENIED);
          await expect(attempt("ls", `s/${theirs}-openedxuploads`)).rejects.toThrow(DENIED);
          await expect(attempt("cp", file("mine", "mine"), `${essay}-2`)).rejects.toThrow(DENIED);
          await expect(attempt("rm", essay)).rejects.toThrow(DENIED);
        }
        expect(await root("cat", essay)).toBe("words");
      }, 120_000);

      test("no key of one is a key of the other", async () => {
        const [first] = accountsOf("campus.qa");
        await expect(as(url, first?.name ?? "", "of-somebody-else", "ls", "s")).rejects.toThrow(/signature/i);
      }, 60_000);
    });
  }),
);

withTool(SHELLCHECK, (shellcheck) => {
  test("the script has nothing that ShellCheck finds", async () => {
    const { stdout } = await run(shellcheck, ["src/buckets/apply.sh"]);
    expect(stdout).toBe("");
  });
});
