import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { above, cameFrom } from "../../src/components/edge/patterns.ts";

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

describe("a number that is too large", () => {
  test("is known by its digits, and no other number is", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 9 }), fc.nat({ max: 2 * 10 ** 9 }), (most, number) => {
        expect(whole(above(most)).test(String(number))).toBe(number > most);
      }),
    );
  });

  test.each([0, 9, 99, 100, 33554432])("beside %i", (most) => {
    for (const number of [most - 1, most, most + 1, most * 10 + 1].filter((one) => one >= 0)) {
      expect(whole(above(most)).test(String(number))).toBe(number > most);
    }
  });
});

const octet = fc.integer({ min: 0, max: 255 });
const address = fc.tuple(octet, octet, octet, octet);
const text = (parts: readonly number[]) => parts.join(".");
const value = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);

describe("a client of a network", () => {
  test("is known by the last address that a proxy of one's own has not added", () => {
    fc.assert(
      fc.property(
        address,
        fc.integer({ min: 1, max: 32 }),
        address,
        fc.integer({ min: 0, max: 3 }),
        (base, length, client, proxies) => {
          const size = 2 ** (32 - length);
          const first = Math.floor(value(base) / size) * size;
          const network = `${[24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join(".")}/${length}`;
          const within = Math.floor(value(client) / size) * size === first;
          const added = Array.from({ length: proxies }, (_, index) => `203.0.113.${index}`);
          const header = [text(client), ...added].join(", ");
          expect(whole(cameFrom([network], proxies)).test(header), `${header} ${network}`).toBe(within);
          expect(whole(cameFrom([network], proxies)).test(header.replaceAll(", ", ","))).toBe(within);
        },
      ),
    );
  });

  test("is in any of several", () => {
    const either = whole(cameFrom(["192.0.2.0/24", "198.51.100.128/26"], 1));
    expect(["192.0.2.7, 203.0.113.9", "198.51.100.191, 203.0.113.9"].every((one) => either.test(one))).toBe(
      true,
    );
    expect(
      ["198.51.100.192, 203.0.113.9", "198.51.100.127, 203.0.113.9"].some((one) => either.test(one)),
    ).toBe(false);
  });

  test("is nobody who writes the address of another before", () => {
    const campus = whole(cameFrom(["192.0.2.0/24"], 0));
    expect(campus.test("192.0.2.7")).toBe(true);
    expect(campus.test("192.0.2.7, 198.51.100.1")).toBe(false);
    expect(campus.test("198.51.100.1, 192.0.2.7")).toBe(true);
    expect(campus.test("1192.0.2.7")).toBe(false);
    const behindOne = whole(cameFrom(["192.0.2.0/24"], 1));
    expect(behindOne.test("192.0.2.7, 198.51.100.1, 203.0.113.9")).toBe(false);
    expect(behindOne.test("198.51.100.1, 192.0.2.7, 203.0.113.9")).toBe(true);
  });
});
