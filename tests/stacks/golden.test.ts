import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { Blueprint, DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { tokens } from "../../src/components/tokens.ts";
import { toYamlStream } from "../../src/documents/yaml.ts";
import { manifests } from "../../src/render/manifests.ts";
import type { Rendering, Resource } from "../../src/render/rendering.ts";
import { withhold } from "../../src/render/secrets.ts";
import { blueprintOf, rendered, shipped } from "../house.ts";
import { vanished } from "./vanished.ts";

// The golden files say what is given. `npm run golden` rewrites them; what that changes is reviewed like code.
const golden = (name: string) => new URL(`../golden/${name}`, import.meta.url);

const linesOf = (name: string): readonly string[] =>
  existsSync(golden(name))
    ? readFileSync(golden(name), "utf8")
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
    : [];

const lines = (all: readonly string[]): string => `${all.join("\n")}\n`;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** Stacks whose every line is worth a look in a review. */
const CANONICAL = ["ci", "platform", "production"];

interface Shown {
  readonly rendering: Rendering;
  readonly blueprint: Blueprint;
}

const stacks = new Map<string, Shown>();

beforeAll(async () => {
  for (const stack of shipped.stacks) {
    const composition = compose(shipped, stack);
    stacks.set(stack, { rendering: await rendered(composition), blueprint: blueprintOf(composition) });
  }
});

const shown = (stack: string): Shown => {
  const found = stacks.get(stack);
  if (found === undefined) throw new Error(`${stack} was not rendered`);
  return found;
};

/** What a deployment would do with a resource. */
const deployed = ({ type, inputs, options, dependencies, provider }: Resource) =>
  JSON.stringify({ type, inputs, options, dependencies, provider });

function connectionText(blueprint: DeploymentBlueprint): string {
  const ends = (end: (typeof blueprint.connections)[number]["from"]) => {
    if (end.kind === "network") return `${end.name} (${end.network})`;
    if (end.kind === "apiServer") return "[API server]";
    return end.kind === "role" ? `[${end.role}]` : end.name;
  };
  return lines(
    blueprint.connections
      .map(({ from, to, port, why }) => `${ends(from)} -> ${ends(to)}:${port}  ${why}`)
      .sort(),
  );
}

const secretText = (blueprint: DeploymentBlueprint): string =>
  lines(
    blueprint.secrets.map(({ name, shape, loss, keep }) =>
      [name, JSON.stringify(shape), loss, keep ? "kept" : ""].join("  ").trim(),
    ),
  );

describe.each(shipped.stacks)("%s", (stack) => {
  test("loses no resource that was not let go, and renders each as it was", async () => {
    const { rendering } = shown(stack);
    const file = `${stack}.resources.txt`;
    // Before anything is rewritten: what the engine would delete needs an alias, or a line that lets it go.
    const urnsBefore = linesOf(file).map((line) => line.slice(line.indexOf("urn:")));
    const letGo = linesOf("let-go.txt");
    expect(vanished(urnsBefore, rendering).filter((urn) => !letGo.includes(urn))).toEqual([]);
    const now = rendering.resources.map((one) => `${digest(deployed(one))}  ${one.urn}`).sort();
    await expect(lines(now)).toMatchFileSnapshot(golden(file).pathname);
  });

  test("permits the connections that its golden file lists, and makes the same secrets", async () => {
    const { blueprint } = shown(stack);
    if (blueprint.kind !== "deployment") return;
    await expect(connectionText(blueprint)).toMatchFileSnapshot(golden(`${stack}.connections.txt`).pathname);
    await expect(secretText(blueprint)).toMatchFileSnapshot(golden(`${stack}.secrets.txt`).pathname);
  });
});

test.each(CANONICAL)("%s: every line of its manifests is as in the golden file", async (stack) => {
  const { rendering } = shown(stack);
  const store = { kind: "ClusterSecretStore", name: "arboretum", prefix: "" } as const;
  const { manifests: withheld } = withhold(manifests(rendering), "omit", store);
  const text = toYamlStream(
    withheld.map((one) => (one.is === "object" ? one.object : JSON.parse(JSON.stringify(one)))),
  );
  await expect(text).toMatchFileSnapshot(golden(`${stack}.yaml`).pathname);
});

test("type tokens are frozen: none changes and none goes", async () => {
  const text = lines(Object.entries(tokens).map(([name, token]) => `${name}: ${token}`));
  expect(linesOf("tokens.txt").filter((line) => !text.includes(`${line}\n`))).toEqual([]);
  await expect(text).toMatchFileSnapshot(golden("tokens.txt").pathname);
});

describe("a resource that disappears", () => {
  test("is noticed, unless another one says that it was the same", () => {
    const { rendering } = shown("ci");
    const [gone] = rendering.resources.filter(({ type }) => type.endsWith(":PersistentVolumeClaim"));
    if (gone === undefined) throw new Error("ci has no volume");
    const renamed = (aliases: Resource["options"]["aliases"]): Rendering => ({
      ...rendering,
      resources: rendering.resources.map((one) =>
        one === gone ? { ...one, urn: `${one.urn}-2`, options: { ...one.options, aliases } } : one,
      ),
    });
    expect(vanished([gone.urn], rendering)).toEqual([]);
    expect(vanished([gone.urn], renamed([]))).toEqual([gone.urn]);
    expect(vanished([gone.urn], renamed([{ name: gone.name }]))).toEqual([]);
    expect(vanished([gone.urn], renamed([{ urn: gone.urn }]))).toEqual([]);
    expect(vanished([gone.urn], renamed([{ name: "another" }]))).toEqual([gone.urn]);
  });
});
