import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Connection, Endpoint } from "../../vocabulary/connection.ts";
import { labelsOf, ROLE } from "../../vocabulary/labels.ts";
import { type Before, type Placement, selector } from "../placement.ts";
import { tokens } from "../tokens.ts";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type PolicyArgs = k8s.networking.v1.NetworkPolicyArgs;

export interface NetworkPoliciesArgs {
  /** Where its objects live. */
  readonly placement: Placement;
  /** Every connection that is permitted. Nothing else is. */
  readonly connections: readonly Connection[];
  /** What has to exist before: the namespace. */
  readonly after?: Before;
}

/** Closes a namespace in both directions and opens exactly the declared connections, each at both of its ends. */
export class NetworkPolicies extends pulumi.ComponentResource {
  /** Pods that start after these start in a closed namespace. */
  readonly ready: Before;

  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.networkPolicies, name, {}, opts);
    const opened = { parent: this, dependsOn: [...(args.after ?? [])] };
    this.ready = Object.entries(policies(args)).map(
      ([policy, policyArgs]) => new k8s.networking.v1.NetworkPolicy(`${name}-${policy}`, policyArgs, opened),
    );
    this.registerOutputs({});
  }
}

/** The policies by name: one that closes everything, and one for each component. */
export function policies({
  placement,
  connections,
}: NetworkPoliciesArgs): Readonly<Record<string, PolicyArgs>> {
  const components = new Set(
    connections
      .flatMap(({ from, to }) => [from, to])
      .flatMap((end) => (end.kind === "component" ? [end.name] : [])),
  );
  const metadata = (name: string) => ({
    name,
    namespace: placement.namespace,
    labels: labelsOf(placement),
  });
  const closed: PolicyArgs = {
    metadata: metadata("closed"),
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  };
  const open = [...components]
    .sort()
    .map((name): [string, PolicyArgs] => [
      name,
      { metadata: metadata(name), spec: policySpec(name, connections) },
    ]);
  return { closed, ...Object.fromEntries(open) };
}

const is = (end: Endpoint, component: string) => end.kind === "component" && end.name === component;

function policySpec(component: string, connections: readonly Connection[]) {
  const arriving = connections.filter(({ to }) => is(to, component));
  const leaving = connections.filter(({ from }) => is(from, component));
  const ingress = byPort(arriving, ({ from }) => from).map(([port, from]) => ({ from, ports: [tcp(port)] }));
  return {
    podSelector: { matchLabels: selector(component) },
    policyTypes: ["Ingress", "Egress"],
    // The provider drops an empty list, and the type above keeps the pod closed without one.
    ...(ingress.length > 0 ? { ingress } : {}),
    egress: [names, ...byPort(leaving, ({ to }) => to).map(([port, to]) => ({ to, ports: [tcp(port)] }))],
  };
}

const tcp = (port: number) => ({ protocol: "TCP", port });

/** Nothing is reached without the name server of the cluster. */
const names = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
};

function byPort(connections: readonly Connection[], end: (one: Connection) => Endpoint): [number, Peer[]][] {
  const ports = [...new Set(connections.map(({ port }) => port))].sort((a, b) => a - b);
  return ports.map((port) => [
    port,
    connections.filter((one) => one.port === port).flatMap((one) => peers(end(one))),
  ]);
}

/** Every public address, and none of the addresses that clouds, clusters and campuses use inside. */
const INTERNET: readonly Peer[] = [
  {
    ipBlock: {
      cidr: "0.0.0.0/0",
      except: [
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
      ],
    },
  },
  { ipBlock: { cidr: "::/0", except: ["::1/128", "fc00::/7", "fe80::/10"] } },
];

function peers(end: Endpoint): readonly Peer[] {
  switch (end.kind) {
    case "component":
      return [{ podSelector: { matchLabels: selector(end.name) } }];
    case "role":
      return [{ namespaceSelector: { matchLabels: { [ROLE]: end.role } } }];
    case "network":
      return end.network === "internet" ? INTERNET : [{ ipBlock: { cidr: end.network } }];
  }
}
