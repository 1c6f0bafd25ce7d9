import { expect, test } from "vitest";
import { arboretum, project } from "./project.ts";

const MAP = [
  "stages: [ci, qa, production]",
  "default: academy",
  "deployments:",
  "  academy:",
  "    run: { ci: verawood, qa: verawood, production: verawood }",
  "    applications: { add: [forum] }",
  `    overrides: [{ application: forum, unsupported: "it ended with Redwood", image: "ghcr.io/university/forum:1", digest: "sha256:${"0".repeat(64)}" }]`,
  "",
].join("\n");

const root = () => project({ "release-map.yaml": MAP });

test("an application that nobody deploys yet is said once, at its line of the map, however many stacks have it", async () => {
  const { out, code } = await arboretum(["check"], { cwd: root() });
  expect(code).toBe(0);
  expect(out.match(/forum is in the map/g)).toHaveLength(1);
  expect(out).toContain("release-map.yaml:6:27");
  expect(out).toContain("1 warning.");
});

test.each(["json", "sarif"])("so it is as %s", async (format) => {
  const { out, code } = await arboretum(["check", "--format", format], { cwd: root() });
  expect(code).toBe(0);
  expect(out.match(/forum is in the map/g)).toHaveLength(1);
});

test("and it stops nobody from rendering a stack", async () => {
  const { out, code } = await arboretum(["preview", "qa"], { cwd: root() });
  expect(code).toBe(0);
  expect(out.match(/forum is in the map/g)).toHaveLength(1);
});
