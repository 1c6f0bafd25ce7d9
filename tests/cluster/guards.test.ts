import { beforeAll, describe, expect, test } from "vitest";
import { objectOf } from "../../sandbox/inventory.ts";
import type { KubeObject } from "../../sandbox/objects.ts";
import { becomesTrue } from "../../sandbox/waiting.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { manifests } from "../../src/render/manifests.ts";
import { KEPT } from "../../src/vocabulary/labels.ts";
import { PLATFORM, projectOf, rendered } from "../house.ts";
import { ground } from "./ground.ts";

const sandbox = ground("guards");
const HELD = "held";
const MAY = { "arboretum.dev/may-be-deleted": "the data protection officer, in writing" };

const labelled = (name: string, labels: object = KEPT) => ({ name, namespace: HELD, labels: { ...labels } });
const pod = {
  metadata: { labels: { app: "store" } },
  spec: { containers: [{ name: "store", image: "registry.example.edu/store:1" }] },
};

const claim = (name: string, labels?: object): KubeObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: labelled(name, labels),
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
});
const set = (name: string): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: labelled(name),
  spec: { serviceName: name, replicas: 0, selector: { matchLabels: { app: "store" } }, template: pod },
});
const namespace = (name: string): KubeObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { ...KEPT } },
});

const referenceTo = ({ apiVersion, kind, metadata }: KubeObject) => ({
  apiVersion,
  kind,
  name: metadata.name,
  ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
});

beforeAll(async () => {
  const { cluster } = sandbox();
  const platform = await rendered(compose(projectOf({ "Pulumi.platform.yaml": PLATFORM }), "platform"));
  const guards = manifests(platform)
    .filter((one) => one.is === "object")
    .map(objectOf)
    .filter(({ kind }) => kind.startsWith("ValidatingAdmissionPolicy"));
  expect(guards.map(({ metadata }) => metadata.name)).toEqual(
    expect.arrayContaining(["arboretum-kept-objects", "arboretum-keep-label"]),
  );
  for (const guard of guards) await cluster.apply(guard);
  await cluster.apply(namespace(HELD));
  // The API server learns of a policy a moment after it was taken.
  await cluster.apply(claim("probe"));
  const refuses = async () => {
    await cluster.apply(claim("probe"));
    return cluster.delete(referenceTo(claim("probe"))).then(
      () => false,
      () => true,
    );
  };
  expect(await becomesTrue(refuses, { seconds: 30 })).toBe(true);
  const unlabels = { metadata: { labels: { "arboretum.dev/keep": null } } };
  const keeps = async () => {
    await cluster.apply(claim("probe"));
    return cluster.patch(referenceTo(claim("probe")), unlabels).then(
      () => false,
      () => true,
    );
  };
  expect(await becomesTrue(keeps, { seconds: 30 })).toBe(true);
});

describe("what holds data", () => {
  test.each([
    ["a volume", claim("data")],
    ["a store", set("store")],
    ["a namespace", namespace("of-a-deployment")],
  ])("is not deleted: %s, until somebody has said in an annotation that it may go", async (_, object) => {
    const { cluster } = sandbox();
    await cluster.apply(object);
    await expect(cluster.delete(referenceTo(object))).rejects.toThrow(
      /annotate it with arboretum.dev\/may-be-deleted/,
    );
    expect((await cluster.get(referenceTo(object)))?.metadata.deletionTimestamp).toBeUndefined();
    await cluster.patch(referenceTo(object), { metadata: { annotations: MAY } });
    expect(await cluster.delete(referenceTo(object))).toBe(true);
  });

  test("is not deleted together with all others of its kind", async () => {
    const { cluster } = sandbox();
    await cluster.apply(claim("one-of-many"));
    const path = (await cluster.pathOf(referenceTo(claim("one-of-many")))).replace(/\/[^/]*$/, "");
    await expect(cluster.send("DELETE", path)).rejects.toThrow(/may-be-deleted/);
    expect(
      (await cluster.get(referenceTo(claim("one-of-many"))))?.metadata.deletionTimestamp,
    ).toBeUndefined();
  });

  test.each([
    ["a volume", claim("labelled-data")],
    ["a store", set("labelled-store")],
    ["a namespace", namespace("of-a-labelled-deployment")],
  ])("does not lose the label that keeps it either: %s", async (_, object) => {
    const { cluster } = sandbox();
    await cluster.apply(object);
    for (const value of [null, "false"]) {
      const without = { metadata: { labels: { "arboretum.dev/keep": value } } };
      await expect(cluster.patch(referenceTo(object), without)).rejects.toThrow(
        /annotate it with arboretum.dev\/may-be-deleted/,
      );
      // Nor in the same breath: whoever reads the log of the API server sees two steps.
      const atOnce = { metadata: { ...without.metadata, annotations: MAY } };
      await expect(cluster.patch(referenceTo(object), atOnce)).rejects.toThrow(/may-be-deleted/);
    }
    expect((await cluster.get(referenceTo(object)))?.metadata.labels).toMatchObject(KEPT);
    await cluster.patch(referenceTo(object), { metadata: { labels: { "example.edu/owner": "library" } } });
    await cluster.patch(referenceTo(object), { metadata: { annotations: MAY } });
    await cluster.patch(referenceTo(object), { metadata: { labels: { "arboretum.dev/keep": null } } });
    expect(await cluster.delete(referenceTo(object))).toBe(true);
  });

  test("does not go with the namespace that it is in", async () => {
    await expect(sandbox().cluster.delete(referenceTo(namespace(HELD)))).rejects.toThrow(/may-be-deleted/);
  });
});

describe("what an operator makes of a database", () => {
  const definition = (group: string, plural: string, kind: string): KubeObject => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: group === "mysql.oracle.com" ? "v2" : "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  });

  test.each([
    ["mysql.oracle.com", "innodbclusters", "InnoDBCluster"],
    ["ps.percona.com", "perconaservermysqls", "PerconaServerMySQL"],
    ["mongodbcommunity.mongodb.com", "mongodbcommunity", "MongoDBCommunity"],
  ])(
    "%s: neither a database that is kept goes, nor all of them with their definition",
    async (group, plural, kind) => {
      const { cluster } = sandbox();
      const all = definition(group, plural, kind);
      await cluster.apply(all);
      const one = {
        apiVersion: `${group}/${group === "mysql.oracle.com" ? "v2" : "v1"}`,
        kind,
        metadata: labelled("rows"),
        spec: {},
      };
      const applied = () =>
        cluster.apply(one).then(
          () => true,
          () => false,
        );
      expect(await becomesTrue(applied, { seconds: 30 })).toBe(true);
      // A definition that is new is known to the policies some seconds later, and any other error is no refusal.
      const refuses = async () => {
        await applied();
        const refusal = await cluster.delete(referenceTo(one)).then(() => "", String);
        return refusal.includes("holds what nobody can make again");
      };
      expect(await becomesTrue(refuses, { seconds: 30 })).toBe(true);
      await expect(cluster.delete(referenceTo(all))).rejects.toThrow(/Every database of this kind/);
      await cluster.patch(referenceTo(all), { metadata: { annotations: MAY } });
      expect(await cluster.delete(referenceTo(all))).toBe(true);
    },
  );

  test("the disk of a member stays in a namespace that is kept, though no label of ours is on it", async () => {
    const { cluster } = sandbox();
    const [rows, content, scratch] = [
      claim("datadir-mysql-0", {}),
      claim("data-volume-mongodb-0", {}),
      claim("scratch-0", {}),
    ];
    for (const disk of [rows, content]) {
      await cluster.apply(disk);
      await expect(cluster.delete(referenceTo(disk))).rejects.toThrow(/A member of a database/);
      await cluster.patch(referenceTo(disk), { metadata: { annotations: MAY } });
      expect(await cluster.delete(referenceTo(disk))).toBe(true);
    }
    await cluster.apply(scratch);
    expect(await cluster.delete(referenceTo(scratch))).toBe(true);
    const loose = { ...namespace("loose"), metadata: { name: "loose", labels: {} } };
    await cluster.apply(loose);
    const there = { ...rows, metadata: { ...rows.metadata, namespace: "loose" } };
    await cluster.apply(there);
    expect(await cluster.delete(referenceTo(there))).toBe(true);
  });
});

test("what nobody keeps goes as ever", async () => {
  const { cluster } = sandbox();
  const loose = claim("loose", { "app.kubernetes.io/managed-by": "arboretum" });
  await cluster.apply(loose);
  expect(await cluster.delete(referenceTo(loose))).toBe(true);
});
