import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markdown } from "../../src/cli/markdown.ts";
import { matrixText } from "../../src/cli/matrixText.ts";
import { plain } from "../../src/cli/paint.ts";
import { problemsText } from "../../src/cli/problems.ts";
import { survey } from "../../src/cli/project.ts";
import { sarif } from "../../src/cli/sarif.ts";
import { isError, type Problem } from "../../src/documents/problem.ts";
import { matrix } from "../../src/releases/matrix.ts";

const repository = join(import.meta.dirname, "../..");

/** Whatever makes a project, and is written by people. */
const WRITTEN = /^(?:Pulumi\.[\w.-]+\.yaml|Pulumi\.yaml|release-map\.yaml|images\.lock\.yaml)$/;

const yamlIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => readFileSync(join(folder, name), "utf8"));

/** A file that people write, and texts to start from. */
export interface Target {
  readonly file: string;
  readonly seeds: readonly string[];
}

const example = join(repository, "examples/mit");
const texts = (pattern: RegExp) =>
  [repository, example].flatMap((root) =>
    readdirSync(root)
      .filter((name) => pattern.test(name))
      .map((name) => readFileSync(join(root, name), "utf8")),
  );

/** Everything that the shipped stack files leave out, so that it is said somewhere. */
const FULL_STACK = `config:
  arboretum:layers: [deployments/academy.yaml, stages/qa.yaml]
  arboretum:edge: { domain: qa.example.edu, studio: studio.qa.example.edu, search: search.example.edu, https: true }
  arboretum:images: { registry: registry.example.edu/mirror, pullSecret: pull, floating: [openedx] }
  arboretum:mail: { host: smtp.example.edu, port: 587, from: a@example.edu, user: me, password: { secure: v1:abc }, security: tls }
  arboretum:secrets: { source: generated, rotation: { jwt/key: 2 }, given: { cache/password: { secure: v1:abc } } }
  arboretum:egress:
    - { to: idp, network: 10.1.2.0/24, ports: [443, 8443], from: [lms], why: login }
    - { to: all, network: internet, ports: [443], from: [lms] }
  arboretum:scale: { profile: small, lms: { replicas: { min: 2, max: 5 }, cpu: 500m, memory: 2Gi, processes: 3 } }
  arboretum:stores:
    mysql: { driver: single, volume: 20Gi, memory: 2Gi, maxConnections: 500 }
    broker: { longestDelay: 7d, volume: 5Gi }
    cache: { memory: 256Mi, eviction: allkeys-lru }
  arboretum:keep: { data: true, namespaces: true, secrets: true }
  arboretum:change: { migrations: { longest: 2h } }
  arboretum:django: { lms: { OUR_SETTING: { a: [1, "on", null] }, OUR_TOKEN: { secure: v1:abc } } }
encryptionsalt: v1:salt
`;

export const targets: readonly Target[] = [
  { file: "Pulumi.qa.yaml", seeds: [FULL_STACK, FULL_STACK, ...texts(/^Pulumi\.[\w.-]+\.yaml$/)] },
  {
    file: "stages/qa.yaml",
    seeds: [...yamlIn(join(repository, "stages")), ...yamlIn(join(example, "stages"))],
  },
  {
    file: "deployments/academy.yaml",
    seeds: [...yamlIn(join(repository, "deployments")), ...yamlIn(join(example, "deployments"))],
  },
  { file: "Pulumi.platform.yaml", seeds: texts(/^Pulumi\.platform.*\.yaml$/) },
  { file: "release-map.yaml", seeds: texts(/^release-map\.yaml$/) },
  { file: "images.lock.yaml", seeds: texts(/^images\.lock\.yaml$/) },
  { file: "Pulumi.yaml", seeds: texts(/^Pulumi\.yaml$/) },
];

/** A copy of the shipped project of which one file at a time is something else. */
export class Folder {
  readonly root = mkdtempSync(join(tmpdir(), "arboretum-fuzz-"));
  readonly #shipped = new Map<string, Buffer>();

  constructor() {
    for (const name of readdirSync(repository).filter((one) => WRITTEN.test(one))) {
      cpSync(join(repository, name), join(this.root, name));
    }
    for (const folder of ["stages", "deployments"]) {
      mkdirSync(join(this.root, folder));
      cpSync(join(repository, folder), join(this.root, folder), { recursive: true });
    }
    for (const { file } of targets) this.#shipped.set(file, readFileSync(join(this.root, file)));
  }

  /** What all that reads files makes of one of them. Throws what it throws. */
  read(file: string, bytes: Uint8Array): Answer {
    writeFileSync(join(this.root, file), bytes);
    try {
      return answerOf(this.root);
    } finally {
      writeFileSync(join(this.root, file), this.#shipped.get(file) ?? "");
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export interface Answer {
  readonly problems: readonly Problem[];
  readonly blueprints: number;
  /** Everything that people and machines would be shown. */
  readonly said: string;
}

function answerOf(root: string): Answer {
  const io = { now: () => new Date("2026-11-21T12:00:00Z") };
  // Of a command a survey asks nothing but its folder, the day and the clock.
  const call = { root, io, text: () => undefined } as unknown as Parameters<typeof survey>[0];
  const { project, problems: shared, compositions } = survey(call, ["qa", "platform"]);
  const problems = [...shared, ...compositions.flatMap((one) => one.problems)];
  const said = [
    problemsText(problems, plain),
    JSON.stringify(sarif(problems)),
    markdown([], problems, undefined),
    project.map ? matrixText(matrix(project.map, project.lock), plain) : "",
  ];
  return {
    problems,
    blueprints: compositions.filter(({ blueprint }) => blueprint !== undefined).length,
    said: said.join("\n"),
  };
}

const TRACE = /^\s+at .*:\d+:\d+\)?$/m;
/** What JavaScript says when nobody caught it, and people should never read. */
const INTERNALS =
  /Cannot read properties|is not a function|is not iterable|Maximum call stack|\[object Object\]|\bNaN\b/;
const LONGEST_MESSAGE = 4000;

/** What is wrong with an answer, if anything is. */
export function faultOf({ problems, blueprints, said }: Answer, input: string): string | undefined {
  if (blueprints < 2 && !problems.some(isError)) return "There is no blueprint, and nobody says why.";
  if (TRACE.test(said) && !TRACE.test(input)) return "A trace is shown.";
  const [internal] = INTERNALS.exec(said) ?? [];
  if (internal !== undefined && !input.includes(internal)) return `It says ${JSON.stringify(internal)}.`;
  const endless = problems.find(
    ({ message, remedy = "" }) => message.length + remedy.length > LONGEST_MESSAGE,
  );
  if (endless !== undefined) return `A message of ${endless.message.length} characters (${endless.rule}).`;
  const odd = problems.find(
    ({ place }) => place !== undefined && !((place.line ?? 1) >= 1 && (place.column ?? 1) >= 1),
  );
  if (odd !== undefined) return `A place that does not exist (${odd.rule}).`;
  if (({} as { polluted?: unknown }).polluted !== undefined) return "It changed what every object inherits.";
  return undefined;
}
