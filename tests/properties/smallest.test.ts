import { expect, test } from "vitest";
import type { Case } from "./generate/case.ts";
import { smallest } from "./smallest.ts";

const one: Case = {
  stage: "qa",
  release: "verawood",
  applications: { add: ["notes", "xqueue"], remove: [] },
  sections: { site: { name: "A" }, edge: { domain: "a", also: ["x", "y", "z"] }, mail: { host: "h" } },
};

test("of what breaks, only that is left without which it would hold", async () => {
  const breaks = async ({ sections, applications }: Case) =>
    JSON.stringify(sections).includes('"y"') && applications.add.includes("xqueue");
  expect(await smallest(one, breaks, 10_000)).toEqual({
    ...one,
    applications: { add: ["xqueue"], remove: [] },
    sections: { edge: { also: ["y"] } },
  });
});

test("it ends in time, with what it has by then", async () => {
  const start = Date.now();
  const slow = () => new Promise<boolean>((resolve) => setTimeout(resolve, 20, true));
  const found = await smallest(one, slow, 30);
  expect(Date.now() - start).toBeLessThan(1000);
  expect(Object.keys(found.sections).length).toBeLessThan(3);
});
