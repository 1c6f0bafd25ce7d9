import { expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { usedImages } from "../../src/blueprint/usedImages.ts";
import { blueprintOf, composed, projectOf, rendered, stackFile } from "../house.ts";
import { arboretum, repository } from "./project.ts";

interface Listed {
  readonly images: readonly {
    readonly image: string;
    readonly digest?: string;
    readonly by: readonly string[];
  }[];
  readonly charts: readonly { readonly chart: string; readonly version: string }[];
}

test("every image that a rendered container runs is listed, and no other", async () => {
  const composition = composed("production", ["scale: { profile: small }"]);
  const { resources } = await rendered(composition);
  const containers = (value: unknown): string[] => {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, child]) =>
      key === "image" && typeof child === "string" ? [child] : containers(child),
    );
  };
  const running = new Set(resources.flatMap(({ inputs }) => containers(inputs)));
  const listed = usedImages(blueprintOf(composition)).map(({ image }) => image);
  expect(listed).toEqual([...running].sort());
});

test("a mirror in the settings stands in for every image that the releases are published with", () => {
  const files = {
    "Pulumi.qa.yaml": stackFile(
      "scale: { profile: small }",
      "images: { registry: registry.example.edu/mirror }",
    ),
  };
  const elsewhere = usedImages(blueprintOf(compose(projectOf(files), "qa")))
    .map(({ image }) => image)
    .filter((image) => !image.startsWith("registry.example.edu/mirror/"));
  expect(elsewhere).toEqual([]);
});

test("images lists what all stacks start, with charts, and says how many have no digest", async () => {
  const { out, code } = await arboretum(["images", "--root", "examples/mit"], { cwd: repository });
  expect(code).toBe(0);
  expect(out).toMatch(/^docker\.io\/envoyproxy\/gateway:v1\.9\.0 +no digest +gateway$/m);
  expect(out).toMatch(/^oci:\/\/docker\.io\/envoyproxy\/gateway-helm +v1\.9\.0$/m);
  expect(out).toMatch(/\d+ images, \d+ of them by a tag alone; 3 charts\.\n$/);
});

test("images of one stack are JSON for a machine", async () => {
  const { out, code } = await arboretum(
    ["images", "--root", "examples/mit", "--stack", "platform", "--format", "json"],
    { cwd: repository },
  );
  expect(code).toBe(0);
  const { images, charts } = JSON.parse(out) as Listed;
  expect(charts.map(({ version }) => version)).toEqual(expect.arrayContaining(["v1.9.0", "v1.21.1"]));
  expect(images.map(({ image }) => image)).toContain("quay.io/jetstack/cert-manager-controller:v1.21.1");
});

test("a stack that is not there is wrong use", async () => {
  const { code, err } = await arboretum(["images", "--stack", "nowhere"], { cwd: repository });
  expect(code).toBe(2);
  expect(err).toContain("nowhere");
});
