import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { everyCommand } from "../../src/cli/commands.ts";
import { schemasAt } from "../../src/documents/schema.ts";
import { deploymentSettings } from "../../src/settings/settings.ts";
import { arboretum, copyOf, project } from "../cli/project.ts";
import { files, valuesOf, writtenBelow } from "./project.ts";
import { SENTINEL } from "./sentinel.ts";

/** How a command is called here. What is not listed is called by its name, with a stack where it wants one. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  preview: ["preview", "qa", "--against", "production"],
  render: ["render", "qa", "--out", "rendered"],
  configuration: ["configuration", "lms", "--stack", "qa"],
  recover: ["recover", "qa"],
  state: ["state", "qa", "--save", "vault"],
  kinds: ["kinds", "platform"],
};

/** What is not called, and why. */
const UNCALLED: Readonly<Record<string, string>> = {
  sandbox: "It starts a control plane; what it applies is what `render` writes.",
  "search-key": "Its answer is a key, which goes into `pulumi config set`, and nothing else.",
  lock: "It asks registries, and says of each what it answers: the tests of the command hold what it says of a login.",
  new: "It writes stacks that nobody has given a secret yet.",
};

const callOf = ({ name, arguments: { usage } }: Command): readonly string[] =>
  CALLS[name] ?? [name, ...(usage.includes("<stack>") || usage.includes("[stack") ? ["qa"] : [])];

/** Every way in which a command can be asked to answer: each choice of each option. */
function waysOf(command: Command): readonly (readonly string[])[] {
  const call = callOf(command);
  const choices = Object.entries(command.options).flatMap(([option, { choices = [] }]) =>
    choices.map((choice) => [...call, `--${option}`, choice]),
  );
  return [call, ...choices];
}

const commands = await everyCommand();

describe("the values of secrets", () => {
  const called = commands.filter(({ name }) => UNCALLED[name] === undefined);
  const root = () => project(files);

  // The same in every copy of the project: they follow from the names of stacks and resources.
  let values: readonly string[] = [];
  beforeAll(async () => {
    const cwd = copyOf(files);
    values = [...new Set([...(await valuesOf(cwd, "qa")), ...(await valuesOf(cwd, "production"))])];
    rmSync(cwd, { recursive: true });
  });

  test("are there to be found", () => {
    expect(values.length).toBeGreaterThan(15);
    expect(values.every((value) => value.length >= 11)).toBe(true);
  });

  test.each(called.flatMap(waysOf).map((way) => [way.join(" "), way] as const))(
    "are not in what `arboretum %s` says or writes",
    async (_, way) => {
      const cwd = root();
      const { out, err, code } = await arboretum(way, { cwd });
      const written = ["out", "rendered"]
        .map((name) => join(cwd, name))
        .filter(existsSync)
        .map(writtenBelow);
      const shown = [out, err, ...written].join("\n");
      expect(values.filter((value) => shown.includes(value))).toEqual([]);
      // An answer that says nothing would hide everything.
      expect(shown.length).toBeGreaterThan(3);
      if (!["doctor", "recover", "state", "upgrade"].includes(way[0] ?? ""))
        expect(`${code} ${err}`).toBe("0 ");
    },
  );

  test("would be found: they are in the Secrets that the engine makes", async () => {
    const cwd = root();
    const { renderer } = await import("../../src/cli/rendered.ts");
    const { compose } = await import("../../src/blueprint/compose.ts");
    const { openProject } = await import("../../src/blueprint/project.ts");
    const { rendering } = await (await renderer("arboretum", cwd, "resolved"))(
      compose(openProject(cwd), "qa"),
    );
    const secrets = JSON.stringify(rendering?.resources.filter(({ type }) => type.endsWith(":Secret")));
    expect(values.filter((value) => secrets.includes(value)).length).toBeGreaterThan(8);
  });
});

/** Where a secret may stand, found in the schema; and what the user's own settings call one. */
const PLACES = ["mail.password", "cluster.kubeconfig", "secrets.given.jwt/key", "django.lms.OUR_PASSWORD"];

/** Ways of writing a secret that are all wrong. */
const WRONG: Readonly<Record<string, (key: string) => string>> = {
  "as plain text": (key) => `${key}: ${SENTINEL}`,
  "as a list": (key) => `${key}: [${SENTINEL}]`,
  "as a block": (key) => `${key}: { value: ${SENTINEL} }`,
  "under a key that is nearly right": (key) => `${key}x: ${SENTINEL}`,
  "as a key that Pulumi would not take": (key) => `${key}: { secure: { inner: ${SENTINEL} } }`,
  "in a text that is not closed": (key) => `${key}: "${SENTINEL}`,
  "with a tag": (key) => `${key}: !vault ${SENTINEL}`,
  "with a tab": (key) => `\t${key}: ${SENTINEL}`,
  "with an alias": (key) => `${key}: *${SENTINEL}`,
  "with two colons": (key) => `${key}: ${SENTINEL}: more`,
  "over several lines": (key) => `${key}: |\n      ${SENTINEL}\n     less`,
};

/** The other stacks of the project would be composed as well, each time. */
const ALONE = { "Pulumi.ci.yaml": null, "Pulumi.production.yaml": null };

function stackWith(place: string, write: (key: string) => string): string {
  const keys = place.split(".");
  const last = keys.pop() ?? "";
  const above = keys.map(
    (key, depth) => `${"  ".repeat(depth + 1)}${depth === 0 ? "arboretum:" : ""}${key}:`,
  );
  return [
    "config:",
    "  arboretum:layers: [deployments/academy.yaml, stages/qa.yaml]",
    "  arboretum:edge: { domain: qa.academy.example.edu }",
    ...above,
    `${"  ".repeat(keys.length + 1)}${write(last)}`,
    "",
  ].join("\n");
}

describe("a secret that somebody forgot to encrypt", () => {
  test.each(PLACES)("may stand at %s", (place) => {
    expect(schemasAt(deploymentSettings, place.split(".")).length).toBeGreaterThan(0);
  });

  const cases = PLACES.flatMap((place) =>
    Object.entries(WRONG).map(([how, write]) => [place, how, write] as const),
  );
  test.each(cases)("at %s %s is refused and shown in no format", async (place, _, write) => {
    const root = project({ ...ALONE, "Pulumi.qa.yaml": stackWith(place, write) });
    for (const command of ["check", "preview"]) {
      const formats = commands.find(({ name }) => name === command)?.options.format?.choices ?? [];
      for (const format of formats) {
        const { out, err } = await arboretum([command, "qa", "--format", format], { cwd: root });
        expect(out + err).not.toContain(SENTINEL);
      }
    }
  });
});
