import type { Blueprint } from "../blueprint/model.ts";
import type { Rendering, Resource } from "../render/rendering.ts";
import { kindOf } from "../vocabulary/resourceType.ts";
import type { Container, Labels, Metadata, PodSpec, PodTemplate, Spec } from "./kubernetes.ts";

/** What a rule can be broken by: a resource of the stack. */
export interface Subject {
  readonly resource: Resource;
}

/** A Kubernetes object of the stack. */
export interface ClusterObject extends Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly metadata: Metadata;
  readonly spec: Spec;
}

/** Pods that an object makes, all alike. */
export interface Pods extends Subject {
  readonly owner: ClusterObject;
  readonly labels: Labels;
  readonly spec: PodSpec;
}

/** A container of such pods. */
export interface PodContainer extends Subject {
  readonly pods: Pods;
  readonly container: Container;
}

/** All that the rules look at, found once. */
export interface Scene {
  readonly blueprint: Blueprint;
  readonly rendering: Rendering;
  readonly byUrn: ReadonlyMap<string, Resource>;
  readonly objects: readonly ClusterObject[];
  readonly pods: readonly Pods[];
  readonly containers: readonly PodContainer[];
  /** Labels of pods that operators make of custom resources, or charts of their values. What else these pods are is theirs. */
  readonly operated: readonly Pick<Pods, "owner" | "labels">[];
  /** Namespaces that charts fill: only Helm knows which pods are there. */
  readonly opaque: ReadonlySet<string>;
  /** Namespaces of the platform in which pods and objects of this stack are guests: what else is there, the platform knows. */
  readonly visited: ReadonlySet<string>;
  /** The objects of one kind. */
  readonly kind: (kind: string) => readonly ClusterObject[];
  /** One object by its identity in the cluster. */
  readonly find: (kind: string, namespace: string, name: string) => ClusterObject | undefined;
  /** URNs of everything that a resource waits for, however far behind. */
  readonly behind: (urn: string) => ReadonlySet<string>;
}

/** A chart release is opaque: only Helm knows what objects it makes. */
const isRelease = ({ type }: Pick<Resource, "type">): boolean => type.startsWith("kubernetes:helm.sh/");

const isObject = ({ type, custom, read }: Resource): boolean =>
  custom && !read && type.startsWith("kubernetes:") && !isRelease({ type });

export function sceneOf(rendering: Rendering, blueprint: Blueprint): Scene {
  const objects = rendering.resources.filter(isObject).map(clusterObject);
  const releases = rendering.resources.filter(isRelease).map(releaseObject);
  const byKind = Map.groupBy(objects, ({ kind }) => kind);
  const byIdentity = new Map(objects.map((object) => [identity(object), object]));
  const pods = objects.flatMap(podsOf);
  const byUrn = new Map(rendering.resources.map((resource) => [resource.urn, resource]));
  return {
    blueprint,
    rendering,
    byUrn,
    objects,
    pods,
    containers: pods.flatMap(containersOf),
    operated: [...objects, ...releases].flatMap(operatedBy),
    opaque: new Set([
      ...releases.filter((release) => operatedBy(release).length === 0).map(({ namespace }) => namespace),
      // What is in them comes from charts and from deployments.
      ...(blueprint.kind === "platform" ? blueprint.namespaces.map(({ name }) => name) : []),
    ]),
    visited: new Set(
      blueprint.kind === "deployment"
        ? [
            ...blueprint.preparations.flatMap(({ elsewhere }) => elsewhere ?? []),
            ...(blueprint.clusterBackups ? [blueprint.clusterBackups.home] : []),
          ]
        : [],
    ),
    kind: (kind) => byKind.get(kind) ?? [],
    find: (kind, namespace, name) => byIdentity.get(identity({ kind, namespace, name })),
    behind: (urn) => everythingBehind(urn, byUrn),
  };
}

export const identity = ({
  kind,
  namespace,
  name,
}: Pick<ClusterObject, "kind" | "namespace" | "name">): string =>
  namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;

function clusterObject(resource: Resource): ClusterObject {
  // The SDK's types have checked the shape, and a rendering keeps it as plain values.
  const { metadata = {}, spec = {} } = resource.inputs as { metadata?: Metadata; spec?: Spec };
  return {
    resource,
    kind: kindOf(resource),
    name: metadata.name ?? "",
    namespace: metadata.namespace ?? "",
    metadata,
    spec,
  };
}

/** A release as far as it says what its pods are called. */
function releaseObject(resource: Resource): ClusterObject {
  const { name, namespace, chart, values } = resource.inputs;
  return {
    resource,
    // In a mirror it stands below the address of that.
    kind: `Release ${String(chart).split("/").at(-1)}`,
    name: String(name),
    namespace: String(namespace),
    metadata: {},
    spec: (values ?? {}) as Spec,
  };
}

function podsOf(owner: ClusterObject): Pods[] {
  const { resource, kind, spec } = owner;
  const template: PodTemplate | undefined =
    kind === "Pod" ? (resource.inputs as PodTemplate) : (spec.template ?? spec.jobTemplate?.spec?.template);
  if (template?.spec === undefined) return [];
  return [{ resource, owner, labels: template.metadata?.labels ?? {}, spec: template.spec }];
}

/** Where each kind of custom resource, and the values of a chart, say which labels their pods have. */
const POD_LABELS: Readonly<Record<string, readonly string[]>> = {
  InnoDBCluster: ["podLabels", "router.podLabels"],
  PerconaServerMySQL: ["mysql.labels", "proxy.haproxy.labels"],
  MongoDBCommunity: ["statefulSet.spec.template.metadata.labels"],
  "Release jupyterhub": [
    "hub.labels",
    "proxy.labels",
    "singleuser.extraLabels",
    "scheduling.userScheduler.labels",
  ],
};

const operatedBy = (owner: ClusterObject): Scene["operated"] =>
  (POD_LABELS[owner.kind] ?? []).map((path) => ({
    owner,
    labels: path
      .split(".")
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], owner.spec) as Labels,
  }));

const containersOf = (pods: Pods): PodContainer[] =>
  [...(pods.spec.initContainers ?? []), ...(pods.spec.containers ?? [])].map((container) => ({
    resource: pods.resource,
    pods,
    container,
  }));

function everythingBehind(urn: string, byUrn: ReadonlyMap<string, Resource>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [urn];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const needed of byUrn.get(next)?.dependencies ?? []) {
      if (!found.has(needed)) open.push(needed);
      found.add(needed);
    }
  }
  return found;
}
