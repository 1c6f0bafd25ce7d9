import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, expect, test } from "vitest";
import { compose } from "../../../src/blueprint/compose.ts";
import { openProject } from "../../../src/blueprint/project.ts";
import { command } from "../../../src/cli/commands/recover.ts";
import { renderer } from "../../../src/cli/rendered.ts";
import type { Resource } from "../../../src/render/rendering.ts";
import { type Answer, fakeTools, use } from "../tools.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const leftOver: (() => void)[] = [];
afterEach(() => {
  for (const remove of leftOver.splice(0)) remove();
});

let program: readonly Resource[] = [];
beforeAll(async () => {
  const render = await renderer("arboretum", root, "preview");
  program = (await render(compose(openProject(root), "ci"))).rendering?.resources ?? [];
});

interface Entry {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly inputs: object;
  readonly delete?: boolean;
}

const entry = ({ urn, type, custom, inputs }: Resource): Entry => ({ urn, type, custom, inputs });

const find = (type: string, name: string): Entry => {
  const found = program.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`The program has no ${type} ${name}.`);
  return entry(found);
};

const web = () => find("kubernetes:apps/v1:Deployment", "academy-ci-lms");

/** The state after everything but the Deployment of the LMS was written down. */
const interrupted = () => ({
  resources: program.map(entry).filter(({ urn }) => urn !== web().urn),
  pending_operations: [{ type: "creating", resource: web() }],
});

const exported = (deployment: object) => JSON.stringify({ version: 3, deployment });

function tools(given: Readonly<Record<string, readonly Answer[]>>) {
  const fakes = fakeTools(given);
  leftOver.push(fakes.remove);
  return fakes;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "arboretum-state-"));
  leftOver.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const works: readonly Answer[] = ["cancel", "up", "refresh", "preview"].map((to) => ({
  to,
  out: `${to} did\n`,
}));

const pulumi = (deployment: object, ...more: readonly Answer[]): readonly Answer[] => [
  ...more,
  { to: "stack export", out: exported(deployment) },
  { to: "whoami", out: JSON.stringify({ url: "s3://states" }) },
  ...works,
];

interface Result {
  readonly safe: boolean;
  readonly lock: { readonly kind: string };
  readonly interrupted?: readonly { readonly urn: string; readonly inCluster: boolean | null }[];
  readonly renamed?: readonly { readonly from: string; readonly to: string }[];
  readonly gone?: readonly string[];
  readonly steps: readonly { readonly line: string }[];
}

async function judged(path: string, texts: Readonly<Record<string, string>> = {}) {
  const { call, printed } = use({ root, path, arguments: ["ci"], texts: { format: "json", ...texts } });
  const code = await command.run(call);
  return { code, result: JSON.parse(printed.out) as Result };
}

test("an interrupted creation is taken over, then forgotten, then checked", async () => {
  const { code, result } = await judged(tools({ pulumi: pulumi(interrupted()) }).path);
  expect(code).toBe(0);
  expect(result.steps.map(({ line }) => line)).toEqual([
    "pulumi cancel --yes --stack ci",
    "PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true pulumi up --stack ci",
    "pulumi refresh --clear-pending-creates --yes --non-interactive --stack ci",
    "pulumi up --skip-preview --stack ci",
    "pulumi preview --expect-no-changes --stack ci",
  ]);
  expect(result.interrupted?.map(({ urn }) => urn)).toEqual([web().urn]);
});

test("kubectl says whether what was interrupted exists, and only reads", async () => {
  const kubectl: readonly Answer[] = [
    { to: "get --raw=/readyz", out: "ok" },
    { to: "get deployment.v1.apps/lms --namespace academy-ci", out: "deployment.apps/lms\n" },
  ];
  const fakes = tools({ pulumi: pulumi(interrupted()), kubectl });
  const { result } = await judged(fakes.path);
  expect(result.interrupted?.map(({ inCluster }) => inCluster)).toEqual([true]);
  expect(
    (await judged(tools({ pulumi: pulumi(interrupted()) }).path)).result.interrupted?.[0]?.inCluster,
  ).toBeNull();
});

test("an object that changed its name without an alias stops the recovery", async () => {
  const old = { ...web(), urn: web().urn.replace(/::academy-ci-lms$/, "::learning") };
  const state = { resources: [...interrupted().resources, old], pending_operations: [] };
  const { code, result } = await judged(tools({ pulumi: pulumi(state) }).path);
  expect(result.renamed).toEqual([
    { object: "apps Deployment academy-ci/lms", from: old.urn, to: web().urn },
  ]);
  expect([code, result.safe]).toEqual([1, false]);
});

test("an entry that is marked for deletion while its object lives on stops the recovery", async () => {
  const state = { resources: [...program.map(entry), { ...web(), delete: true }] };
  expect((await judged(tools({ pulumi: pulumi(state) }).path)).result.safe).toBe(false);
});

test("what the program no longer has is named, and stops nothing", async () => {
  const config = find("kubernetes:core/v1:ServiceAccount", "academy-ci-lms");
  const other = {
    ...config,
    urn: `${config.urn}-old`,
    inputs: { ...config.inputs, metadata: { name: "old" } },
  };
  const { code, result } = await judged(
    tools({ pulumi: pulumi({ resources: [...program.map(entry), other] }) }).path,
  );
  expect(result.gone).toEqual([other.urn]);
  expect(code).toBe(0);
});

const engines: Entry = {
  urn: "urn:pulumi:ci::arboretum::pulumi:providers:pulumi::default",
  type: "pulumi:providers:pulumi",
  custom: true,
  inputs: {},
};

test("after an update that ended there is nothing to recover, and the providers of the engine are nobody's loss", async () => {
  const state = { resources: [...program.map(entry), engines] };
  const { code, result } = await judged(tools({ pulumi: pulumi(state) }).path);
  expect([code, result.gone, result.steps]).toEqual([0, [], []]);
  const { call, printed } = use({ root, path: tools({ pulumi: pulumi(state) }).path, arguments: ["ci"] });
  expect(await command.run(call)).toBe(0);
  expect(printed.out).toContain("There is nothing to recover: no update was cut off.\n");
  expect(printed.out).not.toMatch(/pulumi up|default|pulumi preview/);
});

test("a program that has moved on since is no recovery either, and is said to be", async () => {
  const state = { resources: interrupted().resources };
  const { call, printed } = use({ root, path: tools({ pulumi: pulumi(state) }).path, arguments: ["ci"] });
  expect(await command.run(call)).toBe(0);
  expect(printed.out).toContain("`pulumi preview --stack ci` says how");
});

test("a replacement that was cut off before its old half was deleted is recovered", async () => {
  const account = find("kubernetes:core/v1:ServiceAccount", "academy-ci-lms");
  const old = { ...account, inputs: { ...account.inputs, metadata: { name: "old" } }, delete: true };
  const { result } = await judged(
    tools({ pulumi: pulumi({ resources: [...program.map(entry), old] }) }).path,
  );
  expect(result.steps.length).toBeGreaterThan(0);
});

test("where nothing was being created, no refresh is needed", async () => {
  const state = { ...interrupted(), pending_operations: [{ type: "updating", resource: web() }] };
  const { result } = await judged(tools({ pulumi: pulumi(state) }).path);
  expect(result.steps.some(({ line }) => line.includes("refresh"))).toBe(false);
});

test.each([
  ["nobody", undefined, "free", true],
  ["a process that is gone", { pid: 2 ** 22 + 1, hostname: hostname() }, "held", true],
  ["a process that runs", { pid: process.pid, hostname: hostname() }, "held", false],
  ["a process of another machine", { pid: process.pid, hostname: "elsewhere" }, "held", true],
])("a backend in a folder shows that %s holds the stack", async (_, holder, kind, safe) => {
  const home = folder();
  const locks = join(home, ".pulumi", "locks", "organization", "arboretum", "ci");
  mkdirSync(locks, { recursive: true });
  if (holder) {
    const content = { ...holder, username: "me", timestamp: "2026-11-21T10:00:00Z" };
    writeFileSync(join(locks, "a.json"), JSON.stringify(content));
  }
  const whoami = { to: "whoami", out: JSON.stringify({ url: `file://${home}` }) };
  const { result } = await judged(tools({ pulumi: pulumi(interrupted(), whoami) }).path);
  expect([result.lock.kind, result.safe]).toEqual([kind, safe]);
  expect(result.steps.some(({ line }) => line.includes("cancel"))).toBe(kind === "held");
});

test("an export is judged without any CLI", async () => {
  const file = join(folder(), "state.json");
  writeFileSync(file, exported(interrupted()));
  const { code, result } = await judged(tools({}).path, { state: file });
  expect([code, result.interrupted?.length]).toEqual([0, 1]);
});

test("without a CLI the commands are shown, and that nothing was checked", async () => {
  const { call, printed } = use({ root, path: tools({}).path, arguments: ["ci"] });
  expect(await command.run(call)).toBe(1);
  expect(printed.out).toContain("pulumi is not on the PATH");
  expect(printed.out).toContain("PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true pulumi up --stack ci");
});

test.each([
  ["is no JSON", "oh no", "not the state of a stack"],
  ["is something else", "{}", "not the state of a stack"],
  [
    "belongs to another stack",
    exported({
      resources: [
        { urn: "urn:pulumi:qa::arboretum::pulumi:pulumi:Stack::arboretum-qa", type: "pulumi:pulumi:Stack" },
      ],
    }),
    "the state of qa",
  ],
])("an export that %s is refused in a sentence", async (_, text, message) => {
  const file = join(folder(), "state.json");
  writeFileSync(file, text);
  const { call, printed } = use({ root, path: tools({}).path, arguments: ["ci"], texts: { state: file } });
  expect(await command.run(call)).toBe(1);
  expect(printed.err).toContain(message);
});

async function ran(deployment: object, ...more: readonly Answer[]) {
  const fakes = tools({ pulumi: pulumi(deployment, ...more) });
  const { call, printed } = use({ root, path: fakes.path, arguments: ["ci"], flags: ["run", "yes"] });
  const code = await command.run(call);
  const did = fakes.used().filter((line) => !/ (?:stack export|whoami)/.test(line));
  return { code, did, printed };
}

test("--run runs the commands in order, and only the update takes over what exists", async () => {
  const { code, did, printed } = await ran(interrupted());
  expect(did).toEqual([
    "pulumi cancel --yes --stack ci",
    "upsert pulumi up --stack ci --yes",
    "pulumi refresh --clear-pending-creates --yes --non-interactive --stack ci",
    "pulumi up --skip-preview --stack ci --yes",
    "pulumi preview --expect-no-changes --stack ci",
  ]);
  expect(printed.out).toContain("refresh did");
  expect(code).toBe(0);
});

test("a cluster that does not answer is asked once, and --run runs nothing", async () => {
  const answers = { pulumi: pulumi(interrupted()), kubectl: [{ to: "get --raw", err: SILENT, code: 1 }] };
  const fakes = tools(answers);
  const { call, printed } = use({ root, path: fakes.path, arguments: ["ci"], flags: ["run", "yes"] });
  expect(await command.run(call)).toBe(1);
  expect(printed.out).toContain("The cluster does not answer (Unable to connect to the server");
  expect(printed.err).toContain("Nothing was run");
  expect(fakes.used().filter((line) => /kubectl| (?:cancel|up|refresh)/.test(line))).toEqual([
    "kubectl get --raw=/readyz --request-timeout=5s",
  ]);
});

test.each([
  "Error from server (Forbidden): you may not\n",
  "error: You must be logged in to the server (Unauthorized)\n",
])("a cluster that knows somebody else is there, and the update says the rest: %s", async (refusal) => {
  const kubectl = [{ to: "get", err: refusal, code: 1 }];
  const { result } = await judged(tools({ pulumi: pulumi(interrupted()), kubectl }).path);
  expect(result).not.toHaveProperty("unreached");
});

const SILENT = "Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded)\n";

test("--run goes on where there was no lock to take away", async () => {
  const { code, did } = await ran(interrupted(), { to: "cancel", err: "no update\n", code: 255 });
  expect([code, did.length]).toEqual([0, 5]);
});

test("--run stops at the first command that fails", async () => {
  const { code, did } = await ran(interrupted(), { to: "up", err: "boom\n", code: 255 });
  expect(did.at(-1)).toMatch(/^upsert pulumi up/);
  expect(code).toBe(1);
});

test("--run changes nothing where an object changed its name", async () => {
  const old = { ...web(), urn: web().urn.replace(/::academy-ci-lms$/, "::learning") };
  const { code, did } = await ran({ resources: [...interrupted().resources, old] });
  expect([code, did]).toEqual([1, []]);
});

test("--run asks for somebody who confirms", async () => {
  const { call } = use({ root, path: tools({}).path, arguments: ["ci"], flags: ["run"] });
  await expect(async () => command.run(call)).rejects.toThrow("Add --yes.");
});
