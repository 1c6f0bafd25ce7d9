import { expect, test } from "vitest";
import type { Composition } from "../../src/blueprint/compose.ts";
import { duplicateHosts } from "../../src/blueprint/hosts.ts";

type Hosts = Readonly<Record<string, string>>;

/** A composition as far as hosts are concerned: `edge.domain` stands in line 2, what else is said in line 3. */
function composition(stack: string, hosts: Hosts, said: readonly string[] = ["domain"]): Composition {
  const line = (path: readonly string[]) => (path[1] === "domain" ? 2 : 3);
  return {
    stack,
    loaded: {
      file: `Pulumi.${stack}.yaml`,
      sourceOf: (path: readonly string[]) =>
        said.includes(path[1] ?? "")
          ? { layer: `Pulumi.${stack}.yaml`, file: `Pulumi.${stack}.yaml`, line: line(path), column: 5 }
          : { layer: "default" },
    },
    blueprint: {
      kind: "deployment",
      hosts: Object.entries(hosts).map(([name, host]) => ({ name, host, component: name })),
    },
    problems: [],
    // Only what the function looks at is there.
  } as unknown as Composition;
}

test("stacks with hosts of their own have no problem", () => {
  const one = composition("qa", { lms: "qa.example.edu", search: "search.qa.example.edu" });
  const other = composition("ci", { lms: "ci.example.edu", search: "search.ci.example.edu" });
  expect(duplicateHosts([one, other])).toEqual([]);
});

test("the later of two stacks with one host is blamed, at the setting", () => {
  const problems = duplicateHosts([
    composition("qa", { lms: "example.edu" }),
    composition("production", { lms: "Example.edu" }),
  ]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({
    rule: "host-duplicate",
    severity: "error",
    stack: "production",
    place: { file: "Pulumi.production.yaml", line: 2, column: 5 },
    path: "arboretum:edge.domain",
    message: 'lms has the host example.edu, and so has lms of the stack "qa".',
  });
});

test("hosts that all follow from one domain are one problem, and each that is said is its own", () => {
  const hosts = { lms: "example.edu", search: "search.example.edu" };
  const derived = duplicateHosts([composition("qa", hosts), composition("production", hosts)]);
  expect(derived.map(({ path }) => path)).toEqual(["arboretum:edge.domain"]);
  const said = duplicateHosts([
    composition("qa", hosts),
    composition("production", hosts, ["domain", "search"]),
  ]);
  expect(said.map(({ path }) => path)).toEqual(["arboretum:edge.domain", "arboretum:edge.search"]);
});
