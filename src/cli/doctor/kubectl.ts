import { bytesOf, millicoresOf } from "../../vocabulary/quantity.ts";
import type { Io } from "../command.ts";
import { complaint, type Ended, said, saidJson, useTool } from "../tool.ts";
import { type ClusterFacts, EDGE, type QuotaFacts } from "./cluster.ts";

/** What came of asking a cluster. */
export type Asked =
  | { readonly kind: "absent" }
  | { readonly kind: "unreachable"; readonly complaint: string }
  | { readonly kind: "answered"; readonly facts: ClusterFacts };

export interface Where {
  readonly context?: string;
  /** Namespace of the stack. Default: none is looked at. */
  readonly namespace?: string;
}

/** Asks the cluster of the kubeconfig, reading only. */
export async function askCluster(io: Io, cwd: string, { context, namespace }: Where): Promise<Asked> {
  const kubectl = (...given: string[]): Promise<Ended> => {
    const which = context === undefined ? [] : ["--context", context];
    return useTool(io, { name: "kubectl", arguments: [...given, "--request-timeout=5s", ...which], cwd });
  };
  const list = async (resource: string, ...given: string[]): Promise<readonly Listed[] | undefined> => {
    const { items } = (saidJson(await kubectl("get", resource, ...given, "-o", "json")) ?? {}) as {
      items?: readonly Listed[];
    };
    return items;
  };
  const versions = await kubectl("version", "-o", "json");
  if (versions.kind === "absent") return { kind: "absent" };
  const { serverVersion } = (saidJson(versions) ?? {}) as { serverVersion?: { gitVersion?: string } };
  if (serverVersion?.gitVersion === undefined) return { kind: "unreachable", complaint: complaint(versions) };
  const [metrics, classes, priorities, guards, edges, nodes, quotas] = await Promise.all([
    kubectl("get", "--raw", "/apis/metrics.k8s.io/v1beta1"),
    list("storageclasses"),
    list("priorityclasses"),
    list("validatingadmissionpolicies"),
    list("namespaces", "--selector", EDGE),
    list("nodes"),
    namespace === undefined ? undefined : list("resourcequotas", "--namespace", namespace),
  ]);
  return {
    kind: "answered",
    facts: {
      version: serverVersion.gitVersion,
      metrics: said(metrics) !== undefined,
      ...(classes ? { storageClasses: classes.map(storageClass) } : {}),
      ...(priorities ? { priorities: priorities.map(nameOf) } : {}),
      ...(guards ? { guards: guards.map(nameOf) } : {}),
      ...(edges ? { edges: edges.map(nameOf) } : {}),
      ...(nodes ? { nodes: roomOn(nodes) } : {}),
      ...(quotas ? { quotas: quotas.map(quotaOf) } : {}),
    },
  };
}

/** What we read of an object that the API server lists. */
interface Listed {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly unschedulable?: boolean; readonly hard?: Readonly<Record<string, string>> };
  readonly status?: { readonly allocatable?: { readonly cpu?: string; readonly memory?: string } };
}

const nameOf = ({ metadata }: Listed) => metadata.name;

const storageClass = ({ metadata }: Listed) => ({
  name: metadata.name,
  isDefault: metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true",
});

const quotaOf = ({ metadata, spec }: Listed): QuotaFacts => ({ name: metadata.name, hard: spec?.hard ?? {} });

function roomOn(all: readonly Listed[]): NonNullable<ClusterFacts["nodes"]> {
  const open = all.filter(({ spec }) => spec?.unschedulable !== true);
  const sum = (amount: (node: Listed) => number) => open.reduce((total, node) => total + amount(node), 0);
  return {
    count: open.length,
    cpu: sum(({ status }) => millicoresOf(status?.allocatable?.cpu ?? "0")),
    memory: sum(({ status }) => bytesOf(status?.allocatable?.memory ?? "0")),
  };
}
