import { describe, expect, test } from "vitest";
import { PERSONAL, type Redaction, SECRETS } from "../../src/catalog/platform/logs/redaction.ts";
import { SENTINEL } from "../secrets/sentinel.ts";
import { HARMLESS, LEAKS } from "./redactionCases.ts";

/** The expressions are in the common ground of several engines; only how they say that case does not count differs. */
const redact = (line: string, rules: readonly Redaction[]): string =>
  rules.reduce((rest, { pattern, instead }) => {
    const [, insensitive, source = ""] = /^(\(\?i\))?(.*)$/s.exec(pattern) ?? [];
    return rest.replace(new RegExp(source, insensitive ? "gi" : "g"), instead);
  }, line);

describe("what no log keeps", () => {
  test.each(Object.entries(LEAKS))("is not in %s", (_, line) => {
    expect(line).toContain(SENTINEL);
    expect(redact(line, SECRETS)).not.toContain(SENTINEL);
  });

  test("leaves the rest of the line where it is", () => {
    expect(redact(LEAKS["a query"] ?? "", SECRETS)).toBe(
      "GET /oauth2/authorize?client_id=a&client_secret=[redacted]&state=1 HTTP/1.1",
    );
    expect(redact(LEAKS["the address of a database"] ?? "", SECRETS)).toBe(
      "mysql+pymysql://edxapp:[redacted]@mysql:3306/edxapp refused",
    );
  });

  test.each(HARMLESS)("is not in `%s`, which stays as it is", (line) => {
    expect(redact(line, [...SECRETS, ...PERSONAL])).toBe(line);
  });

  test("includes who somebody is, beside the name that the platform gives them", () => {
    const line = '{"username": "ada", "email": "ada.lovelace@example.edu", "ip": "192.0.2.77", "path": "/a"}';
    expect(redact(line, PERSONAL)).toBe(
      '{"username": "ada", "email": "[address]", "ip": "192.0.2.0", "path": "/a"}',
    );
  });

  test("is said by rules that each have a name, a reason, and no quote that would end them", () => {
    const all = [...SECRETS, ...PERSONAL];
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { why, pattern } of all) {
      expect(why).not.toBe("");
      expect(pattern).not.toContain("'");
    }
  });

  test("is found by every rule: without any of them something would be seen", () => {
    for (const { name } of SECRETS) {
      const others = SECRETS.filter((one) => one.name !== name);
      const seen = Object.values(LEAKS).filter((line) => redact(line, others).includes(SENTINEL));
      if (name !== "amazon-key") expect(seen, name).not.toEqual([]);
    }
    expect(redact("key AKIAIOSFODNN7EXAMPLE of somebody", SECRETS)).toBe("key [redacted] of somebody");
  });
});
