import type * as pulumi from "@pulumi/pulumi";
import type { Late } from "../vocabulary/late.ts";

/** Where a component's objects live, and what they say about themselves. */
export interface Placement {
  /** Namespace that exists before the objects do. */
  readonly namespace: string;
  readonly deployment: string;
  readonly stage: string;
  /** Release of Open edX that runs here. */
  readonly release: string;
  /** Secret of the namespace that lets the cluster pull images. Default: no login. */
  readonly pullSecret?: string;
  /** Priority classes of the cluster by kind of pod. Default: none, every pod is as urgent as any other. */
  readonly priorities?: Readonly<Record<PodKind, string>>;
}

export type PodKind = "web" | "store" | "job";

/** Looks up what is known only at deployment. */
export type Reveal = (late: Late) => pulumi.Input<string>;

/** Label that no two components of a namespace share: selectors and network policies use it and nothing else. */
export const COMPONENT = "arboretum.dev/component";

export const selector = (component: string): Record<string, string> => ({ [COMPONENT]: component });

/**
 * Labels of the pods of a component. They say nothing of the release: it is not in what never may change (Jobs, selectors),
 * and a database does not restart because the code around it is newer.
 */
export const podLabels = (
  { deployment, stage }: Placement,
  component: string,
  kind: PodKind,
): Record<string, string> => ({
  "app.kubernetes.io/name": component,
  "app.kubernetes.io/instance": component,
  "app.kubernetes.io/component": kind,
  "app.kubernetes.io/part-of": "openedx",
  "app.kubernetes.io/managed-by": "arboretum",
  "arboretum.dev/deployment": deployment,
  "arboretum.dev/stage": stage,
  ...selector(component),
});

/** Labels of an object that belongs to a component. */
export const labels = (placement: Placement, component: string, kind: PodKind): Record<string, string> => ({
  ...podLabels(placement, component, kind),
  "app.kubernetes.io/version": placement.release,
  "arboretum.dev/release": placement.release,
});

/** The metadata of an object of a component, under a name that is the same at every update. */
export const metadata = (
  placement: Placement,
  component: string,
  kind: PodKind,
  name: string = component,
) => ({
  name,
  namespace: placement.namespace,
  labels: labels(placement, component, kind),
});
