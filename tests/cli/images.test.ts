import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { usedCharts, usedImages } from "../../src/blueprint/usedImages.ts";
import { CHART } from "../../src/catalog/notebooks/chart.ts";
import { answered } from "../../src/releases/lock.ts";
import { mirrored } from "../../src/vocabulary/mirror.ts";
import {
  blueprintOf,
  composed,
  composedWith,
  deploymentOf,
  PLATFORM,
  projectOf,
  rendered,
  stackFile,
} from "../house.ts";
import { MAP_WITH_NOTEBOOKS, notebooksOn, WITH_NOTEBOOKS } from "../notebooks.ts";
import { arboretum, repository } from "./project.ts";

interface Listed {
  readonly images: readonly {
    readonly image: string;
    readonly digest?: string;
    readonly by: readonly string[];
  }[];
  readonly charts: readonly { readonly chart: string; readonly version: string }[];
}

const MIRROR = "registry.example.edu/mirror";
const WITH_OPERATORS = `${PLATFORM}  arboretum:offers: { perconaMysql: existing, mysqlOperator: existing, mongodbOperator: existing }\n`;

async function imagesIn(composition: Composition): Promise<readonly string[]> {
  const { resources } = await rendered(composition);
  const containers = (value: unknown): string[] => {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, child]) =>
      key === "image" && typeof child === "string" ? [child] : containers(child),
    );
  };
  return [...new Set(resources.flatMap(({ inputs }) => containers(inputs)))].sort();
}

const listedOf = (composition: Composition) => usedImages(blueprintOf(composition)).map(({ image }) => image);

test("every image that a rendered container runs is listed, and no other", async () => {
  const composition = composed("production", ["scale: { profile: small }"]);
  expect(listedOf(composition)).toEqual(await imagesIn(composition));
});

describe("what an operator starts is named to it, and listed", () => {
  const on = (driver: string, ...lines: readonly string[]) =>
    composedWith(WITH_OPERATORS, "qa", ["scale: { profile: small }", `stores: { ${driver} }`, ...lines]);
  const MIRRORED = `images: { registry: ${MIRROR} }`;

  test.each([
    ["mysql: { driver: percona }", ["percona-server", "haproxy", "percona-server-mysql-operator"]],
    [
      "mongodb: { driver: replicaset }",
      ["mongodb-community-server", "mongodb-agent", "mongodb-kubernetes-readinessprobe", "post-start-hook"],
    ],
  ])("%s", async (driver, names) => {
    for (const composition of [on(driver), on(driver, MIRRORED)]) {
      const listed = listedOf(composition);
      expect(listed).toEqual(await imagesIn(composition));
      for (const name of names) expect(listed).toContainEqual(expect.stringContaining(`${name}:`));
    }
  });

  test("mysql: { driver: innodbcluster }, by the one address that it takes", async () => {
    for (const [lines, repository] of [
      [[], "container-registry.oracle.com/mysql"],
      [[MIRRORED], `${MIRROR}/mysql`],
    ] as const) {
      const composition = on("mysql: { driver: innodbcluster }", ...lines);
      const { resources } = await rendered(composition);
      const [spec] = resources
        .filter(({ type }) => type.endsWith(":InnoDBCluster"))
        .map(({ inputs }) => inputs.spec as { imageRepository: string; version: string });
      if (spec === undefined) throw new Error("there is no cluster");
      expect(spec.imageRepository).toBe(repository);
      expect(listedOf(composition)).toEqual(
        [
          ...(await imagesIn(composition)),
          `${repository}/community-operator:9.1.0-2.2.2`,
          `${repository}/community-router:${spec.version}`,
          `${repository}/community-server:${spec.version}`,
        ].sort(),
      );
    }
  });
});

const EVERYTHING = ["notes", "discovery", "credentials", "xqueue", "codejail-service"];
const imagesOn = (platform: string, ...lines: readonly string[]) =>
  usedImages(
    deploymentOf(composedWith(platform, "qa", ["scale: { profile: small }", ...lines], EVERYTHING)),
  ).map(({ image }) => image);

/** An image that a setting names, one of an operator, and one of every application. */
const ODD = [
  "retirement: { image: ghcr.io/university/retirement:1.4 }",
  "stores: { mysql: { driver: percona } }",
  "objectStorage: { driver: minio, keep: { submissions: 5y, grades: 5y, tracking: forever } }",
];

test("a mirror in the settings stands in for every image of every registry", () => {
  expect(imagesOn(WITH_OPERATORS, ...ODD)).toEqual(
    expect.arrayContaining(["ghcr.io/university/retirement:1.4", expect.stringMatching("percona/haproxy")]),
  );
  const elsewhere = imagesOn(WITH_OPERATORS, ...ODD, `images: { registry: ${MIRROR} }`).filter(
    (image) => !image.startsWith(`${MIRROR}/`),
  );
  expect(elsewhere).toEqual([]);
});

test("the mirror of the platform is that of every deployment on it, unless one names its own", () => {
  const platform = `${PLATFORM}  arboretum:images: { registry: ${MIRROR} }\n`;
  expect(imagesOn(platform)).toEqual(imagesOn(PLATFORM, `images: { registry: ${MIRROR} }`));
  const own = imagesOn(platform, "images: { registry: other.example.edu }");
  expect(own.filter((image) => !image.startsWith("other.example.edu/"))).toEqual([]);
});

test.each([
  ["docker.io/redis:7.4", `${MIRROR}/redis:7.4`],
  ["redis:7.4", `${MIRROR}/redis:7.4`],
  ["overhangio/openedx:21", `${MIRROR}/overhangio/openedx:21`],
  ["localhost/own:1", `${MIRROR}/own:1`],
  ["registry.example.edu/campus/openedx:1", "registry.example.edu/campus/openedx:1"],
  [`${MIRROR}/redis:7.4`, `${MIRROR}/redis:7.4`],
  ["ghcr.io/campus/openedx:1", "ghcr.io/campus/openedx:1"],
])("%s is pulled as %s by who has a mirror, and a login at ghcr.io", (written, pulled) => {
  expect(mirrored(written, MIRROR, "ghcr.io")).toBe(pulled);
});

/** Every image that a stack starts, as somebody would lock it. */
const LOCKED = (image: string) => `sha256:${createHash("sha256").update(image).digest("hex")}`;

const lockedFor = (composition: Composition) =>
  answered({
    digests: Object.fromEntries(listedOf(composition).map((image) => [image, LOCKED(image)])),
    charts: {},
  });

/** Where in an object a text stands that holds a digest. */
const pinnedKeys = (value: unknown): readonly string[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, child]) =>
        typeof child === "string" && child.includes("@sha256:") ? [key] : pinnedKeys(child),
      );

test.each([
  "mysql: { driver: percona }, mongodb: { driver: replicaset }",
  "mysql: { driver: innodbcluster }, broker: { driver: rabbitmq }, cache: { driver: memcached }",
])("content that is locked is what pods name: %s", async (stores) => {
  const project = projectOf(
    {
      "Pulumi.platform.yaml": WITH_OPERATORS,
      "Pulumi.qa.yaml": stackFile("scale: { profile: small }", `stores: { ${stores} }`, ...WITH_NOTEBOOKS),
    },
    "verawood",
    MAP_WITH_NOTEBOOKS,
  );
  const before = compose(project, "qa");
  const pinned = listedOf(before).filter((image) => image.includes("@"));
  const lock = { ...project.lock, ...lockedFor(before) };
  const composition = compose({ ...project, lock }, "qa");
  const listed = listedOf(composition);
  expect(listed).toEqual(expect.arrayContaining([...pinned]));
  for (const image of listed.filter((one) => !pinned.includes(one))) {
    const [name = "", digest] = image.split("@");
    // Its operator is told no image, but a place and a version.
    if (name.startsWith("container-registry.oracle.com/")) expect(digest).toBeUndefined();
    else expect(digest).toBe(LOCKED(name));
  }
  expect(listed.length).toBeGreaterThan(10);
  const { resources } = await rendered(composition);
  const keys = new Set(resources.flatMap(({ inputs }) => pinnedKeys(inputs)));
  // The chart of the notebooks is told name and tag apart.
  expect([...keys].sort()).toEqual(["image", "tag"]);
});

test("images lists what all stacks start, with charts, and says how many have no digest", async () => {
  const { out, code } = await arboretum(["images", "--root", "examples/mit"], { cwd: repository });
  expect(code).toBe(0);
  expect(out).toMatch(/^docker\.io\/envoyproxy\/gateway:v1\.9\.0 +no digest +gateway$/m);
  expect(out).toMatch(/^oci:\/\/docker\.io\/envoyproxy\/gateway-helm +v1\.9\.0 +no digest$/m);
  expect(out).toMatch(/\d+ images, \d+ of them by a tag alone; 7 charts\.\n$/);
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

test("the chart of the notebooks is listed by whoever installs it, and comes from the mirror where there is one", () => {
  const chartsOf = (...lines: readonly string[]) =>
    usedCharts(blueprintOf(notebooksOn([...WITH_NOTEBOOKS, ...lines])));
  expect(chartsOf()).toEqual([CHART]);
  expect(chartsOf(`images: { registry: ${MIRROR} }`)).toEqual([
    { chart: `oci://${MIRROR}/charts/jupyterhub`, version: CHART.version },
  ]);
});

test("a stack that is not there is wrong use", async () => {
  const { code, err } = await arboretum(["images", "--stack", "nowhere"], { cwd: repository });
  expect(code).toBe(2);
  expect(err).toContain("nowhere");
});
