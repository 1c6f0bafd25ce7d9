import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { topics } from "../../src/catalog/monitoring/dashboards/dashboards.ts";
import { grafanaModel } from "../../src/catalog/monitoring/dashboards/grafana.ts";
import { filled } from "../../tests/monitoring/filled.ts";
import type { Made } from "../../tests/tools/charts.ts";
import { withWorld } from "../../tests/tools/world.ts";

/** Every page that there is, drawn by the components of Grafana from what a real Prometheus answers, and looked at by a real browser. */
const SCREENS = join(import.meta.dirname, "..");
const DIST = join(SCREENS, "dist");
const OUT = join(SCREENS, "../out/screens");
const CHROMIUM = process.env.ARBORETUM_CHROMIUM ?? "/usr/bin/chromium";

const missing = [
  existsSync(join(SCREENS, "node_modules/playwright-core"))
    ? ""
    : "its packages are not installed: npm ci --prefix screens",
  existsSync(join(DIST, "page.js")) ? "" : "it is not built: npm run build --prefix screens",
  existsSync(CHROMIUM) ? "" : `there is no ${CHROMIUM}: name one in ARBORETUM_CHROMIUM`,
].filter((one) => one !== "");

/** Seconds that a page shows, and that Prometheus has asked before. */
const SHOWN = 60;

/** Pages of a platform that has everything but the store of logs. */
const pages = Object.fromEntries(
  Object.entries(topics).map(([name, topic]) => {
    const panels = topic.panels.filter(({ of }) => !of.includes("events"));
    return [name, grafanaModel(name, { ...topic, panels }, "https://wiki.example.edu/runbooks")] as const;
  }),
);

interface PanelModel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly targets: readonly { readonly refId: string; readonly expr: string }[];
  readonly fieldConfig: { readonly defaults: { readonly noValue?: string } };
}

/** What the browser has found in one panel. */
interface Seen {
  readonly text: string;
  readonly names: readonly string[];
  /** Rows of the legend, and of a table. */
  readonly legend: number;
  readonly rows: number;
  /** Dots of the drawing. */
  readonly painted: number;
  /** Whether its title is longer than its place. */
  readonly cut: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

if (missing.length > 0) {
  process.stderr.write(`Skipped: ${missing.join("; ")}\n`);
  test.skip(missing.join("; "), () => {});
} else
  withWorld(({ ask }) => {
    let browser: Browser;
    let address = "";
    let told: unknown;

    const files = createServer(({ url = "/" }, answer) => {
      const path = url === "/" ? "index.html" : url.slice(1);
      if (path === "told.json") {
        answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(told));
        return;
      }
      const file = join(DIST, path);
      if (!existsSync(file)) {
        answer.writeHead(404).end();
        return;
      }
      answer.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(readFileSync(file));
    });

    beforeAll(async () => {
      const { chromium } = await import("playwright-core");
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
      await new Promise<void>((listens) => files.listen(0, "127.0.0.1", listens));
      address = `http://127.0.0.1:${(files.address() as AddressInfo).port}/`;
      mkdirSync(OUT, { recursive: true });
      await new Promise((over) => setTimeout(over, SHOWN * 1000));
    });
    afterAll(async () => {
      await browser?.close();
      files.close();
    });

    async function answersOf(
      { type, targets }: PanelModel,
      to: number,
    ): Promise<Readonly<Record<string, Made>>> {
      const asked = targets.map(async ({ refId, expr }) => {
        const query = filled(expr).replaceAll("[5m]", "[20s]");
        const { result } =
          type === "table"
            ? await ask("query", { query, time: String(to) })
            : await ask("query_range", { query, start: String(to - SHOWN), end: String(to), step: "1" });
        return [refId, result] as const;
      });
      return Object.fromEntries(await Promise.all(asked));
    }

    /** A page as a person sees it, and what is in each of its panels. */
    async function shown(name: string, dashboard: Made): Promise<ReadonlyMap<string, Seen>> {
      const to = Math.floor(Date.now() / 1000);
      const panels: readonly PanelModel[] = dashboard.panels;
      const answers = await Promise.all(
        panels.map(async (panel) => [panel.id, await answersOf(panel, to)] as const),
      );
      told = {
        dashboard,
        from: to - SHOWN,
        to,
        answers: Object.fromEntries(answers),
      };
      const page = await browser.newPage({ viewport: { width: 1640, height: 900 } });
      const broken: string[] = [];
      page.on("pageerror", ({ message }) => broken.push(message));
      await page.goto(address);
      await page.waitForSelector("[data-panel]", { timeout: 10_000 });
      // What is out of sight is not drawn.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width: 1640, height });
      await page.waitForTimeout(1500);
      await page.screenshot({ path: join(OUT, `${name}.png`), fullPage: true });
      const seen = await seenOn(page);
      await page.close();
      expect(broken).toEqual([]);
      return seen;
    }

    describe.each(Object.entries(pages))("%s", (name, dashboard) => {
      let seen: ReadonlyMap<string, Seen> = new Map();
      beforeAll(async () => {
        seen = await shown(name, dashboard);
      });

      const panels: readonly PanelModel[] = (dashboard as Made).panels;
      test.each(panels)("$title", (panel) => {
        expect(problemsOf(panel, seen.get(panel.title))).toEqual([]);
      });
    });
  });

/** Neither raw labels nor the names that a query has by itself. */
const RAW = /[{}]|^Value|^ *$/;

const IS_DRAWN: Readonly<Record<string, (seen: Seen) => boolean>> = {
  timeseries: ({ painted, legend }) => painted > 0 && legend > 0,
  stat: ({ text }) => /\d/.test(text),
  table: ({ rows }) => rows > 0,
};

/** What a person would not take for right. */
function problemsOf({ title, type, fieldConfig }: PanelModel, seen: Seen | undefined): readonly string[] {
  if (seen === undefined) return ["it is not on the page"];
  const { noValue } = fieldConfig.defaults;
  const whole = seen.text.includes(title) && !seen.cut ? [] : ["its title is not to be read"];
  // In a calm world there is nothing to see, and it says so.
  if (noValue && seen.names.length === 0)
    return [...whole, ...(seen.text.includes(noValue) ? [] : ["it does not say that there is nothing"])];
  return [
    ...whole,
    ...(IS_DRAWN[type]?.(seen) ? [] : [`nothing is drawn: ${seen.text}`]),
    ...(seen.text.match(/No data|NaN|Infinity|undefined/g) ?? []),
    ...(type === "table" ? seen.names.filter((name) => /_/.test(name)) : []),
    ...seen.names.filter((name) => RAW.test(name)).map((name) => `a series is called "${name}"`),
  ];
}

/** What is in each panel. The function runs in the browser, and has nothing but what stands in it. */
const seenOn = async (page: Page): Promise<ReadonlyMap<string, Seen>> =>
  new Map(
    await page.$$eval("[data-panel]", (panels) => {
      const painted = (canvas: HTMLCanvasElement | null): number => {
        const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return pixels.filter((one, at) => at % 4 === 3 && one > 0).length;
      };
      return (panels as HTMLElement[]).map((panel) => {
        const { panel: title = "", names = "[]" } = panel.dataset;
        const heading = panel.querySelector<HTMLElement>("h2");
        const cut = heading !== null && heading.scrollWidth > heading.clientWidth + 1;
        return [
          title,
          {
            text: panel.innerText,
            names: JSON.parse(names),
            legend: panel.querySelectorAll("tbody tr").length,
            painted: painted(panel.querySelector("canvas")),
            rows: panel.querySelectorAll("[role=row]").length - 1,
            cut,
          },
        ] as const;
      });
    }),
  );
