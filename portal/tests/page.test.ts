import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FRAME, frameHeaders, pageHeaders } from "../../src/catalog/portal/caddyfile.ts";

const PORTAL = join(import.meta.dirname, "..");
const DIST = join(PORTAL, "dist");
const CHROMIUM = process.env.ARBORETUM_CHROMIUM ?? "/usr/bin/chromium";

/** Why it cannot be tried here, or nothing. */
const missing = [
  existsSync(join(PORTAL, "node_modules/playwright-core"))
    ? ""
    : "its packages are not installed: npm ci --prefix portal",
  existsSync(join(DIST, "page.js")) ? "" : "it is not built: npm run build --prefix portal",
  existsSync(CHROMIUM) ? "" : `there is no ${CHROMIUM}: name one in ARBORETUM_CHROMIUM`,
].filter((one) => one !== "");
const inBrowser = test.skipIf(missing.length > 0);

const fixture = (name: string) => readFileSync(join(PORTAL, "fixtures", `${name}.json`), "utf8");
const valid = JSON.parse(fixture("valid"));
const issuer = valid.issuer.id as string;
const LIST = valid.credentialStatus.statusListCredential as string;

const anchored = (name: string) => fixture(`blockcerts/${name}`);
const chain = JSON.parse(anchored("chain"));
const PROFILE = JSON.parse(anchored("issuer"));

const SETTINGS = {
  title: "Academy of Botany",
  colour: "#123456",
  home: "https://learn.example.edu",
  issuers: [
    { id: issuer, name: "Academy of Botany" },
    { id: PROFILE.id as string, name: "Academy of Botany" },
  ],
};
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** The files of the image, with the headers that the deployment sends. */
const files = createServer(({ url = "/" }, answer) => {
  const path = url === "/" ? "index.html" : url.slice(1);
  if (path === "settings.json") {
    answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(SETTINGS));
    return;
  }
  const file = join(DIST, path);
  if (!existsSync(file)) {
    answer.writeHead(404).end();
    return;
  }
  answer
    .writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "",
      ...(url === FRAME ? frameHeaders : pageHeaders),
    })
    .end(readFileSync(file));
});

/** The nodes that the library of Blockcerts asks. */
const NODES: readonly [string, ...string[]] = ["https://api.etherscan.io/", "https://api.blockcypher.com/"];

/** What a node of Ethereum says of the one transaction. Nothing: it is not there. */
const asNode: Readonly<Record<string, unknown>> = {
  eth_getTransactionByHash: { from: chain.from, input: `0x${chain.root}`, blockNumber: "0x10" },
  eth_getBlockByNumber: { timestamp: "0x695b7000" },
  eth_blockNumber: "0x1000",
};

const listening = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

describe(`the page that verifies credentials${missing.length > 0 ? ` (skipped: ${missing.join("; ")})` : ""}`, () => {
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let origin = "";
  const asked: string[] = [];
  const complaints: string[] = [];
  /** What the address of the status list answers with. */
  let list = fixture("statusList");
  /** What is there of a certificate of Blockcerts: its issuer, the list of those that were taken back, and its transaction. */
  let around: { issuer: string; revoked: string; node: typeof asNode | undefined };
  const everything = () => ({
    issuer: anchored("issuer"),
    revoked: JSON.stringify({ revokedAssertions: [] }),
    node: asNode,
  });

  /** What stands at an address outside. Nothing: nobody answers. */
  function answerOf(url: string): string | undefined {
    if (url === LIST) return list;
    if (url === PROFILE.id) return around.issuer;
    if (url.startsWith(PROFILE.revocationList)) return around.revoked;
    if (url.startsWith(NODES[0])) {
      const result = around.node?.[new URL(url).searchParams.get("action") ?? ""];
      return result === undefined ? undefined : JSON.stringify({ result });
    }
    const named = /^https:\/\/wallet\.example\.edu\/(\w+)$/.exec(url)?.[1];
    return named && fixture(named);
  }

  beforeAll(async () => {
    if (missing.length > 0) return;
    origin = `http://127.0.0.1:${await listening(files)}`;
    const { chromium } = await import("playwright-core");
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    context = await browser.newContext();
    await context.route("**/*", (route) => {
      const url = route.request().url();
      asked.push(url);
      if (url.startsWith(origin)) return route.continue();
      const body = answerOf(url);
      const headers = { "access-control-allow-origin": "*", "content-type": "application/json" };
      return body ? route.fulfill({ body, headers }) : route.abort();
    });
    page = await context.newPage();
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      // What the library of Blockcerts says of a certificate that is not good is no complaint of the page.
      const its =
        message.location().url.endsWith("/blockcerts.js") && !/Content Security/.test(message.text());
      if (message.type() === "error" && !its && !message.text().includes("ERR_FAILED"))
        complaints.push(message.text());
    });
    await opened(page);
  });

  beforeEach(() => {
    around = everything();
  });

  afterAll(async () => {
    await browser?.close();
    files.close();
  });

  /** Opens the page, until it has read its settings. */
  async function opened(one: Page): Promise<void> {
    await one.goto(origin);
    await one.waitForFunction(() => document.title === "Academy of Botany");
  }

  const hand = (one: Page, text: string): Promise<void> =>
    one.setInputFiles("#file", {
      name: "credential.json",
      mimeType: "application/json",
      buffer: Buffer.from(text),
    });

  /** Hands a file to the page, and says what it says. */
  async function handed(text: string): Promise<{ verdict: string; title: string; facts: string }> {
    await hand(page, text);
    return shown();
  }

  async function shown() {
    await page.waitForSelector("#outcome:not([hidden])", { timeout: 30_000 });
    const verdict = (await page.getAttribute("#outcome", "data-verdict")) ?? "";
    const said = {
      verdict,
      title: (await page.textContent("#verdict")) ?? "",
      facts: (await page.innerText("#facts")) ?? "",
    };
    await page.evaluate(() => {
      (document.getElementById("outcome") as HTMLElement).hidden = true;
    });
    return said;
  }

  inBrowser("is branded by the deployment", async () => {
    expect(await page.title()).toBe("Academy of Botany");
    const head = await page.evaluate(
      () => getComputedStyle(document.querySelector("header") as Element).backgroundColor,
    );
    expect(head).toBe("rgb(18, 52, 86)");
  });

  inBrowser("says that a credential is valid, whose it is and who has issued it", async () => {
    const { verdict, facts } = await handed(fixture("valid"));
    expect(verdict).toBe("valid");
    for (const said of ["Ada Learner", "Program certificate", "Academy of Botany", "January 5, 2026"]) {
      expect(facts).toContain(said);
    }
  });

  inBrowser(
    "says that one is not authentic in which anything was changed, and shows nothing of it",
    async () => {
      const eve = fixture("valid").replaceAll("Ada Learner", "Eve Cheater");
      const { verdict, facts } = await handed(eve);
      expect(verdict).toBe("tampered");
      expect(facts).not.toContain("Eve");
      const later = JSON.stringify({ ...valid, validUntil: "2200-01-01T00:00:00Z" });
      expect((await handed(later)).verdict).toBe("tampered");
    },
  );

  inBrowser("says that one is revoked that is on the list of its issuer", async () => {
    expect((await handed(fixture("revoked"))).verdict).toBe("revoked");
  });

  inBrowser("says that one is expired", async () => {
    expect((await handed(fixture("expired"))).verdict).toBe("expired");
  });

  inBrowser.each([
    "",
    "no json",
    "{}",
    "[]",
    '{"@context":[]}',
    '{"@context":["https://www.w3.org/2018/credentials/v1"]}',
  ])("says of garbage that it is none: %s", async (text) => {
    expect((await handed(text)).verdict).toBe("garbage");
  });

  inBrowser("says of one of a stranger that nobody knows who has signed it", async () => {
    list = fixture("foreignList");
    const stranger = JSON.parse(fixture("stranger"));
    const { verdict } = await handed(JSON.stringify(stranger));
    list = fixture("statusList");
    // Its list is elsewhere than the one that is answered here, so that nothing is decided of it.
    expect(["stranger", "unknown"]).toContain(verdict);
    expect(verdict).not.toBe("valid");
  });

  inBrowser("says nothing where the list is not to be had, is somebody else's, or was changed", async () => {
    for (const other of [
      "",
      fixture("foreignList"),
      fixture("statusList").replace("2026-01-06", "2026-01-07"),
    ]) {
      list = other;
      expect((await handed(fixture("valid"))).verdict).toBe("unknown");
    }
    list = fixture("statusList");
  });

  inBrowser("takes an address, and the link to the page may name it", async () => {
    await page.fill("#address", "https://wallet.example.edu/valid");
    await page.click("button");
    expect((await shown()).verdict).toBe("valid");
    const other = await context.newPage();
    await other.goto(`${origin}/#credential=${encodeURIComponent("https://wallet.example.edu/revoked")}`);
    await other.waitForSelector("#outcome:not([hidden])");
    expect(await other.getAttribute("#outcome", "data-verdict")).toBe("revoked");
    await other.close();
  });

  inBrowser("takes the envelope in which a wallet hands one on", async () => {
    const envelope = { "@context": [], type: "VerifiablePresentation", verifiableCredential: [valid] };
    expect((await handed(JSON.stringify(envelope))).verdict).toBe("valid");
  });

  inBrowser("shows what a credential says as text, never as a part of the page", async () => {
    const nasty = JSON.stringify({ ...valid, name: "<img src=x onerror=alert(1)>" });
    await handed(nasty);
    expect(await page.locator("#outcome img").count()).toBe(0);
  });

  inBrowser("says that a certificate of Blockcerts is valid whose batch is in its transaction", async () => {
    const { verdict, facts } = await handed(anchored("valid"));
    expect(facts).toContain("It is anchored on a blockchain");
    expect({ verdict, facts }).toMatchObject({
      verdict: "valid",
      facts: expect.stringContaining("Academy of Botany"),
    });
  });

  inBrowser("says that one is not authentic in which anything was changed", async () => {
    const { verdict, facts } = await handed(
      anchored("valid").replace("Certificate of a program", "Doctorate"),
    );
    expect(verdict).toBe("tampered");
    expect(facts).toBe("");
  });

  inBrowser(
    "says that one is not authentic whose transaction has another batch, or is of somebody else",
    async () => {
      const other = { ...(asNode.eth_getTransactionByHash as object) };
      for (const changed of [{ input: `0x${"0".repeat(64)}` }, { from: `0x${"1".repeat(40)}` }]) {
        around = { ...everything(), node: { ...asNode, eth_getTransactionByHash: { ...other, ...changed } } };
        expect((await handed(anchored("valid"))).verdict).toBe("tampered");
      }
    },
  );

  inBrowser("says that one is revoked that its issuer has taken back", async () => {
    const { id } = JSON.parse(anchored("revoked"));
    around = {
      ...everything(),
      revoked: JSON.stringify({ revokedAssertions: [{ id, revocationReason: "by mistake" }] }),
    };
    expect((await handed(anchored("revoked"))).verdict).toBe("revoked");
    expect((await handed(anchored("valid"))).verdict).toBe("valid");
  });

  inBrowser("says that one of Blockcerts is expired", async () => {
    expect((await handed(anchored("expired"))).verdict).toBe("expired");
  });

  inBrowser("says of one of Blockcerts of a stranger that nobody knows who has signed it", async () => {
    const known = SETTINGS.issuers.pop();
    const other = await context.newPage();
    await opened(other);
    await hand(other, anchored("valid"));
    await other.waitForSelector("#outcome:not([hidden])");
    expect(await other.getAttribute("#outcome", "data-verdict")).toBe("stranger");
    await other.close();
    if (known) SETTINGS.issuers.push(known);
  });

  inBrowser.each([
    '{"@context":["https://w3id.org/blockcerts/v3"]}',
    '{"@context":["https://www.w3.org/2018/credentials/v1","https://w3id.org/blockcerts/v3"],"issuer":"https://example.edu/issuer.json","proof":{"type":"DataIntegrityProof","cryptosuite":"merkle-proof-2019","proofValue":"z"}}',
  ])("says of garbage of Blockcerts that it is none: %s", async (text) => {
    expect((await handed(text)).verdict).toBe("garbage");
  });

  /** A page of its own in which one of the files is not to be had. */
  async function without(file: string): Promise<Page> {
    const other = await context.newPage();
    await other.clock.install();
    await other.route(`**/${file}`, (route) => route.abort());
    await opened(other);
    await hand(other, anchored("valid"));
    return other;
  }

  inBrowser("says nothing of one of Blockcerts where the library has not come", async () => {
    const other = await without("blockcerts.js");
    await other.waitForSelector("#outcome:not([hidden])");
    expect(await other.getAttribute("#outcome", "data-verdict")).toBe("unknown");
    await other.close();
  });

  inBrowser("does not wait for ever for a frame that cannot answer", async () => {
    const other = await without("frame.js");
    const waited = async () => {
      await other.clock.runFor(61_000);
      return other.getAttribute("#outcome", "data-verdict");
    };
    await expect.poll(waited, { timeout: 20_000 }).toBe("unknown");
    expect(await other.locator("iframe").count()).toBe(0);
    await other.close();
  });

  inBrowser("says of one on the chain for trying that nothing is decided", async () => {
    const { verdict, facts } = await handed(anchored("trial"));
    expect(verdict).toBe("unknown");
    expect(facts).toMatch(/It is anchored on a blockchain\s+no/);
  });

  inBrowser("says nothing where the issuer, its list or every node cannot be asked", async () => {
    for (const missing of [{ issuer: "" }, { revoked: "" }, { node: undefined }]) {
      around = { ...everything(), ...missing };
      expect((await handed(anchored("valid"))).verdict).toBe("unknown");
    }
  });

  inBrowser(
    "asks nobody but itself, what was named, and the list of the issuer; and nothing is refused by its own rules",
    () => {
      const others = asked.filter(
        (url) =>
          !url.startsWith(origin) &&
          url !== LIST &&
          !url.startsWith("https://wallet.example.edu/") &&
          !url.startsWith("https://example.edu/") &&
          !NODES.some((node) => url.startsWith(node)) &&
          !url.includes("/status-list/"),
      );
      expect(others).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );
});
