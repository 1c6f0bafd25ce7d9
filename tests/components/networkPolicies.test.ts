import { describe, expect, test } from "vitest";
import {
  NetworkPolicies,
  type NetworkPoliciesArgs,
  policies,
} from "../../src/components/foundation/networkPolicies.ts";
import { type Party, type Policy, podParty, reaches } from "../../src/policies/reachability.ts";
import {
  apiServer,
  autoscaling,
  type Connection,
  component,
  type Endpoint,
  edge,
  network,
} from "../../src/vocabulary/connection.ts";
import { COMPONENT, ROLE } from "../../src/vocabulary/labels.ts";
import { alone, childrenOf, inputs, placement } from "./alone.ts";

const connection = (from: Endpoint, to: Endpoint, port: number): Connection => ({
  from,
  to,
  port,
  why: "because",
});
const web: Endpoint = { kind: "component", name: "web" };
const store: Endpoint = { kind: "component", name: "store" };
const faraway: Endpoint = { kind: "component", name: "faraway", namespace: "elsewhere" };

const written = (connections: readonly Connection[], more: Partial<NetworkPoliciesArgs> = {}) =>
  policies({ placement, connections, ...more });

/** What the cluster makes of them. */
const inForce = (...all: readonly ReturnType<typeof written>[]) =>
  all
    .flatMap((one) => Object.values(one))
    .map(({ metadata, spec }) => ({
      namespace: (metadata as { namespace: string }).namespace,
      spec,
    })) as unknown as readonly Policy[];

const pod = (name: string, namespace = "campus", role?: string): Party =>
  podParty(
    name,
    namespace,
    { labels: { [COMPONENT]: name, "k8s-app": name }, spec: {} },
    role === undefined ? {} : { [ROLE]: role },
  );
const address = (text: string): Party => ({ is: "address", name: text, address: text });
const tcp = (port: number) => ({ protocol: "TCP", port }) as const;
const udp = (port: number) => ({ protocol: "UDP", port }) as const;

describe("the policies of a namespace", () => {
  test("are one that closes it, and one for each component that is an end of a connection, by name", () => {
    const all = written([connection(web, store, 3306), connection(edge, web, 8000)]);
    expect(Object.keys(all)).toEqual(["closed", "store", "web"]);
    expect(all.closed).toMatchObject({
      metadata: { name: "closed", namespace: "campus" },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
    for (const [name, { metadata }] of Object.entries(all)) {
      expect(metadata).toMatchObject({ name, namespace: "campus", labels: expect.any(Object) });
    }
  });

  test("leave the closing to whoever has closed it", () => {
    expect(Object.keys(written([connection(web, store, 3306)], { theirs: true }))).toEqual(["store", "web"]);
  });

  test("are none for a component that lives elsewhere", () => {
    expect(Object.keys(written([connection(web, faraway, 80)]))).toEqual(["closed", "web"]);
    expect(Object.keys(written([connection(web, store, 80)], { home: "elsewhere" }))).toEqual(["closed"]);
  });

  test("say of what leaves and of what arrives even where only one is open, or nothing at all", () => {
    const { store: only } = written([connection(web, store, 3306)], { mute: true });
    expect(only?.spec).toEqual({
      podSelector: { matchLabels: { [COMPONENT]: "store" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: { matchLabels: { [COMPONENT]: "web" } } }], ports: [tcp(3306)] }],
    });
    const { web: other } = written([connection(web, store, 3306)]);
    expect(other?.spec).not.toHaveProperty("ingress");
  });
});

describe("as a component", () => {
  const connections = [
    connection(web, store, 5432),
    connection(web, network("mail", "internet"), 587),
    connection(web, network("campus", "10.1.0.0/16"), 587),
    connection(web, store, 80),
  ];
  const place = (more: Partial<NetworkPoliciesArgs> = {}) =>
    alone(() => new NetworkPolicies("campus", { placement, connections, ...more }));

  test("they are objects by its name, below it", async () => {
    const { resources, find } = await place();
    expect(childrenOf(resources)).toEqual([
      "NetworkPolicy campus-closed",
      "NetworkPolicy campus-store",
      "NetworkPolicy campus-web",
    ]);
    const [parent] = resources.filter(({ custom }) => !custom);
    for (const { custom, parent: above, dependencies } of resources) {
      if (custom) expect([above, dependencies]).toEqual([parent?.urn, []]);
    }
    expect(inputs(find("NetworkPolicy", "campus-closed")).spec).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
  });

  test("they open what leaves port by port in order, each with all of its ends", async () => {
    const { egress } = inputs((await place()).find("NetworkPolicy", "campus-web")).spec;
    expect(egress.map((one: Opening) => one.ports.map(({ port }) => port))).toEqual([
      [53, 53],
      [80],
      [587],
      [5432],
    ]);
    expect(egress[2].to.map((one: { ipBlock: { cidr: string } }) => one.ipBlock.cidr)).toEqual([
      "0.0.0.0/0",
      "::/0",
      "10.1.0.0/16",
    ]);
    expect(egress[1].to).toEqual([{ podSelector: { matchLabels: { [COMPONENT]: "store" } } }]);
  });

  test("they come after what has to be there before", async () => {
    const { resources } = await alone(() => {
      const first = new NetworkPolicies("first", { placement, connections: [] });
      new NetworkPolicies("second", {
        placement: { ...placement, namespace: "other" },
        connections: [],
        after: first.ready,
      });
    });
    const [first, second] = ["first-closed", "second-closed"].map((name) =>
      resources.find((one) => one.name === name),
    );
    expect(second?.dependencies).toEqual([first?.urn]);
  });
});

interface Opening {
  readonly ports: readonly { readonly port: number }[];
}

describe("what they let through", () => {
  const usual = () =>
    inForce(
      written([
        connection(web, store, 3306),
        connection(web, store, 33060),
        connection(component("worker"), store, 3306),
        connection(edge, web, 8000),
      ]),
    );

  test("is each connection at its port, and not the way back", () => {
    const force = usual();
    expect(reaches(force, pod("web"), pod("store"), tcp(3306))).toBe(true);
    expect(reaches(force, pod("web"), pod("store"), tcp(33060))).toBe(true);
    expect(reaches(force, pod("worker"), pod("store"), tcp(3306))).toBe(true);
    expect(reaches(force, pod("worker"), pod("store"), tcp(33060))).toBe(false);
    expect(reaches(force, pod("web"), pod("store"), tcp(3307))).toBe(false);
    expect(reaches(force, pod("web"), pod("store"), udp(3306))).toBe(false);
    expect(reaches(force, pod("store"), pod("web"), tcp(3306))).toBe(false);
  });

  test("comes from namespaces that play a role, and from no others", () => {
    const force = usual();
    expect(reaches(force, pod("envoy", "gateways", "edge"), pod("web"), tcp(8000))).toBe(true);
    expect(reaches(force, pod("envoy", "gateways", "monitoring"), pod("web"), tcp(8000))).toBe(false);
    expect(reaches(force, pod("envoy", "gateways"), pod("web"), tcp(8000))).toBe(false);
    expect(reaches(force, pod("envoy", "gateways", "edge"), pod("store"), tcp(8000))).toBe(false);
    const scaled = inForce(written([connection(autoscaling, web, 6379)]));
    expect(reaches(scaled, pod("keda", "keda", "autoscaling"), pod("web"), tcp(6379))).toBe(true);
  });

  test("is the name server of the cluster for everybody that is not mute, by both protocols", () => {
    const force = usual();
    const names = pod("kube-dns", "kube-system");
    const mute = inForce(written([connection(web, store, 3306)], { mute: true }));
    for (const wire of [tcp(53), udp(53)]) {
      expect(reaches(force, pod("web"), names, wire)).toBe(true);
      expect(reaches(force, pod("store"), names, wire)).toBe(true);
      expect(reaches(force, pod("web"), pod("kube-dns", "elsewhere"), wire)).toBe(false);
      expect(reaches(force, pod("web"), pod("other", "kube-system"), wire)).toBe(false);
      expect(reaches(mute, pod("web"), names, wire)).toBe(false);
    }
    expect(reaches(mute, pod("web"), pod("store"), tcp(3306))).toBe(true);
  });

  test("is between two namespaces what each of them opens", () => {
    const connections = [connection(web, faraway, 80), connection(faraway, store, 3306)];
    const here = written(connections);
    const there = policies({
      placement: { ...placement, namespace: "elsewhere" },
      connections,
      home: "campus",
    });
    expect(Object.keys(there)).toEqual(["closed", "faraway"]);
    const both = inForce(here, there);
    expect(reaches(both, pod("web"), pod("faraway", "elsewhere"), tcp(80))).toBe(true);
    expect(reaches(both, pod("faraway", "elsewhere"), pod("store"), tcp(3306))).toBe(true);
    expect(reaches(both, pod("web"), pod("faraway"), tcp(80))).toBe(false);
    expect(reaches(both, pod("web"), pod("faraway", "third"), tcp(80))).toBe(false);
    expect(reaches(both, pod("web", "elsewhere"), pod("faraway", "elsewhere"), tcp(80))).toBe(false);
  });

  test("is every address for who asks the API server, at its port alone", () => {
    const asks = inForce(
      written([
        connection(web, apiServer, 443),
        connection(web, store, 3306),
        connection(store, network("mail", "192.0.2.0/24"), 443),
        connection(component("both"), apiServer, 6443),
        connection(component("both"), network("mirror", "192.0.2.0/24"), 6443),
        connection(component("both"), network("mail", "192.0.2.0/24"), 25),
      ]),
    );
    expect(reaches(asks, pod("both"), address("10.0.0.1"), tcp(6443))).toBe(true);
    expect(reaches(asks, pod("both"), address("10.0.0.1"), tcp(25))).toBe(false);
    expect(reaches(asks, pod("web"), address("10.0.0.1"), tcp(443))).toBe(true);
    expect(reaches(asks, pod("web"), address("10.0.0.1"), tcp(3306))).toBe(false);
    expect(reaches(asks, pod("store"), address("10.0.0.1"), tcp(443))).toBe(false);
    expect(reaches(asks, pod("store"), address("192.0.2.9"), tcp(443))).toBe(true);
  });

  test("is the internet without what clouds, clusters and campuses use inside", () => {
    const outside = inForce(written([connection(web, network("mail", "internet"), 587)]));
    const to = (text: string) => reaches(outside, pod("web"), address(text), tcp(587));
    expect(["203.0.113.9", "172.32.0.1", "100.128.0.1", "2001:db8::1"].filter(to)).toHaveLength(4);
    const inside = [
      "10.1.2.3",
      "100.64.0.1",
      "127.0.0.1",
      "169.254.169.254",
      "172.31.255.255",
      "192.168.1.1",
      "::1",
      "fd00::1",
      "fe80::1",
    ];
    expect(inside.filter(to)).toEqual([]);
  });
});
