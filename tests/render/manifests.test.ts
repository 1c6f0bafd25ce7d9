import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { render } from "../../src/render/engine.ts";
import { type Manifest, manifests, type ObjectManifest } from "../../src/render/manifests.ts";
import { type OutputOptions, outputFiles } from "../../src/render/output.ts";
import type { Resource, Values } from "../../src/render/rendering.ts";
import { renderingOf, resourceOf } from "../resource.ts";

class Group extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions, fill: (parent: Group) => void) {
    super("demo:index:Group", name, {}, options);
    fill(this);
    this.registerOutputs({});
  }
}

const home = { namespace: "academy" };
const pod = { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i:1" }] } };

function program(): void {
  const widget = {
    group: "demo.org",
    scope: "Namespaced",
    names: { kind: "Widget", plural: "widgets" },
    versions: [],
  };
  new k8s.apiextensions.CustomResource("gadget", {
    apiVersion: "demo.org/v1",
    kind: "Widget",
    metadata: { name: "gadget", ...home },
  });
  new k8s.apiextensions.v1.CustomResourceDefinition("widgets", {
    metadata: { name: "widgets.demo.org" },
    spec: widget,
  });
  new k8s.core.v1.Namespace("academy", { metadata: { name: "academy" } });
  const first = new k8s.core.v1.ConfigMap("first", { metadata: { name: "first", ...home } });
  const password = new random.RandomPassword("password", { length: 20 }, { dependsOn: [first] });
  const secret = new k8s.core.v1.Secret("keys", {
    metadata: { name: "keys", ...home, labels: { a: "b" } },
    stringData: { password: password.result, user: "root" },
  });
  const store = new Group("store", { dependsOn: [secret] }, (parent) => {
    const spec = {
      serviceName: "db",
      selector: { matchLabels: { app: "db" } },
      template: { metadata: { labels: { app: "db" } }, spec: pod.spec },
    };
    new k8s.apps.v1.StatefulSet("db", { metadata: { name: "db", ...home }, spec }, { parent });
  });
  const migrate = new k8s.batch.v1.Job(
    "migrate",
    { metadata: { name: "migrate", ...home }, spec: { template: pod } },
    { dependsOn: [store] },
  );
  for (const name of ["web", "fixed", "ignored"]) {
    const spec = {
      replicas: 3,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: pod.spec },
    };
    const annotations = { "pulumi.com/skipAwait": "true", kept: "yes" };
    const ignoreChanges = name === "ignored" ? ["spec.replicas"] : [];
    new k8s.apps.v1.Deployment(
      name,
      { metadata: { name, ...home, annotations }, spec },
      { dependsOn: [migrate], ignoreChanges },
    );
  }
  const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
  new k8s.autoscaling.v2.HorizontalPodAutoscaler("web", {
    metadata: { name: "web", ...home },
    spec: { maxReplicas: 5, scaleTargetRef: target },
  });
  new k8s.core.v1.ConfigMap("unnamed", { metadata: home, data: {} });
  k8s.core.v1.Namespace.get("kube-system", "kube-system");
  const values = { replicas: 2, auth: { password: password.result, user: "root" } };
  const release = { namespace: "academy", name: "hub", version: "1.2.3", values };
  new k8s.helm.v3.Release(
    "hub",
    { ...release, chart: "jupyterhub", repositoryOpts: { repo: "https://charts.example.org" } },
    { dependsOn: [secret] },
  );
  new k8s.helm.v3.Release("registry", {
    ...release,
    name: "registry",
    chart: "oci://registry.example.org/charts/thing",
  });
}

const rendering = await render({
  project: "demo",
  stack: "qa",
  configuration: {},
  secretKeys: [],
  mode: "resolved",
  program,
});
const all = manifests(rendering);
const find = (kind: string, name: string): Manifest | undefined =>
  all.find((manifest) =>
    manifest.is === "object"
      ? manifest.object.kind === kind && (manifest.object.metadata as { name?: string }).name === name
      : manifest.name === name,
  );
const object = (kind: string, name: string) => find(kind, name) as ObjectManifest;
const files = (options: OutputOptions = {}) =>
  new Map(outputFiles(rendering, options).map(({ path, text }) => [path, text]));
const documentsIn = (options: OutputOptions, kind: string) =>
  [...files(options)]
    .filter(([path]) => /^\d+\.yaml$/.test(path))
    .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS()))
    .filter((document) => document.kind === kind);

test("the program is sound", () => {
  expect(rendering.problems).toEqual([]);
});

describe("levels", () => {
  const order = [
    ["CustomResourceDefinition", "widgets.demo.org", 0],
    ["Namespace", "academy", 0],
    ["Widget", "gadget", 1],
    ["ConfigMap", "first", 1],
    ["Secret", "keys", 2],
    ["StatefulSet", "db", 3],
    ["Job", "migrate", 4],
    ["Deployment", "web", 5],
  ] as const;
  test.each(order)("%s %s is in level %i", (kind, name, level) => {
    expect(find(kind, name)?.level).toBe(level);
  });

  test("what a component depends on comes before its children, and its children before what depends on it", () => {
    expect(object("StatefulSet", "db").dependencies).toContain(object("Secret", "keys").urn);
    expect(object("Job", "migrate").dependencies).toContain(object("StatefulSet", "db").urn);
  });

  test("what a password waits for comes before the Secret that holds it", () => {
    expect(object("Secret", "keys").dependencies).toContain(object("ConfigMap", "first").urn);
  });

  test("every dependency is of a lower level", () => {
    const levels = new Map(all.map(({ urn, level }) => [urn, level]));
    for (const { level, dependencies } of all)
      for (const urn of dependencies) expect(levels.get(urn)).toBeLessThan(level);
  });
});

test("what an autoscaler owns says nothing of replicas; what nobody owns does", () => {
  expect(object("Deployment", "web").object.spec).not.toHaveProperty("replicas");
  expect(object("Deployment", "ignored").object.spec).not.toHaveProperty("replicas");
  expect(object("Deployment", "fixed").object.spec).toHaveProperty("replicas", 3);
});

test("annotations for Pulumi stay out, others stay", () => {
  expect(object("Deployment", "web").object.metadata).toHaveProperty("annotations", { kept: "yes" });
});

test("an object without a name has the name that the provider would make", () => {
  expect(all.some(({ urn }) => urn.endsWith("ConfigMap::unnamed"))).toBe(true);
  const unnamed = all.find(({ urn }) => urn.endsWith("ConfigMap::unnamed")) as ObjectManifest;
  expect(unnamed.object.metadata).toHaveProperty("name", expect.stringMatching(/^unnamed-[0-9a-f]{8}$/));
});

test("what is only looked up is not applied", () => {
  expect(find("Namespace", "kube-system")).toBeUndefined();
});

const standIn = String(rendering.resources.find(({ name }) => name === "password")?.outputs.result);

describe.each(["omit", "external", "sops"] as const)("--secrets %s", (secrets) => {
  test.each(["values", "flux", "argo"] as const)("no file holds a stand-in, with --helm %s", (helm) => {
    const text = [...files({ secrets, helm }).values()].join("\n");
    expect(standIn).toMatch(/^standin/);
    expect(text).not.toContain(standIn);
    expect(text).not.toContain("standin");
  });
});

test("the sandbox gets the stand-ins when it asks for them", () => {
  expect(documentsIn({ secrets: "standIns" }, "Secret")[0].stringData).toEqual({
    password: standIn,
    user: "root",
  });
});

test("omit leaves the Secret without its data", () => {
  const [secret] = documentsIn({}, "Secret");
  expect(secret).toMatchObject({ metadata: { name: "keys" } });
  expect(secret).not.toHaveProperty("stringData");
});

test("external writes an ExternalSecret of the same name, keys and labels in place of the Secret", () => {
  expect(documentsIn({ secrets: "external" }, "Secret")).toEqual([]);
  const secret = documentsIn({ secrets: "external" }, "ExternalSecret").find(
    ({ metadata }) => metadata.name === "keys",
  );
  expect(secret.spec).toEqual({
    secretStoreRef: { kind: "ClusterSecretStore", name: "arboretum" },
    target: { name: "keys", template: { metadata: { labels: { a: "b" } } } },
    data: ["password", "user"].map((property) => ({
      secretKey: property,
      remoteRef: { key: "demo/qa/academy/keys", property },
    })),
  });
});

test("sops writes the Secret with empty values, outside of the levels", () => {
  expect(documentsIn({ secrets: "sops" }, "Secret")).toEqual([]);
  const text = files({ secrets: "sops" }).get("secrets/academy-keys.yaml") ?? "";
  expect(parseAllDocuments(text)[0]?.toJS().stringData).toEqual({ password: "", user: "" });
});

describe("releases", () => {
  test("are opaque: the index says so and lists what their values lack", () => {
    const index = JSON.parse(files().get("index.json") ?? "");
    const hub = index.manifests.find(({ urn }: { urn: string }) => urn.endsWith("Release::hub"));
    expect(hub).toMatchObject({
      release: { name: "hub", chart: "jupyterhub", version: "1.2.3" },
      withheldValues: ["auth.password"],
    });
    expect(hub.release.opaque).toMatch(/Only Helm knows/);
  });

  test("have a file of values, with the command that uses it", () => {
    const text = files().get("helm/academy-hub.values.yaml") ?? "";
    expect(text).toContain(
      "helm upgrade --install hub jupyterhub --repo https://charts.example.org --version 1.2.3",
    );
    expect(parseAllDocuments(text)[0]?.toJS()).toEqual({ replicas: 2, auth: { user: "root" } });
  });

  test("become objects of Flux, with secret values out of a Secret", () => {
    expect(documentsIn({ helm: "flux" }, "HelmRepository")[0].spec.url).toBe("https://charts.example.org");
    expect(documentsIn({ helm: "flux" }, "OCIRepository")[0].spec).toMatchObject({
      url: "oci://registry.example.org/charts/thing",
      ref: { tag: "1.2.3" },
    });
    const [hub, registry] = documentsIn({ helm: "flux" }, "HelmRelease");
    const releases = [hub, registry].map(({ metadata, spec }) => [metadata.name, spec]);
    expect(Object.fromEntries(releases)).toMatchObject({
      hub: {
        chart: { spec: { chart: "jupyterhub", version: "1.2.3" } },
        valuesFrom: [{ kind: "Secret", name: "hub-values", targetPath: "auth.password" }],
        upgrade: { crds: "CreateReplace" },
      },
      registry: { chartRef: { kind: "OCIRepository", name: "registry" } },
    });
  });

  test("become Applications of Argo CD, and every object has the wave of its level", () => {
    const applications = documentsIn({ helm: "argo" }, "Application");
    expect(applications.map(({ spec }) => [spec.source.repoURL, spec.source.chart])).toEqual(
      expect.arrayContaining([
        ["https://charts.example.org", "jupyterhub"],
        ["registry.example.org/charts", "thing"],
      ]),
    );
    const [job] = documentsIn({ helm: "argo" }, "Job");
    expect(job.metadata.annotations).toEqual({ "argocd.argoproj.io/sync-wave": "4" });
  });
});

test("the index names file, URN and dependencies of every manifest", () => {
  const { manifests: entries } = JSON.parse(files().get("index.json") ?? "");
  expect(entries).toHaveLength(all.length);
  const job = entries.find(({ kind }: { kind: string }) => kind === "Job");
  expect(job).toMatchObject({ file: "04.yaml", level: 4, namespace: "academy", name: "migrate" });
  expect(files().get("04.yaml")).toContain("kind: Job");
});

describe("of single resources", () => {
  const of = (...resources: readonly Resource[]) => manifests(renderingOf(resources, { mode: "resolved" }));
  const registered = (type: string, inputs: Values, said: Partial<Resource> = {}) =>
    resourceOf(`kubernetes:${type}`, "it", { inputs, ...said });
  const objectsOf = (...resources: readonly Resource[]) =>
    of(...resources).map((manifest) => (manifest.is === "object" ? manifest.object : undefined));

  test("there are none before everything is resolved", () => {
    expect(() => manifests(renderingOf([]))).toThrow(
      "Manifests need a rendering in which everything is resolved.",
    );
  });

  test("they stand in the order of their levels, and those of one level as they were registered", () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => resourceOf("kubernetes:core/v1:ConfigMap", name));
    if (!a || !b || !c) throw new Error("There are three.");
    const [first, second] = [
      { ...a, dependencies: [b.urn] },
      { ...b, dependencies: [c.urn] },
    ];
    const last = resourceOf("kubernetes:core/v1:ConfigMap", "d");
    expect(of(first, second, c, last).map(({ urn, level }) => [urn.slice(-1), level])).toEqual([
      ["c", 0],
      ["d", 0],
      ["b", 1],
      ["a", 2],
    ]);
  });

  test("an object is what the program says of it, without its state and what only Pulumi reads", () => {
    const annotations = { "pulumi.com/skipAwait": "true" };
    const inputs = { apiVersion: "v1", kind: "Service", metadata: { name: "it", annotations }, status: {} };
    expect(objectsOf(registered("core/v1:Service", { ...inputs, spec: { replicas: 1 } }))).toStrictEqual([
      { apiVersion: "v1", kind: "Service", metadata: { name: "it" }, spec: { replicas: 1 } },
    ]);
    expect(
      objectsOf(registered("core/v1:Service", { metadata: { name: "it", annotations: null } })),
    ).toStrictEqual([{ apiVersion: null, kind: null, metadata: { name: "it" } }]);
  });

  describe("replicas are the autoscaler's", () => {
    const metadata = { name: "web", namespace: "academy" };
    const scaled = registered("apps/v1:Deployment", { metadata, spec: { replicas: 3 } });
    const scaler = (type: string, target: Values, said: Partial<Resource> = {}) =>
      registered(type, { metadata: { namespace: "academy" }, spec: { scaleTargetRef: target } }, said);
    const hpa = "autoscaling/v2:HorizontalPodAutoscaler";
    const keda = "keda.sh/v1alpha1:ScaledObject";
    const web = { kind: "Deployment", name: "web" };

    test.each<[what: string, scaler: Resource, owned: boolean]>([
      ["one of Kubernetes", scaler(hpa, web), true],
      ["one of KEDA, which means a Deployment where it says no kind", scaler(keda, { name: "web" }), true],
      ["one of another kind", scaler(hpa, { ...web, kind: "StatefulSet" }), false],
      ["one of another name", scaler(hpa, { ...web, name: "worker" }), false],
      ["one of another namespace", registered(hpa, { spec: { scaleTargetRef: web } }), false],
      ["one that is only looked up", scaler(hpa, web, { read: true }), false],
      ["something else with a target", scaler("demo.org/v1:Watcher", web), false],
    ])("%s", (_, one, owned) => {
      expect(objectsOf(scaled, one)[0]?.spec).toEqual(owned ? {} : { replicas: 3 });
    });
  });

  test("a release hides those of its values that are secret, and has no repository where it says none", () => {
    const chart = "oci://registry.example.org/charts/thing";
    const release = registered(
      "helm.sh/v3:Release",
      { chart, values: { auth: { password: "hidden", user: "root" } }, valuesSecret: "hidden" },
      {
        outputs: { name: "hub", namespace: "academy" },
        secretPaths: ["values.auth.password", "valuesSecret"],
      },
    );
    expect(of(release)).toStrictEqual([
      {
        is: "release",
        urn: release.urn,
        level: 0,
        dependencies: [],
        name: "hub",
        namespace: "academy",
        chart,
        version: "",
        values: { auth: { user: "root" } },
        secretValues: [["auth", "password"]],
      },
    ]);
  });

  test("a release of which nothing is known is empty", () => {
    expect(of(registered("helm.sh/v3:Release", {}))[0]).toMatchObject({
      name: "",
      namespace: "",
      chart: "",
      version: "",
      values: {},
      secretValues: [],
    });
  });
});
