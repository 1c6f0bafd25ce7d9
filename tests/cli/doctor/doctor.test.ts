import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { command } from "../../../src/cli/commands/doctor.ts";
import { type Answer, type FakeTools, fakeTools, use } from "../tools.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const made: FakeTools[] = [];
afterEach(() => {
  for (const tools of made.splice(0)) tools.remove();
});

function tools(given: Readonly<Record<string, readonly Answer[]>>): FakeTools {
  const fakes = fakeTools(given);
  made.push(fakes);
  return fakes;
}

const listOf = (...items: readonly unknown[]) => JSON.stringify({ items });
const named = (name: string, rest: object = {}) => ({ metadata: { name }, ...rest });

const kubectl: readonly Answer[] = [
  { to: "version", out: JSON.stringify({ serverVersion: { gitVersion: "v1.35.4" } }) },
  { to: "get --raw /apis/metrics.k8s.io/v1beta1", out: "{}" },
  {
    to: "get storageclasses",
    out: listOf({
      metadata: { name: "fast", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    }),
  },
  {
    to: "get priorityclasses",
    out: listOf(
      named("arboretum-store"),
      named("arboretum-web"),
      named("arboretum-worker"),
      named("arboretum-job"),
    ),
  },
  {
    to: "get validatingadmissionpolicies",
    out: listOf(
      named("arboretum-other-clusters"),
      named("arboretum-running-jobs"),
      named("arboretum-kept-objects"),
      named("arboretum-kept-kinds"),
      named("arboretum-kept-disks"),
      named("arboretum-keep-label"),
    ),
  },
  { to: "get namespaces --selector arboretum.dev/role=edge", out: listOf(named("gateway")) },
  {
    to: "get nodes",
    out: listOf(
      named("a", { status: { allocatable: { cpu: "64", memory: "268435456Ki" } } }),
      named("b", { spec: { unschedulable: true }, status: { allocatable: { cpu: "64", memory: "1Gi" } } }),
    ),
  },
  {
    to: "get resourcequotas --namespace academy-qa",
    out: listOf(named("team", { spec: { hard: { pods: "500" } } })),
  },
];

const pulumi: readonly Answer[] = [
  { to: "version", out: "v3.270.0\n" },
  {
    to: "plugin ls",
    out: JSON.stringify([
      { name: "kubernetes", kind: "resource", version: "4.34.2" },
      { name: "random", kind: "resource", version: "4.21.2" },
      { name: "tls", kind: "resource", version: "5.6.1" },
      { name: "nodejs", kind: "language", version: "3.270.0" },
    ]),
  },
  { to: "whoami", out: JSON.stringify({ user: "me", url: "file://~" }) },
];

const node: readonly Answer[] = [{ to: "--version", out: "v24.21.0\n" }];

async function doctor(path: string, deploy?: string) {
  const { call, printed } = use({ root, path, texts: { format: "json", ...(deploy ? { deploy } : {}) } });
  const code = await command.run(call);
  const { findings } = JSON.parse(printed.out) as {
    findings: readonly { subject: string; state: string; found: string }[];
  };
  const stateOf = (subject: string) => findings.find((finding) => finding.subject === subject)?.state;
  return { code, findings, stateOf };
}

test("where everything is there, an update finds nothing missing", async () => {
  const { code, findings } = await doctor(tools({ node, pulumi, kubectl }).path, "qa");
  expect(findings.filter(({ state }) => state !== "good")).toEqual([]);
  expect(findings.find(({ subject }) => subject === "Room")?.found).toBe("1 node with 64 CPU and 256Gi");
  expect(code).toBe(0);
});

test("without Pulumi and kubectl local use has all it needs, and the cluster is said to be unseen", async () => {
  const { code, stateOf } = await doctor(tools({ node }).path);
  expect([stateOf("Pulumi CLI"), stateOf("Cluster")]).toEqual(["optional", "unknown"]);
  expect(code).toBe(0);
});

test("without Pulumi an update has not what it needs", async () => {
  const { code, stateOf } = await doctor(tools({ node, kubectl }).path, "qa");
  expect(stateOf("Pulumi CLI")).toBe("missing");
  expect(code).toBe(1);
});

test("a cluster that does not answer is missing for an update only", async () => {
  const refused: readonly Answer[] = [{ to: "version", err: "The connection was refused\n", code: 1 }];
  const { path } = tools({ node, pulumi, kubectl: refused });
  expect((await doctor(path, "qa")).stateOf("Cluster")).toBe("missing");
  expect((await doctor(path)).stateOf("Cluster")).toBe("optional");
});

test("what may not be listed is unknown and does not stop anybody", async () => {
  const forbidden: readonly Answer[] = [{ to: "get nodes", err: "Forbidden\n", code: 1 }, ...kubectl];
  const { code, stateOf } = await doctor(tools({ node, pulumi, kubectl: forbidden }).path, "qa");
  expect(stateOf("Room")).toBe("unknown");
  expect(code).toBe(0);
});

test("the cluster is only read", async () => {
  const fakes = tools({ node, pulumi, kubectl });
  await doctor(fakes.path, "qa");
  const verbs = fakes.used().flatMap((line) => (line.startsWith("kubectl ") ? [line.split(" ")[1]] : []));
  expect(new Set(verbs)).toEqual(new Set(["version", "get"]));
});

test("a platform stack asks for no platform", async () => {
  const bare: readonly Answer[] = [{ to: "get priorityclasses", out: listOf() }, ...kubectl];
  const { code, stateOf } = await doctor(tools({ node, pulumi, kubectl: bare }).path, "platform");
  expect(stateOf("Priority classes")).toBeUndefined();
  expect(code).toBe(0);
});

test("a stack that does not exist is wrong use, with the ones that do", async () => {
  await expect(doctor(tools({ node }).path, "prod")).rejects.toThrow(/no stack "prod".*\n.*production/);
});

test("where no namespace may bring requests from outside, the text says how to let one, and the update may go on", async () => {
  const closed: readonly Answer[] = [{ to: "get namespaces", out: listOf() }, ...kubectl];
  const { path } = tools({ node, pulumi, kubectl: closed });
  expect(await doctor(path, "qa")).toMatchObject({ code: 0 });
  const { call, printed } = use({ root, path, texts: { deploy: "qa" } });
  await command.run(call);
  expect(printed.out).toContain("optional  Gateway");
  expect(printed.out).toContain("kubectl label namespace <name> arboretum.dev/role=edge");
});

test("the text says how to mend what is missing", async () => {
  const { call, printed } = use({ root, path: tools({ node }).path, texts: { deploy: "qa" } });
  expect(await command.run(call)).toBe(1);
  expect(printed.out).toContain("missing  Pulumi CLI");
  expect(printed.out).toContain("https://www.pulumi.com/docs/iac/download-install/");
  expect(printed.out).toMatch(/One thing is missing for `pulumi up --stack qa`\.\n$/);
});
