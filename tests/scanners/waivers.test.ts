import { describe, expect, test } from "vitest";
import type { Finding } from "../../scripts/scanners/finding.ts";
import { expired, judge, type Waiver, waivers } from "../../scripts/scanners/waivers.ts";

describe("a waiver", () => {
  test("has not run out", () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(expired(today)).toEqual([]);
  });

  test("gives a reason, and a day that is no further than somebody remembers it", () => {
    const twoYears = new Date(Date.now() + 2 * 366 * 24 * 3600 * 1000).toISOString().slice(0, 10);
    for (const { why, until } of waivers) {
      expect(why.length).toBeGreaterThan(40);
      expect(until).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(until < twoYears).toBe(true);
    }
  });
});

describe("the table of waivers", () => {
  const pod = (user: number) => ({ spec: { template: { spec: { securityContext: { runAsUser: user } } } } });
  const finding = (user: number): Finding => ({
    scanner: "checkov",
    rule: "CKV_K8S_40",
    says: "Containers should run as a high UID",
    object: { stack: "a/qa", kind: "Deployment", namespace: "a", name: "lms", manifest: pod(user) },
  });
  const waiver: Waiver = {
    rules: ["checkov CKV_K8S_40", "monokle KBP104"],
    over: { user: 1000 },
    why: "a reason",
    until: "2026-11-30",
  };

  test("covers what it names and nothing beside it", () => {
    const { open, waived } = judge(["checkov"], [finding(1000), finding(0)], [waiver]);
    expect(waived).toEqual([finding(1000)]);
    expect(open).toEqual([finding(0)]);
  });

  test("covers nothing of another rule, of another kind, or in other words", () => {
    const others: Waiver[] = [
      { ...waiver, rules: ["checkov CKV_K8S_41"] },
      { ...waiver, over: { kinds: ["Job"] } },
      { ...waiver, over: { says: /low/ } },
      { ...waiver, over: { least: 1 } },
    ];
    for (const other of others) expect(judge(["checkov"], [finding(1000)], [other]).open).toHaveLength(1);
  });

  test("names a rule that finds nothing any more, of scanners that ran", () => {
    expect(judge(["checkov"], [finding(0)], [waiver]).unused).toEqual(["checkov CKV_K8S_40: a reason"]);
    expect(judge(["checkov"], [finding(1000)], [waiver]).unused).toEqual([]);
    expect(judge(["checkov", "monokle"], [finding(1000)], [waiver]).unused).toEqual([
      "monokle KBP104: a reason",
    ]);
  });

  test("runs out after its last day", () => {
    expect(expired("2026-11-30", [waiver])).toEqual([]);
    expect(expired("2026-12-01", [waiver])).toEqual([waiver]);
  });
});
