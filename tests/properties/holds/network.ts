import { expect } from "vitest";
import type { DeploymentBlueprint } from "../../../src/blueprint/model.ts";
import { type Party, type Policy, podParty, reaches, type Wire } from "../../../src/policies/reachability.ts";
import type { Endpoint } from "../../../src/vocabulary/connection.ts";
import { COMPONENT, ROLE } from "../../../src/vocabulary/labels.ts";
import { type Grown, type Manifest, property } from "../property.ts";

const outside = (name: string, address: string): Party => ({ is: "address", name, address });

const stranger = (name: string, namespace: string, labels = {}, namespaceLabels = {}): Party =>
  podParty(name, namespace, { labels, spec: {} }, namespaceLabels);

/** They give a machine's credentials to whoever asks. */
const METADATA = [outside("169.254.169.254", "169.254.169.254"), outside("fd00:ec2::254", "fd00:ec2::254")];

/** Addresses that stand for what is out there. */
const PUBLIC = [outside("203.0.113.9", "203.0.113.9"), outside("2001:4860::8", "2001:4860::8")];
const INSIDE = [
  outside("10.0.0.1", "10.0.0.1"),
  outside("172.16.0.1", "172.16.0.1"),
  outside("192.168.1.1", "192.168.1.1"),
  outside("100.64.0.1", "100.64.0.1"),
  outside("fc00::1", "fc00::1"),
  ...METADATA,
];

const namespaceLabels = (objects: readonly Manifest[], name: string) =>
  objects.find(({ kind, metadata }) => kind === "Namespace" && metadata.name === name)?.metadata.labels ?? {};

/** One pod of each component of the stack. */
function podsOf(objects: readonly Manifest[]): readonly Party[] {
  const parties = objects.flatMap(({ metadata, spec }) => {
    const template = spec.template ?? spec.jobTemplate?.spec?.template;
    const { labels = {} } = template?.metadata ?? {};
    if (template?.spec === undefined) return [];
    const namespace = metadata.namespace ?? "";
    return [
      podParty(
        labels[COMPONENT] ?? `${metadata.name}`,
        namespace,
        { labels, spec: template.spec },
        namespaceLabels(objects, namespace),
      ),
    ];
  });
  return [...new Map(parties.map((one) => [`${one.namespace}/${one.name}`, one])).values()];
}

/** Who else might try: gateways, scrapers, the neighbours, and a pod that somebody starts by hand. */
const strangersOf = (namespaces: readonly string[]): readonly Party[] => [
  stranger("[edge]", "gateways", {}, { [ROLE]: "edge" }),
  stranger("[monitoring]", "monitoring", {}, { [ROLE]: "monitoring" }),
  stranger("a neighbour called lms", "neighbour", { [COMPONENT]: "lms" }),
  ...namespaces.map((name) => stranger(`a pod of nobody in ${name}`, name)),
];

const DNS = stranger("[dns]", "kube-system", { "k8s-app": "kube-dns" });

/** An address that is in a network: the one that it starts with. */
const firstOf = (network: string) => outside(network, network.split("/")[0] ?? "");

/** Whether a party is what a connection names. An address may be in several networks. */
function isMeant(end: Endpoint, party: Party, { home }: DeploymentBlueprint): boolean {
  switch (end.kind) {
    case "component":
      return (
        party.is === "pod" &&
        party.labels[COMPONENT] === end.name &&
        party.namespace === (end.namespace ?? home)
      );
    case "apiServer":
      return true;
    case "role":
      return party.is === "pod" && party.namespaceLabels[ROLE] === end.role;
    case "network":
      if (party.is === "pod") return false;
      return end.network === "internet" ? isPublic(party.address) : isIn(end.network, party.address);
  }
}

/** A policy that opens one network and nothing else: what is in it, the evaluator knows. */
const open = (cidr: string): Policy => ({
  namespace: "n",
  spec: { podSelector: {}, policyTypes: ["Egress"], egress: [{ to: [{ ipBlock: { cidr } }] }] },
});

const isIn = (cidr: string, address: string) =>
  reaches([open(cidr)], stranger("anybody", "n"), outside(address, address), { protocol: "TCP", port: 1 });

/** What no public address is in: RFC 1918, 6598, 3927, 4193, 4291, loopback. */
const PRIVATE = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

const isPublic = (address: string) => !PRIVATE.some((network) => isIn(network, address));

interface Scenery {
  readonly policies: readonly Policy[];
  readonly parties: readonly Party[];
  readonly ports: readonly number[];
}

function sceneryOf({ objects, blueprint }: Grown): Scenery {
  const pods = podsOf(objects);
  const namespaces = objects.flatMap(({ kind, metadata }) =>
    kind === "Namespace" ? [metadata.name ?? ""] : [],
  );
  const networks = blueprint.connections.flatMap(({ from, to }) =>
    [from, to].flatMap((end) => (end.kind === "network" && end.network !== "internet" ? [end.network] : [])),
  );
  return {
    policies: objects.flatMap(({ kind, metadata, spec }) =>
      kind === "NetworkPolicy" ? [{ namespace: metadata.namespace ?? "", spec }] : [],
    ),
    parties: [
      ...pods,
      ...strangersOf(namespaces),
      ...PUBLIC,
      ...INSIDE,
      ...[...new Set(networks)].map(firstOf),
    ],
    // Every port that is spoken of, and one that nobody speaks of.
    ports: [...new Set([...blueprint.connections.map(({ port }) => port), 22, 443, 4444])],
  };
}

const isOurs = (party: Party, { objects }: Grown) =>
  party.is === "pod" &&
  objects.some(({ kind, metadata }) => kind === "Namespace" && metadata.name === party.namespace);

/** Every pair of which one end is ours, on every port. */
function* attempts(grown: Grown, { parties, ports }: Scenery) {
  for (const from of parties) {
    for (const to of parties) {
      if (from === to || !(isOurs(from, grown) || isOurs(to, grown))) continue;
      for (const port of ports) yield { from, to, wire: { protocol: "TCP", port } satisfies Wire };
    }
  }
}

const isDeclared = (blueprint: DeploymentBlueprint, from: Party, to: Party, port: number) =>
  blueprint.connections.some(
    (one) => one.port === port && isMeant(one.from, from, blueprint) && isMeant(one.to, to, blueprint),
  );

function permitsExactlyTheDeclaredConnections(grown: Grown) {
  const scenery = sceneryOf(grown);
  const missing: string[] = [];
  const extra: string[] = [];
  for (const { from, to, wire } of attempts(grown, scenery)) {
    const passes = reaches(scenery.policies, from, to, wire);
    const declared = isDeclared(grown.blueprint, from, to, wire.port);
    if (passes === declared) continue;
    (declared ? missing : extra).push(`${from.name} -> ${to.name}:${wire.port}`);
  }
  expect({ missing, extra }).toEqual({ missing: [], extra: [] });
}

function nobodyGetsTheCredentialsOfAMachine(grown: Grown) {
  const { policies, parties } = sceneryOf(grown);
  const asks = (from: Party, to: Party) => reaches(policies, from, to, { protocol: "TCP", port: 80 });
  const bold = parties.filter((from) => isOurs(from, grown) && METADATA.some((to) => asks(from, to)));
  expect(bold.map(({ name }) => name)).toEqual([]);
}

/** Over UDP nothing but names is asked for, and names are asked of the servers of the cluster alone. */
function asksOnlyNameServersForNames(grown: Grown) {
  const { policies, parties, ports } = sceneryOf(grown);
  const ours = parties.filter((party) => isOurs(party, grown));
  const talks = (from: Party, to: Party, port: number) =>
    reaches(policies, from, to, { protocol: "UDP", port });
  const elsewhere = ours.flatMap((from) =>
    parties
      .filter((to) => to !== from)
      .flatMap((to) => [53, ...ports].filter((port) => talks(from, to, port))),
  );
  expect(elsewhere).toEqual([]);
  const speaks = (from: Party) =>
    from.is === "pod" && grown.blueprint.connections.some((one) => isMeant(one.from, from, grown.blueprint));
  const deaf = ours.filter((from) => speaks(from) && !talks(from, DNS, 53));
  expect(deaf.map(({ name }) => name)).toEqual([]);
  expect(ours.filter((from) => talks(from, DNS, 54)).map(({ name }) => name)).toEqual([]);
}

export const network = [
  property(
    "The policies let through exactly the connections of the table: none is missing, none is too many.",
    permitsExactlyTheDeclaredConnections,
  ),
  property(
    "Nobody reaches the address at which a cloud gives the credentials of a machine.",
    nobodyGetsTheCredentialsOfAMachine,
  ),
  property(
    "Only name servers are asked over UDP, and whoever connects may ask them.",
    asksOnlyNameServersForNames,
  ),
];
