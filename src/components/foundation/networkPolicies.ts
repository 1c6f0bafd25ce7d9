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
  /** Namespace of the ends that name none. Default: the one that is closed. */
  readonly home?: string;
  /** Whether pods may not even ask for a name. Default: they may. */
  readonly mute?: boolean;
  /** Whether somebody else has closed the namespace, and has pods of others in it. Default: it is closed here. */
  readonly theirs?: boolean;
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
  home = placement.namespace,
  mute = false,
  theirs = false,
}: NetworkPoliciesArgs): Readonly<Record<string, PolicyArgs>> {
  const scope = { here: placement.namespace, home, mute };
  const components = new Set(
    connections
      .flatMap(({ from, to }) => [from, to])
      .flatMap((end) => (isHere(end, scope) ? [end.name] : [])),
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
      { metadata: metadata(name), spec: policySpec(name, connections, scope) },
    ]);
  return { ...(theirs ? {} : { closed }), ...Object.fromEntries(open) };
}

type Component = Extract<Endpoint, { kind: "component" }>;

/** The namespace that is closed, and the one of the ends that name none. */
interface Scope {
  readonly here: string;
  readonly home: string;
  readonly mute: boolean;
}

const isHere = (end: Endpoint, { here, home }: Scope): end is Component =>
  end.kind === "component" && (end.namespace ?? home) === here;

function policySpec(component: string, connections: readonly Connection[], scope: Scope) {
  const is = (end: Endpoint) => isHere(end, scope) && end.name === component;
  const arriving = connections.filter(({ to }) => is(to));
  const leaving = connections.filter(({ from }) => is(from));
  const ingress = byPort(arriving, ({ from }) => from, scope).map(([port, from]) => ({
    from,
    ports: [tcp(port)],
  }));
  const egress = [
    ...(scope.mute ? [] : [names]),
    ...byPort(leaving, ({ to }) => to, scope).map(([port, to]) => ({
      // Without a peer it is open to every address.
      ...(asksApiServer(leaving, port) ? {} : { to }),
      ports: [tcp(port)],
    })),
  ];
  return {
    podSelector: { matchLabels: selector(component) },
    policyTypes: ["Ingress", "Egress"],
    // The provider drops an empty list, and the type above keeps the pod closed without one.
    ...(ingress.length > 0 ? { ingress } : {}),
    ...(egress.length > 0 ? { egress } : {}),
  };
}

const asksApiServer = (leaving: readonly Connection[], wanted: number): boolean =>
  leaving.some(({ to, port }) => to.kind === "apiServer" && port === wanted);

export const tcp = (port: number) => ({ protocol: "TCP", port });

/** Nothing is reached without the name server of the cluster. */
export const names = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
};

function byPort(
  connections: readonly Connection[],
  end: (one: Connection) => Endpoint,
  scope: Scope,
): [number, Peer[]][] {
  const ports = [...new Set(connections.map(({ port }) => port))].sort((a, b) => a - b);
  return ports.map((port) => [
    port,
    connections.filter((one) => one.port === port).flatMap((one) => peers(end(one), scope)),
  ]);
}

/** Every public address, and none of the addresses that clouds, clusters and campuses use inside. */
export const INTERNET: readonly Peer[] = [
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

function peers(end: Endpoint, scope: Scope): readonly Peer[] {
  switch (end.kind) {
    case "component":
      return [{ ...elsewhere(end, scope), podSelector: { matchLabels: selector(end.name) } }];
    case "apiServer":
      return [];
    case "role":
      return [{ namespaceSelector: { matchLabels: { [ROLE]: end.role } } }];
    case "network":
      return end.network === "internet" ? INTERNET : [{ ipBlock: { cidr: end.network } }];
  }
}

/** A namespace that it does not live in has to be named: without, a peer is always of one's own. */
function elsewhere({ namespace }: Component, { here, home }: Scope): Pick<Peer, "namespaceSelector"> {
  const lives = namespace ?? home;
  if (lives === here) return {};
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": lives } } };
}
