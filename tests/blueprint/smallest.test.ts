import { expect, test } from "vitest";
import { composed } from "../house.ts";

const problemsOf = (...lines: readonly string[]) =>
  composed("qa", lines).problems.filter(({ severity }) => severity === "error");

test.each([
  ["stores: { mysql: { memory: 7k } }", "arboretum:stores.mysql.memory", "mysql asks for 7k of memory"],
  ["scale: { lms: { memory: 700k } }", "arboretum:scale.lms.memory", "lms asks for 700k of memory"],
  [
    "scale: { lmsWorker: { cpu: 1m } }",
    "arboretum:scale.lmsWorker.cpu",
    "lms-worker asks for 1m of processors",
  ],
  [
    "stores: { cache: { driver: memcached, memory: 7k } }",
    "arboretum:stores.cache.memory",
    "cache-memcached asks for 7k of memory",
  ],
  ["objectStorage: { memory: 7k }", "arboretum:objectStorage.memory", "minio asks for 7k of memory"],
  [
    "backups: { sameServer: it is a trial, drill: { memory: 7k } }",
    "arboretum:backups.drill.memory",
    "scratch-mysql asks for 7k of memory",
  ],
])("%s is refused where it is said: no pod of it would ever be created", (line, path, message) => {
  const [problem, ...others] = problemsOf(line);
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ rule: "request-too-small", path });
  expect(problem?.message).toContain(message);
  expect(problem?.place?.line).toBeGreaterThan(1);
  expect(problem?.remedy).toMatch(/at least (16Mi|10m), or write a lower arboretum:limits\.smallest/);
});

test("a smallest size that our own Jobs do not reach is refused where it is said", () => {
  const found = problemsOf(
    "limits: { smallest: { memory: 1Gi }, unsaid: { memory: 1Gi, memoryLimit: 2Gi } }",
  );
  expect(found.map(({ path }) => path)).toEqual(["arboretum:limits.smallest.memory"]);
});

test.each([
  ["limits: { smallest: { cpu: 200m } }", "unsaid.cpu"],
  ["limits: { smallest: { memory: 200Mi } }", "unsaid.memory"],
  ["limits: { unsaid: { memory: 1Gi } }", "unsaid.memoryLimit"],
])("%s contradicts itself, and the API server would refuse it", (line, path) => {
  expect(problemsOf(line).map((one) => one.path)).toContain(`arboretum:limits.${path}`);
});

test("what a worker with two words in its name asks for is refused where it is said", () => {
  const { problems } = composed(
    "qa",
    [
      "scale: { ecommerceWorker: { memory: 7k } }",
      "ecommerce: { gateways: [{ kind: paypal, clientId: c, clientSecret: { secure: v1:c } }] }",
    ],
    "sumac",
    ["discovery", "ecommerce", "ecommerce-worker"],
  );
  expect(problems.filter(({ severity }) => severity === "error")).toMatchObject([
    { rule: "request-too-small", path: "arboretum:scale.ecommerceWorker.memory" },
  ]);
});
