import { describe, expect, test } from "vitest";
import { type Party, type Policy, podParty, reaches } from "../../src/policies/reachability.ts";

// The cases are those of https://kubernetes.io/docs/concepts/services-networking/network-policies, in our words.

const pod = (name: string, namespace = "home", namespaceLabels = {}): Party =>
  podParty(
    name,
    namespace,
    {
      labels: { app: name },
      spec: { containers: [{ name, ports: [{ name: "http", containerPort: 8000 }] }] },
    },
    namespaceLabels,
  );

const web = pod("web");
const database = pod("database");
const other = pod("web", "elsewhere", { team: "red" });
const address = (text: string): Party => ({ is: "address", name: text, address: text });
const tcp = (port: number) => ({ protocol: "TCP", port }) as const;
const udp = (port: number) => ({ protocol: "UDP", port }) as const;

const policy = (spec: Policy["spec"], namespace = "home"): Policy => ({ namespace, spec });
const to = (app: string) => ({ podSelector: { matchLabels: { app } } });
const closed = policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
const arriving = (spec: Partial<Policy["spec"]>) =>
  policy({ ...to("database"), policyTypes: ["Ingress"], ...spec });
const leaving = (spec: Partial<Policy["spec"]>) => policy({ ...to("web"), policyTypes: ["Egress"], ...spec });

describe("who is let through", () => {
  test("is everybody where no policy is about either end", () => {
    expect(reaches([], web, database, tcp(1))).toBe(true);
    expect(reaches([policy({ ...to("third"), policyTypes: ["Ingress"] })], web, database, tcp(1))).toBe(true);
    expect(
      reaches([policy({ podSelector: {}, policyTypes: ["Ingress"] }, "elsewhere")], web, database, tcp(1)),
    ).toBe(true);
  });

  test("is nobody where a namespace is closed, in either direction", () => {
    expect(reaches([closed], web, database, tcp(1))).toBe(false);
    expect(reaches([closed], other, database, tcp(1))).toBe(false);
    expect(reaches([closed], web, other, tcp(1))).toBe(false);
    expect(reaches([closed], web, address("203.0.113.1"), tcp(1))).toBe(false);
    expect(reaches([closed], other, address("203.0.113.1"), tcp(1))).toBe(true);
  });

  test("is only who both ends let through", () => {
    const out = leaving({ egress: [{ to: [to("database")] }] });
    const into = arriving({ ingress: [{ from: [to("web")] }] });
    expect(reaches([closed, out], web, database, tcp(1))).toBe(false);
    expect(reaches([closed, into], web, database, tcp(1))).toBe(false);
    expect(reaches([closed, out, into], web, database, tcp(1))).toBe(true);
    expect(reaches([closed, out, into], database, web, tcp(1))).toBe(false);
  });

  test("is the sum of all policies: one opens what another does not", () => {
    const policies = [
      arriving({ ingress: [{ from: [to("third")] }] }),
      arriving({ ingress: [{ from: [to("web")] }] }),
    ];
    expect(reaches(policies, web, database, tcp(1))).toBe(true);
  });

  test("is nobody where the list of openings is empty, and everybody where an opening names no peer", () => {
    expect(reaches([arriving({ ingress: [] })], web, database, tcp(1))).toBe(false);
    expect(reaches([arriving({ ingress: [{}] })], web, database, tcp(1))).toBe(true);
    expect(reaches([arriving({ ingress: [{ from: [] }] })], address("10.0.0.1"), database, tcp(1))).toBe(
      true,
    );
  });
});

describe("the types of a policy", () => {
  test("left out are what arrives, and what leaves where it says something of that", () => {
    expect(reaches([policy({ ...to("web") })], web, database, tcp(1))).toBe(true);
    expect(reaches([policy({ ...to("database") })], web, database, tcp(1))).toBe(false);
    const both = policy({ ...to("web"), egress: [{ to: [to("third")] }] });
    expect(reaches([both], web, database, tcp(1))).toBe(false);
    expect(reaches([both], database, web, tcp(1))).toBe(false);
  });

  test("alone decide which direction is closed", () => {
    expect(reaches([policy({ ...to("web"), policyTypes: ["Egress"] })], database, web, tcp(1))).toBe(true);
    expect(reaches([policy({ ...to("web"), policyTypes: ["Ingress"] })], web, database, tcp(1))).toBe(true);
  });
});

describe("a port", () => {
  const on = (...ports: readonly object[]) => [arriving({ ingress: [{ from: [to("web")], ports }] })];

  test("is met by its number and its protocol, which is TCP where nothing is said", () => {
    expect(reaches(on({ port: 3306 }), web, database, tcp(3306))).toBe(true);
    expect(reaches(on({ port: 3306 }), web, database, tcp(3307))).toBe(false);
    expect(reaches(on({ port: 3306 }), web, database, udp(3306))).toBe(false);
    expect(reaches(on({ port: 53, protocol: "UDP" }), web, database, udp(53))).toBe(true);
    expect(reaches(on({ protocol: "UDP" }), web, database, udp(7))).toBe(true);
    expect(reaches(on(), web, database, udp(7))).toBe(true);
  });

  test("is met by its name at the pod that is connected to", () => {
    expect(reaches(on({ port: "http" }), web, database, tcp(8000))).toBe(true);
    expect(reaches(on({ port: "http" }), web, database, tcp(8001))).toBe(false);
    expect(reaches(on({ port: "admin" }), web, database, tcp(8000))).toBe(false);
    const out = [leaving({ egress: [{ ports: [{ port: "http" }] }] })];
    expect(reaches(out, web, database, tcp(8000))).toBe(true);
    expect(reaches(out, web, address("203.0.113.1"), tcp(8000))).toBe(false);
  });

  test("is one of several", () => {
    const either = on({ port: 3306 }, { port: 53, protocol: "UDP" });
    expect([tcp(3306), udp(53), tcp(53)].map((wire) => reaches(either, web, database, wire))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("has no name at a pod that says nothing of ports", () => {
    const silent = podParty("database", "home", { labels: { app: "database" }, spec: {} }, {});
    expect(reaches(on({ port: "http" }), web, silent, tcp(8000))).toBe(false);
    expect(reaches(on({ port: 8000 }), web, silent, tcp(8000))).toBe(true);
  });

  test("may be a range", () => {
    const range = on({ port: 8000, endPort: 8002 });
    expect([7999, 8000, 8002, 8003].map((port) => reaches(range, web, database, tcp(port)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe("a peer", () => {
  const from = (peer: object) => [arriving({ ingress: [{ from: [peer] }] })];

  test("without a namespace is a pod of the policy's own", () => {
    expect(reaches(from(to("web")), web, database, tcp(1))).toBe(true);
    expect(reaches(from(to("web")), other, database, tcp(1))).toBe(false);
    expect(reaches(from({ podSelector: {} }), other, database, tcp(1))).toBe(false);
  });

  test("is one of several", () => {
    const either = [arriving({ ingress: [{ from: [to("third"), to("web")] }] })];
    expect(reaches(either, web, database, tcp(1))).toBe(true);
    expect(reaches(either, pod("fourth"), database, tcp(1))).toBe(false);
  });

  test("that is chosen by labels is a pod, however little is asked of it", () => {
    const outside = address("203.0.113.1");
    expect(reaches(from({ podSelector: {} }), outside, database, tcp(1))).toBe(false);
    expect(reaches(from({ namespaceSelector: {} }), outside, database, tcp(1))).toBe(false);
  });

  test("with a namespace is any of its pods, or those that are chosen too", () => {
    const red = { namespaceSelector: { matchLabels: { team: "red" } } };
    expect(reaches(from(red), other, database, tcp(1))).toBe(true);
    expect(reaches(from(red), web, database, tcp(1))).toBe(false);
    expect(reaches(from({ ...red, ...to("third") }), other, database, tcp(1))).toBe(false);
    expect(reaches(from({ ...red, ...to("web") }), other, database, tcp(1))).toBe(true);
    expect(reaches(from({ namespaceSelector: {} }), other, database, tcp(1))).toBe(true);
    const named = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "elsewhere" } } };
    expect(reaches(from(named), other, database, tcp(1))).toBe(true);
  });

  test("of expressions is chosen by each of them", () => {
    const by = (key: string, operator: string, ...values: readonly string[]) =>
      reaches(
        from({ podSelector: { matchExpressions: [{ key, operator, values }] } }),
        web,
        database,
        tcp(1),
      );
    expect([by("app", "In", "web", "x"), by("app", "In", "x"), by("none", "In", "x")]).toEqual([
      true,
      false,
      false,
    ]);
    expect([by("app", "NotIn", "web"), by("app", "NotIn", "x"), by("none", "NotIn", "x")]).toEqual([
      false,
      true,
      true,
    ]);
    expect([by("app", "Exists"), by("none", "Exists")]).toEqual([true, false]);
    expect([by("app", "DoesNotExist"), by("none", "DoesNotExist")]).toEqual([false, true]);
    expect(by("app", "Perhaps")).toBe(false);
    const nothing = { podSelector: { matchExpressions: [{ key: "app", operator: "In" }] } };
    expect(reaches(from(nothing), web, database, tcp(1))).toBe(false);
  });

  test("of addresses is a network without its exceptions, and never a pod", () => {
    const block = { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } };
    expect(reaches(from(block), address("10.2.0.1"), database, tcp(1))).toBe(true);
    expect(reaches(from(block), address("10.1.0.1"), database, tcp(1))).toBe(false);
    expect(reaches(from(block), address("11.0.0.1"), database, tcp(1))).toBe(false);
    expect(reaches(from(block), address("2001:db8::1"), database, tcp(1))).toBe(false);
    expect(reaches(from({ ipBlock: { cidr: "0.0.0.0/0" } }), web, database, tcp(1))).toBe(false);
    expect(reaches(from({ ipBlock: { cidr: "0.0.0.0/0" } }), address("10.0.0.1"), database, tcp(1))).toBe(
      true,
    );
    const two = { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "10.2.0.0/16"] } };
    expect(reaches(from(two), address("10.1.0.1"), database, tcp(1))).toBe(false);
    const six = { ipBlock: { cidr: "::/0", except: ["fc00::/7"] } };
    expect(reaches(from(six), address("2001:db8::1"), database, tcp(1))).toBe(true);
    expect(reaches(from(six), address("fd00::1"), database, tcp(1))).toBe(false);
  });
});

describe("the pods of a template", () => {
  const container = (...ports: readonly object[]) => ({ name: "web", ports });
  const partyOf = (spec: object, labels = {}) => podParty("web", "home", { labels: {}, spec }, labels);

  test("have the ports that any of their containers names", () => {
    const spec = {
      containers: [
        container({ name: "http", containerPort: 8000 }, { containerPort: 9000 }),
        { name: "beside" },
        container({ name: "metrics", containerPort: 9117 }),
      ],
    };
    expect(partyOf(spec)).toEqual({
      is: "pod",
      name: "web",
      namespace: "home",
      labels: {},
      namespaceLabels: { "kubernetes.io/metadata.name": "home" },
      ports: { http: 8000, metrics: 9117 },
    });
    expect(partyOf({})).toMatchObject({ ports: {} });
  });

  test("live in a namespace that has its name as a label beside its own", () => {
    expect(partyOf({}, { team: "red" })).toMatchObject({
      namespaceLabels: { "kubernetes.io/metadata.name": "home", team: "red" },
    });
  });
});

describe("an address of one family written in the other", () => {
  const only = (cidr: string) => [arriving({ ingress: [{ from: [{ ipBlock: { cidr } }] }] })];
  test("is not in a network of the first, as no packet of it is", () => {
    expect(reaches(only("192.0.2.0/24"), address("192.0.2.7"), database, tcp(1))).toBe(true);
    expect(reaches(only("192.0.2.0/24"), address("::ffff:192.0.2.7"), database, tcp(1))).toBe(false);
    expect(reaches(only("198.51.100.0/25"), address("198.51.100.200"), database, tcp(1))).toBe(false);
  });
});
