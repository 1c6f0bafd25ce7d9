import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authority, issue } from "../../sandbox/certificates.ts";
import {
  EXPORTERS,
  MINIO_CLIENT,
  MINIO_SERVER,
  REDIS_EXPORTER,
  VELERO_FIGURES,
} from "../../scripts/tools/tools.ts";
import { minioPod } from "../../src/components/storage/minio.ts";
import type { MinioStore } from "../../src/vocabulary/store.ts";
import { asDeployed, blueprint, PASSWORD, pagesOf } from "./deployed.ts";
import { keep, pageOf, tableProblems } from "./figures.ts";
import { answers, folderWith, freePort, librariesIn, type Running, start, until, withTool } from "./tool.ts";

/**
 * Exporters with the arguments and the files that the deployment gives them, against real servers: what the table of metrics says of them is
 * what they say of themselves. Those that no registry has are in `foreignExporters.test.ts`.
 */

/** Of an address, in which the client of MinIO undoes nothing. */
const ROOT = "root-password";

const running: Running[] = [];
afterAll(async () => {
  for (const { process, ended } of running) {
    process.kill("SIGKILL");
    await ended;
  }
});

/** Starts a program and waits until it answers. */
async function started(
  program: string,
  args: readonly string[],
  folder: string,
  url: string,
): Promise<Running> {
  const one = start(program, args, folder);
  running.push(one);
  await until(`${url} answers`, () => answers(url), one, 60);
  return one;
}

/** An exporter at a port of its own. */
async function exporter(
  program: string,
  name: string,
  moved: Readonly<Record<string, string>>,
): Promise<string> {
  const { args, folder } = await asDeployed(name, moved);
  const address = `127.0.0.1:${await freePort()}`;
  await started(program, [...args, `--web.listen-address=${address}`], folder, `http://${address}/`);
  return `http://${address}`;
}

test("the comparison finds a metric that is not there, a type, a label, and one that scraping takes for itself", () => {
  const page =
    '# TYPE probe_success counter\nprobe_success{host="a"} 1\nprobe_http_duration_seconds{step="b"} 1\n';
  expect(tableProblems("blackbox", [page])).toEqual(
    expect.arrayContaining([
      "probe_duration_seconds is not there",
      "probe_success is a counter, and the table says gauge",
      "probe_success has itself a label host",
      "probe_http_duration_seconds has no label phase",
    ]),
  );
});

withTool(EXPORTERS, (programs) => {
  const program = (name: string) => join(dirname(programs), name);

  withTool("mariadb", (mariadbd) => {
    const root = join(dirname(mariadbd), "../..");
    const environment = librariesIn(root);
    const folder = folderWith({ "data/.keep": "" });
    let port = 0;

    beforeAll(async () => {
      port = await freePort();
      const data = join(folder, "data");
      const created = ["--no-defaults", `--basedir=${root}/usr`, `--datadir=${data}`, "--skip-test-db"];
      const options = { env: { ...process.env, ...environment }, stdio: "pipe" } as const;
      const install = join(root, "usr/bin/mariadb-install-db");
      execFileSync(install, [...created, "--auth-root-authentication-method=normal"], options);
      const server = start(
        mariadbd,
        [
          ...["--no-defaults", `--basedir=${root}/usr`, `--datadir=${data}`, "--bind-address=127.0.0.1"],
          ...[`--port=${port}`, `--socket=${folder}/socket`, "--user=root", "--skip-name-resolve"],
        ],
        folder,
        environment,
      );
      running.push(server);
      await until("it listens", () => server.said().includes("ready for connections"), server, 90);
      const quoted = PASSWORD.replaceAll("'", "''");
      execFileSync(
        join(root, "usr/bin/mariadb"),
        ["--no-defaults", "--host=127.0.0.1", `--port=${port}`, "--user=root"],
        {
          ...options,
          input: `CREATE USER exporter@'%' IDENTIFIED BY '${quoted}'; GRANT PROCESS, REPLICATION CLIENT ON *.* TO exporter@'%';`,
        },
      );
    });

    test("what is asked of MySQL is what mysqld_exporter says of a server", async () => {
      const moved = { "host = mysql": "host = 127.0.0.1", "port = 3306": `port = ${port}` };
      const at = await exporter(program("mysqld_exporter"), "mysql-exporter", moved);
      const page = await pageOf(`${at}${pagesOf("mysql-exporter")[0]?.path}`);
      expect(page).toMatch(/^mysql_up 1$/m);
      expect(tableProblems("mysql", [page])).toEqual([]);
      keep("mysql", [page]);
    });
  });

  describe("public hosts", () => {
    let port = 0;
    let host: SecureServer | undefined;
    beforeAll(async () => {
      port = await freePort();
      const { certificate: cert, key } = issue(authority("an authority of its own"), {
        name: "learn",
        hosts: ["127.0.0.1"],
      });
      host = createSecureServer({ cert, key }, ({ url }, response) => {
        response.statusCode = url === "/" ? 200 : 403;
        response.end("learn");
      }).listen(port, "127.0.0.1");
    });
    afterAll(() => void host?.close());

    const probe = (at: string, module: string, path = "/") =>
      pageOf(`${at}/probe?${new URLSearchParams({ module, target: `https://127.0.0.1:${port}${path}` })}`);
    const SUCCESS = /^probe_success 1$/m;

    test("what is asked of them is what blackbox_exporter says, and each of our modules judges as it is meant to", async () => {
      const at = await exporter(program("blackbox_exporter"), "blackbox-exporter", {});
      const page = await probe(at, "page-unverified");
      expect(tableProblems("blackbox", [page])).toEqual([]);
      keep("blackbox", [page]);
      expect(await probe(at, "page-unverified")).toMatch(SUCCESS);
      expect(await probe(at, "page-unverified", "/bucket")).not.toMatch(SUCCESS);
      expect(await probe(at, "bucket-unverified", "/bucket")).toMatch(SUCCESS);
      for (const module of ["page", "bucket"]) expect(await probe(at, module)).not.toMatch(SUCCESS);
    });
  });

  describe("a machine", () => {
    test("what is asked of machines is what node_exporter says of this one", async () => {
      const address = `127.0.0.1:${await freePort()}`;
      const folder = folderWith({});
      await started(
        program("node_exporter"),
        [`--web.listen-address=${address}`],
        folder,
        `http://${address}/`,
      );
      const page = await pageOf(`http://${address}/metrics`);
      expect(tableProblems("nodes", [page])).toEqual([]);
      keep("nodes", [page]);
    });
  });

  describe("a server that answers as Elasticsearch does", () => {
    let server: Server | undefined;
    afterAll(() => void server?.close());

    test("what is asked of Elasticsearch is what elasticsearch_exporter says", async () => {
      const port = await freePort();
      server = createServer((request, response) => {
        const path = new URL(request.url ?? "", "http://localhost").pathname;
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(ELASTICSEARCH[path] ?? {}));
      }).listen(port, "127.0.0.1");
      const at = await exporter(program("elasticsearch_exporter"), "elasticsearch-exporter", {
        "http://elasticsearch:9200": `http://127.0.0.1:${port}`,
      });
      await until(
        "it has asked",
        async () => (await pageOf(`${at}/metrics`)).includes("elasticsearch_cluster_health_status{"),
        running.at(-1) as Running,
      );
      const page = await pageOf(`${at}/metrics`);
      expect(tableProblems("elasticsearch", [page])).toEqual([]);
      keep("elasticsearch", [page]);
    });
  });
});

/** The server itself is in no registry: answers with its fields, as its reference has them, for the exporter to make figures of. */
const ELASTICSEARCH: Readonly<Record<string, object>> = {
  "/": { cluster_name: "search", version: { number: "7.17.28" }, tagline: "You Know, for Search" },
  "/_cluster/health": {
    cluster_name: "search",
    status: "green",
    number_of_nodes: 1,
    active_shards: 1,
    unassigned_shards: 0,
  },
  "/_nodes/_local/stats": {
    cluster_name: "search",
    nodes: {
      a: {
        name: "elasticsearch-0",
        host: "10.0.0.1",
        roles: ["master", "data", "ingest"],
        indices: { docs: { count: 1, deleted: 0 } },
        jvm: { mem: { heap_used_in_bytes: 1, heap_max_in_bytes: 2 } },
        fs: {
          data: [{ path: "/data", mount: "/data", type: "ext4", total_in_bytes: 2, available_in_bytes: 1 }],
        },
      },
    },
  },
};

withTool(VELERO_FIGURES, (program) => {
  test("what is asked of Velero is what its own code counts", () => {
    const page = execFileSync(program, { encoding: "utf8" });
    expect(tableProblems("velero", [page])).toEqual([]);
    keep("velero", [page]);
  });
});

/** Debian has an older one; what it calls its figures has stayed, but for the name of the script beside its values. */
withTool(REDIS_EXPORTER, (program) =>
  withTool("redis", (redis) => {
    const root = join(dirname(redis), "../..");
    const folder = folderWith({ "users.acl": "user default on nopass ~* &* +@all\n" });
    let port = 0;

    beforeAll(async () => {
      port = await freePort();
      const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
      const server = start(
        redis,
        [...args, "--maxmemory", "64mb", "--appendonly", "yes", "--requirepass", PASSWORD],
        folder,
        librariesIn(root),
      );
      running.push(server);
      await until("it listens", () => server.said().includes("Ready to accept connections"), server, 60);
      const client = (...words: readonly string[]) =>
        execFileSync(join(root, "usr/bin/redis-cli"), ["-p", String(port), "-a", PASSWORD, ...words], {
          env: { ...process.env, ...librariesIn(root) },
          stdio: "pipe",
        });
      client("ZADD", "unacked_index", String(Date.now() / 1000 - 200), "task");
      client("RPUSH", "celeryev.abc", "event");
    });

    test("what is asked of Redis is what redis_exporter says, with the passwords of its file and our script", async () => {
      const pages = pagesOf("redis-exporter");
      const moved = Object.fromEntries(
        pages
          .flatMap(({ params }) => params?.target ?? [])
          .map((target) => [target, `redis://127.0.0.1:${port}`]),
      );
      const at = await exporter(program, "redis-exporter", moved);
      const broker = pages.find(({ labels }) => labels?.store === "broker");
      const query = new URLSearchParams({
        target: `redis://127.0.0.1:${port}`,
        "count-keys": broker?.params?.["count-keys"]?.join(",") ?? "",
      });
      const page = await pageOf(`${at}${broker?.path}?${query}`);
      expect(page).toMatch(/^redis_up 1$/m);
      expect(tableProblems("redis", [page])).toEqual(["redis_script_values has no label filename"]);
      keep("redis", [page]);
      const [, age] =
        /^redis_script_values\{key="oldest_unacknowledged_seconds"\} ([\d.e+]+)$/m.exec(page) ?? [];
      expect(Number(age)).toBeGreaterThan(199);
      expect(page).toMatch(/^redis_keys_count\{db="db0",key="celeryev\.\*"\} 1$/m);
    });
  }),
);

withTool(MINIO_SERVER, (minio) =>
  withTool(MINIO_CLIENT, (mc) => {
    test("what is asked of MinIO is what it says of itself, where a bucket has something in it", async () => {
      const store = blueprint.stores.find((one): one is MinioStore => one.kind === "minio");
      if (store === undefined) throw new Error("there is no MinIO");
      const folder = folderWith({ user: "root", password: ROOT, "data/.keep": "", file: "a grade" });
      const address = `127.0.0.1:${await freePort()}`;
      const server = start(minio, ["server", "--address", address, join(folder, "data")], folder, {
        ...minioPod(store).environment,
        MINIO_ROOT_USER_FILE: join(folder, "user"),
        MINIO_ROOT_PASSWORD_FILE: join(folder, "password"),
        // It counts what buckets hold when it has time.
        MINIO_SCANNER_SPEED: "fastest",
        HOME: folder,
      });
      running.push(server);
      await until("it answers", () => answers(`http://${address}/minio/health/live`), server, 60);
      const client = (...words: readonly string[]) =>
        execFileSync(mc, ["--config-dir", folder, ...words], {
          stdio: "pipe",
          env: { ...process.env, MC_HOST_here: `http://root:${ROOT}@${address}` },
        });
      client("mb", "here/uploads");
      client("cp", join(folder, "file"), "here/uploads/file");
      client("cat", "here/uploads/file");
      const pages = () => Promise.all(pagesOf("minio").map(({ path }) => pageOf(`http://${address}${path}`)));
      const counted = async () => (await pages()).join("\n").includes("minio_bucket_usage_total_bytes{");
      await until("it has counted", counted, server, 100);
      // What failed, where nothing has, and what was not copied, where nothing is, is not there at all.
      const never = ["minio_s3_requests_5xx_errors_total", "minio_bucket_replication_total_failed_bytes"];
      expect(tableProblems("minio", await pages(), never)).toEqual([]);
      keep("minio", await pages());
    });
  }),
);
