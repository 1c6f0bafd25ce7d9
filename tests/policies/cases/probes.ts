import { breaks, type Case, container, deployment, holds, labels, object, pod, workload } from "./world.ts";

const open = { tcpSocket: { port: 8000 } };
const asks = (path: string, port: string | number = 8000) => ({ httpGet: { path, port } });
const all = { startupProbe: open, readinessProbe: asks("/heartbeat"), livenessProbe: open };
const service = (more: object = {}) => object("Service", "web", { selector: labels("web") }, more);

/** Probes, and the objects that choose pods. */
export const probeCases: readonly Case[] = [
  breaks(
    "container-probes",
    "none, where requests come",
    [deployment(), service()],
    "Container it gets requests and has no startupProbe, readinessProbe, livenessProbe.",
  ),
  breaks(
    "container-probes",
    "one is missing",
    [deployment({ container: { ...all, livenessProbe: undefined } }), service()],
    /has no livenessProbe\.$/,
  ),
  holds("container-probes", "all", [deployment({ container: all }), service()]),
  holds("container-probes", "no Service", [deployment()]),
  holds("container-probes", "a Service of others", [
    deployment(),
    object("Service", "it", { selector: labels("other") }),
  ]),
  holds("container-probes", "a Service without a selector", [deployment(), object("Service", "it")]),
  holds("container-probes", "a Service of another namespace", [
    deployment(),
    service({ metadata: { namespace: "other" } }),
  ]),
  holds("container-probes", "what runs before", [
    deployment({ container: all, pod: { initContainers: [{ name: "first" }] } }),
    service(),
  ]),
  ...["Job", "CronJob"].map((kind) =>
    holds("container-probes", `the pods of a ${kind}`, [workload(kind, "web"), service()]),
  ),
  breaks("container-probes", "what is called like one", [workload("JobSet", "web"), service()]),

  holds(
    "container-probes-differ",
    "they ask different things",
    container({ readinessProbe: asks("/a"), livenessProbe: asks("/b") }),
  ),
  holds(
    "container-probes-differ",
    "at different ports",
    container({ readinessProbe: asks("/a"), livenessProbe: asks("/a", 9) }),
  ),
  holds(
    "container-probes-differ",
    "one asks, the other knocks",
    container({ readinessProbe: asks("/a"), livenessProbe: open }),
  ),
  holds(
    "container-probes-differ",
    "different commands",
    container({ readinessProbe: { exec: { command: ["a"] } }, livenessProbe: { exec: { command: ["b"] } } }),
  ),
  holds(
    "container-probes-differ",
    "knocks at different ports",
    container({ readinessProbe: open, livenessProbe: { tcpSocket: { port: 9 } } }),
  ),
  ...[
    [asks("/a"), asks("/a")],
    [asks("/a"), { ...asks("/a"), periodSeconds: 60 }],
    [open, open],
    [{ exec: { command: ["a", "b"] } }, { exec: { command: ["a", "b"] } }],
  ].map(([readinessProbe, livenessProbe]) =>
    breaks(
      "container-probes-differ",
      `both ask ${JSON.stringify(readinessProbe)}`,
      container({ readinessProbe, livenessProbe }),
      "Container it is restarted for what makes it not ready.",
    ),
  ),
  holds(
    "container-probes-differ",
    "both knock, and it is restarted later than it is left alone",
    container({ readinessProbe: open, livenessProbe: { ...open, periodSeconds: 60 } }),
  ),
  holds("container-probes-differ", "only one is there", container({ readinessProbe: open })),
  holds("container-probes-differ", "only the other is there", container({ livenessProbe: open })),

  breaks(
    "container-startup-patience",
    "as long as it may be silent",
    container({ startupProbe: open, livenessProbe: open }),
  ),
  holds("container-startup-patience", "no startup probe", container({ livenessProbe: open })),
  holds(
    "container-startup-patience",
    "longer",
    container({ startupProbe: { ...open, failureThreshold: 4 }, livenessProbe: open }),
  ),
  breaks(
    "container-startup-patience",
    "ten seconds three times are the default",
    container({ startupProbe: { periodSeconds: 6, failureThreshold: 5 }, livenessProbe: open }),
  ),
  holds(
    "container-startup-patience",
    "a second longer",
    container({ startupProbe: { periodSeconds: 31, failureThreshold: 1 } }),
  ),
  breaks(
    "container-startup-patience",
    "tries often, and not for long",
    container({ startupProbe: { periodSeconds: 1, failureThreshold: 20 }, livenessProbe: open }),
  ),

  holds("container-probes-declared", "no probe", container({})),
  holds(
    "container-probes-declared",
    "by number",
    container({ ...all, ports: [{ name: "http", containerPort: 8000 }] }),
  ),
  holds(
    "container-probes-declared",
    "by name",
    container({ livenessProbe: asks("/", "http"), ports: [{ name: "http", containerPort: 1 }] }),
  ),
  holds(
    "container-probes-declared",
    "a command asks no port",
    container({ livenessProbe: { exec: { command: ["a"] } } }),
  ),
  ...["startupProbe", "readinessProbe", "livenessProbe"].flatMap((probe) => [
    breaks(
      "container-probes-declared",
      `${probe} at no port`,
      container({ [probe]: open }),
      /A probe of container it/,
    ),
    breaks(
      "container-probes-declared",
      `${probe} at another name`,
      container({ [probe]: asks("/", "http"), ports: [{ name: "admin", containerPort: 8000 }] }),
    ),
  ]),

  holds("selector-matches", "its own pods", [deployment()]),
  breaks("selector-matches", "nothing is chosen", [deployment({ spec: { selector: {} } })]),
  breaks("selector-matches", "nothing is said", [deployment({ spec: { selector: undefined } })]),
  ...["Deployment", "StatefulSet"].map((kind) =>
    breaks("selector-matches", `others in a ${kind}`, [
      workload(kind, "web", { spec: { selector: { matchLabels: labels("x") } } }),
    ]),
  ),
  holds("selector-matches", "a Job chooses by itself", [workload("Job", "web", { spec: { selector: {} } })]),
  breaks("selector-own", "pods of another as well", [
    deployment(),
    workload("Job", "other", { spec: { template: { metadata: { labels: labels("web") }, spec: {} } } }),
  ]),
  holds("selector-own", "two of their own", [deployment(), workload("StatefulSet", "store")]),
  holds("selector-own", "the same in another namespace", [
    deployment(),
    workload("Deployment", "web", { metadata: { namespace: "other" } }),
  ]),

  ...["arboretum.dev/release", "app.kubernetes.io/version"].flatMap((label) => [
    breaks("selector-lasting", `a workload by ${label}`, [
      deployment({ spec: { selector: { matchLabels: { [label]: "x" } } } }),
    ]),
    breaks("selector-lasting", `a Service by ${label}`, [
      object("Service", "it", { selector: { [label]: "x" } }),
    ]),
    breaks("selector-lasting", `a policy by ${label}`, [
      object("NetworkPolicy", "it", { podSelector: { matchLabels: { [label]: "x" } } }),
    ]),
  ]),
  holds("selector-lasting", "by the component", [
    deployment(),
    service(),
    object("NetworkPolicy", "it", { podSelector: { matchLabels: labels("web") } }),
    object("ConfigMap", "it"),
    object("NetworkPolicy", "all", { podSelector: {} }),
  ]),

  breaks("service-pods", "nobody", [service()]),
  holds("service-pods", "some", [service(), deployment()]),
  holds("service-pods", "none are asked for", [object("Service", "it")]),
  breaks("service-pods", "those of another namespace", [
    service(),
    workload("Deployment", "web", { metadata: { namespace: "other" } }),
  ]),
  holds("service-pods", "those that an operator makes", [
    service(),
    object("InnoDBCluster", "web", { podLabels: labels("web"), router: { podLabels: labels("router") } }),
  ]),
  holds("service-pods", "those beside them", [
    object("Service", "it", { selector: labels("router") }),
    object("InnoDBCluster", "web", { podLabels: labels("web"), router: { podLabels: labels("router") } }),
  ]),
  breaks("service-pods", "those that an operator makes elsewhere", [
    service(),
    object(
      "InnoDBCluster",
      "web",
      { podLabels: labels("web"), router: {} },
      { metadata: { namespace: "other" } },
    ),
  ]),

  ...[
    [{ port: 80, targetPort: "http" }, true],
    [{ port: 80, targetPort: 8000 }, true],
    [{ port: 8000 }, true],
    [{ port: 80 }, false],
    [{ port: 80, targetPort: "admin" }, false],
    [{ port: 8000, targetPort: 8001 }, false],
  ].map(([port, right]) => {
    const things = [
      object("Service", "web", { selector: labels("web"), ports: [{ port: 8000 }, port] }),
      deployment({ container: { ports: [{ name: "http", containerPort: 8000 }] } }),
    ];
    const title = `to ${JSON.stringify(port)}`;
    return right
      ? holds("service-ports", title, things)
      : breaks("service-ports", title, things, /^It sends to \w+, and no container declares that\.$/);
  }),
  holds("service-ports", "to nobody is told by another rule", [
    object("Service", "it", { selector: labels("x"), ports: [{ port: 1 }] }),
  ]),
  holds("service-ports", "without any", [service(), ...pod({ containers: undefined })]),

  ...["Job", "CronJob"].map((kind) => breaks("service-no-jobs", kind, [service(), workload(kind, "web")])),
  holds("service-no-jobs", "a process", [service(), deployment()]),
  holds("service-no-jobs", "what is called like one", [service(), workload("JobSet", "web")]),
  breaks("service-no-jobs", "a Job beside a process", [service(), deployment(), workload("Job", "web")]),

  breaks("service-not-awaited", "not said", [object("Service", "it")]),
  breaks("service-not-awaited", "said otherwise", [
    object("Service", "it", {}, { metadata: { annotations: { "pulumi.com/skipAwait": "false" } } }),
  ]),
  holds("service-not-awaited", "said", [
    object("Service", "it", {}, { metadata: { annotations: { "pulumi.com/skipAwait": "true" } } }),
  ]),

  breaks(
    "stateful-set-service",
    "none named",
    [object("StatefulSet", "it")],
    'There is no headless Service "".',
  ),
  breaks(
    "stateful-set-service",
    "not there",
    [object("StatefulSet", "it", { serviceName: "x" })],
    'There is no headless Service "x".',
  ),
  breaks("stateful-set-service", "with an address", [
    object("StatefulSet", "it", { serviceName: "x" }),
    object("Service", "x"),
  ]),
  holds("stateful-set-service", "headless", [
    object("StatefulSet", "it", { serviceName: "x" }),
    object("Service", "x", { clusterIP: "None" }),
  ]),
];
