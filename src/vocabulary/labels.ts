/** Label that no two components of a namespace share: selectors and network policies use it and nothing else. */
export const COMPONENT = "arboretum.dev/component";

/** What the pods of a namespace are to others: `edge` for gateways, `autoscaling` for KEDA, `monitoring` for scrapers. */
export const ROLE = "arboretum.dev/role";

/** Release of Open edX. Never in a selector, nor in what may not change. */
export const RELEASE = "arboretum.dev/release";

/** Jobs that must not be cut off. The guards of a platform let nobody delete one while it runs. */
export const RUNS_TO_ITS_END = { "arboretum.dev/runs-to-its-end": "true" };

export const KEEP = "arboretum.dev/keep";
/** Objects whose loss is for ever. The guards of a platform let nobody delete one that is not released first, nor take this label from it. */
export const KEPT = { [KEEP]: "true" } as const;

/** Annotation of a namespace: the cluster it is meant for. The guards of any other cluster refuse it. */
export const CLUSTER = "arboretum.dev/cluster";

/** What everything of this project says about itself. */
export const ours = {
  "app.kubernetes.io/part-of": "openedx",
  "app.kubernetes.io/managed-by": "arboretum",
};

/** What a server of Amazon is for, where nothing else of it says so: `cache`. */
export const USE = "arboretum.dev/use";

export const DEPLOYMENT = "arboretum.dev/deployment";
export const STAGE = "arboretum.dev/stage";

/** Whose an object is. */
export const labelsOf = ({ deployment, stage }: { readonly deployment: string; readonly stage: string }) => ({
  ...ours,
  [DEPLOYMENT]: deployment,
  [STAGE]: stage,
});

/** User of a sandbox, on its pods: no two of one user may share a node. */
export const SANDBOX_USER = "arboretum.dev/sandbox-user";
