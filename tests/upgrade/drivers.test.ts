import { describe, expect, test } from "vitest";
import { capabilities } from "../../src/catalog/stores/capabilities.ts";
import { plan } from "../../src/render/plan.ts";
import { lossProblems } from "../../src/upgrade/losses.ts";
import { composedWith, PLATFORM, rendered } from "../house.ts";
import { AWS } from "../neighbours.ts";

const SECRET = "{ secure: v1:abc }";
const OFFERS =
  "  arboretum:offers: { mysqlOperator: existing, perconaMysql: existing, mongodbOperator: existing }\n";
const composed = (...lines: readonly string[]) => composedWith(`${PLATFORM}${OFFERS}`, "qa", [AWS, ...lines]);

/** Pairs have many stacks in common, and each is rendered once. */
const renderings = new Map<string, ReturnType<typeof rendered>>();
function renderingOf(lines: readonly string[]) {
  const key = lines.join("\n");
  const known = renderings.get(key) ?? rendered(composed(...lines), "preview");
  renderings.set(key, known);
  return known;
}

async function errors(before: readonly string[], after: readonly string[]) {
  const changes = plan(await renderingOf(before), await renderingOf(after));
  const found = lossProblems([{ stack: "qa", changes }], [composed(...after)]);
  return found.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
}

const OUTSIDE = ", host: elsewhere.example.edu, egress: [10.1.2.0/24]";
const taking: Readonly<Record<string, string>> = {
  rds: ", class: db.m7g.large",
  "mysql external": `${OUTSIDE}, administrator: { user: admin, password: ${SECRET} }`,
  "mongodb external": `${OUTSIDE}, administrator: { user: admin, password: ${SECRET} }`,
  "broker external": `${OUTSIDE}, password: ${SECRET}`,
};
const driven = (store: string, driver: string) =>
  `stores: { ${store}: { driver: ${driver}${taking[`${store} ${driver}`] ?? taking[driver] ?? ""} } }`;

/** Redis and Valkey read the same disk. */
const isHarmless = (one: string, other: string) => [one, other].sort().join() === "redis,valkey";

/** From each driver whose servers are registered here to every other. Servers of somebody else are told apart by `gone` and by their hosts. */
const pairs = ["mysql", "mongodb", "broker"].flatMap((store) => {
  const all = Object.keys(capabilities[store as "mysql"]).filter((name) => name !== "shared");
  return all
    .filter((one) => one !== "external")
    .flatMap((one) =>
      all
        .filter((other) => other !== one && !isHarmless(one, other))
        .map((other) => [store, one, other] as const),
    );
});

describe("a live stack keeps the driver of a store", () => {
  test.each(pairs)(
    "%s: from %s to %s is refused, and let through with the data carried over",
    async (store, one, other) => {
      expect(await errors([driven(store, one)], [driven(store, other)])).toContain("data-left-behind");
      const carried = `change: { carriedOver: [${store}] }`;
      expect(await errors([driven(store, one)], [driven(store, other), carried])).toEqual([]);
    },
  );
});
