import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { topics } from "../../src/catalog/monitoring/dashboards/dashboards.ts";
import type { Metric } from "../../src/catalog/monitoring/metrics/metric.ts";
import { type ProducerName, producers } from "../../src/catalog/monitoring/metrics/table.ts";
import { filled } from "../monitoring/filled.ts";
import type { Made } from "./charts.ts";
import { emptyIn, pageFile } from "./scraped.ts";
import { withWorld } from "./world.ts";

/**
 * The whole way of a figure: what programs said, asked by a real Prometheus as its operator's own code configures it from our objects and
 * those of the charts, kept under the labels that it then has; and every panel and every rule worked out of that.
 */
const PRODUCERS = (Object.keys(producers) as ProducerName[]).filter((name) => existsSync(pageFile(name)));

/** Debian's exporter is an older one. */
const KNOWN: Readonly<Partial<Record<ProducerName, readonly string[]>>> = {
  redis: ["redis_script_values has no label filename"],
};

/** Counts of what goes wrong that are not there at all before it does. */
const NEVER_YET = /minio_s3_requests_5xx_errors_total/;

const PANELS = Object.entries(topics).flatMap(([topic, { panels }]) =>
  panels.filter(({ of, calm }) => !of.includes("events") && !calm).map((panel) => ({ topic, panel })),
);

withWorld(({ ask, series }) => {
  /** Labels that a figure should have, and has not. One without a value is none to Prometheus. */
  async function labelProblems(producer: ProducerName, name: string): Promise<readonly string[]> {
    const { metrics, target } = producers[producer];
    const { type, labels } = metrics[name] as Metric;
    const there = await series(type === "histogram" ? `${name}_count` : name);
    if (there.length === 0) return [];
    const has = new Set(there.flatMap(({ metric }) => Object.keys(metric)));
    const empty = emptyIn(producer, name);
    return [...labels, ...target]
      .filter((label) => !has.has(label) && !empty.has(label))
      .map((label) => `${name} has no label ${label}`);
  }

  test("everybody who is to be asked is found, and answers", async () => {
    const { activeTargets, droppedTargetCounts } = await ask("targets");
    expect(
      activeTargets
        .filter(({ health }: Made) => health !== "up")
        .map(({ scrapePool, lastError }: Made) => `${scrapePool}: ${lastError}`),
    ).toEqual([]);
    expect(Object.entries(droppedTargetCounts).filter(([, count]) => count !== 0)).toEqual([]);
  });

  test("every rule can be worked out", async () => {
    const { groups } = await ask("rules");
    const rules = groups.flatMap(({ rules }: Made) => rules);
    expect(rules.length).toBeGreaterThan(100);
    expect(
      rules
        .filter(({ health }: Made) => health !== "ok")
        .map(({ name, lastError }: Made) => `${name}: ${lastError}`),
    ).toEqual([]);
  });

  describe("a figure has the labels that the table says, after all that happens on its way", () => {
    test.each(PRODUCERS)("%s", async (producer) => {
      const { metrics } = producers[producer];
      const problems = await Promise.all(Object.keys(metrics).map((name) => labelProblems(producer, name)));
      expect(problems.flat()).toEqual(KNOWN[producer] ?? []);
    });
  });

  describe("there is something to see", () => {
    test.each(PANELS)("$topic: $panel.title", async ({ panel }) => {
      for (const { expr } of panel.asks.filter(({ expr }) => !NEVER_YET.test(expr))) {
        const seen = await series(filled(expr, "academy-qa"));
        expect(seen.filter(({ value: [, figure] }) => figure !== "NaN").length, expr).toBeGreaterThan(0);
      }
    });
  });
});
