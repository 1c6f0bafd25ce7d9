import type { Connection, Endpoint } from "../../vocabulary/connection.ts";
import { COMPONENT, ROLE } from "../../vocabulary/labels.ts";
import { type Labels, type Opening, type Peer, selects } from "../kubernetes.ts";
import { type Rule, rule } from "../rule.ts";
import type { ClusterObject, Pods, Scene, Subject } from "../scene.ts";
import { known } from "./selectors.ts";

const policies = (scene: Scene) => scene.kind("NetworkPolicy");

/** Those about pods that this stack names: what a chart starts is its own. */
const transparent = (scene: Scene) => policies(scene).filter(({ namespace }) => !scene.opaque.has(namespace));

const closesBoth = ({ spec }: ClusterObject) =>
  ["Ingress", "Egress"].every((way) => spec.policyTypes?.includes(way));

/** Policies that are about these pods and not about all of a namespace. */
const policiesOf = ({ owner, labels }: Pods, scene: Scene): readonly ClusterObject[] =>
  policies(scene).filter(
    ({ namespace, spec: { podSelector } }) =>
      namespace === owner.namespace &&
      Object.keys(podSelector?.matchLabels ?? {}).length > 0 &&
      selects(podSelector?.matchLabels, labels),
  );

const peersOf = ({ spec }: ClusterObject): readonly Peer[] =>
  [...(spec.ingress ?? []), ...(spec.egress ?? [])].flatMap(({ from, to }) => [
    ...(from ?? []),
    ...(to ?? []),
  ]);

/** Name servers of the cluster, which everything may ask. */
const isNameServer = ({ namespaceSelector }: Peer) =>
  namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"] === "kube-system";

/** The pods of this stack that a peer is, in the namespace that it names or in the policy's own. */
const podsOf = ({ namespaceSelector, podSelector }: Peer, policy: ClusterObject, scene: Scene) => {
  const namespace = namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"] ?? policy.namespace;
  return known(podSelector?.matchLabels, { ...policy, namespace }, scene);
};

/** A component whose pods somebody else makes: they come when they are needed, with its label. */
const isGuest = (labels: Labels | undefined, { blueprint }: Scene): boolean =>
  blueprint.kind === "deployment" && (blueprint.guests?.includes(labels?.[COMPONENT] ?? "") ?? false);

const selectsSomething = (peer: Peer, policy: ClusterObject, scene: Scene): boolean => {
  if (peer.ipBlock || isNameServer(peer)) return true;
  const isRole = peer.namespaceSelector?.matchLabels?.[ROLE] !== undefined;
  return isRole || podsOf(peer, policy, scene).length > 0;
};

const EVERY_ADDRESS = new Set(["0.0.0.0/0", "::/0"]);

/** Both ends of a peer in the words of the blueprint: `component lms`, `role edge`, `network internet`. */
function endsOf(peer: Peer, policy: ClusterObject, scene: Scene): readonly string[] {
  const { ipBlock } = peer;
  if (ipBlock) {
    // What is inside is excepted from the internet, so every address without exceptions is something else.
    const isInternet = EVERY_ADDRESS.has(ipBlock.cidr) && (ipBlock.except ?? []).length > 0;
    return [`network ${isInternet ? "internet" : ipBlock.cidr}`];
  }
  const role = peer.namespaceSelector?.matchLabels?.[ROLE];
  if (role !== undefined) return [`role ${role}`];
  return podsOf(peer, policy, scene).map(({ labels }) => `component ${labels[COMPONENT]}`);
}

const endText = (end: Endpoint): string => {
  if (end.kind === "component") return `component ${end.name}`;
  if (end.kind === "apiServer") return "everything";
  return end.kind === "role" ? `role ${end.role}` : `network ${end.network}`;
};

interface Side {
  readonly way: "ingress" | "egress";
  readonly peers: (opening: Opening) => readonly Peer[];
  /** The end that the policy is for. */
  readonly own: (connection: Connection) => Endpoint;
  readonly other: (connection: Connection) => Endpoint;
}

const SIDES: readonly Side[] = [
  { way: "ingress", peers: ({ from = [] }) => from, own: ({ to }) => to, other: ({ from }) => from },
  { way: "egress", peers: ({ to = [] }) => to, own: ({ from }) => from, other: ({ to }) => to },
];

/** A connection that is open at one end and not declared, or declared and not open there. */
interface Difference extends Subject {
  readonly text: string;
  readonly open: boolean;
}

/** What one side of a policy opens: `component lms 8000`. An opening without peers or ports opens everything. */
function openAt(side: Side, policy: ClusterObject, scene: Scene): readonly string[] {
  return (policy.spec[side.way] ?? []).flatMap((opening) => {
    const peers = side.peers(opening);
    const ports = opening.ports?.map(({ port }) => String(port)) ?? ["every port"];
    const ends =
      peers.length === 0
        ? ["everything"]
        : peers.filter((one) => !isNameServer(one)).flatMap((one) => endsOf(one, policy, scene));
    return ends.flatMap((end) => ports.map((port) => `${end} ${port}`));
  });
}

function differencesOf(pods: Pods, side: Side, scene: Scene): readonly Difference[] {
  if (scene.blueprint.kind !== "deployment") return [];
  const name = pods.labels[COMPONENT] ?? "";
  const mine = policiesOf(pods, scene);
  const open = new Set(mine.flatMap((policy) => openAt(side, policy, scene)));
  const declared = new Set(
    scene.blueprint.connections
      .filter((one) => endText(side.own(one)) === `component ${name}`)
      .map((one) => `${endText(side.other(one))} ${one.port}`),
  );
  const resource = mine[0]?.resource ?? pods.resource;
  const text = (end: string) => (side.way === "egress" ? `from ${name} to ${end}` : `from ${end} to ${name}`);
  return [
    ...[...open]
      .filter((end) => !declared.has(end))
      .map((end) => ({ resource, open: true, text: text(end) })),
    ...[...declared]
      .filter((end) => !open.has(end))
      .map((end) => ({ resource, open: false, text: text(end) })),
  ];
}

/** One of the pods of each component: those of a chain of Jobs share one. */
const components = ({ pods }: Scene): readonly Pods[] => [
  ...new Map(pods.map((one) => [one.labels[COMPONENT], one])).values(),
];

const differences = (scene: Scene): readonly Difference[] =>
  components(scene).flatMap((pods) => SIDES.flatMap((side) => differencesOf(pods, side, scene)));

/** Where clouds keep the credentials of a machine, and what else is inside. */
const PRIVATE = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

const exceptsPrivate = ({ ipBlock }: Peer) =>
  ipBlock?.cidr !== "0.0.0.0/0" || PRIVATE.every((range) => ipBlock.except?.includes(range));

export const network: readonly Rule[] = [
  rule("network-policy-present", {
    why: "Pods that no policy is about can be reached by everybody, and reach everything.",
    over: (scene) => scene.pods,
    holds: (pods, scene) => policiesOf(pods, scene).some(closesBoth),
    wrong: "No network policy is about its pods, in both directions.",
    remedy: "Declare its connections: each component in them gets a policy.",
  }),
  rule("network-closed", {
    why: "A pod that somebody adds by hand has to be closed before anybody thinks of it.",
    over: (scene) => scene.kind("Namespace"),
    holds: ({ name }, scene) =>
      policies(scene).some(
        (policy) =>
          policy.namespace === name &&
          Object.keys(policy.spec.podSelector?.matchLabels ?? {}).length === 0 &&
          closesBoth(policy) &&
          !policy.spec.ingress?.length &&
          !policy.spec.egress?.length,
      ),
    wrong: "No network policy closes the whole namespace.",
    remedy: "Register one with an empty podSelector, both policyTypes, and nothing open.",
  }),
  rule("network-policy-selects", {
    why: "A policy for nothing is a typing mistake in most cases, and its pods stay closed.",
    over: transparent,
    holds: (policy, scene) =>
      known(policy.spec.podSelector?.matchLabels, policy, scene).length > 0 ||
      isGuest(policy.spec.podSelector?.matchLabels, scene),
    wrong: "It is about no pods of this stack.",
    remedy: "Select a component of this stack.",
  }),
  rule("network-peer-selects", {
    why: "A peer that is nobody opens nothing, and somebody looks for the reason for long.",
    over: transparent,
    holds: (policy, scene) => peersOf(policy).every((peer) => selectsSomething(peer, policy, scene)),
    wrong: "One of its peers chooses nothing.",
    remedy: "Name a component of this stack, a role of the cluster, or a network.",
  }),
  rule("network-exact", {
    why: "A connection has to be open at both ends, and what is not declared at neither.",
    over: differences,
    holds: () => false,
    wrong: ({ open, text }) =>
      open
        ? `It is open ${text}, and no connection says so.`
        : `It is closed ${text}, and a connection is declared.`,
    remedy: "Policies follow from the connections of the blueprint: declare it there, and nowhere else.",
  }),
  rule("network-not-inside", {
    why: "An address that a learner types must not lead to the credentials of the machine.",
    over: policies,
    holds: (policy) => peersOf(policy).every(exceptsPrivate),
    wrong: "It opens the internet together with private networks.",
    remedy: `Except ${PRIVATE.join(", ")}.`,
  }),
];
