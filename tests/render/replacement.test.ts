import { describe, expect, test } from "vitest";
import type { Value, Values } from "../../src/render/rendering.ts";
import { heldData, immutablePaths, replaces } from "../../src/render/replacement.ts";
import { optionsWith, resourceOf } from "../resource.ts";

const named = ["metadata.name", "metadata.namespace"];
const secret = "kubernetes:core/v1:Secret";
const map = "kubernetes:core/v1:ConfigMap";
const pod = "kubernetes:core/v1:Pod";
const claim = "kubernetes:core/v1:PersistentVolumeClaim";

describe("what cannot change in place", () => {
  test.each<[type: string, provider: Values | undefined, inputs: Values, paths: readonly string[]]>([
    ["random:index/randomId:RandomId", undefined, {}, ["*"]],
    ["pulumi:providers:random", undefined, {}, []],
    ["kubernetes:core/v1:ServiceAccount", undefined, {}, named],
    ["kubernetes:core/v1:ServiceAccountPatch", undefined, {}, []],
    ["kubernetes:helm.sh/v3:Release", undefined, {}, ["name", "namespace"]],
    ["pulumi:providers:kubernetes", undefined, {}, ["clusterIdentifier", "renderYamlToDirectory"]],
    ["demo:index:Thing", undefined, {}, []],
    [secret, undefined, {}, [...named, "type", "stringData", "data"]],
    [secret, { enableSecretMutable: "true" }, {}, [...named, "type"]],
    [secret, { enableSecretMutable: true }, {}, [...named, "type"]],
    [secret, { enableSecretMutable: "false" }, {}, [...named, "type", "stringData", "data"]],
    [secret, { enableConfigMapMutable: "true" }, {}, [...named, "type", "stringData", "data"]],
    [secret, { enableSecretMutable: "true" }, { immutable: true }, [...named, "type", "stringData", "data"]],
    [map, undefined, {}, [...named, "binaryData", "data"]],
    [map, { enableConfigMapMutable: "true" }, {}, named],
    [map, { enableSecretMutable: "true" }, {}, [...named, "binaryData", "data"]],
    [map, { enableConfigMapMutable: "true" }, { immutable: true }, [...named, "binaryData", "data"]],
  ])("of %s with the provider %j and the inputs %j", (type, provider, inputs, paths) => {
    expect(immutablePaths({ type, inputs }, provider)).toEqual(paths);
  });
});

describe("a change replaces", () => {
  test.each<[type: string, path: string, after: Value | undefined, replaced: boolean]>([
    [pod, "spec.containers[0].image", "i:2", true],
    [pod, "spec.activeDeadlineSeconds", 5, false],
    [pod, "spec.tolerations[0].key", "a", false],
    [pod, "metadata.labels.app", "a", false],
    [pod, "metadata.name", "other", true],
    [pod, "metadata.namespace", "other", true],
    ["tls:index/selfSignedCert:SelfSignedCert", "validityPeriodHours", 9, true],
    ["tls:index/selfSignedCert:SelfSignedCert", "earlyRenewalHours", 9, false],
    [claim, "spec.accessModes[0]", "ReadWriteMany", true],
    [claim, "spec.resources.requests.storage", "2Gi", false],
    [claim, "spec", { storageClassName: "fast" }, true],
    [claim, "spec", { resources: {} }, false],
    [claim, "spec", undefined, false],
    [claim, "spec", null, false],
    [claim, "spec", "text", false],
    [claim, "metadata.labels", { name: "a" }, false],
  ])("%s, where %s becomes %j: %s", (type, path, after, replaced) => {
    const difference = { path, ...(after === undefined ? {} : { after }) };
    const patterns = immutablePaths({ type, inputs: {} }, undefined);
    expect(replaces(difference, type, patterns)).toBe(replaced);
  });

  test("by what is new as a whole only if it reaches so deep", () => {
    const brings = (after: Value) => replaces({ path: "a", after }, "demo:index:Thing", ["a.b.c"]);
    expect([{ b: { c: 1 } }, { b: { c: null } }].map(brings)).toEqual([true, true]);
    expect([{ b: { d: 1 } }, { b: null }, { b: "text" }, { b: [1] }, {}].map(brings)).toEqual(
      Array(5).fill(false),
    );
  });
});

describe("what is lost with it", () => {
  test.each([
    ["kubernetes:apps/v1:StatefulSet", {}, true],
    ["kubernetes:apps/v1:Deployment", {}, false],
    ["aws:rds/instance:Instance", {}, true],
    [secret, {}, false],
    [secret, { protect: true }, true],
    [secret, { retainOnDelete: true }, true],
    ["random:index/randomPassword:RandomPassword", {}, false],
    ["random:index/randomPassword:RandomPassword", { protect: true }, true],
    ["tls:index/privateKey:PrivateKey", { retainOnDelete: true }, true],
    ["kubernetes:core/v1:SecretList", { protect: true }, false],
    [map, { protect: true }, false],
  ])("%s with %j: %s", (type, said, held) => {
    expect(heldData(resourceOf(type, "it", optionsWith(said))) !== undefined).toBe(held);
  });
});
