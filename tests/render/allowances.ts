import type { Difference } from "../../src/render/difference.ts";

/** A difference between the engines that is meant, and why. */
export interface Allowance {
  readonly name: string;
  readonly why: string;
  readonly allows: (urn: string, difference: Difference) => boolean;
}

/** `before` is what the real engine says, `after` what the embedded one does. */
const isType = (urn: string, type: string): boolean => urn.split("::")[2]?.split("$").at(-1) === type;
const automaticName = /-[0-9a-f]{8}$/;

/** What providers and the real engine add. It holds for every recording. */
export const providerSide: readonly Allowance[] = [
  {
    name: "version of a provider",
    why: "The engine adds the version of the SDK package to the inputs of every provider, to find its plugin.",
    allows: (urn, { path, after }) =>
      urn.includes("::pulumi:providers:") && path === "inputs.version" && after === undefined,
  },
  {
    name: "__internal of a provider",
    why: "The engine keeps there what it needs to find the plugin again.",
    allows: (urn, { path, after }) =>
      urn.includes("::pulumi:providers:") && path === "inputs.__internal" && after === undefined,
  },
  {
    name: "default providers",
    why: "Where a program names no provider the engine makes one. Ours names every one, and Pulumi.yaml forbids the defaults.",
    allows: (_, { path, before, after }) =>
      path === "provider" && /::default(?:_|::)/.test(String(before)) && after === "",
  },
  {
    name: "the annotation of an automatic name",
    why: "The Kubernetes provider marks what it names itself, in Check, which only a provider runs.",
    allows: (_, { path, before }) =>
      path === "inputs.metadata.annotations" && JSON.stringify(before) === '{"pulumi.com/autonamed":"true"}',
  },
  {
    name: "automatic names",
    why: "The Kubernetes provider invents them, in Check.",
    allows: (_, { path, before, after }) =>
      path === "inputs.metadata.name" && automaticName.test(String(before)) && after === undefined,
  },
  {
    name: "readers of automatic names",
    why: "Both engines end an invented name with eight digits, and they are others.",
    allows: (_, { before, after }) =>
      String(before).replace(automaticName, "") === String(after).replace(automaticName, "") &&
      automaticName.test(String(after)),
  },
  {
    name: "defaults of a release",
    why: "The provider fills in what Helm would assume: false, empty, or the timeout of 300 seconds.",
    allows: (urn, { path, before, after }) =>
      isType(urn, "kubernetes:helm.sh/v3:Release") &&
      after === undefined &&
      (before === false || before === "" || (path === "inputs.timeout" && before === 300)),
  },
  {
    name: "`compat` of a release",
    why: "The SDK sends it so that an old provider refuses; the provider takes it out again.",
    allows: (urn, { path }) => isType(urn, "kubernetes:helm.sh/v3:Release") && path === "inputs.compat",
  },
  {
    name: "version of a chart in a folder",
    why: "Without a version the provider reads it from the chart, which is a file of its own.",
    allows: (urn, { path, after }) =>
      isType(urn, "kubernetes:helm.sh/v3:Release") && path === "inputs.version" && after === undefined,
  },
  {
    name: "namespace of a kind without a definition",
    why: "Where the provider cannot ask whether a kind has a namespace it assumes that it does, and says `default`.",
    allows: (_, { path, before, after }) =>
      path === "inputs.metadata.namespace" && before === "default" && after === undefined,
  },
];

/** What only the conformance program does. */
export const conformanceOnly: readonly Allowance[] = [
  {
    name: "labels of the stack's transform",
    why: "The embedded engine refuses transforms and says so; the real one runs this one.",
    allows: (urn, { path, before }) =>
      isType(urn, "kubernetes:core/v1:ConfigMap") &&
      path === "inputs.metadata.labels" &&
      JSON.stringify(before) === '{"stack":"qa"}',
  },
  {
    name: "what was looked up in a live cluster",
    why: "The recording was made against a cluster, which answered with the uid of kube-system. The embedded engine never asks one.",
    allows: (_, { path, after }) => path === "inputs.metadata.annotations.ns" && after === "<unknown>",
  },
];
