import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { type PreviewDigest, type PreviewStep, Pulumi, Refusal } from "../sandbox/pulumi/cli.ts";
import { copyProject } from "../sandbox/pulumi/copy.ts";
import { conformanceProject } from "./engine/conformance.ts";
import { programHash } from "./engine/programHash.ts";

/**
 * Records what the real engine says of the shipped stacks, and of the conformance program where `--kubeconfig FILE` names a cluster (it
 * looks up a namespace). Nothing is deployed. `npm run record:engine`; the test of the agreement then compares with what it wrote.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: { out: { type: "string" }, kubeconfig: { type: "string" } },
});
const fixtures = join(root, "tests/fixtures/engine");
const out = options.out === undefined ? fixtures : resolve(options.out);
const needed = ["kubernetes", "random", "tls"];

interface Versions {
  readonly cli: string;
  readonly plugins: Readonly<Record<string, string>>;
  readonly sdk: string;
}

async function versionsOf(pulumi: Pulumi): Promise<Versions> {
  const cli = await pulumi.version();
  // Newest first within a name.
  const found = (await pulumi.plugins()).filter(({ kind }) => kind === "resource").reverse();
  const installed = Object.fromEntries(
    found.filter(({ name }) => needed.includes(name)).map(({ name, version }) => [name, version]),
  );
  // The engine takes a plugin from the PATH before it looks among the installed ones, and `plugin ls` lists only those.
  const plugins = {
    ...installed,
    ...Object.fromEntries(needed.filter(onPath).map((name) => [name, "from the PATH"])),
  };
  const missing = needed.filter((name) => !(name in plugins));
  if (missing.length > 0) {
    const commands = missing
      .map((name) => `pulumi plugin install resource ${name} ${packageVersion(name)}`)
      .join(" && ");
    throw new Refusal(`The pulumi CLI has no plugin for ${missing.join(", ")}: ${commands}`);
  }
  return { cli, plugins, sdk: packageVersion("pulumi") };
}

const onPath = (name: string): boolean =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => folder !== "" && existsSync(join(folder, `pulumi-resource-${name}`)));

const packageVersion = (name: string): string =>
  JSON.parse(readFileSync(join(root, "node_modules/@pulumi", name, "package.json"), "utf8")).version;

/** Without what names the machine or the moment. */
function stripped({ steps = [] }: PreviewDigest, folder: string): readonly PreviewStep[] {
  const text = JSON.stringify(
    steps.map(({ op, urn, newState }) => {
      if (newState === undefined) return { op, urn };
      const { sourcePosition: _, stackTrace: __, created: ___, modified: ____, ...state } = newState;
      return { op, urn, newState: state };
    }),
  );
  return JSON.parse(text.replaceAll(JSON.stringify(folder).slice(1, -1), "/project"));
}

function write(file: string, content: string | Buffer): void {
  mkdirSync(join(out, file, ".."), { recursive: true });
  writeFileSync(join(out, file), content);
  process.stdout.write(`Wrote ${join(out, file)}\n`);
}

async function recordShipped(pulumi: Pulumi, temporary: string, recorded: Versions): Promise<void> {
  const of = programHash(root);
  const copy = copyProject(root, join(temporary, "shipped"));
  // All of them first: a stack may refer to another, which then has no outputs yet but exists.
  for (const stack of copy.stacks) {
    await pulumi.initialise(stack, copy.folder);
    for (const path of copy.secrets.get(stack) ?? [])
      await pulumi.setSecret(stack, path, "not a secret", copy.folder);
  }
  for (const stack of copy.stacks) {
    const steps = stripped(await pulumi.preview(stack, copy.folder), copy.folder);
    const recording = { recorded, of, project: copy.project, stack, steps };
    // Megabytes, which nobody reads line by line.
    write(`recordings/${stack}.json.gz`, gzipSync(JSON.stringify(recording), { level: 9 }));
  }
}

async function recordConformance(pulumi: Pulumi, temporary: string, recorded: Versions): Promise<void> {
  if (options.kubeconfig === undefined) {
    process.stdout.write(
      "conformance.json stays as it is: its program looks into a cluster, which --kubeconfig FILE would name.\n",
    );
    return;
  }
  const { folder, project } = conformanceProject(root, fixtures, join(temporary, "conformance"));
  await pulumi.initialise("qa", folder);
  await pulumi.setSecret("qa", "apiKey", "not a secret", folder);
  await pulumi.setSecret("qa", "kubeconfig", readFileSync(options.kubeconfig, "utf8"), folder);
  const steps = stripped(await pulumi.preview("qa", folder), folder);
  const recording = { recorded, project, stack: "qa", steps };
  write("conformance.json", `${JSON.stringify(recording, null, 1)}\n`);
}

const temporary = mkdtempSync(join(realpathSync(tmpdir()), "arboretum-record-"));
try {
  const node = join(root, "node_modules/.bin");
  const pulumi = new Pulumi({ folder: temporary, node, environment: process.env });
  const recorded = await versionsOf(pulumi);
  await recordConformance(pulumi, temporary, recorded);
  await recordShipped(pulumi, temporary, recorded);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
