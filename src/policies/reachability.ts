import { BlockList, isIPv6 } from "node:net";
import {
  type LabelSelector,
  type Labels,
  type Opening,
  type Peer,
  type PodSpec,
  selects,
} from "./kubernetes.ts";

/** Pods in a cluster, all alike, with the labels of the namespace that they run in. */
export interface PodParty {
  readonly is: "pod";
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  /** Numbers of the ports that its containers name. */
  readonly ports: Readonly<Record<string, number>>;
}

/** A machine outside the cluster. */
export interface AddressParty {
  readonly is: "address";
  readonly name: string;
  readonly address: string;
}

export type Party = PodParty | AddressParty;

/** A NetworkPolicy, as far as it decides who reaches whom. */
export interface Policy {
  readonly namespace: string;
  readonly spec: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Opening[];
    readonly egress?: readonly Opening[];
  };
}

export interface Wire {
  readonly protocol: "TCP" | "UDP" | "SCTP";
  readonly port: number;
}

type Way = "Ingress" | "Egress";

/** Whether a connection comes about, as Kubernetes defines it: the policies of both ends have to let it pass. */
export function reaches(policies: readonly Policy[], from: Party, to: Party, wire: Wire): boolean {
  return passes(policies, "Egress", from, to, to, wire) && passes(policies, "Ingress", to, from, to, wire);
}

/** Whether the policies of one end let the other end pass. Nobody's policies are about an address. */
function passes(
  policies: readonly Policy[],
  way: Way,
  self: Party,
  other: Party,
  target: Party,
  wire: Wire,
): boolean {
  if (self.is === "address") return true;
  const about = policies.filter((policy) => isAbout(policy, way, self));
  return about.length === 0 || about.some((policy) => openings(policy, way).some((one) => lets(one, policy)));

  function lets(opening: Opening, policy: Policy): boolean {
    const peers = way === "Ingress" ? opening.from : opening.to;
    return matchesPorts(opening, target, wire) && matchesPeers(peers, other, policy);
  }
}

const openings = ({ spec }: Policy, way: Way): readonly Opening[] =>
  (way === "Ingress" ? spec.ingress : spec.egress) ?? [];

/** Without `policyTypes` a policy closes what arrives, and what leaves only if it says something of it. */
const typesOf = ({ spec }: Policy): readonly string[] =>
  spec.policyTypes ?? (spec.egress?.length ? ["Ingress", "Egress"] : ["Ingress"]);

const isAbout = (policy: Policy, way: Way, pod: PodParty): boolean =>
  policy.namespace === pod.namespace &&
  typesOf(policy).includes(way) &&
  chooses(policy.spec.podSelector ?? {}, pod.labels);

/** No peers at all are everybody. */
const matchesPeers = (peers: readonly Peer[] | undefined, other: Party, policy: Policy): boolean =>
  peers === undefined || peers.length === 0 || peers.some((peer) => matchesPeer(peer, other, policy));

function matchesPeer(
  { ipBlock, podSelector, namespaceSelector }: Peer,
  other: Party,
  policy: Policy,
): boolean {
  if (ipBlock !== undefined) return other.is === "address" && holds(ipBlock, other.address);
  if (other.is === "address") return false;
  const home =
    namespaceSelector === undefined
      ? other.namespace === policy.namespace
      : chooses(namespaceSelector, other.namespaceLabels);
  return home && chooses(podSelector ?? {}, other.labels);
}

/** No ports at all are every port. A name is that of the port at the end that is connected to. */
function matchesPorts({ ports }: Opening, target: Party, wire: Wire): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some(({ port, endPort, protocol = "TCP" }) => {
    if (protocol !== wire.protocol) return false;
    if (port === undefined) return true;
    const first = typeof port === "number" ? port : target.is === "pod" ? target.ports[port] : undefined;
    return first !== undefined && wire.port >= first && wire.port <= (endPort ?? first);
  });
}

/** Whether a selector chooses something with these labels. An empty one chooses everything. */
function chooses({ matchLabels, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  return (
    selects(matchLabels, labels) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return values.some((one) => one === value);
        case "NotIn":
          return !values.some((one) => one === value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
      }
      return false;
    })
  );
}

const familyOf = (address: string) => (isIPv6(address) ? "ipv6" : "ipv4");

interface Network {
  readonly family: "ipv4" | "ipv6";
  readonly list: BlockList;
}

/** The same few networks are asked for every pair of pods and every port. */
const networks = new Map<string, Network>();

function networkOf(cidr: string): Network {
  const known = networks.get(cidr);
  if (known !== undefined) return known;
  const [start = "", length = ""] = cidr.split("/");
  const network = { family: familyOf(start), list: new BlockList() } as const;
  network.list.addSubnet(start, Number(length), network.family);
  networks.set(cidr, network);
  return network;
}

/** Whether an address is in a network, and in none of its exceptions. */
function holds({ cidr, except = [] }: NonNullable<Peer["ipBlock"]>, address: string): boolean {
  const of = familyOf(address);
  const isIn = (network: string) => {
    const { family, list } = networkOf(network);
    return family === of && list.check(address, of);
  };
  return isIn(cidr) && !except.some(isIn);
}

/** Pods of a template, ready to be asked about. */
export function podParty(
  name: string,
  namespace: string,
  { labels, spec }: { readonly labels: Labels; readonly spec: PodSpec },
  namespaceLabels: Labels,
): PodParty {
  const ports = (spec.containers ?? []).flatMap((container) => container.ports ?? []);
  return {
    is: "pod",
    name,
    namespace,
    labels,
    // The API server puts this one on every namespace.
    namespaceLabels: { "kubernetes.io/metadata.name": namespace, ...namespaceLabels },
    ports: Object.fromEntries(
      ports.flatMap((port) => (port.name === undefined ? [] : [[port.name, port.containerPort]])),
    ),
  };
}
