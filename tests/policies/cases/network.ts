import {
  breaks,
  type Case,
  deployment,
  HOME,
  holds,
  labels,
  object,
  resource,
  type Thing,
  workload,
} from "./world.ts";

const BOTH = ["Ingress", "Egress"];
const policy = (name: string, spec: object = {}, namespace = HOME): Thing =>
  object(
    "NetworkPolicy",
    name,
    { podSelector: { matchLabels: labels(name) }, policyTypes: BOTH, ...spec },
    { metadata: { namespace } },
  );
const closed = (spec: object = {}, namespace = HOME) =>
  policy("closed", { podSelector: {}, ...spec }, namespace);
const home = object("Namespace", HOME, {}, { metadata: { namespace: undefined } });

const peer = (name: string) => ({ podSelector: { matchLabels: labels(name) } });
const there = (name: string, namespace: string) => ({
  ...peer(name),
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
});
const NAMES = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } };
const role = (name: string) => ({ namespaceSelector: { matchLabels: { "arboretum.dev/role": name } } });
const block = (cidr: string, except?: readonly string[]) => ({
  ipBlock: { cidr, ...(except ? { except } : {}) },
});
const ports = (...numbers: readonly number[]) => numbers.map((port) => ({ protocol: "TCP", port }));
const PRIVATE = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

const web = deployment();
const store = workload("StatefulSet", "store");
const component = (name: string) => ({ kind: "component", name });
const connection = (from: object, to: object, port = 3306) => ({
  connections: [{ from, to, port, why: "because" }],
});
const rows = connection(component("web"), component("store"));

/** Both ends of a connection of the pods to their rows, and what a case changes in it. */
const opened = (egress: object = {}, ingress: object = {}) => [
  web,
  store,
  policy("web", {
    egress: [
      { to: [NAMES], ports: ports(53) },
      { to: [peer("store")], ports: ports(3306), ...egress },
    ],
  }),
  policy("store", { ingress: [{ from: [peer("web")], ports: ports(3306), ...ingress }] }),
];
/** What leaves the one, to something that is no pod. */
const leaving = (to: readonly object[] | undefined, port = 3306) => [
  web,
  policy("web", { egress: [{ ...(to ? { to } : {}), ports: ports(port) }] }),
];

const gateway = (
  listeners: readonly object[] = [{ name: "lms", hostname: "lms.example.edu", protocol: "HTTPS", port: 443 }],
) => object("Gateway", "gateway", { listeners });
const secured = (refs: readonly string[] = ["cert"]) =>
  gateway([
    { name: "plain", hostname: "lms.example.edu", protocol: "HTTP" },
    {
      name: "lms",
      hostname: "lms.example.edu",
      protocol: "HTTPS",
      tls: { certificateRefs: refs.map((name) => ({ name })) },
    },
  ]);
const certificate = (spec: object = {}, namespace = HOME) =>
  object(
    "Certificate",
    "it",
    { secretName: "cert", dnsNames: ["a.example.edu", "lms.example.edu"], ...spec },
    { metadata: { namespace } },
  );
const route = (spec: object = {}) =>
  object("HTTPRoute", "route", {
    parentRefs: [{ name: "gateway", sectionName: "lms" }],
    hostnames: ["lms.example.edu"],
    ...spec,
  });
const leads = (name: string, port: number) => route({ rules: [{}, { backendRefs: [{ name, port }] }] });
const service = object("Service", "lms", { ports: [{ port: 8000 }, { port: 8001 }] });
const edge = (to: object, port = 8000) => connection({ kind: "role", role: "edge" }, to, port);

/** Network policies, and what comes from outside. */
export const networkCases: readonly Case[] = [
  holds("network-policy-present", "one, in both directions", [web, policy("web")]),
  breaks("network-policy-present", "none", [web]),
  breaks("network-policy-present", "one for all alone", [web, closed()]),
  breaks("network-policy-present", "one for others", [web, policy("store")]),
  breaks("network-policy-present", "one of another namespace", [web, policy("web", {}, "other")]),
  ...BOTH.map((way) =>
    breaks("network-policy-present", `only ${way}`, [web, policy("web", { policyTypes: [way] })]),
  ),
  breaks("network-policy-present", "no direction said", [web, policy("web", { policyTypes: undefined })]),
  holds("network-policy-present", "one of several", [
    web,
    policy("web", { policyTypes: ["Ingress"] }),
    policy("web"),
  ]),

  holds("network-closed", "closed", [home, closed()]),
  holds("network-closed", "closed without a word", [
    home,
    closed({ podSelector: undefined, ingress: [], egress: [] }),
  ]),
  breaks("network-closed", "nothing", [home]),
  breaks("network-closed", "another one", [home, closed({}, "other")]),
  breaks("network-closed", "some pods", [home, policy("web")]),
  breaks("network-closed", "one direction", [home, closed({ policyTypes: ["Egress"] })]),
  breaks("network-closed", "something comes in", [home, closed({ ingress: [{}] })]),
  breaks("network-closed", "something goes out", [home, closed({ egress: [{}] })]),
  holds("network-closed", "no namespace of ours", [web]),

  holds("network-policy-selects", "pods", [web, policy("web")]),
  breaks("network-policy-selects", "nobody", [web, policy("store")], "It is about no pods of this stack."),
  breaks("network-policy-selects", "pods of another namespace", [web, policy("web", {}, "other")]),
  holds("network-policy-selects", "guests", [policy("singleuser")], { guests: ["other", "singleuser"] }),
  breaks("network-policy-selects", "guests of a platform", [policy("singleuser")], /./, {
    kind: "platform",
    namespaces: [],
    guests: ["singleuser"],
  }),
  breaks(
    "network-policy-selects",
    "no guest by name",
    [policy("x", { podSelector: { matchLabels: { a: "b" } } })],
    /./,
    { guests: ["x"] },
  ),
  holds("network-policy-selects", "pods of a chart", [
    policy("hub"),
    resource("kubernetes:helm.sh/v3:Release", "it", {
      inputs: {
        name: "it",
        namespace: HOME,
        chart: "oci://mirror/jupyterhub",
        values: {
          hub: { labels: labels("hub") },
          proxy: {},
          singleuser: {},
          scheduling: { userScheduler: {} },
        },
      },
    }),
  ]),
  holds("network-policy-selects", "what a chart starts that says nothing of it", [
    policy("hub"),
    resource("kubernetes:helm.sh/v3:Release", "it", {
      inputs: { name: "it", namespace: HOME, chart: "keda" },
    }),
  ]),
  breaks("network-policy-selects", "what a chart starts elsewhere", [
    policy("hub"),
    resource("kubernetes:helm.sh/v3:Release", "it", {
      inputs: { name: "it", namespace: "other", chart: "keda" },
    }),
  ]),
  holds("network-policy-selects", "in a namespace of a platform", [policy("hub")], { kind: "platform" }),

  ...["ingress", "egress"].flatMap((way) => {
    const one = (to: object) => [
      web,
      store,
      policy("web", { [way]: [{}, { [way === "ingress" ? "from" : "to"]: [peer("store"), to] }] }),
    ];
    return [
      holds("network-peer-selects", `${way}: pods`, one(peer("web"))),
      breaks(
        "network-peer-selects",
        `${way}: nobody`,
        one(peer("gone")),
        "One of its peers chooses nothing.",
      ),
      breaks("network-peer-selects", `${way}: pods of another namespace`, one(there("store", "other"))),
      holds("network-peer-selects", `${way}: pods of a namespace by name`, one(there("store", HOME))),
      holds("network-peer-selects", `${way}: addresses`, one(block("192.0.2.0/24"))),
      holds("network-peer-selects", `${way}: name servers`, one(NAMES)),
      holds("network-peer-selects", `${way}: a role`, one(role("edge"))),
    ];
  }),
  holds("network-peer-selects", "nothing open", [policy("web")]),

  holds("network-exact", "both ends, and name servers", opened(), rows),
  breaks("network-exact", "nobody says so", opened(), [
    /open from web to component store 3306/,
    /open from component web 3306 to store/,
  ]),
  breaks(
    "network-exact",
    "another port",
    opened({ ports: ports(3307) }),
    [
      "It is open from web to component store 3307, and no connection says so.",
      "It is closed from web to component store 3306, and a connection is declared.",
    ],
    rows,
  ),
  breaks(
    "network-exact",
    "a second port",
    opened({ ports: ports(3306, 3307) }),
    /^It is open from web to component store 3307,/,
    rows,
  ),
  breaks(
    "network-exact",
    "closed where it arrives",
    opened({}, { ports: ports(1) }),
    [
      "It is open from component web 1 to store, and no connection says so.",
      "It is closed from component web 3306 to store, and a connection is declared.",
    ],
    rows,
  ),
  breaks(
    "network-exact",
    "every port",
    opened({ ports: undefined }),
    [/component store every port/, /closed/],
    rows,
  ),
  breaks(
    "network-exact",
    "everybody",
    opened({}, { from: [] }),
    [/open from everything 3306 to store/, /closed/],
    rows,
  ),
  breaks(
    "network-exact",
    "everybody, without a word",
    opened({}, { from: undefined }),
    [/open from everything 3306 to store/, /closed/],
    rows,
  ),
  breaks(
    "network-exact",
    "no policy at all",
    [web, store],
    [/closed from web to component store/, /closed from component web 3306 to store/],
    rows,
  ),
  holds("network-exact", "nothing open and nothing declared", [web, policy("web")]),
  holds("network-exact", "what is open to all pods is told by another rule", [
    web,
    closed({ ingress: [{}] }),
  ]),
  holds("network-exact", "on a platform", opened(), { kind: "platform" }),
  holds(
    "network-exact",
    "the internet",
    leaving([block("0.0.0.0/0", ["10.0.0.0/8"]), block("::/0", ["fc00::/7"])]),
    connection(component("web"), { kind: "network", network: "internet" }),
  ),
  breaks(
    "network-exact",
    "all addresses are not the internet",
    leaving([block("0.0.0.0/0")]),
    [/to network 0\.0\.0\.0\/0 3306/, /closed/],
    connection(component("web"), { kind: "network", network: "internet" }),
  ),
  breaks(
    "network-exact",
    "nor are they without exceptions",
    leaving([block("::/0", [])]),
    [/to network ::\/0 3306/, /closed/],
    connection(component("web"), { kind: "network", network: "internet" }),
  ),
  holds(
    "network-exact",
    "a network",
    leaving([block("192.0.2.0/24", ["192.0.2.1/32"])]),
    connection(component("web"), { kind: "network", network: "192.0.2.0/24" }),
  ),
  holds(
    "network-exact",
    "a role",
    leaving([role("monitoring")]),
    connection(component("web"), { kind: "role", role: "monitoring" }),
  ),
  breaks(
    "network-exact",
    "another role",
    leaving([role("edge")]),
    [/role edge/, /role monitoring/],
    connection(component("web"), { kind: "role", role: "monitoring" }),
  ),
  holds(
    "network-exact",
    "the API server, at every address",
    leaving(undefined),
    connection(component("web"), { kind: "apiServer" }),
  ),
  holds(
    "network-exact",
    "several pods of one component",
    [
      ...opened(),
      workload("Job", "web-again", { spec: { template: { metadata: { labels: labels("web") }, spec: {} } } }),
    ],
    rows,
  ),

  ...[block("0.0.0.0/0", PRIVATE), block("192.0.2.0/24"), block("::/0"), peer("web")].map((to) =>
    holds("network-not-inside", JSON.stringify(to), leaving([to])),
  ),
  breaks("network-not-inside", "no exceptions", leaving([block("192.0.2.0/24"), block("0.0.0.0/0")])),
  ...PRIVATE.map((range) =>
    breaks(
      "network-not-inside",
      `all but ${range} excepted`,
      leaving([
        block(
          "0.0.0.0/0",
          PRIVATE.filter((one) => one !== range),
        ),
      ]),
    ),
  ),

  holds("listener-certified", "a Secret", [secured(), object("Secret", "cert")]),
  holds("listener-certified", "a certificate to be", [secured(), certificate()]),
  holds("listener-certified", "the second of two", [secured(["gone", "cert"]), certificate()]),
  breaks("listener-certified", "nothing", [secured()], "Nobody makes a certificate of lms.example.edu."),
  breaks("listener-certified", "no name of a Secret", [gateway()]),
  breaks("listener-certified", "a Secret elsewhere", [
    secured(),
    object("Secret", "cert", {}, { metadata: { namespace: "other" } }),
  ]),
  breaks("listener-certified", "a certificate elsewhere", [secured(), certificate({}, "other")]),
  breaks("listener-certified", "a certificate of another Secret", [
    secured(),
    certificate({ secretName: "other" }),
  ]),
  breaks("listener-certified", "a certificate of another host", [
    secured(),
    certificate({ dnsNames: ["a.example.edu"] }),
  ]),
  breaks("listener-certified", "a certificate of no host", [secured(), certificate({ dnsNames: undefined })]),
  holds("listener-certified", "in the clear", [
    gateway([{ name: "lms", protocol: "HTTP" }]),
    object("Gateway", "other"),
  ]),

  holds("route-heard", "by its listener", [gateway(), route()]),
  holds("route-heard", "by name of the namespace", [
    gateway(),
    route({ parentRefs: [{ name: "gateway", namespace: HOME, sectionName: "lms" }] }),
  ]),
  holds("route-heard", "for every host", [gateway(), route({ hostnames: undefined, parentRefs: undefined })]),
  ...[{ name: "other" }, { sectionName: "plain" }, { namespace: "other" }].map((other) =>
    breaks("route-heard", `by nobody: ${JSON.stringify(other)}`, [
      gateway(),
      route({
        parentRefs: [
          { name: "gateway", sectionName: "lms" },
          { name: "gateway", sectionName: "lms", ...other },
        ],
      }),
    ]),
  ),
  breaks("route-heard", "under another host", [
    gateway(),
    route({ hostnames: ["lms.example.edu", "x.example.edu"] }),
  ]),
  breaks("route-heard", "by no listener", [gateway(), route({ parentRefs: [] })]),

  holds("route-answered", "by a Service", [leads("lms", 8001), service]),
  breaks(
    "route-answered",
    "at no port",
    [leads("lms", 8002), service],
    "Its namespace has no Service lms with the port 8002.",
  ),
  breaks("route-answered", "by nobody", [leads("cms", 8000), service]),
  breaks("route-answered", "by a Service without ports", [leads("lms", 8000), object("Service", "lms")]),
  breaks("route-answered", "by a Service elsewhere", [
    leads("lms", 8000),
    object("Service", "lms", service.inputs.spec as object, { metadata: { namespace: "other" } }),
  ]),
  holds("route-answered", "by itself", [route(), route({ rules: [{ filters: [{}] }] })]),

  holds("entry-closed", "a route leads there", [gateway(), leads("lms", 8000)], edge(component("lms"))),
  breaks(
    "entry-closed",
    "none leads there",
    [gateway(), leads("cms", 8000)],
    "Gateways reach lms 8000, and no route leads there.",
    edge(component("lms")),
  ),
  breaks(
    "entry-closed",
    "one leads to another port",
    [gateway(), leads("lms", 8000)],
    /lms 8001/,
    edge(component("lms"), 8001),
  ),
  holds("entry-closed", "nobody has a gateway", [leads("cms", 8000)], edge(component("lms"))),
  holds("entry-closed", "on a platform", [gateway()], { ...edge(component("lms")), kind: "platform" }),
  holds(
    "entry-closed",
    "others reach it",
    [gateway()],
    connection({ kind: "role", role: "monitoring" }, component("lms")),
  ),
  holds("entry-closed", "a component reaches it", [gateway()], rows),
  holds(
    "entry-closed",
    "gateways reach what is no component",
    [gateway()],
    edge({ kind: "network", network: "internet" }),
  ),
  holds("entry-closed", "a guest", [gateway()], { ...edge(component("hub")), guests: ["hub"] }),
  breaks("entry-closed", "no guest", [gateway()], /./, { ...edge(component("hub")), guests: ["other"] }),
  holds("entry-closed", "a site that is closed waits for it", [gateway()], {
    ...edge(component("lms")),
    entry: { maintenance: {}, routes: [{ component: "lms", port: 8000 }] },
  }),
  breaks("entry-closed", "a site that is open does not", [gateway()], /./, {
    ...edge(component("lms")),
    entry: { routes: [{ component: "lms", port: 8000 }] },
  }),
  breaks("entry-closed", "a site that is closed waits for another", [gateway()], /./, {
    ...edge(component("lms")),
    entry: { maintenance: {}, routes: [{ component: "lms", port: 8001 }] },
  }),
];
