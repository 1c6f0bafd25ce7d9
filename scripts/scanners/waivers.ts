import type { Values } from "../../src/render/rendering.ts";
import type { Finding, ScannedObject, Scanner } from "./finding.ts";

/** What a scanner may go on finding, why that is right, and until when. */
export interface Waiver {
  /** Scanner and its id of the check. */
  readonly rules: readonly `${Scanner} ${string}`[];
  /** Which findings: those for which all of this is true. Empty: every one of these rules. */
  readonly over: {
    readonly kinds?: readonly string[];
    /** User of the pods. */
    readonly user?: number;
    /** Component whose pods they are. */
    readonly component?: RegExp;
    /** How few replicas an autoscaler leaves. */
    readonly least?: number;
    /** What the finding says. */
    readonly says?: RegExp;
  };
  readonly why: string;
  /** The last day. Then somebody looks again whether it still has to be. */
  readonly until: string;
}

const LOW_USER = [
  "monokle KBP104",
  "monokle KBP105",
  "kube-score container-security-context-user-group-id",
  "checkov CKV_K8S_40",
] as const;

export const waivers: readonly Waiver[] = [
  {
    rules: ["kube-score pod-probes-identical"],
    over: { kinds: ["StatefulSet"], component: /^mongodb$/ },
    why: "It takes connections as soon as it has recovered, and liveness waits much longer than readiness. The shell that could ask more is a Node of some seconds of processor: under load the probe would fail, and not the server.",
    until: "2027-12-31",
  },
  {
    rules: ["checkov CKV_K8S_8", "checkov CKV_K8S_9"],
    over: { kinds: ["Deployment"], component: /-worker(?:-|$)|^xqueue-watcher$/ },
    why: "A worker answers nobody: no Service sends it requests, so there is nothing to be ready for. Asking it means starting Django beside it every few seconds; whether it works is seen at its queue.",
    until: "2027-12-31",
  },
  {
    rules: ["checkov CKV_K8S_8", "checkov CKV_K8S_9"],
    over: { kinds: ["Deployment"], component: /^ecommerce-gateways$/ },
    why: "The watch asks gateways, and nobody asks it but Prometheus. That it has stopped is seen where its figures are missing: the alert PaymentGatewaysUnwatched.",
    until: "2027-12-31",
  },
  {
    rules: ["kube-score networkpolicy-targets-pod"],
    over: { kinds: ["NetworkPolicy"] },
    why: "The pods of these are made by a chart, or by cert-manager while it proves a name, and stand in no manifest. Whether the policies of our own pods fit them is asked by the rule network-exact.",
    until: "2027-12-31",
  },
  {
    rules: [
      "monokle KBP103",
      "monokle PSS202",
      "monokle PSS203",
      "monokle PSS206",
      "checkov CKV_K8S_20",
      "checkov CKV_K8S_28",
      "checkov CKV_K8S_37",
    ],
    over: { kinds: ["Deployment"], component: /^codejail$/ },
    why: "The sandbox of Python problems changes to a user of its own with sudo, under a profile of AppArmor: what it may do is decided there (decision 20). It lives in a namespace of lower trust, and reaches nobody.",
    until: "2027-12-31",
  },
  {
    rules: ["monokle KBP003", "kube-score container-resources", "checkov CKV_K8S_11"],
    over: { says: /cpu/i },
    why: "A throttled pod is slow although its node is idle, and no graph says why. Processors are shared by what pods ask for; whoever wants limits all the same sets arboretum:limits.processors.",
    until: "2027-12-31",
  },
  {
    rules: LOW_USER,
    over: { user: 1000 },
    why: "The image of Open edX is built for user 1000, and its files belong to it: a high user takes an image of one's own, built with APP_USER_ID. Redis and Meilisearch run as 1000 because Tutor runs them so; with another user nobody has tried them.",
    until: "2027-06-30",
  },
  {
    rules: LOW_USER,
    over: { user: 999 },
    why: "The official images of MySQL and MongoDB make user 999, and the files on a volume belong to it: with another number a server could not open its own data after an update.",
    until: "2027-06-30",
  },
  {
    rules: ["checkov CKV_K8S_43"],
    over: {},
    why: "The shipped stacks run public images by exact tag: a digest is written into images.lock.yaml by whoever can ask the registry. The rule image-pinned refuses tags that move, and lint asks for a digest of every image that was built.",
    until: "2027-03-31",
  },
  {
    rules: ["kube-score deployment-has-poddisruptionbudget"],
    over: { least: 1 },
    why: "A budget for a single pod holds up every drain of its node (the rule budget-pods refuses it), and an autoscaler may leave one of these. kube-score looks at `replicas`, which is the autoscaler's.",
    until: "2027-12-31",
  },
  {
    rules: ["monokle MTD-recommended-labels"],
    over: { says: /'app\.kubernetes\.io\/managed'/ },
    why: "Monokle asks for `app.kubernetes.io/managed`, which Kubernetes does not know. The label is `managed-by`, and the rule labels-present asks for that.",
    until: "2027-12-31",
  },
  {
    rules: ["monokle MTD-recommended-labels"],
    over: {
      kinds: [
        "EnvoyProxy",
        "GatewayClass",
        "LimitRange",
        "Namespace",
        "NetworkPolicy",
        "PriorityClass",
        "ResourceQuota",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
      ],
      says: /'app\.kubernetes\.io\/(?:name|instance|version|component)'/,
    },
    why: "These are of a whole namespace or cluster. They are part of no component, and have no version.",
    until: "2027-12-31",
  },
  {
    rules: ["monokle KBP112", "checkov CKV_K8S_35"],
    over: { kinds: ["Deployment"], component: /^mongodb-exporter$/ },
    why: "mongodb_exporter reads its login from a variable alone. It is an account that sees figures and no data.",
    until: "2027-06-30",
  },
  {
    rules: ["monokle LNK001"],
    over: {
      kinds: ["NetworkPolicy", "Service"],
      says: /link\.(?: (?:certificate-solver|jupyterhub|jupyterhub-proxy|notebook|kube-dns))+$/,
    },
    why: "The name servers are the cluster's, what answers an authority is made by cert-manager, the hub and its proxy by their chart, and notebooks by the hub. Monokle looks for them among the objects of the project.",
    until: "2027-12-31",
  },
  {
    rules: ["kube-score service-targets-pod"],
    over: { kinds: ["Service"], component: /^jupyterhub-proxy$/ },
    why: "The chart of the hub makes the pods of its proxy, and kube-score sees what we make.",
    until: "2027-12-31",
  },
];

const record = (value: unknown): Values =>
  typeof value === "object" && value !== null ? (value as Values) : {};

/** User of the pods that an object makes. */
function userOf({ manifest }: ScannedObject): unknown {
  const spec = record(manifest.spec);
  const template = record(spec.template ?? record(record(spec.jobTemplate).spec).template);
  return record(record(template.spec).securityContext).runAsUser;
}

const covers = (
  { over: { kinds, user, component, least, says } }: Waiver,
  { object, says: said }: Finding,
): boolean =>
  (kinds === undefined || kinds.includes(object.kind)) &&
  (user === undefined || userOf(object) === user) &&
  (component === undefined || component.test(object.name)) &&
  (least === undefined || object.least === least) &&
  (says === undefined || says.test(said));

export interface Judged {
  /** What no waiver covers. */
  readonly open: readonly Finding[];
  readonly waived: readonly Finding[];
  /** Waivers of the scanners that ran, by one of their rules, that cover nothing. */
  readonly unused: readonly string[];
}

/** Findings of some scanners, held against the table. */
export function judge(
  scanners: readonly Scanner[],
  findings: readonly Finding[],
  table: readonly Waiver[] = waivers,
): Judged {
  const used = new Set<string>();
  const isWaived = (finding: Finding): boolean => {
    const rule = `${finding.scanner} ${finding.rule}` as const;
    const found = table.findIndex((waiver) => waiver.rules.includes(rule) && covers(waiver, finding));
    if (found >= 0) used.add(`${found} ${rule}`);
    return found >= 0;
  };
  const { true: waived = [], false: open = [] } = Object.groupBy(
    findings,
    (finding) => `${isWaived(finding)}`,
  );
  const unused = table.flatMap((waiver, index) =>
    waiver.rules
      .filter(
        (rule) => scanners.some((scanner) => rule.startsWith(`${scanner} `)) && !used.has(`${index} ${rule}`),
      )
      .map((rule) => `${rule}: ${waiver.why}`),
  );
  return { open, waived, unused };
}

/** Waivers whose last day has passed. */
export const expired = (today: string, table: readonly Waiver[] = waivers): readonly Waiver[] =>
  table.filter(({ until }) => until < today);
