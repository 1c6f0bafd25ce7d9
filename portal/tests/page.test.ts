import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageHeaders } from "../../src/catalog/portal/caddyfile.ts";

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

const SETTINGS = {
  title: "Academy of Botany",
  colour: "#123456",
  home: "https://learn.example.edu",
  issuers: [{ id: issuer, name: "Academy of Botany" }],
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
    .writeHead(200, { "content-type": TYPES[extname(file)] ?? "", ...pageHeaders })
    .end(readFileSync(file));
});

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
      const headers = { "access-control-allow-origin": "*", "content-type": "application/json" };
      if (url === LIST) return list === "" ? route.abort() : route.fulfill({ body: list, headers });
      const named = /^https:\/\/wallet\.example\.edu\/(\w+)$/.exec(url)?.[1];
      return named ? route.fulfill({ body: fixture(named), headers }) : route.abort();
    });
    page = await context.newPage();
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("ERR_FAILED"))
        complaints.push(message.text());
    });
    await page.goto(origin);
    await page.waitForFunction(() => document.title === "Academy of Botany");
  });

  afterAll(async () => {
    await browser?.close();
    files.close();
  });

  /** Hands a file to the page, and says what it says. */
  async function handed(text: string): Promise<{ verdict: string; title: string; facts: string }> {
    await page.setInputFiles("#file", {
      name: "credential.json",
      mimeType: "application/json",
      buffer: Buffer.from(text),
    });
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

  inBrowser(
    "asks nobody but itself, what was named, and the list of the issuer; and nothing is refused by its own rules",
    () => {
      const others = asked.filter(
        (url) =>
          !url.startsWith(origin) &&
          url !== LIST &&
          !url.startsWith("https://wallet.example.edu/") &&
          !url.includes("/status-list/"),
      );
      expect(others).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );
});
