import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { explain } from "../../src/documents/explain.ts";
import { check } from "../../src/policies/check.ts";
import type { Resource } from "../../src/render/rendering.ts";
import { blueprintOf, projectOf, rendered } from "../house.ts";
import { notebooksOn, WITH_NOTEBOOKS } from "../notebooks.ts";

const MIRROR = "registry.campus.example.edu/mirror";
const LOGIN = "login: { registry: registry.campus.example.edu, user: robot, password: { secure: v1:a } }";

const platform = (images: string): Composition =>
  compose(
    projectOf({
      "Pulumi.platform.yaml": `config:
  arboretum:cluster: { identifier: learning }
  arboretum:offers: { metricsServer: managed, gatewayApi: managed, gateway: managed, certManager: managed }
  arboretum:images: { ${images} }
`,
    }),
    "platform",
  );

const ofKind = (resources: readonly Resource[], kind: string) =>
  resources.filter(({ type }) => type.endsWith(`:${kind}`));

const namespaceOf = ({ inputs }: Resource) => (inputs.metadata as { readonly namespace: string }).namespace;

describe("a mirror of the platform that wants a login", () => {
  const composition = platform(`registry: ${MIRROR}, ${LOGIN}`);

  test("is logged in to by a Secret beside the pods of every chart, those of the cluster's own namespace too", async () => {
    const { resources } = await rendered(composition);
    const secrets = resources.filter(({ inputs }) => inputs.type === "kubernetes.io/dockerconfigjson");
    const homes = new Set(ofKind(resources, "Release").map(({ inputs }) => inputs.namespace));
    expect(homes).toContain("kube-system");
    expect(new Set(secrets.map(namespaceOf))).toEqual(homes);
    for (const { secretPaths } of secrets)
      expect(secretPaths.some((path) => path.includes("dockerconfigjson") || path === "stringData")).toBe(
        true,
      );
  });

  test("gives Helm its charts by the same login, and nobody reads the password", async () => {
    const { resources } = await rendered(composition);
    const releases = ofKind(resources, "Release");
    expect(releases.length).toBe(3);
    for (const { inputs, secretPaths } of releases) {
      expect(inputs.chart).toMatch(/^oci:\/\/registry\.campus\.example\.edu\/mirror\/charts\//);
      expect(inputs.repositoryOpts).toMatchObject({ username: "robot", password: expect.any(String) });
      expect(secretPaths).toContain("repositoryOpts.password");
    }
  });

  test("is told to whoever makes the proxies of the gateway", async () => {
    const { resources } = await rendered(composition);
    const [proxy] = ofKind(resources, "EnvoyProxy");
    expect(JSON.stringify(proxy?.inputs)).toContain('"imagePullSecrets":[{"name":"registry-login"}]');
  });

  test("leaves every rule as it is", async () => {
    expect(check(await rendered(composition), blueprintOf(composition))).toEqual([]);
  });
});

test("a platform without a login says nothing of one", async () => {
  const { resources } = await rendered(platform(`registry: ${MIRROR}`));
  expect(JSON.stringify(resources.map(({ inputs }) => inputs))).not.toMatch(
    /registry-login|imagePullSecrets/,
  );
  for (const { inputs } of ofKind(resources, "Release")) expect(inputs).not.toHaveProperty("repositoryOpts");
});

test("a login with one registry of the world is for its charts alone, and for all pods", async () => {
  const { resources } = await rendered(platform(LOGIN.replace("registry.campus.example.edu", "quay.io")));
  const knows = ofKind(resources, "Release")
    .filter(({ inputs }) => "password" in ((inputs.repositoryOpts ?? {}) as object))
    .map(({ inputs }) => inputs.name);
  expect(knows).toEqual(["cert-manager"]);
});

test("a login somewhere else than at the mirror is refused", () => {
  const { problems } = platform(`registry: ${MIRROR}, ${LOGIN.replace("campus", "other")}`);
  expect(explain(problems)).toContain("Everything comes from the mirror, and this is another registry.");
});

test("the chart of the notebooks is fetched with the login of its deployment", async () => {
  const { resources } = await rendered(
    notebooksOn([...WITH_NOTEBOOKS, `images: { registry: ${MIRROR}, ${LOGIN} }`]),
  );
  const [hub] = ofKind(resources, "Release");
  expect(hub?.inputs.repositoryOpts).toMatchObject({ username: "robot" });
  expect(hub?.secretPaths).toContain("repositoryOpts.password");
});
