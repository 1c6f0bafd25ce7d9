import { expect, test } from "vitest";
import { type Loads, pointAt, quantity, usageOf } from "../../sandbox/load.ts";
import type { KubeObject } from "../../sandbox/objects.ts";

test.each([
  ["250m", 0.25],
  ["2", 2],
  ["1500m", 1.5],
  ["64Mi", 64 * 2 ** 20],
  ["2Gi", 2 ** 31],
  ["1G", 1e9],
  ["100n", 1e-7],
])("%s is %d", (text, number) => {
  expect(quantity(text)).toBeCloseTo(number, 12);
});

const curve = [
  { second: 10, cores: 1, memory: 100 },
  { second: 20, cores: 3, memory: 300 },
  { second: 30, cores: 0 },
];

test.each([
  [0, 1],
  [10, 1],
  [15, 2],
  [20, 3],
  [25, 1.5],
  [30, 0],
  [900, 0],
])("after %d s the curve is at %d cores", (second, cores) => {
  expect(pointAt(curve, second).cores).toBeCloseTo(cores);
});

test("without a point there is no load", () => {
  expect(pointAt([], 5).cores).toBe(0);
});

const pod = (name: string, namespace = "academy", limit = "2"): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace, labels: { app: "web" } },
  spec: {
    containers: [
      {
        name: "web",
        resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: limit, memory: "1Gi" } },
      },
    ],
  },
});

const loads = (cores: number, memory = 0): Loads => ({
  since: 0,
  loads: [{ namespace: "academy", pods: { app: "web" }, curve: [{ second: 0, cores, memory }] }],
});

const coresOf = (pods: readonly KubeObject[], all: Loads) =>
  [...usageOf(pods, all, 1000).values()].map(({ cores }) => Math.round(cores * 100) / 100);

test("pods share the load evenly, beside what they use when idle", () => {
  expect(coresOf([pod("a"), pod("b")], loads(2))).toEqual([1.05, 1.05]);
});

test("nobody uses more than the limit, as a kernel would see to", () => {
  expect(coresOf([pod("a"), pod("b")], loads(20))).toEqual([2, 2]);
});

test("pods of another namespace have nothing to do with it", () => {
  expect(coresOf([pod("a"), pod("b", "elsewhere")], loads(1))).toEqual([1.05, 0.05]);
});

test("memory stays within its limit, too", () => {
  const [usage] = usageOf([pod("a")], loads(0, 2 ** 40), 0).values();
  expect(usage?.memory).toBe(2 ** 30);
});
