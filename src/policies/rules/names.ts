import { type Rule, rule } from "../rule.ts";
import { type ClusterObject, identity, type Scene } from "../scene.ts";

/** Kinds that live in no namespace. */
const CLUSTER_WIDE = new Set([
  "ClusterIssuer",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "GatewayClass",
  "Namespace",
  "PersistentVolume",
  "PriorityClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
]);

const LONGEST_NAME = 63;
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_NAME = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

const inNamespaces = ({ objects }: Scene) => objects.filter(({ kind }) => !CLUSTER_WIDE.has(kind));
const named = ({ objects }: Scene) => objects.filter(({ name }) => name !== "");

/** Every object but the first of those that share a name. */
function repeated(scene: Scene): readonly ClusterObject[] {
  const seen = new Set<string>();
  return named(scene).filter((object) => {
    const name = identity(object);
    const again = seen.has(name);
    seen.add(name);
    return again;
  });
}

const EVERYWHERE = ["app.kubernetes.io/part-of", "app.kubernetes.io/managed-by"];
const OF_A_DEPLOYMENT = ["arboretum.dev/deployment", "arboretum.dev/stage"];

const missingLabels = ({ metadata }: ClusterObject, { blueprint }: Scene): readonly string[] =>
  [...EVERYWHERE, ...(blueprint.kind === "deployment" ? OF_A_DEPLOYMENT : [])].filter(
    (label) => !metadata.labels?.[label],
  );

const oddLabels = ({ metadata }: ClusterObject): readonly string[] =>
  Object.entries(metadata.labels ?? {})
    .filter(
      ([name, value]) => !LABEL_NAME.test(name) || value.length > LONGEST_NAME || !LABEL_VALUE.test(value),
    )
    .map(([name]) => name);

export const names: readonly Rule[] = [
  rule("object-named", {
    why: "After an update that was killed, only a name of our own tells that the object is there already.",
    over: (scene) => scene.objects,
    holds: ({ name }) => name !== "",
    wrong: "It has no metadata.name, so the engine would invent one.",
    remedy: "Give it a name that follows from the deployment and the component.",
  }),
  rule("object-namespace", {
    why: "Without one it lands in whatever namespace a kubeconfig happens to name.",
    over: inNamespaces,
    // A part of the platform may exist, and what it is told lives beside it.
    holds: ({ namespace }, scene) =>
      scene.find("Namespace", "", namespace) !== undefined ||
      scene.visited.has(namespace) ||
      (scene.blueprint.kind === "platform" && namespace !== ""),
    wrong: ({ namespace }) =>
      namespace === ""
        ? "It has no metadata.namespace."
        : `Its namespace "${namespace}" is not of this stack.`,
    remedy: "Set metadata.namespace to the namespace of the deployment.",
  }),
  rule("object-name-valid", {
    why: "The API server refuses it, in the middle of an update.",
    over: named,
    holds: ({ name }) => name.length <= LONGEST_NAME && NAME.test(name),
    wrong: ({ name }) => `"${name}" is no name for an object.`,
    remedy: `Write small letters, digits and hyphens, at most ${LONGEST_NAME}.`,
  }),
  rule("object-name-unique", {
    why: "Two resources that are one object undo each other's changes.",
    over: repeated,
    holds: () => false,
    wrong: "Another resource of this stack has the same kind, namespace and name.",
    remedy: "Give one of them another name.",
  }),
  rule("labels-present", {
    why: "Whoever finds an object has to see whose it is, and who makes it.",
    over: (scene) => scene.objects,
    holds: (object, scene) => missingLabels(object, scene).length === 0,
    wrong: (object, scene) => `It has no label ${missingLabels(object, scene).join(", ")}.`,
    remedy: "Take the labels from the placement, as every object does.",
  }),
  rule("labels-valid", {
    why: "The API server refuses it, in the middle of an update.",
    over: (scene) => scene.objects,
    holds: (object) => oddLabels(object).length === 0,
    wrong: (object) => `${oddLabels(object).join(", ")} is no valid label, or its value is not.`,
    remedy: `A value has letters, digits, hyphens, dots and underscores, at most ${LONGEST_NAME}.`,
  }),
];
