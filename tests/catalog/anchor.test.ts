import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { anchorCertificates } from "../../src/catalog/python/python.ts";
import { check } from "../../src/policies/check.ts";
import { composed, deploymentOf, rendered, serviceOf } from "../house.ts";
import { inFolder, python, reason, withPython } from "./pythonTools.ts";

const SAID =
  "credentials: { blockcerts: { image: ghcr.io/academy/anchor:1.0.0, chain: ethereum_sepolia, address: '0x1', key: { secure: v1:a }, rpc: { secure: v1:b }, verificationMethod: 'did:web:example.edu#key-1', profile: 'https://example.edu/issuer.json' } }";
const stack = (...lines: readonly string[]) =>
  composed("qa", ["scale: { profile: small }", ...lines], "verawood", ["discovery", "credentials"]);

describe("anchoring", () => {
  test("is off where nobody asks for it", () => {
    expect(deploymentOf(stack()).services.map(({ name }) => name)).not.toContain("credentials-anchor");
  });

  test("runs now and then with its key and its node as secrets, reaches both services and a node, and every rule holds", async () => {
    const composition = stack(SAID);
    const blueprint = deploymentOf(composition);
    expect(check(await rendered(composition), blueprint)).toEqual([]);
    const { schedules, files } = serviceOf(blueprint, "credentials-anchor");
    expect(schedules).toMatchObject([{ cron: "0 4 * * 1", retries: 0 }]);
    expect(files[0]).toMatchObject({
      kind: "secret",
      entries: { "wanted.json": { tree: { rpc: { sepolia_rpc_url: { late: "configuration" } } } } },
    });
    const to = blueprint.connections
      .filter(({ from }) => "name" in from && from.name === "credentials-anchor")
      .map((one) => ("name" in one.to ? one.to.name : "?"));
    expect(to.sort()).toEqual(["blockchain", "credentials", "lms"]);
  });

  test("asks for its key and its node, and for nothing in plain text", () => {
    const { problems } = stack(SAID.replace("key: { secure: v1:a }", "key: '0xabc'"));
    expect(problems).toMatchObject([{ rule: "secret-plain" }]);
    expect(stack(SAID.replace("rpc: { secure: v1:b }, ", "")).problems).toMatchObject([
      { path: "arboretum:credentials.blockcerts.rpc" },
    ]);
  });
});

const uuid = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
const row = (number: number) => ({
  uuid: uuid(number),
  created: "2026-01-05T08:00:00Z",
  credential: { type: "program" },
});

/** As much of the tool as the program sees: it reads its file, and puts each certificate of the batch where it says. */
const TOOL = `#!/usr/bin/env python3
import json, os, sys
conf = dict(line.strip().partition(" = ")[::2] for line in open(sys.argv[2]))
batch, made = conf["unsigned_certificates_dir"], conf["blockchain_certificates_dir"]
open(os.environ["LOG"], "a").write(json.dumps([sorted(os.listdir(batch)), conf["chain"], conf.get("sepolia_rpc_url")]) + "\\n")
mode = os.environ.get("MODE", "good")
if mode == "fails": sys.exit(3)
for name in sorted(os.listdir(batch))[: 1 if mode == "half" else None]:
    document = json.load(open(os.path.join(batch, name)))
    json.dump({**document, "proof": {"type": "MerkleProof2019"}}, open(os.path.join(made, name), "w"))
if mode == "killed": os.kill(os.getppid(), 9)
`;

interface Service {
  readonly rows: readonly object[];
}

/** Runs the program against a service of two pages, once for each mode, and says what it did. */
async function runs(modes: readonly string[], { rows }: Service, more: object = {}) {
  const server = createServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://service");
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (pathname === "/token") return answer.end(JSON.stringify({ access_token: "t" }));
    if (request.headers.authorization !== "JWT t") return answer.writeHead(401).end();
    const page = Number(searchParams.get("page") ?? 1);
    const results = rows.slice((page - 1) * 2, page * 2);
    const next = page * 2 < rows.length ? `${at}/api/v2/credentials/?status=awarded&page=${page + 1}` : null;
    return answer.end(JSON.stringify({ results, next }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const wanted = {
    service: at,
    service_public: "https://credentials.learn.example.edu",
    tokens: `${at}/token`,
    client: { id: "anchor", secret: "s" },
    issuer: "https://example.edu/issuer.json",
    address: "0x1",
    verification_method: "did:web:example.edu#key-1",
    chain: "ethereum_sepolia",
    rpc: { sepolia_rpc_url: "https://node.example.edu/token-of-the-node" },
    most: 10,
    ...more,
  };
  const files = {
    "anchor.py": anchorCertificates,
    "wanted.json": JSON.stringify(wanted),
    "key.txt": "the-key",
    "bin/cert-issuer": TOOL,
    "main.py":
      'import os, runpy, sys\nos.environ["PATH"] = os.path.abspath("bin") + os.pathsep + os.environ["PATH"]\nos.environ.update(ANCHOR_FOLDER=os.path.abspath("disk"), LOG=os.path.abspath("log"), MODE=open("mode").read())\nrunpy.run_path("anchor.py", run_name="__main__")\n',
    mode: "",
  };
  try {
    return await inFolder(files, async (folder) => {
      chmodSync(join(folder, "bin/cert-issuer"), 0o755);
      const said: { readonly code: number | null; readonly stdout: string; readonly stderr: string }[] = [];
      for (const mode of modes) {
        const { writeFileSync } = await import("node:fs");
        writeFileSync(join(folder, "mode"), mode);
        said.push(await python(folder, "main.py"));
      }
      const log = existsSync(join(folder, "log"))
        ? readFileSync(join(folder, "log"), "utf8").trim().split("\n")
        : [];
      const anchored = existsSync(join(folder, "disk/anchored"))
        ? readdirSync(join(folder, "disk/anchored")).sort()
        : [];
      const document = anchored[0]
        ? JSON.parse(readFileSync(join(folder, "disk/anchored", anchored[0]), "utf8"))
        : undefined;
      return {
        said,
        batches: log.map((line) => JSON.parse(line)[0] as readonly string[]),
        anchored,
        document,
        left: existsSync(join(folder, "disk/conf.ini")),
      };
    });
  } finally {
    server.close();
  }
}

const names = (...numbers: readonly number[]) => numbers.map((number) => `${uuid(number)}.json`);
const three = { rows: [row(1), row(2), row(3)] };

describe(`the program that anchors${reason}`, () => {
  withPython(
    "anchors what is issued, page by page, each as a certificate of Blockcerts, and no second time",
    async () => {
      const { said, batches, anchored, document, left } = await runs(["good", "good"], three);
      expect(said.map(({ code }) => code)).toEqual([0, 0]);
      expect(batches).toEqual([names(1, 2, 3)]);
      expect(anchored).toEqual(names(1, 2, 3));
      expect(said[1]?.stdout).toContain("Everything that is issued is anchored.");
      expect(document).toMatchObject({
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/blockcerts/v3"],
        id: `urn:uuid:${uuid(1)}`,
        issuer: "https://example.edu/issuer.json",
        proof: { type: "MerkleProof2019" },
      });
      expect(left).toBe(false);
    },
  );

  withPython("keeps what is anchored of a batch that was cut off, and pays for the rest alone", async () => {
    const { said, batches, anchored } = await runs(["half", "good"], three);
    expect(said.map(({ code }) => code)).toEqual([1, 0]);
    expect(batches).toEqual([names(1, 2, 3), names(2, 3)]);
    expect(anchored).toEqual(names(1, 2, 3));
  });

  withPython("does not pay twice where it was killed after the tool had anchored", async () => {
    const { batches, anchored } = await runs(["killed", "good"], three);
    expect(batches).toEqual([names(1, 2, 3)]);
    expect(anchored).toEqual(names(1, 2, 3));
  });

  withPython("fails where the tool fails, and tries again the next time", async () => {
    const { said, anchored } = await runs(["fails", "good"], three);
    expect(said[0]?.code).toBe(1);
    expect(said[0]?.stdout).toContain("0 of 3 were anchored. The tool ended with 3");
    expect(anchored).toEqual(names(1, 2, 3));
  });

  withPython("takes no more than it is told at a time, and says what a chain for trying proves", async () => {
    const { said, batches } = await runs(["good", "good"], three, { most: 2, chain: "mockchain", rpc: {} });
    expect(batches).toEqual([names(1, 2), names(3)]);
    expect(said[0]?.stdout).toContain("nothing is anchored, and nothing is proven");
  });

  withPython("says neither its key nor the address of its node", async () => {
    const { said } = await runs(["good", "fails"], three);
    for (const { stdout, stderr } of said) expect(stdout + stderr).not.toMatch(/the-key|token-of-the-node/);
  });
});
