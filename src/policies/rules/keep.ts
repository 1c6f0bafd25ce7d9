import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import type { Resource } from "../../render/rendering.ts";
import { copyName } from "../../vocabulary/bucket.ts";
import { IMMUTABLE } from "../../vocabulary/immutable.ts";
import { COMPONENT } from "../../vocabulary/labels.ts";
import { type InstanceStore, isInstance, isManaged } from "../../vocabulary/store.ts";
import { type Rule, rule } from "../rule.ts";
import type { ClusterObject, Scene, Subject } from "../scene.ts";

/** What the blueprint keeps: namespaces, disks with their servers, buckets, and secrets that nobody can make again. */
function kept(scene: Scene): readonly Subject[] {
  const known = found.get(scene) ?? keptIn(scene);
  found.set(scene, known);
  return known;
}

/** Three rules ask for the same of each stack. */
const found = new WeakMap<Scene, readonly Subject[]>();

function keptIn(scene: Scene): readonly Subject[] {
  const { blueprint } = scene;
  if (blueprint.kind !== "deployment") return [];
  const { home, namespaces, stores, secrets, s3 } = blueprint;
  const keptNamespaces = namespaces.filter(({ keep }) => keep);
  const stateful = stores.filter(isInstance).filter(({ volume }) => volume?.keep);
  const servers = stores
    .filter(isManaged)
    .flatMap((store) => ("keep" in store && store.keep ? [store.identifier] : []));
  const buckets = (s3?.buckets ?? [])
    .filter(({ keep }) => keep)
    .flatMap(({ name, replicated }) => [name, ...(s3?.second && replicated ? [copyName(name)] : [])]);
  return [
    ...keptNamespaces.flatMap(({ name }) => scene.find("Namespace", "", name) ?? []),
    ...stateful.flatMap((store) => statefulOf(scene, home, store)),
    ...generated(scene, secrets),
    ...named(scene, BUCKET, "bucket", buckets),
    ...named(scene, DATABASE, "identifier", servers),
  ];
}

/** A server with its disk, or several with all of theirs, whose names say which server has which. */
function statefulOf(scene: Scene, home: string, store: InstanceStore): readonly Subject[] {
  const { name, volume } = store;
  const isOf = ({ namespace, metadata }: ClusterObject) =>
    namespace === home && metadata.labels?.[COMPONENT] === name;
  const disks =
    "spread" in store
      ? scene.kind("PersistentVolumeClaim").filter(isOf)
      : [scene.find("PersistentVolumeClaim", home, volume?.name ?? "")];
  return [...disks, scene.find("StatefulSet", home, name)].flatMap((object) => object ?? []);
}

/** Passwords and keys of the providers that make them, for the secrets that are kept. */
function generated({ rendering }: Scene, secrets: DeploymentBlueprint["secrets"]): readonly Subject[] {
  const endings = secrets.filter(({ keep }) => keep).map(({ name }) => `-${name.replaceAll("/", "-")}`);
  return rendering.resources
    .filter(({ type }) => /^(?:random|tls):/.test(type))
    .filter(({ name }) => endings.some((ending) => name.endsWith(ending)))
    .map((resource) => ({ resource }));
}

const BUCKET = "aws:s3/bucket:Bucket";
const DATABASE = "aws:rds/instance:Instance";

/** What Amazon has under some names. */
const named = (
  { rendering }: Scene,
  kind: string,
  argument: string,
  names: readonly string[],
): readonly Subject[] =>
  names.length === 0
    ? []
    : rendering.resources
        .filter(({ type, inputs }) => type === kind && names.includes(String(inputs[argument])))
        .map((resource) => ({ resource }));

const immutable: Readonly<Record<string, readonly string[]>> = IMMUTABLE;

const open = ({ type, options }: Resource): readonly string[] =>
  (immutable[type] ?? []).filter((path) => !options.ignoreChanges.includes(path));

const resources = ({ rendering }: Scene): readonly Subject[] =>
  rendering.resources.map((resource) => ({ resource }));

/** Claims that a set makes where nobody has made them before. */
const claimsMade = ({
  name,
  spec: { volumeClaimTemplates = [], replicas = 1 },
}: ClusterObject): readonly string[] =>
  volumeClaimTemplates.flatMap(({ metadata }) =>
    Array.from({ length: replicas }, (_, index) => `${metadata?.name}-${name}-${index}`),
  );

export const keep: readonly Rule[] = [
  rule("kept-protected", {
    why: "A line that disappears must not take the data of learners along.",
    over: kept,
    holds: ({ resource }) => resource.options.protect,
    wrong: "The engine may delete it, and the blueprint keeps it.",
    remedy: "Set protect.",
  }),
  rule("kept-retained", {
    why: "What is no longer in the program has to stay in the cluster until somebody decides.",
    over: kept,
    holds: ({ resource }) => resource.options.retainOnDelete,
    wrong: "It goes when it leaves the program, and the blueprint keeps it.",
    remedy: "Set retainOnDelete.",
  }),
  rule("kept-never-replaced", {
    why: "A replacement is a loss: a new disk is empty, and a new password opens nothing.",
    over: resources,
    holds: ({ resource }) => open(resource).length === 0,
    wrong: ({ resource }) => `A change of ${open(resource).join(", ")} would replace it.`,
    remedy: "Name these under ignoreChanges.",
  }),
  rule("kept-not-emptied", {
    why: "A bucket that empties itself, or a server that goes without a last copy, takes the work of learners along.",
    over: kept,
    holds: ({ resource: { inputs } }) =>
      inputs.forceDestroy !== true &&
      inputs.skipFinalSnapshot !== true &&
      inputs.deletionProtection !== false,
    wrong: "It would go with all that it holds when it is deleted, and the blueprint keeps it.",
    remedy: "Leave out forceDestroy and skipFinalSnapshot, and set deletionProtection of a server.",
  }),
  rule("kept-no-templates", {
    why: "A volume in a claim template cannot grow, and goes with its set.",
    over: (scene) => scene.kind("StatefulSet"),
    holds: (set, scene) =>
      claimsMade(set).every((claim) => scene.find("PersistentVolumeClaim", set.namespace, claim)),
    wrong: "It makes its volumes from a template.",
    remedy: "Register a PersistentVolumeClaim of its own and mount it.",
  }),
];
