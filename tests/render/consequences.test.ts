import { describe, expect, test } from "vitest";
import { render } from "../../src/render/engine.ts";
import { type Change, plan } from "../../src/render/plan.ts";
import type { Resource, Values } from "../../src/render/rendering.ts";
import recording from "../fixtures/engine/consequences.json" with { type: "json" };
import { program } from "../fixtures/engine/consequences.ts";
import { optionsWith, renderingOf, resourceOf, urnIn } from "../resource.ts";

const planOf = (before: readonly Resource[], after: readonly Resource[]): ReadonlyMap<string, Change> =>
  new Map(plan(renderingOf(before), renderingOf(after)).map((change) => [change.name, change]));

const password = "random:index/randomPassword:RandomPassword";

/** Of another length it is replaced, and unless it says otherwise deleted first. */
const source = (length: number, said: Partial<Resource> = optionsWith({ deleteBeforeReplace: true })) =>
  resourceOf(password, "source", { inputs: { length }, ...said });
const sourceUrn = source(1).urn;

const harmless = resourceOf(password, "harmless");
const secret = (said: Partial<Resource> = {}, name = "reader") =>
  resourceOf("kubernetes:core/v1:Secret", name, said);
const map = (name: string, said: Partial<Resource> = {}) =>
  resourceOf("kubernetes:core/v1:ConfigMap", name, said);
const from = (property: string, ...urns: readonly string[]): Partial<Resource> => ({
  propertyDependencies: { [property]: urns },
});
const reads = from("stringData", sourceUrn);

/** With a source that is replaced, what becomes of the others. */
const dragged = (...others: readonly Resource[]) =>
  planOf([source(8), harmless, ...others], [source(9), harmless, ...others]);
const verdictsOf = (changes: ReadonlyMap<string, Change>) =>
  Object.fromEntries([...changes].map(([name, { verdict }]) => [name, verdict]));

test("what the real engine does to whoever reads something that is replaced, the plan says", async () => {
  const preview = (length: number) =>
    render({
      project: "cascade",
      stack: "other",
      configuration: {},
      secretKeys: [],
      mode: "preview",
      program: program(length),
    });
  const [before, after] = [await preview(recording.from), await preview(recording.to)];
  const { "cascade-other": _, ...verdicts } = verdictsOf(
    new Map(plan(before, after).map((change) => [change.name, change])),
  );
  expect(verdicts).toEqual(recording.verdicts);
});

describe("what is deleted first takes along", () => {
  test("what reads it in a property that cannot change, and nothing is said to be lost where nothing is", () => {
    expect(dragged(secret(reads)).get("reader")).toStrictEqual({
      urn: secret().urn,
      type: "kubernetes:core/v1:Secret",
      name: "reader",
      custom: true,
      verdict: "replace",
      paths: [],
      reasons: ["source is deleted first, and until it is back what depends on it is unknown."],
      deletedFirst: true,
    });
  });

  test("what reads it in the last of several properties", () => {
    const reader = secret({
      propertyDependencies: { data: [], type: [harmless.urn], stringData: [harmless.urn, sourceUrn] },
    });
    expect(dragged(reader).get("reader")?.verdict).toBe("replace");
  });

  test("what reads what it takes along", () => {
    const next = secret(from("data", secret().urn), "next");
    const found = dragged(secret(reads), next);
    expect(found.get("next")?.reasons).toEqual([expect.stringMatching(/^reader is deleted first/)]);
  });

  test("what is deleted with it", () => {
    const gone = map("with", optionsWith({ deletedWith: sourceUrn }));
    const stays = map("without", optionsWith({ deletedWith: harmless.urn }));
    expect(verdictsOf(dragged(gone, stays))).toMatchObject({ with: "replace", without: "same" });
  });

  test("what changes anyway, with its changes", () => {
    const reader = (label: string) => secret({ ...reads, inputs: { metadata: { labels: { label } } } });
    const found = planOf([source(8), reader("a")], [source(9), reader("b")]).get("reader");
    expect(found).toMatchObject({ verdict: "replace", paths: [{ path: "metadata.labels.label" }] });
  });

  test("what has another URN by now", () => {
    const renamed = {
      ...secret(reads, "renamed"),
      ...optionsWith({ aliases: [{ name: "reader" }] }),
    };
    const found = planOf([source(8), secret(reads)], [source(9), renamed]).get("renamed");
    expect(found).toMatchObject({ verdict: "replace", formerUrn: secret().urn });
  });

  test("data, and says so", () => {
    const kept = secret({ ...reads, ...optionsWith({ retainOnDelete: true }) });
    expect(dragged(kept).get("reader")?.holdsData).toBe("it is a secret that is kept");
  });

  test("nothing that is protected: the engine refuses", () => {
    const kept = secret({ ...reads, ...optionsWith({ protect: true }) });
    expect(dragged(kept).get("reader")?.refused).toMatch(/^It is protected/);
  });
});

describe("what is deleted first leaves alone", () => {
  test.each<[what: string, resource: Resource]>([
    ["what reads it in a property that can change", map("it", from("metadata", sourceUrn))],
    ["what reads something else", secret(from("stringData", harmless.urn), "it")],
    [
      "a component",
      resourceOf("demo:index:Group", "it", { custom: false, ...optionsWith({ deletedWith: sourceUrn }) }),
    ],
    ["what depends on it without reading it", secret({ dependencies: [sourceUrn] }, "it")],
  ])("%s", (_, resource) => {
    expect(dragged(resource).get("it")?.verdict).toBe("same");
  });

  test("what reads something that it leaves alone", () => {
    const bystander = map("bystander", from("metadata", sourceUrn));
    const lookedUp = map("looked-up", { ...from("data", sourceUrn), read: true });
    const readers = [bystander, lookedUp].map(({ urn, name }) => secret(from("data", urn), `of ${name}`));
    expect(verdictsOf(dragged(bystander, lookedUp, ...readers))).toEqual({
      source: "replace",
      harmless: "same",
      bystander: "same",
      "of bystander": "same",
      "of looked-up": "same",
    });
  });

  test("what goes itself", () => {
    const found = planOf([source(8), secret(reads)], [source(9)]);
    expect(found.get("reader")).toMatchObject({ verdict: "delete", deletedFirst: false });
  });
});

test.each<[what: string, after: Resource]>([
  ["is replaced by creating first", source(9, {})],
  ["changes in place", source(8, { inputs: { length: 8 }, ...optionsWith({ ignoreChanges: ["length"] }) })],
])("what %s takes nothing along", (_, after) => {
  expect(planOf([source(8, {}), secret(reads)], [after, secret(reads)]).get("reader")?.verdict).toBe("same");
});

describe("an object of which one leaves and one comes", () => {
  const inputs: Values = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "it", namespace: "home" } };
  const [former, latter] = [map("former", { inputs }), map("latter", { inputs })];
  const refusal = `It is the object that ${urnIn("qa", former.type, "former")} leaves behind: without an alias its creation fails, because it exists.`;

  test.each([
    ["is deleted", former],
    ["is kept", { ...former, ...optionsWith({ retainOnDelete: true }) }],
  ])("is refused, where the one %s", (_, leaving) => {
    expect(planOf([leaving], [latter]).get("latter")?.refused).toBe(refusal);
  });

  test.each<[what: string, before: readonly Resource[], after: readonly Resource[]]>([
    ["where nothing leaves", [], [latter]],
    ["where the one stays", [former], [former, latter]],
    ["where the other was there before", [former, latter], [latter]],
    [
      "where it leaves another namespace",
      [map("former", { inputs: { ...inputs, metadata: { name: "it", namespace: "away" } } })],
      [latter],
    ],
    ["where the provider names both", [map("former")], [map("latter")]],
  ])("is not refused %s", (_, before, after) => {
    expect(planOf(before, after).get("latter")).not.toHaveProperty("refused");
  });
});
