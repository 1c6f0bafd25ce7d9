import { describe, expect, test } from "vitest";
import { check, rules } from "../../src/policies/check.ts";
import { networkCases } from "./cases/network.ts";
import { objectCases } from "./cases/objects.ts";
import { podCases } from "./cases/pods.ts";
import { probeCases } from "./cases/probes.ts";
import { runningCases } from "./cases/running.ts";
import { stackCases } from "./cases/stack.ts";
import { answersOf, blueprintOf, type Case, object, pod, renderingOf, resource } from "./cases/world.ts";

const cases: readonly Case[] = [
  ...podCases,
  ...probeCases,
  ...objectCases,
  ...runningCases,
  ...stackCases,
  ...networkCases,
];

describe.each(rules)("$id", ({ id }) => {
  const mine = cases.filter(({ rule }) => rule === id);

  test("has a case in which it holds and one in which it does not", () => {
    expect(new Set(mine.map(({ says }) => says.length > 0))).toEqual(new Set([true, false]));
  });

  test.each(mine.filter(({ says }) => says.length === 0))("holds: $title", (one) => {
    expect(answersOf(one)).toEqual([]);
  });

  test.each(mine.filter(({ says }) => says.length > 0))("does not hold: $title", (one) => {
    const answers = answersOf(one);
    expect(answers).toHaveLength(one.says.length);
    for (const [index, expected] of one.says.entries()) {
      if (typeof expected === "string") expect(answers[index]).toBe(expected);
      else expect(answers[index]).toMatch(expected);
    }
  });
});

test("every case is about a rule that there is", () => {
  const known = rules.map(({ id }) => id);
  expect(cases.filter(({ rule }) => !known.includes(rule))).toEqual([]);
});

test("a check asks every rule, and tells where each does not hold", () => {
  const one = { rule: "", title: "", says: [], things: pod({ hostNetwork: true }), blueprint: {} };
  const problems = check(renderingOf(one), blueprintOf(one));
  expect(problems).toContainEqual({
    severity: "error",
    rule: "pod-host-namespaces",
    stack: "qa",
    path: "Deployment home/web",
    message: "Its pods share the network, the processes or the memory of the node.",
    remedy: "Leave out hostNetwork, hostPID and hostIPC.",
  });
  expect(new Set(problems.map(({ rule }) => rule)).size).toBeGreaterThan(5);
});

test.each([
  [
    "an object without a namespace",
    object("Namespace", "it", {}, { metadata: { namespace: undefined } }),
    "Namespace it",
  ],
  ["what has no name", object("ConfigMap", "it", {}, { metadata: { name: undefined } }), "urn:"],
  [
    "what is no object",
    resource("random:index/randomPassword:RandomPassword", "it", { inputs: { metadata: { name: "x" } } }),
    "urn:",
  ],
])("%s is told by what it is called", (_, thing, path) => {
  const one = { rule: "", title: "", says: [], things: [thing], blueprint: {} };
  const paths = new Set(check(renderingOf(one), blueprintOf(one)).map((problem) => problem.path));
  expect([...paths]).toEqual([path === "urn:" ? thing.urn : path]);
});
