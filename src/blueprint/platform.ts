import type { PlatformSettings } from "../settings/settings.ts";
import { CLUSTER, KEEP, KEPT, ours, RUNS_TO_ITS_END } from "../vocabulary/labels.ts";
import { dashboardsOf } from "./dashboards.ts";
import { installed } from "./installed.ts";
import type { Cluster, Guard, PlatformBlueprint, Priority } from "./model.ts";

/** Who is scheduled first when nodes are short: data before those who ask for it, learners before background work. */
export const priorities = {
  store: "arboretum-store",
  web: "arboretum-web",
  worker: "arboretum-worker",
  job: "arboretum-job",
} as const;

const PRIORITIES: readonly Priority[] = [
  {
    name: priorities.store,
    value: 100_000,
    why: "Databases, queues and search: everything else waits for them.",
  },
  { name: priorities.web, value: 50_000, why: "What answers learners and authors." },
  { name: priorities.worker, value: 30_000, why: "What works on tasks that learners and authors wait for." },
  { name: priorities.job, value: 10_000, why: "Migrations and other work that may start a little later." },
];

const RELEASED = "arboretum.dev/may-be-deleted";

/** Kinds that hold data, or whose end is the end of what does. */
const HOLDERS: Guard["resources"] = [
  { group: "", version: "v1", resource: "namespaces" },
  { group: "", version: "v1", resource: "persistentvolumeclaims" },
  { group: "apps", version: "v1", resource: "statefulsets" },
  { group: "mysql.oracle.com", version: "v2", resource: "innodbclusters" },
  { group: "ps.percona.com", version: "v1", resource: "perconaservermysqls" },
  { group: "mongodbcommunity.mongodb.com", version: "v1", resource: "mongodbcommunity" },
];

const isReleased = (object: string): string =>
  `has(${object}.metadata.annotations) && "${RELEASED}" in ${object}.metadata.annotations`;

const isKept = (object: string): string =>
  `has(${object}.metadata.labels) && "${KEEP}" in ${object}.metadata.labels && ${object}.metadata.labels["${KEEP}"] == "${KEPT[KEEP]}"`;

/** With a definition go all objects of its kind, and no request for any of them is ever made that somebody could refuse. */
const DEFINITIONS = HOLDERS.filter(({ group }) => group.includes(".")).map(
  ({ group, resource }) => `${resource}.${group}`,
);

/** Disks of members, which operators make and call so: no label of ours is on them. */
const MEMBERS_DISK = "^(datadir|data-volume)-";

const guardsOf = ({ identifier }: PlatformSettings["cluster"]): readonly Guard[] => [
  {
    name: "arboretum-other-clusters",
    operations: ["CREATE", "UPDATE"],
    resources: [{ group: "", version: "v1", resource: "namespaces" }],
    label: ours,
    holds: `!has(object.metadata.annotations) || !("${CLUSTER}" in object.metadata.annotations) || object.metadata.annotations["${CLUSTER}"] == ${JSON.stringify(identifier)}`,
    message: `This is the cluster ${identifier}, and the namespace is meant for another one: see its annotation ${CLUSTER}. Choose the context of that cluster, or name it in arboretum:cluster.context.`,
  },
  {
    name: "arboretum-running-jobs",
    operations: ["DELETE"],
    resources: [{ group: "batch", version: "v1", resource: "jobs" }],
    label: RUNS_TO_ITS_END,
    // Active is a pod as well that waits for its image or for room on a node: nothing of it has begun before it is ready once.
    holds:
      "!has(oldObject.status.active) || oldObject.status.active == 0 || (has(oldObject.status.ready) && oldObject.status.ready == 0)",
    message:
      "This Job still runs, and half a migration is worse than a late one. Wait for its end. If it hangs for good, remove its label arboretum.dev/runs-to-its-end and delete it then.",
  },
  {
    name: "arboretum-kept-objects",
    operations: ["DELETE"],
    resources: HOLDERS,
    label: KEPT,
    holds: isReleased("oldObject"),
    message: `This holds what nobody can make again. If it may go all the same, annotate it with ${RELEASED} first.`,
  },
  {
    name: "arboretum-kept-kinds",
    operations: ["DELETE"],
    resources: [{ group: "apiextensions.k8s.io", version: "v1", resource: "customresourcedefinitions" }],
    holds: `!(oldObject.metadata.name in ${JSON.stringify(DEFINITIONS)}) || (${isReleased("oldObject")})`,
    message: `Every database of this kind would go with its definition. If they may go all the same, annotate it with ${RELEASED} first.`,
  },
  {
    name: "arboretum-kept-disks",
    operations: ["DELETE"],
    resources: [{ group: "", version: "v1", resource: "persistentvolumeclaims" }],
    holds: `!(${isKept("namespaceObject")}) || !oldObject.metadata.name.matches("${MEMBERS_DISK}") || (${isReleased("oldObject")}) || (${isReleased("namespaceObject")})`,
    message: `A member of a database has its rows here, and the namespace is kept. If it may go all the same, annotate it with ${RELEASED} first.`,
  },
  {
    name: "arboretum-keep-label",
    operations: ["UPDATE"],
    resources: HOLDERS,
    // Of an update the object before counts as well.
    label: KEPT,
    holds: `(${isKept("object")}) || !(${isKept("oldObject")}) || (${isReleased("oldObject")})`,
    message: `Without its label ${KEEP} nothing would keep this from being deleted, and it holds what nobody can make again. If it may go all the same, annotate it with ${RELEASED} first.`,
  },
];

export const clusterOf = ({
  identifier,
  context,
  kubeconfig,
}: Omit<PlatformSettings["cluster"], "nodes">): Cluster => ({
  identifier,
  ...(context ? { context } : {}),
  ...(kubeconfig ? { kubeconfig } : {}),
});

/** What a cluster has once, for all deployments on it. */
export function composePlatform(stack: string, settings: PlatformSettings): PlatformBlueprint {
  return {
    kind: "platform",
    stack,
    identity: { deployment: "platform", stage: stack },
    cluster: clusterOf(settings.cluster),
    priorities: PRIORITIES,
    guards: guardsOf(settings.cluster),
    ...installed(settings),
    ...dashboardsOf(settings),
    offers: settings.offers,
  };
}
