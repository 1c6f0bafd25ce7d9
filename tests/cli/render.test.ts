import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { arboretum, project } from "./project.ts";

const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")]),
  );

test("two renderings of one stack are the same bytes", async () => {
  const root = project();
  for (const out of ["one", "two"]) {
    expect((await arboretum(["render", "production", "--out", out], { cwd: root })).code).toBe(0);
  }
  const one = contents(join(root, "one"));
  expect(one).toEqual(contents(join(root, "two")));
  expect(Object.keys(one)).toEqual(expect.arrayContaining(["00.yaml", "01.yaml", "index.json"]));
});

test("a second rendering leaves nothing of the first", async () => {
  const root = project();
  const render = () => arboretum(["render", "qa", "--out", "out/gitops"], { cwd: root });
  await render();
  writeFileSync(join(root, "out/gitops/99.yaml"), "stale: true\n");
  expect((await render()).code).toBe(0);
  expect(existsSync(join(root, "out/gitops/99.yaml"))).toBe(false);
  expect(readdirSync(join(root, "out"))).toEqual(["gitops"]);
});

test.each(["stages", "Pulumi.yaml"])("%s, which somebody else wrote, is not replaced", async (out) => {
  const root = project();
  const { code, err } = await arboretum(["render", "qa", "--out", out], { cwd: root });
  expect(code).toBe(2);
  expect(err).toMatch(/did not write|is a file/);
  expect(existsSync(join(root, out))).toBe(true);
});

test("no form of secrets shows a stand-in, and each writes what it is called after", async () => {
  const root = project();
  for (const secrets of ["omit", "external", "sops"]) {
    await arboretum(["render", "qa", "--out", secrets, "--secrets", secrets], { cwd: root });
  }
  const [omit, external, sops] = ["omit", "external", "sops"].map((folder) => contents(join(root, folder)));
  expect(JSON.stringify(external)).toContain("kind: ExternalSecret");
  expect(Object.keys(sops ?? {}).some((file) => file.startsWith("secrets/"))).toBe(true);
  expect(JSON.stringify(omit)).toContain("kind: Secret");
  for (const files of [omit, external, sops]) expect(JSON.stringify(files)).not.toMatch(/stand-?in/i);
});

test("a chart is written for Flux or Argo CD where that is asked", async () => {
  const root = project({
    "Pulumi.platform.yaml":
      "config:\n  arboretum:cluster: { identifier: learning }\n  arboretum:offers: { metricsServer: managed }\n",
  });
  for (const helm of ["values", "flux", "argo"]) {
    await arboretum(["render", "platform", "--out", helm, "--helm", helm], { cwd: root });
  }
  expect(JSON.stringify(contents(join(root, "flux")))).toContain("kind: HelmRelease");
  expect(JSON.stringify(contents(join(root, "argo")))).toContain("kind: Application");
  expect(Object.keys(contents(join(root, "values")))).toContain(
    "helm/kube-system-metrics-server.values.yaml",
  );
});

test("a stack with an error is not rendered", async () => {
  const root = project({ "Pulumi.qa.yaml": "config: { arboretum:edge: {} }\n" });
  const { code, out, err } = await arboretum(["render", "qa", "--out", "there"], { cwd: root });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("arboretum:edge.domain");
  expect(existsSync(join(root, "there"))).toBe(false);
});
