import { describe, expect, test } from "vitest";
import { type ClusterFacts, judgeCluster } from "../../../src/cli/doctor/cluster.ts";
import { judgeNode, judgeProject, shellPath } from "../../../src/cli/doctor/local.ts";
import { judgePassphrase, judgePulumi, type PulumiFacts } from "../../../src/cli/doctor/pulumi.ts";
import { isAtLeast } from "../../../src/cli/doctor/version.ts";
import type { Wants } from "../../../src/cli/doctor/wants.ts";
import { error } from "../../../src/documents/problem.ts";
import { loadWith } from "../../settings/files.ts";

test.each([
  ["v1.33.0", "1.33", true],
  ["v1.32.9", "1.33", false],
  ["v1.33.4+k3s1", "1.33", true],
  ["v1.35.4-eks-a1b2", "1.33", true],
  ["v2.0.0", "1.33", true],
  ["v22.18.0", "22.18", true],
  ["v22.9.0", "22.18", false],
  ["v20.20.2", "22.18", false],
  ["nonsense", "1.33", false],
])("%s is measured against %s by its numbers", (version, oldest, enough) => {
  expect(isAtLeast(version, oldest)).toBe(enough);
});

const states = (findings: readonly { readonly subject: string; readonly state: string }[]) =>
  Object.fromEntries(findings.map(({ subject, state }) => [subject, state]));

test.each([
  [
    "a new one for both",
    { own: "v24.21.0", onPath: "v24.0.0" },
    true,
    { Node: "good", "Node for Pulumi": "good" },
  ],
  [
    "an old one on the PATH, deploying",
    { own: "v24.21.0", onPath: "v20.1.0" },
    true,
    { Node: "good", "Node for Pulumi": "missing" },
  ],
  [
    "an old one on the PATH, not deploying",
    { own: "v24.21.0", onPath: "v20.1.0" },
    false,
    { Node: "good", "Node for Pulumi": "optional" },
  ],
  ["none on the PATH, deploying", { own: "v24.21.0" }, true, { Node: "good", "Node for Pulumi": "missing" }],
  [
    "an old one everywhere",
    { own: "v20.1.0", onPath: "v20.1.0" },
    false,
    { Node: "missing", "Node for Pulumi": "optional" },
  ],
])("Node: %s", (_, facts, deploying, expected) => {
  expect(states(judgeNode(facts, deploying))).toEqual(expected);
});

test("the PATH of a shell has nothing of what npm puts in front of its scripts", () => {
  const npm = "/a/node_modules/.bin:/node_modules/.bin:/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin";
  expect(shellPath(`${npm}:/usr/local/bin:/usr/bin`, ":")).toBe("/usr/local/bin:/usr/bin");
});

test("the PATH of a shell keeps the packages of the project where somebody put them there, as the remedy says", () => {
  const path = "/project/node_modules/.bin:/usr/local/bin:/usr/bin";
  expect(shellPath(path, ":")).toBe(path);
  expect(shellPath(`/a/node_modules/.bin:/npm/lib/node-gyp-bin:${path}`, ":")).toBe(path);
});

describe("the project", () => {
  test("is good when its files are", () => {
    expect(states(judgeProject({ loaded: [loadWith("")], problems: [] }))).toEqual({
      Project: "good",
      Stacks: "good",
    });
  });

  test("names the stacks that cannot be read", () => {
    const [, stacks] = judgeProject({ loaded: [loadWith("  arboretum:sites: {}")], problems: [] });
    expect(stacks).toMatchObject({ state: "missing", found: "qa cannot be read" });
  });

  test("says what is wrong with the map", () => {
    const problems = [error("file-missing", { message: "This file does not exist." })];
    const [shared, stacks] = judgeProject({ loaded: [], problems });
    expect(shared).toMatchObject({ state: "missing", found: "This file does not exist." });
    expect(stacks).toMatchObject({ state: "missing", found: "there is none" });
  });
});

const wanted = [{ name: "kubernetes", version: "4.34.2" }];
const cli: PulumiFacts = { version: "v3.270.0", installed: wanted, backend: "file://~" };

test.each<[string, PulumiFacts, Readonly<Record<string, string>>]>([
  ["all there", cli, { "Pulumi CLI": "good", "Pulumi plugins": "good", "Pulumi state": "good" }],
  ["no CLI", { installed: [] }, { "Pulumi CLI": "missing" }],
  [
    "an old CLI",
    { ...cli, version: "v3.100.0" },
    { "Pulumi CLI": "missing", "Pulumi plugins": "good", "Pulumi state": "good" },
  ],
  [
    "a plugin of another version",
    { ...cli, installed: [{ name: "kubernetes", version: "4.30.0" }] },
    { "Pulumi CLI": "good", "Pulumi plugins": "optional", "Pulumi state": "good" },
  ],
  [
    "nobody logged in",
    { version: "v3.270.0", installed: wanted, complaint: "no credentials" },
    { "Pulumi CLI": "good", "Pulumi plugins": "good", "Pulumi state": "missing" },
  ],
])("Pulumi, deploying: %s", (_, facts, expected) => {
  expect(states(judgePulumi(facts, wanted, true))).toEqual(expected);
});

test("without a deployment nothing of Pulumi is needed", () => {
  expect(judgePulumi({ installed: [] }, wanted, false).map(({ state }) => state)).toEqual(["optional"]);
});

test.each([
  ["no passphrase for a stack that has one", { salt: true, passphraseGiven: false }, "missing"],
  ["a passphrase", { salt: true, passphraseGiven: true }, "good"],
  ["a stack without secrets", { salt: false, passphraseGiven: false }, "good"],
  ["a key service", { provider: "awskms://alias/x", salt: false, passphraseGiven: false }, "unknown"],
])("Pulumi's secrets: %s", (_, facts, state) => {
  expect(judgePassphrase("qa", facts).state).toBe(state);
});

const small = { pods: 10, cpu: 4000, memory: 8 * 1024 ** 3, cpuLimit: 8000, memoryLimit: 8 * 1024 ** 3 };
const large = {
  pods: 30,
  cpu: 12_000,
  memory: 24 * 1024 ** 3,
  cpuLimit: 24_000,
  memoryLimit: 24 * 1024 ** 3,
};

const wants = {
  stack: "qa",
  ownKubeconfig: false,
  deployment: {
    namespace: "academy-qa",
    platform: "platform",
    metrics: true,
    priorities: ["web"],
    guards: ["jobs"],
    demand: { lowest: small, highest: large },
  },
} satisfies Wants;

const cluster: ClusterFacts = {
  version: "v1.35.4",
  metrics: true,
  storageClasses: [{ name: "fast", isDefault: true }],
  priorities: ["web", "system-node-critical"],
  guards: ["jobs"],
  edges: ["gateway"],
  nodes: { count: 3, cpu: 16_000, memory: 32 * 1024 ** 3 },
  quotas: [],
};

const allGood = {
  Kubernetes: "good",
  "Metrics API": "good",
  "Storage class": "good",
  "Priority classes": "good",
  Guards: "good",
  Gateway: "good",
  Room: "good",
};

test.each<[string, Partial<ClusterFacts>, Readonly<Record<string, string>>]>([
  ["that has everything", {}, {}],
  ["that is too old", { version: "v1.32.1" }, { Kubernetes: "missing" }],
  ["without metrics", { metrics: false }, { "Metrics API": "missing" }],
  [
    "without a default storage class",
    { storageClasses: [{ name: "fast", isDefault: false }] },
    { "Storage class": "missing" },
  ],
  [
    "without the platform",
    { priorities: [], guards: [] },
    { "Priority classes": "missing", Guards: "missing" },
  ],
  ["without a namespace that may bring requests from outside", { edges: [] }, { Gateway: "optional" }],
  [
    "with nodes that are too small",
    { nodes: { count: 1, cpu: 2000, memory: 1024 ** 4 } },
    { Room: "missing" },
  ],
  ["that fits no rush", { nodes: { count: 2, cpu: 8000, memory: 1024 ** 4 } }, { Room: "optional" }],
  [
    "with a foreign quota that is too small",
    { quotas: [{ name: "team", hard: { pods: "5" } }] },
    { "Quota team": "missing" },
  ],
  [
    "with a quota that is tight",
    { quotas: [{ name: "team", hard: { "requests.memory": "10Gi" } }] },
    { "Quota team": "optional" },
  ],
  [
    "with a quota that is large",
    { quotas: [{ name: "team", hard: { "limits.cpu": "100" } }] },
    { "Quota team": "good" },
  ],
  ["with the quota that the program keeps itself", { quotas: [{ name: "quota", hard: { pods: "1" } }] }, {}],
])("a cluster %s", (_, difference, expected) => {
  expect(states(judgeCluster({ ...cluster, ...difference }, wants))).toEqual({ ...allGood, ...expected });
});

test("what the cluster does not say is unknown, not good", () => {
  const silent = { version: "v1.35.4", metrics: true };
  const { Kubernetes, "Metrics API": metrics, ...rest } = states(judgeCluster(silent, wants));
  expect([Kubernetes, metrics]).toEqual(["good", "good"]);
  expect(new Set(Object.values(rest))).toEqual(new Set(["unknown"]));
});

test("a storage class that the stack names has to exist", () => {
  const named = (storageClass: string) =>
    judgeCluster(cluster, { ...wants, deployment: { ...wants.deployment, storageClass } })[2];
  expect(named("fast")?.state).toBe("good");
  expect(named("slow")).toMatchObject({ state: "missing", found: "there is no slow" });
});

test("nobody who deploys nothing is told that a cluster lacks something", () => {
  const poor: ClusterFacts = { version: "v1.20.0", metrics: false, storageClasses: [] };
  expect(new Set(judgeCluster(poor).map(({ state }) => state))).toEqual(new Set(["optional"]));
});
