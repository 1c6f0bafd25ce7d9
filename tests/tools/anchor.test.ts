import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { anchorCertificates } from "../../src/catalog/python/python.ts";
import { inFolder } from "../catalog/pythonTools.ts";
import { withTool } from "./tool.ts";

const run = promisify(execFile);
const uuid = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
const issued = [1, 2, 3].map((number) => ({
  uuid: uuid(number),
  created: "2026-01-05T08:00:00Z",
  credential: { type: "program" },
}));

/** The service and the LMS at once, as far as the program asks them. */
async function withService(use: (address: string) => Promise<void>): Promise<void> {
  const server = createServer(({ url }, answer) => {
    answer.end(JSON.stringify(url === "/token" ? { access_token: "t" } : { next: null, results: issued }));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

/** A key that is in every book about Ethereum. */
const KEY = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";

withTool("cert-issuer-3.12.1", (tool) => {
  test("the tool of the Blockcerts project anchors what our program hands it, on its chain for trying", async () => {
    await withService(async (service) => {
      const wanted = {
        service,
        service_public: "https://credentials.learn.example.edu",
        tokens: `${service}/token`,
        client: { id: "anchor", secret: "s" },
        issuer: "https://example.edu/issuer.json",
        address: "0x1",
        verification_method: "did:web:example.edu#key-1",
        chain: "mockchain",
        rpc: {},
        most: 10,
      };
      const files = {
        "anchor.py": anchorCertificates,
        "wanted.json": JSON.stringify(wanted),
        "key.txt": KEY,
      };
      await inFolder(files, async (folder) => {
        const env = {
          PATH: `${dirname(tool)}:${process.env.PATH}`,
          ANCHOR_FOLDER: join(folder, "disk"),
          HOME: folder,
          no_proxy: "*",
        };
        const { stdout } = await run(join(dirname(tool), "python"), ["anchor.py"], { cwd: folder, env });
        expect(stdout).toContain("nothing is anchored, and nothing is proven");
        expect(stdout).toContain("3 certificates are anchored.");
        const anchored = join(folder, "disk/anchored");
        expect(readdirSync(anchored).sort()).toEqual(issued.map((one) => `${one.uuid}.json`));
        const document = JSON.parse(readFileSync(join(anchored, `${uuid(1)}.json`), "utf8"));
        expect(document).toMatchObject({
          id: `urn:uuid:${uuid(1)}`,
          proof: {
            cryptosuite: "merkle-proof-2019",
            verificationMethod: "did:web:example.edu#key-1",
            proofPurpose: "assertionMethod",
          },
        });
        expect(readdirSync(join(folder, "disk")).sort()).not.toContain("conf.ini");
        const again = await run(join(dirname(tool), "python"), ["anchor.py"], { cwd: folder, env });
        expect(again.stdout).toContain("Everything that is issued is anchored.");
      });
    });
  });
});
