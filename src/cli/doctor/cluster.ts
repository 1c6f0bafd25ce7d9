import type { Demand } from "../../blueprint/capacity.ts";
import { ROLE } from "../../vocabulary/labels.ts";
import { bytesOf, cpu, memory, millicoresOf } from "../../vocabulary/quantity.ts";
import { type Finding, good, lacking, unknown } from "./finding.ts";
import { oldest } from "./requirements.ts";
import { isAtLeast } from "./version.ts";
import type { Wants } from "./wants.ts";

/** A limit on what a namespace may ask for. */
export interface QuotaFacts {
  readonly name: string;
  readonly hard: Readonly<Record<string, string>>;
}

/** Label of the namespaces of gateways: network policies let nobody else in from outside. */
export const EDGE = `${ROLE}=edge`;

/** What a cluster has. `undefined` says that it could not be asked. */
export interface ClusterFacts {
  readonly version: string;
  readonly metrics: boolean;
  readonly storageClasses?: readonly { readonly name: string; readonly isDefault: boolean }[];
  readonly priorities?: readonly string[];
  readonly guards?: readonly string[];
  /** Namespaces whose pods may bring requests from outside. */
  readonly edges?: readonly string[];
  /** Of the stack's namespace; none where there is no namespace yet. */
  readonly quotas?: readonly QuotaFacts[];
  /** What all nodes that take pods offer together. */
  readonly nodes?: { readonly count: number; readonly cpu: number; readonly memory: number };
}

/** A cluster, judged for a stack; without one nothing is needed of it. */
export function judgeCluster(facts: ClusterFacts, wants?: Wants): readonly Finding[] {
  const asked = wants?.deployment;
  return [
    isAtLeast(facts.version, oldest.kubernetes)
      ? good("Kubernetes", facts.version)
      : lacking(
          wants !== undefined,
          "Kubernetes",
          `${facts.version} is too old`,
          `Upgrade the cluster to ${oldest.kubernetes} or newer.`,
        ),
    judgeMetrics(facts, asked),
    judgeStorage(facts, asked),
    ...(asked === undefined
      ? []
      : [...judgePlatform(facts, asked), judgeEdge(facts), ...judgeRoom(facts, asked)]),
  ];
}

type Asked = NonNullable<Wants["deployment"]>;

function judgeMetrics({ metrics }: ClusterFacts, asked: Asked | undefined): Finding {
  if (metrics) return good("Metrics API", "served");
  const remedy =
    "Autoscalers need it. Say `arboretum:offers: { metricsServer: managed }` in the platform stack, and deploy that first.";
  return lacking(asked?.metrics ?? false, "Metrics API", "metrics.k8s.io is not served", remedy);
}

function judgeStorage({ storageClasses }: ClusterFacts, asked: Asked | undefined): Finding {
  const subject = "Storage class";
  if (storageClasses === undefined) return notAllowed(subject, "storageclasses");
  const needed = asked !== undefined;
  const names = storageClasses.map(({ name }) => name).join(", ") || "none";
  if (asked?.storageClass !== undefined) {
    return storageClasses.some(({ name }) => name === asked.storageClass)
      ? good(subject, asked.storageClass)
      : lacking(
          needed,
          subject,
          `there is no ${asked.storageClass}`,
          `Name one that exists (${names}) in arboretum:cluster.storageClass.`,
        );
  }
  const standard = storageClasses.find(({ isDefault }) => isDefault);
  return standard !== undefined
    ? good(subject, `${standard.name}, the default`)
    : lacking(
        needed,
        subject,
        "none is the default",
        `Name one in arboretum:cluster.storageClass. There is: ${names}.`,
      );
}

/** What the platform stack has to have brought before. */
function judgePlatform(facts: ClusterFacts, { platform, priorities, guards }: Asked): readonly Finding[] {
  const remedy = `Deploy the platform first: \`pulumi up --stack ${platform}\`.`;
  const compare = (
    subject: string,
    resource: string,
    wanted: readonly string[],
    found?: readonly string[],
  ) => {
    if (wanted.length === 0) return good(subject, "none is asked for");
    if (found === undefined) return notAllowed(subject, resource);
    const missing = wanted.filter((name) => !found.includes(name));
    return missing.length === 0
      ? good(subject, wanted.join(", "))
      : lacking(true, subject, `${missing.join(", ")} missing`, remedy);
  };
  return [
    compare("Priority classes", "priorityclasses", priorities, facts.priorities),
    compare("Guards", "validatingadmissionpolicies", guards, facts.guards),
  ];
}

/** An update ends well without one, and then nobody reaches what it deployed. */
function judgeEdge({ edges }: ClusterFacts): Finding {
  const subject = "Gateway";
  if (edges === undefined) return notAllowed(subject, "namespaces");
  if (edges.length > 0) return good(subject, `in ${edges.join(", ")}`);
  const remedy = `Label the namespace of the gateway: \`kubectl label namespace <name> ${EDGE}\`. Until then nobody reaches the LMS.`;
  return lacking(false, subject, `no namespace has the label ${EDGE}`, remedy);
}

/** Whether the pods that always run find room: on the nodes, and below the limits that others set. */
function judgeRoom({ nodes, quotas }: ClusterFacts, { demand, namespace }: Asked): readonly Finding[] {
  return [
    judgeNodes(nodes, demand),
    ...(quotas ?? []).flatMap((quota) => judgeQuota(quota, demand, namespace)),
  ];
}

function judgeNodes(nodes: ClusterFacts["nodes"], { lowest, highest }: Asked["demand"]): Finding {
  const subject = "Room";
  if (nodes === undefined) return notAllowed(subject, "nodes");
  const offer = `${nodes.count} ${nodes.count === 1 ? "node" : "nodes"} with ${amounts(nodes)}`;
  if (lowest.cpu > nodes.cpu || lowest.memory > nodes.memory) {
    const remedy = "Add nodes, or choose a smaller arboretum:scale.profile.";
    return lacking(
      true,
      subject,
      `${offer}, and the least that always runs asks for ${amounts(lowest)}`,
      remedy,
    );
  }
  if (highest.cpu > nodes.cpu || highest.memory > nodes.memory) {
    const remedy = "An autoscaler of the cluster adds nodes; without one, the last pods wait.";
    return lacking(false, subject, `${offer}, and the highest load asks for ${amounts(highest)}`, remedy);
  }
  return good(subject, offer);
}

/** The name of the quota that the program itself keeps. It grows with the stack. */
const OWN_QUOTA = "quota";

function judgeQuota(
  { name, hard }: QuotaFacts,
  { lowest, highest }: Asked["demand"],
  namespace: string,
): readonly Finding[] {
  if (name === OWN_QUOTA) return [];
  const subject = `Quota ${name}`;
  const over = (wanted: Demand) =>
    LIMITS.filter(({ key, asks, read }) => hard[key] !== undefined && asks(wanted) > read(hard[key]));
  const tooSmall = over(lowest);
  const tight = over(highest);
  if (tight.length === 0) return [good(subject, "leaves room for the highest load")];
  const needed = tooSmall.length > 0;
  const listed = (needed ? tooSmall : tight)
    .map(
      ({ key, asks, show }) =>
        `${key} is ${hard[key]}, and ${show(asks(needed ? lowest : highest))} are asked for`,
    )
    .join("; ");
  return [
    lacking(
      needed,
      subject,
      listed,
      `Raise it in the namespace ${namespace}, or choose a smaller arboretum:scale.profile.`,
    ),
  ];
}

interface Limit {
  readonly key: string;
  readonly asks: (demand: Demand) => number;
  readonly read: (quantity: string) => number;
  readonly show: (amount: number) => string;
}

const limit = (amount: number): string => (Number.isFinite(amount) ? cpu(amount) : "no limit");

const LIMITS: readonly Limit[] = [
  { key: "requests.cpu", asks: (demand) => demand.cpu, read: millicoresOf, show: cpu },
  { key: "requests.memory", asks: (demand) => demand.memory, read: bytesOf, show: memory },
  { key: "limits.cpu", asks: (demand) => demand.cpuLimit, read: millicoresOf, show: limit },
  { key: "limits.memory", asks: (demand) => demand.memoryLimit, read: bytesOf, show: memory },
  { key: "pods", asks: (demand) => demand.pods, read: Number, show: String },
];

const amounts = (amount: { readonly cpu: number; readonly memory: number }) =>
  `${cpu(amount.cpu)} CPU and ${memory(amount.memory)}`;

const notAllowed = (subject: string, resource: string): Finding =>
  unknown(
    subject,
    "the cluster does not say",
    `Whoever asks may not list ${resource}: \`kubectl auth can-i list ${resource}\`.`,
  );
