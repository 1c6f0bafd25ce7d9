import type * as k8s from "@pulumi/kubernetes";
import type { ChartNamespace, Identity } from "../../blueprint/model.ts";
import { labelsOf, ours, ROLE } from "../../vocabulary/labels.ts";
import type { Opening } from "../../vocabulary/opening.ts";
import { INTERNET, names, tcp } from "../foundation/networkPolicies.ts";

/**
 * The policies of a namespace that charts fill: one that closes it, and one that opens what its table row says. Their pods have labels
 * of their own, so they are opened together.
 */
export function chartPolicies(
  namespace: ChartNamespace,
  identity: Identity,
): Readonly<Record<string, k8s.networking.v1.NetworkPolicyArgs>> {
  const metadata = (name: string) => ({ name, namespace: namespace.name, labels: labelsOf(identity) });
  const everyPod = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
  const ingress = namespace.opens.map(ingressOf);
  return {
    closed: { metadata: metadata("closed"), spec: everyPod },
    opened: {
      metadata: metadata("opened"),
      spec: {
        ...everyPod,
        ...(ingress.length > 0 ? { ingress } : {}),
        egress: [names, ...namespace.asks.map((asked) => ASKED[asked])],
      },
    },
  };
}

/** Where clouds tell a pod which account it has: the machine itself, the agent of Amazon, that of Google. */
const MACHINE = ["169.254.169.254", "169.254.170.23", "169.254.169.252"].map((address) => ({
  ipBlock: { cidr: `${address}/32` },
}));

/** The address of an API server is known to nobody before, and it is behind one of two ports nearly everywhere. */
const ASKED: Readonly<
  Record<ChartNamespace["asks"][number], k8s.types.input.networking.v1.NetworkPolicyEgressRule>
> = {
  apiServer: { ports: [tcp(443), tcp(6443)] },
  web: { ports: [tcp(80), tcp(443)] },
  internet: { to: [...INTERNET] },
  pods: { to: [{ namespaceSelector: {} }] },
  nodes: { ports: [tcp(9100), tcp(10250)] },
  machine: { to: MACHINE, ports: [tcp(80), tcp(988)] },
};

function ingressOf({ from, ports }: Opening): k8s.types.input.networking.v1.NetworkPolicyIngressRule {
  return { ...fromOf(from), ...(ports ? { ports: ports.map(tcp) } : {}) };
}

function fromOf(from: Opening["from"]): Pick<k8s.types.input.networking.v1.NetworkPolicyIngressRule, "from"> {
  switch (from) {
    case "everybody":
      return {};
    case "namespace":
      return { from: [{ podSelector: {} }] };
    case "openedx":
      return { from: [{ namespaceSelector: { matchLabels: ours } }] };
    default:
      return { from: [{ namespaceSelector: { matchLabels: { [ROLE]: from } } }] };
  }
}
