import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { stackFile } from "../house.ts";
import { MAP_WITH_NOTEBOOKS, WITH_NOTEBOOKS } from "../notebooks.ts";
import { arboretum, project } from "./project.ts";

const withHub = (...more: readonly string[]) =>
  project({
    "release-map.yaml": MAP_WITH_NOTEBOOKS,
    "Pulumi.qa.yaml": stackFile(...WITH_NOTEBOOKS, ...more),
  });

/** A Pulumi that answers one question, as the real one would. */
function pulumi(root: string, answer: string): Readonly<Record<string, string>> {
  const folder = join(root, "bin");
  mkdirSync(folder);
  writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho "$@" > "${folder}/asked"\necho '${answer}'\n`, {
    mode: 0o755,
  });
  return { PATH: `${folder}${delimiter}${process.env.PATH ?? ""}` };
}

test("an author sees what to paste where, and no secret", async () => {
  const { out, code } = await arboretum(["lti", "qa"], { cwd: withHub() });
  expect(code).toBe(0);
  expect(out).toContain('"notebooks:academy-qa-notebooks:<secret>"');
  expect(out).toContain("https://notebooks.example.edu/hub/lti/launch");
  expect(out).toContain("knows learners by user_id, another one in each course");
  expect(out).toContain("`arboretum lti qa --secrets`");
});

test("secrets are asked of Pulumi where somebody wants them, and stand where they are pasted", async () => {
  const root = withHub("notebooks: { lti: { passports: [physics, statistics] } }");
  const environment = pulumi(
    root,
    '{"physics":"physics:academy-qa-physics:abc","statistics":"statistics:k:def"}',
  );
  const { out, code } = await arboretum(["lti", "qa", "--secrets", "--format", "json"], {
    cwd: root,
    environment,
  });
  expect(code).toBe(0);
  const { steps } = JSON.parse(out) as { steps: readonly { field: string; value: string }[] };
  expect(steps.filter(({ field }) => field === "LTI Passports").map(({ value }) => value)).toEqual([
    '"physics:academy-qa-physics:abc"',
    '"statistics:k:def"',
  ]);
});

test("a state without passports is said in one sentence", async () => {
  const root = withHub();
  const { err, code } = await arboretum(["lti", "qa", "--secrets"], {
    cwd: root,
    environment: { PATH: "/nowhere" },
  });
  expect(code).toBe(2);
  expect(err).toContain("Pulumi does not tell the passports of qa: it is not on the PATH.");
});

test("LTI 1.3 has nothing secret, and says which addresses the LMS wants", async () => {
  const cwd = withHub(
    "notebooks: { lti: { version: '1.3', clients: [c1], keyset: 0b3f2c1e-1d2a-4f5b-8c6d-7e8f9a0b1c2d } }",
  );
  const { out, code } = await arboretum(["lti", "qa"], { cwd });
  expect(code).toBe(0);
  expect(out).toContain("https://notebooks.example.edu/hub/lti13/oauth_login");
  expect(out).toContain('["https://notebooks.example.edu/hub/lti13/oauth_callback"]');
  expect(out).toContain("knows learners by sub, the same in every course");
  expect(out).not.toContain("<secret>");
});

test("a stack without notebooks is told how to get some", async () => {
  const { err, code } = await arboretum(["lti", "qa"], { cwd: project() });
  expect(code).toBe(2);
  expect(err).toContain("qa has no notebooks. Add jupyterhub");
});
