/** An object as the API server speaks of it, with the fields that somebody here reads. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: Spec;
  readonly status?: Status;
  readonly data?: Readonly<Record<string, string>>;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly [field: string]: unknown;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
}

export interface Spec extends PodSpec {
  readonly replicas?: number;
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly template?: Template;
  readonly jobTemplate?: { readonly spec?: { readonly template?: Template } };
  readonly volumeClaimTemplates?: readonly KubeObject[];
  readonly storageClassName?: string;
  readonly suspend?: boolean;
  readonly schedule?: string;
  readonly taints?: readonly unknown[];
  readonly hard?: Readonly<Record<string, string>>;
  readonly group?: string;
  readonly names?: { readonly kind: string; readonly [name: string]: string };
  readonly [field: string]: unknown;
}

export interface Template {
  readonly metadata?: Pick<Metadata, "labels" | "annotations">;
  readonly spec?: PodSpec;
}

export interface PodSpec {
  readonly nodeName?: string;
  readonly priorityClassName?: string;
  readonly containers?: readonly Container[];
  readonly [field: string]: unknown;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly resources?: Partial<Readonly<Record<"requests" | "limits", Readonly<Record<string, string>>>>>;
}

export interface Status {
  readonly phase?: string;
  readonly conditions?: readonly Condition[];
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly desiredNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly numberReady?: number;
  readonly hard?: Readonly<Record<string, string>>;
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly [field: string]: unknown;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly state?: {
    readonly waiting?: { readonly reason: string; readonly message?: string };
    readonly terminated?: { readonly exitCode: number; readonly reason: string; readonly message?: string };
  };
}

/** Which object is meant. */
export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export const referenceTo = ({
  apiVersion,
  kind,
  metadata: { name, namespace },
}: Pick<KubeObject, "apiVersion" | "kind" | "metadata">): Reference => ({
  apiVersion,
  kind,
  name,
  ...(namespace === undefined ? {} : { namespace }),
});

/** `Deployment academy-ci/lms`. */
export const nameOf = ({ kind, namespace, name }: Reference): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

export const conditionOf = ({ status }: Pick<KubeObject, "status">, type: string): Condition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

export const holds = (object: Pick<KubeObject, "status">, type: string): boolean =>
  conditionOf(object, type)?.status === "True";

/** What the pods of a workload are made from. */
export const templateOf = ({ spec }: KubeObject): Template | undefined =>
  spec?.template ?? spec?.jobTemplate?.spec?.template;

/** Labels as `kubectl -l` takes them. */
export const selectorText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(",");
