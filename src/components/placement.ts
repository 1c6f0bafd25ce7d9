import type * as pulumi from "@pulumi/pulumi";
import type { ConfigurationSecret } from "../settings/late.ts";
import { COMPONENT, KEPT, labelsOf, RELEASE } from "../vocabulary/labels.ts";
import type { Late } from "../vocabulary/late.ts";
import type { NodePool, PodKind } from "../vocabulary/workload.ts";

/** Where a component's objects live, and what they say about themselves. */
export interface Placement {
  /** Namespace that exists before the objects do. */
  readonly namespace: string;
  /** Deployment that they belong to; a label. */
  readonly deployment: string;
  /** Stage of the deployment; a label. */
  readonly stage: string;
  /** Release of Open edX that runs here; a label. */
  readonly release: string;
  /** Secret of the namespace that lets the cluster pull images. Default: no login. */
  readonly pullSecret?: string;
  /** Nodes by kind of pod. Default: any. */
  readonly nodes?: Readonly<{ [Kind in PodKind]?: NodePool | undefined }>;
  /** Roles of a cloud that pods take on, by their component. Default: none. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Hosts that are known only at deployment, by what stands for them. Default: none. */
  readonly lateHosts?: Readonly<Record<string, pulumi.Output<string>>>;
  /** Priority classes of the cluster by kind of pod. Default: none, every pod is as urgent as any other. */
  readonly priorities?: Readonly<Record<PodKind, string>>;
}

/** Looks up what is known only at deployment. */
export type Reveal = (late: Late) => pulumi.Input<string>;

/** Fetches a secret of the stack's own configuration. */
export type Configured = (secret: ConfigurationSecret) => pulumi.Output<string>;

/** What a component may depend on: what has to exist, or be ready, before. */
export type Before = readonly pulumi.Resource[];

export const selector = (component: string): Record<string, string> => ({ [COMPONENT]: component });

/**
 * Labels of the pods of a component. They say nothing of the release: it is not in what never may change (Jobs, selectors),
 * and a database does not restart because the code around it is newer.
 */
export const podLabels = (
  placement: Placement,
  component: string,
  kind: PodKind,
): Record<string, string> => ({
  "app.kubernetes.io/name": component,
  "app.kubernetes.io/instance": component,
  "app.kubernetes.io/component": kind,
  ...labelsOf(placement),
  ...selector(component),
});

/** Labels of an object that belongs to a component. */
export const labels = (placement: Placement, component: string, kind: PodKind): Record<string, string> => ({
  ...podLabels(placement, component, kind),
  "app.kubernetes.io/version": placement.release,
  [RELEASE]: placement.release,
});

/** `academy-qa-mysql` and the component's own `mysql-data` make `academy-qa-mysql-data`: each word once. */
export function childName(parent: string, component: string, child: string): string {
  if (child === component) return parent;
  return `${parent}-${child.startsWith(`${component}-`) ? child.slice(component.length + 1) : child}`;
}

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

/** The same of what holds data: where it is kept, a label says so to the guards of the cluster. */
export function keptMetadata(
  placement: Placement,
  component: string,
  kind: PodKind,
  keep: boolean,
  name: string = component,
): ReturnType<typeof metadata> {
  const object = metadata(placement, component, kind, name);
  return keep ? { ...object, labels: { ...object.labels, ...KEPT } } : object;
}
