import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { programHash } from "../../scripts/engine/programHash.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { renderer } from "../../src/cli/rendered.ts";
import { type Difference, differences } from "../../src/render/difference.ts";
import { render } from "../../src/render/engine.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { program } from "../fixtures/engine/program.ts";
import { type Allowance, conformanceOnly, providerSide } from "./allowances.ts";
import { type Recording, sides } from "./recording.ts";

const fixtures = new URL("../fixtures/engine/", import.meta.url);
const read = (file: string): Recording => JSON.parse(readFileSync(new URL(file, fixtures), "utf8"));

interface Found {
  readonly urn: string;
  readonly difference: Difference;
  readonly allowed: Allowance | undefined;
}

function compare(
  recording: Recording,
  rendering: Rendering,
  allowances: readonly Allowance[],
): readonly Found[] {
  const { recorded, ours } = sides(recording, rendering);
  expect([...ours.keys()].sort()).toEqual([...recorded.keys()].sort());
  return [...recorded].flatMap(([urn, state]) =>
    differences(state, ours.get(urn)).map((difference) => ({
      urn,
      difference,
      allowed: allowances.find(({ allows }) => allows(urn, difference)),
    })),
  );
}

const unexplained = (found: readonly Found[]) => found.filter(({ allowed }) => allowed === undefined);

describe("the conformance program", async () => {
  const recording = read("conformance.json");
  const secret = ["cmp:apiKey", "cmp:kubeconfig"];
  const rendering = await render({
    project: recording.project,
    stack: recording.stack,
    configuration: Object.fromEntries(secret.map((key) => [key, "hidden"])),
    secretKeys: secret,
    mode: "preview",
    // Before its first update the stack to which the program refers, itself, has no outputs.
    references: { "organization/cmp/qa": {} },
    program,
  });
  const allowances = [...conformanceOnly, ...providerSide];
  const found = compare(recording, rendering, allowances);

  test("gives the same resources, and every difference has its reason", () => {
    expect(unexplained(found)).toEqual([]);
  });

  test.each(allowances)("$name is a difference that exists", (allowance) => {
    expect(found.filter(({ allowed }) => allowed === allowance)).not.toEqual([]);
  });

  test("is found broken in three places, where the real engine says nothing", () => {
    expect(rendering.problems.map(({ rule }) => rule)).toEqual([
      "transform-refused",
      "null-in-array",
      "broken-text",
    ]);
  });

  test("is compared in everything: a change of any recorded field is noticed", () => {
    const noticed = Object.keys(recordedState(recording)).filter((field) => {
      const changed = { ...recording, steps: recording.steps.map((step) => broken(step, field)) };
      return unexplained(compare(changed, rendering, allowances)).length > 0;
    });
    expect(noticed).toEqual(Object.keys(recordedState(recording)));
  });
});

const comparedFields = [
  "type",
  "custom",
  "inputs",
  "parent",
  "provider",
  "dependencies",
  "propertyDependencies",
  "protect",
  "retainOnDelete",
  "deletedWith",
  "ignoreChanges",
  "additionalSecretOutputs",
  "customTimeouts",
];

/** Every field that the recording has somewhere. */
const recordedState = ({ steps }: Recording): Record<string, unknown> =>
  Object.fromEntries(
    comparedFields
      .filter((field) => steps.some(({ newState }) => newState && field in newState))
      .map((field) => [field, true]),
  );

/** The step with another value in one field, where it has the field. */
function broken<Step extends Recording["steps"][number]>(step: Step, field: string): Step {
  const state = step.newState as Record<string, unknown> | undefined;
  if (state === undefined || !(field in state)) return step;
  const value = state[field];
  const other =
    typeof value === "boolean"
      ? !value
      : typeof value === "string"
        ? `${value}-x`
        : Array.isArray(value)
          ? [...value, "x"]
          : { ...(value as object), x: ["x"] };
  return { ...step, newState: { ...state, [field]: other } };
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = new URL("recordings/", fixtures);
const recordings = readdirSync(folder)
  .filter((file) => file.endsWith(".json.gz"))
  .map((file) => unpacked(readFileSync(new URL(file, folder))));

function unpacked(packed: Buffer): Recording {
  return JSON.parse(gunzipSync(packed).toString());
}

describe("the shipped stacks", () => {
  const now = programHash(root);
  const stale =
    "the program has changed since it was recorded: `npm run record:engine`, where a pulumi CLI is";

  test("are all recorded", ({ skip }) => {
    const current = recordings.filter(({ of }) => of === now);
    skip(current.length === 0, stale);
    expect(current.map(({ stack }) => stack).sort()).toEqual([...openProject(root).stacks].sort());
  });

  test.for(recordings)(
    "$stack: the same resources, and every difference has its reason",
    async (recording, { skip }) => {
      skip(recording.of !== now, stale);
      const draw = await renderer(recording.project, root, "preview");
      const { rendering, problems } = await draw(compose(openProject(root), recording.stack));
      expect(problems).toEqual([]);
      expect(unexplained(compare(recording, rendering as Rendering, providerSide))).toEqual([]);
    },
  );
});
