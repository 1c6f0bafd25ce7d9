import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { describe, expect, test } from "vitest";
import { render } from "../../src/render/engine.ts";
import { type Change, plan } from "../../src/render/plan.ts";
import type { Rendering } from "../../src/render/rendering.ts";

const preview = (program: () => unknown, stack = "qa"): Promise<Rendering> =>
  render({ project: "demo", stack, configuration: {}, secretKeys: [], mode: "preview", program });

async function planOf(before: () => unknown, after: () => unknown): Promise<readonly Change[]> {
  const [old, now] = [await preview(before), await preview(after)];
  expect([...old.problems, ...now.problems]).toEqual([]);
  return plan(old, now);
}

/** The one change that is not `same`. */
async function changeOf(before: () => unknown, after: () => unknown): Promise<Change | undefined> {
  const changed = (await planOf(before, after)).filter(({ verdict }) => verdict !== "same");
  expect(changed.length).toBeLessThanOrEqual(1);
  return changed[0];
}

type Options = pulumi.CustomResourceOptions;
type Fields = Record<string, unknown>;

const metadata = { name: "it", namespace: "home" };
const labels = { app: "it" };
const pod = { metadata: { labels }, spec: { containers: [{ name: "c", image: "i:1" }] } };
const workload = { selector: { matchLabels: labels }, template: pod };
const newImage = { template: { ...pod, spec: { containers: [{ name: "c", image: "i:2" }] } } };

const twoContainers = { template: { ...pod, spec: { containers: [...pod.spec.containers, { name: "d" }] } } };

const deployment =
  (spec: Fields = {}, options?: Options) =>
  () =>
    new k8s.apps.v1.Deployment("it", { metadata, spec: { ...workload, ...spec } }, options).urn;
const statefulSet =
  (spec: Fields = {}, options?: Options) =>
  () =>
    new k8s.apps.v1.StatefulSet(
      "it",
      { metadata, spec: { serviceName: "it", ...workload, ...spec } },
      options,
    ).urn;
const job =
  (spec: Fields = {}) =>
  () =>
    new k8s.batch.v1.Job("it", { metadata, spec: { template: pod, ...spec } }).urn;
const claim = (spec: Fields) => () => new k8s.core.v1.PersistentVolumeClaim("it", { metadata, spec }).urn;
const bareClaim = () => new k8s.core.v1.PersistentVolumeClaim("it", { metadata }).urn;
const secret = (stringData: Record<string, string>, options?: Options) => () =>
  new k8s.core.v1.Secret("it", { metadata, stringData }, options).urn;
const namespace = (name: string, options?: Options) => () =>
  new k8s.core.v1.Namespace("it", { metadata: { name } }, options).urn;
const password = (args: random.RandomPasswordArgs, options?: Options) => () =>
  new random.RandomPassword("it", args, options).urn;
const key = (rsaBits: number) => () => new tls.PrivateKey("it", { algorithm: "RSA", rsaBits }).urn;
const role = (name: string) => () =>
  new k8s.rbac.v1.RoleBinding("it", {
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
  }).urn;

const mutable = (data: string, option?: "enableSecretMutable") => () => {
  const provider = new k8s.Provider("cluster", option === undefined ? {} : { [option]: true });
  return secret({ key: data }, { provider })();
};

test.each<
  [what: string, before: () => unknown, after: () => unknown, verdict: string | undefined, path?: string]
>([
  ["nothing", deployment(), deployment(), undefined],
  [
    "a Deployment's image",
    deployment(),
    deployment(newImage),
    "update",
    "spec.template.spec.containers[0].image",
  ],
  [
    "a Deployment's selector",
    deployment(),
    deployment({ selector: { matchLabels: { app: "other" } } }),
    "replace",
    "spec.selector.matchLabels.app",
  ],
  ["a container more", deployment(), deployment(twoContainers), "update", "spec.template.spec.containers[1]"],
  ["a container less", deployment(twoContainers), deployment(), "update", "spec.template.spec.containers[1]"],
  ["a StatefulSet's image", statefulSet(), statefulSet(newImage), "update"],
  [
    "a StatefulSet's service",
    statefulSet(),
    statefulSet({ serviceName: "other" }),
    "replace",
    "spec.serviceName",
  ],
  [
    "a StatefulSet's claims",
    statefulSet(),
    statefulSet({ volumeClaimTemplates: [{ metadata: { name: "data" } }] }),
    "replace",
    "spec.volumeClaimTemplates",
  ],
  [
    "ignored claims",
    statefulSet(),
    statefulSet({ volumeClaimTemplates: [{}] }, { ignoreChanges: ["spec.volumeClaimTemplates"] }),
    undefined,
  ],
  [
    "a StatefulSet's replicas",
    statefulSet({ replicas: 1 }),
    statefulSet({ replicas: 3 }),
    "update",
    "spec.replicas",
  ],
  [
    "replicas that force",
    deployment({ replicas: 1 }),
    deployment({ replicas: 3 }, { replaceOnChanges: ["spec.replicas"] }),
    "replace",
  ],
  ["a Job's template", job(), job(newImage), "replace", "spec.template.spec.containers[0].image"],
  ["a Job's deadline", job(), job({ activeDeadlineSeconds: 60 }), "update"],
  ["a claim's class", claim({ storageClassName: "a" }), claim({ storageClassName: "b" }), "replace"],
  [
    "a claim's size",
    claim({ resources: { requests: { storage: "1Gi" } } }),
    claim({ resources: { requests: { storage: "2Gi" } } }),
    "update",
  ],
  [
    "a claim's class that comes with the first spec",
    bareClaim,
    claim({ storageClassName: "a" }),
    "replace",
    "spec",
  ],
  ["a size that comes with the first spec", bareClaim, claim({ volumeMode: "Block" }), "update", "spec"],
  ["a binding's role", role("a"), role("b"), "replace", "roleRef.name"],
  ["a Secret's data", secret({ key: "a" }), secret({ key: "b" }), "replace", "stringData.key"],
  [
    "a mutable Secret's data",
    mutable("a", "enableSecretMutable"),
    mutable("b", "enableSecretMutable"),
    "update",
    "stringData.key",
  ],
  ["an object's name", namespace("a"), namespace("b"), "replace", "metadata.name"],
  ["a password's length", password({ length: 8 }), password({ length: 9 }), "replace", "length"],
  [
    "a password's keepers",
    password({ length: 8, keepers: { g: "1" } }),
    password({ length: 8, keepers: { g: "2" } }),
    "replace",
  ],
  ["a key's bits", key(2048), key(4096), "replace", "rsaBits"],
])("%s", async (_, before, after, verdict, path) => {
  const change = await changeOf(before, after);
  expect(change?.verdict).toBe(verdict);
  if (path) expect(change?.paths.map((changed) => changed.path)).toEqual([path]);
});

const sized = (storage: string) => claim({ resources: { requests: { storage } } });

test.each([
  ["2Gi", "1500Mi", true],
  ["2Gi", "2048Mi", false],
  ["900Mi", "1Gi", false],
  ["1Ti", "900Gi", true],
])("a disk from %s to %s is refused where it shrinks: %s", async (before, after, refused) => {
  expect((await changeOf(sized(before), sized(after)))?.refused !== undefined).toBe(refused);
});

describe("what is replaced or deleted", () => {
  test.each<[what: string, before: () => unknown, after: () => unknown, held: boolean]>([
    ["a StatefulSet", statefulSet(), statefulSet({ serviceName: "b" }), true],
    ["a claim", claim({ volumeName: "a" }), claim({ volumeName: "b" }), true],
    ["a Namespace that goes", namespace("a"), () => {}, true],
    ["a Deployment", deployment(), () => {}, false],
    ["a Secret like any other", secret({ a: "1" }), secret({ a: "2" }), false],
    ["a Secret that is kept", secret({ a: "1" }, { protect: true }), secret({ a: "2" }), true],
    [
      "a password that is kept",
      password({ length: 8 }, { retainOnDelete: true }),
      password({ length: 9 }),
      true,
    ],
  ])("%s holds data: it says so if it does", async (_, before, after, held) => {
    expect((await changeOf(before, after))?.holdsData !== undefined).toBe(held);
  });

  test("protect refuses a replacement and a deletion", async () => {
    const kept = { protect: true };
    expect((await changeOf(statefulSet({}, kept), statefulSet({ serviceName: "b" }, kept)))?.refused).toMatch(
      /protected/,
    );
    expect((await changeOf(statefulSet({}, kept), () => {}))?.refused).toMatch(/protected/);
  });

  test("protect that the same update takes away refuses nothing", async () => {
    const change = await changeOf(
      statefulSet({}, { protect: true }),
      statefulSet({ serviceName: "b" }, { protect: false }),
    );
    expect(change).toMatchObject({ verdict: "replace" });
    expect(change?.refused).toBeUndefined();
  });

  test("what is kept with its name cannot be replaced, and stays when it leaves the program", async () => {
    const kept = { retainOnDelete: true };
    expect((await changeOf(statefulSet({}, kept), statefulSet({ serviceName: "b" }, kept)))?.refused).toMatch(
      /name taken/,
    );
    expect((await changeOf(statefulSet({}, kept), () => {}))?.verdict).toBe("keep");
  });

  test("a named object is deleted first, one that the provider names is not", async () => {
    expect((await changeOf(job(), job(newImage)))?.deletedFirst).toBe(true);
    const unnamed = (image: string) => () => {
      const template = { spec: { containers: [{ name: "c", image }] } };
      return new k8s.batch.v1.Job("it", { metadata: { namespace: "home" }, spec: { template } }).urn;
    };
    expect((await changeOf(unnamed("a"), unnamed("b")))?.deletedFirst).toBe(false);
  });
});

test("secret values are not in the plan, their paths are; others are", async () => {
  const plain = (value: string) => () =>
    new k8s.core.v1.ConfigMap("it", { metadata, data: { key: value } }).urn;
  expect(JSON.stringify(await changeOf(plain("first"), plain("second")))).toContain("second");
  const withheld = await changeOf(secret({ key: "first" }), secret({ key: "second" }));
  expect(withheld?.paths).toEqual([{ path: "stringData.key", secret: true, replaces: true }]);
});

describe("what depends on something that is deleted first", () => {
  const chain =
    (length: number, options: Options = {}) =>
    () => {
      const source = new random.RandomPassword("source", { length }, { deleteBeforeReplace: true });
      new k8s.core.v1.Secret("reader", { metadata, stringData: { value: source.result } }, options);
      new k8s.core.v1.Service("bystander", { metadata, spec: { selector: { value: source.result } } });
    };

  test("is replaced where it cannot change in place, and only there", async () => {
    const changes = await planOf(chain(8), chain(9));
    const verdicts = Object.fromEntries(changes.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toMatchObject({ source: "replace", reader: "replace", bystander: "update" });
    expect(changes.find(({ name }) => name === "reader")?.reasons[0]).toMatch(/^source is deleted first/);
  });

  test("refuses when it is protected", async () => {
    const changes = await planOf(chain(8, { protect: true }), chain(9, { protect: true }));
    expect(changes.find(({ name }) => name === "reader")?.refused).toMatch(/protected/);
  });
});

test("a provider that is replaced takes everything along", async () => {
  const on = (clusterIdentifier: string) => () => {
    const provider = new k8s.Provider("cluster", { clusterIdentifier });
    return namespace("a", { provider })();
  };
  const changes = await planOf(on("one"), on("two"));
  expect(changes.filter(({ verdict }) => verdict === "replace").map(({ name }) => name)).toEqual([
    "cluster",
    "it",
  ]);
});

class Group extends pulumi.ComponentResource {
  constructor(name: string, child: string, options: pulumi.ComponentResourceOptions = {}) {
    super("demo:index:Group", name, {}, options);
    new k8s.core.v1.ConfigMap(child, { metadata, data: {} }, { parent: this });
    this.registerOutputs({});
  }
}

describe("renames", () => {
  const group = (name: string, child: string, options?: pulumi.ComponentResourceOptions) => () =>
    new Group(name, child, options).urn;

  test("of a component with an alias move its children, whose names start with its own", async () => {
    const changes = await planOf(
      group("old", "old-map"),
      group("new", "new-map", { aliases: [{ name: "old" }] }),
    );
    expect(new Set(changes.map(({ verdict }) => verdict))).toEqual(new Set(["same"]));
    expect(changes.find(({ name }) => name === "new-map")?.formerUrn).toMatch(/::old-map$/);
  });

  test("of a component with an alias lose children that are named otherwise", async () => {
    const changes = await planOf(
      group("old", "old-map"),
      group("new", "map", { aliases: [{ name: "old" }] }),
    );
    expect(changes.find(({ name }) => name === "map")?.verdict).toBe("create");
  });

  test("of a kind by Kubernetes itself are the same object: nothing is created beside it", async () => {
    const former = () => new k8s.extensions.v1beta1.Deployment("it", { metadata, spec: workload }).urn;
    const changed = await changeOf(former, deployment());
    expect(changed?.verdict).not.toBe("create");
    expect(changed?.formerUrn).toMatch(/kubernetes:extensions\/v1beta1:Deployment::it$/);
  });

  test("without an alias create what exists already: the cluster refuses", async () => {
    const changes = await planOf(group("old", "old-map"), group("new", "new-map"));
    const created = changes.find(({ name }) => name === "new-map");
    expect(created).toMatchObject({
      verdict: "create",
      refused: expect.stringMatching(/without an alias its creation fails/),
    });
  });

  test("to another parent need an alias with the former one", async () => {
    const below = (parent: boolean, aliases: pulumi.Alias[]) => () => {
      const above = new pulumi.ComponentResource("demo:index:Above", "above", {});
      return new k8s.core.v1.ConfigMap(
        "map",
        { metadata, data: {} },
        parent ? { parent: above, aliases } : {},
      ).urn;
    };
    const changes = await planOf(below(false, []), below(true, [{ parent: pulumi.rootStackResource }]));
    expect(changes.map(({ verdict }) => verdict)).toEqual(["same", "same", "same"]);
  });

  test("by a whole URN work as well", async () => {
    const old = "urn:pulumi:qa::demo::kubernetes:core/v1:Namespace::it";
    const renamed = () =>
      new k8s.core.v1.Namespace("renamed", { metadata: { name: "a" } }, { aliases: [old] }).urn;
    expect(await changeOf(namespace("a"), renamed)).toBeUndefined();
  });
});

describe("two different stacks", () => {
  const map = (name: string, object: string, options?: Options) =>
    new k8s.core.v1.ConfigMap(name, { metadata: { ...metadata, name: object }, data: {} }, options);
  const pairs = async (one: () => unknown, other: () => unknown) => {
    const changes = plan(await preview(one, "qa"), await preview(other, "production"));
    const former = ({ formerUrn = "" }: Change) => formerUrn.split("::").at(-1);
    return Object.fromEntries(
      changes.filter(({ custom }) => custom).map((change) => [change.name, [change.verdict, former(change)]]),
    );
  };

  test("are matched by logical name, and what only one of them has is created or deleted", async () => {
    const one = () => [map("shared", "a"), map("only-one", "b")];
    const other = () => [map("shared", "other"), map("only-other", "c")];
    expect(await pairs(one, other)).toEqual({
      shared: ["update", "shared"],
      "only-other": ["create", ""],
      "only-one": ["delete", ""],
    });
  });

  test("are matched by kind, namespace and name where the logical names differ; nothing is replaced", async () => {
    const one = () => [map("one-a", "a"), map("one-b", "b")];
    const other = () => [map("other-b", "b"), map("other-a", "a")];
    expect(await pairs(one, other)).toEqual({ "other-a": ["same", "one-a"], "other-b": ["same", "one-b"] });
  });

  test("keep objects of one name in two namespaces apart, and match them across namespaces otherwise", async () => {
    const within = (namespace: string, name: string) =>
      new k8s.core.v1.ConfigMap(name, { metadata: { name: "it", namespace }, data: {} });
    const one = () => [within("x", "one-x"), within("y", "one-y")];
    expect(await pairs(one, () => [within("y", "other-y"), within("x", "other-x")])).toEqual({
      "other-x": ["same", "one-x"],
      "other-y": ["same", "one-y"],
    });
    expect(
      await pairs(
        () => within("x", "one"),
        () => within("y", "other"),
      ),
    ).toEqual({ other: ["update", "one"] });
  });
});
