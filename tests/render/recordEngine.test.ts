import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Copy, copyProject } from "../../sandbox/pulumi/copy.ts";
import { programHash } from "../../scripts/engine/programHash.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "record-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The package as a CLI gets it. Once: to copy is most of what these tests take. */
const program = join(folder, "program");
let copy: Copy;
beforeAll(() => {
  copy = copyProject(join(root, "examples/mit"), program);
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function record(bin: string, ...args: readonly string[]): Promise<Ended> {
  const path = [bin, join(process.execPath, "..")].join(delimiter);
  const env = {
    ...process.env,
    PATH: path,
    KUBECONFIG: "/somebody/elses",
    PULUMI_ACCESS_TOKEN: "token",
    CALLS: join(bin, "calls"),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, "scripts/recordEngine.ts"), ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

/** A CLI that writes down how it is called, and answers as the real one does. */
function fakePulumi(name: string, plugins: readonly object[], preview: string): string {
  const bin = join(folder, name);
  mkdirSync(bin);
  const text = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2);
const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE, KUBECONFIG, PULUMI_ACCESS_TOKEN, HOME } = process.env;
const files = existsSync("Pulumi.yaml") ? require("node:fs").readdirSync(".") : [];
appendFileSync(process.env.CALLS, JSON.stringify({ args, cwd: process.cwd(), files, PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE, KUBECONFIG, PULUMI_ACCESS_TOKEN, HOME }) + "\\n");
if (args[0] === "version") console.log("v3.259.0");
if (args[0] === "plugin") console.log(${JSON.stringify(JSON.stringify(plugins))});
if (args[0] === "preview") {
  const stack = args[args.indexOf("--stack") + 1];
  ${preview}
}
`;
  writeFileSync(join(bin, "pulumi"), text);
  chmodSync(join(bin, "pulumi"), 0o755);
  return bin;
}

const resource = (name: string, version: string) => ({ name, kind: "resource", version, size: 1 });
const allPlugins = [
  resource("kubernetes", "4.34.2"),
  resource("kubernetes", "4.30.0"),
  resource("random", "4.21.2"),
  resource("tls", "5.6.1"),
];
const good = `
  const urn = "urn:pulumi:" + stack + "::arboretum::pulumi:pulumi:Stack::arboretum-" + stack;
  const newState = { urn, custom: false, type: "pulumi:pulumi:Stack", inputs: { at: process.cwd() + "/src" }, sourcePosition: "project:///x", stackTrace: [{}] };
  console.log(JSON.stringify({ config: {}, steps: [{ op: "create", urn, newState, detailedDiff: null }], duration: 12, changeSummary: { create: 1 } }));`;
const failing = `
  console.log(JSON.stringify({ steps: [], diagnostics: [{ severity: "error", message: "it does not work\\n" }] }));
  process.exitCode = 255;`;

interface Call {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly files: readonly string[];
  readonly [variable: string]: unknown;
}

const callsOf = (bin: string): readonly Call[] =>
  readFileSync(join(bin, "calls"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const stackFiles = readdirSync(root).filter((file) => /^Pulumi\..+\.yaml$/.test(file));
const stacks = stackFiles.map((file) => file.split(".").slice(1, -1).join(".")).sort();

test("every shipped stack is recorded, without what names the machine", async () => {
  const bin = fakePulumi("good", allPlugins, good);
  const out = join(folder, "out");
  const before = stackFiles.map((file) => readFileSync(join(root, file), "utf8"));
  const ended = await record(bin, "--out", out);
  expect(ended).toMatchObject({ code: 0, err: "" });
  expect(readdirSync(join(out, "recordings")).sort()).toEqual(
    stacks.map((stack) => `${stack}.json.gz`).sort(),
  );
  const packed = readFileSync(join(out, "recordings", `${stacks[0]}.json.gz`));
  expect(JSON.parse(gunzipSync(packed).toString())).toEqual({
    recorded: {
      cli: "3.259.0",
      plugins: { kubernetes: "4.34.2", random: "4.21.2", tls: "5.6.1" },
      sdk: "3.270.0",
    },
    of: programHash(root),
    project: "arboretum",
    stack: stacks[0],
    steps: [
      {
        op: "create",
        urn: expect.any(String),
        newState: {
          urn: expect.any(String),
          custom: false,
          type: "pulumi:pulumi:Stack",
          inputs: { at: "/project/src" },
        },
      },
    ],
  });
  expect(stackFiles.map((file) => readFileSync(join(root, file), "utf8"))).toEqual(before);

  const calls = callsOf(bin);
  const project = calls.filter(({ args }) => args[0] === "stack" || args[0] === "preview");
  for (const call of calls) {
    expect(call.PULUMI_BACKEND_URL).toMatch(/^file:\/\/.+\/state$/);
    expect(call).toMatchObject({
      PULUMI_CONFIG_PASSPHRASE: "not a secret",
      args: expect.arrayContaining(["--non-interactive"]),
    });
    expect(call).not.toHaveProperty("KUBECONFIG");
    expect(call).not.toHaveProperty("PULUMI_ACCESS_TOKEN");
    expect(call.HOME).not.toBe(process.env.HOME);
  }
  for (const call of project) {
    expect(call.cwd.startsWith(root)).toBe(false);
    expect(call.files).toEqual(
      expect.arrayContaining(["Pulumi.yaml", "package.json", "src", "node_modules", ...stackFiles]),
    );
  }
  const order = project.map(({ args }) => args[0]);
  expect(order).toEqual([...stacks.map(() => "stack"), ...stacks.map(() => "preview")]);
  expect(existsSync(project[0]?.cwd ?? "")).toBe(false);
});

test.each([
  ["no CLI", () => join(folder, "nothing"), /^There is no pulumi CLI on the PATH: [^.]+\.\n$/],
  [
    "a missing plugin",
    () => fakePulumi("plugins", allPlugins.slice(0, 3), good),
    /has no plugin for tls: pulumi plugin install resource tls 5\.6\.1\n$/,
  ],
  [
    "a failing preview",
    () => fakePulumi("failing", allPlugins, failing),
    /^pulumi preview .* fails: it does not work\n$/,
  ],
])("%s is said in one sentence, with exit code 2", async (_, bin, message) => {
  const ended = await record(bin(), "--out", join(folder, "none"));
  expect(ended.code).toBe(2);
  expect(ended.err).toMatch(message);
  expect(existsSync(join(folder, "none"))).toBe(false);
});

test("a project in a folder of a package is copied with what lies beside it", () => {
  expect(copy.folder).toBe(join(program, "examples/mit"));
  expect(copy.stacks).toContain("xpro.production");
  expect(existsSync(join(program, "src/main.js"))).toBe(true);
  expect(existsSync(join(program, "tests"))).toBe(false);
});

test("secrets of a stack file, which nobody here can decrypt, are taken out and remembered by path", () => {
  const project = join(folder, "project");
  mkdirSync(join(project, "node_modules"), { recursive: true });
  mkdirSync(join(project, "pages/node_modules"), { recursive: true });
  writeFileSync(join(project, "package.json"), "{}");
  writeFileSync(join(project, "Pulumi.yaml"), "name: demo\n");
  writeFileSync(
    join(project, "Pulumi.qa.yaml"),
    "encryptionsalt: v1:abc\nconfig:\n  # why\n  demo:plain: 1\n  demo:key: { secure: x }\n  demo:mail:\n    host: h\n    auth.d: { password: { secure: y } }\n",
  );
  const small = copyProject(project, join(folder, "copy"));
  expect(small.stacks).toEqual(["qa"]);
  expect(existsSync(join(small.folder, "pages"))).toBe(true);
  expect(existsSync(join(small.folder, "pages/node_modules"))).toBe(false);
  expect(small.secrets.get("qa")).toEqual(["demo:key", 'demo:mail["auth.d"]["password"]']);
  const text = readFileSync(join(small.folder, "Pulumi.qa.yaml"), "utf8");
  expect(text).not.toContain("secure");
  expect(text).not.toContain("encryptionsalt");
  expect(text).toContain("# why");
});

test("a recording is of one program: what decides the answer of the real engine changes its word, the embedded engine does not", () => {
  const whole = programHash(program);
  const wordAfter = (file: string): string => {
    const text = readFileSync(join(program, file), "utf8");
    writeFileSync(join(program, file), `${text}\n`);
    const word = programHash(program);
    writeFileSync(join(program, file), text);
    return word;
  };
  for (const file of [
    "release-map.yaml",
    "stages/qa.yaml",
    "src/index.ts",
    "src/components/tokens.ts",
    "src/catalog/python/search_key.py",
  ])
    expect([file, wordAfter(file)]).not.toEqual([file, whole]);
  expect(wordAfter("src/render/engine.ts")).toBe(whole);
});
