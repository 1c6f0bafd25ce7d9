import { breaks, type Case, deployment, HOME, holds, labels, object, resource, workload } from "./world.ts";

const scaler = (spec: object = {}, kind = "HorizontalPodAutoscaler") =>
  object(kind, "scaler", { scaleTargetRef: { kind: "Deployment", name: "web" }, ...spec });
const scaled = (replicas: number | undefined, ignoreChanges: readonly string[] = []) =>
  deployment({ spec: { replicas }, options: { ignoreChanges } });
const budget = (spec: object = {}, name = "web") =>
  object("PodDisruptionBudget", "budget", { selector: { matchLabels: labels(name) }, ...spec });
const cluster = (members: unknown, name = "db") =>
  object("MongoDBCommunity", name, {
    members,
    statefulSet: { spec: { template: { metadata: { labels: labels("db") } } } },
  });

const job = (spec: object = {}, more: object = {}) =>
  workload("Job", "migrate-0123456789", { spec: spec, ...more });
const waits = (create: string | undefined, update = create) => ({
  options: { customTimeouts: { create, update } },
});
const noted = (annotations: object) => ({ metadata: { annotations } });

const named = (kind: string, name: string, dependencies: readonly string[] = []) =>
  workload(kind, name, { dependencies: dependencies });
const urnOf = (kind: string, name: string) => object(kind, name).urn;
const chain = (...jobs: readonly string[]) => ({ name: "chain", jobs: jobs.map((name) => ({ name })) });
const first = "first-0123456789";
const second = "second-0123456789";

const share = (cpu: string, memory: string, limits: object = {}) => ({
  resources: { requests: { cpu, memory }, limits: { cpu: "2", memory: "2Gi", ...limits } },
});
const quota = (hard: object) =>
  object("ResourceQuota", "quota", {
    hard: {
      "requests.cpu": "100",
      "requests.memory": "100Gi",
      "limits.memory": "100Gi",
      pods: "100",
      ...hard,
    },
  });

/** Autoscalers, budgets, Jobs and quotas. */
export const runningCases: readonly Case[] = [
  ...["HorizontalPodAutoscaler", "ScaledObject"].flatMap((kind) => [
    holds("autoscaler-target", `${kind} of what is there`, [scaler({}, kind), deployment()]),
    breaks(
      "autoscaler-target",
      `${kind} of what is not`,
      [scaler({}, kind)],
      'There is no Deployment "web".',
    ),
  ]),
  breaks("autoscaler-target", "of another kind", [scaler(), workload("StatefulSet", "web")]),
  breaks("autoscaler-target", "of another namespace", [
    scaler(),
    workload("Deployment", "web", { metadata: { namespace: "x" } }),
  ]),
  breaks(
    "autoscaler-target",
    "of nothing",
    [object("ScaledObject", "it")],
    'There is no undefined "undefined".',
  ),

  holds("autoscaler-range", "two to three", [scaler({ minReplicas: 2, maxReplicas: 3 })]),
  holds("autoscaler-range", "none to one, of what waits", [
    scaler({ minReplicaCount: 0, maxReplicaCount: 1 }, "ScaledObject"),
  ]),
  breaks(
    "autoscaler-range",
    "two to two",
    [scaler({ minReplicas: 2, maxReplicas: 2 })],
    "It moves between 2 and 2 replicas.",
  ),
  breaks("autoscaler-range", "three to two", [scaler({ minReplicaCount: 3, maxReplicaCount: 2 })]),
  breaks("autoscaler-range", "one is the least where nothing is said", [scaler({ maxReplicas: 1 })]),
  holds("autoscaler-range", "to two where nothing is said of the least", [scaler({ maxReplicas: 2 })]),
  breaks("autoscaler-range", "nothing is said of the most", [scaler({ minReplicas: 0 })]),

  holds("autoscaler-owns-replicas", "none said", [scaler({ minReplicas: 2 }), scaled(undefined)]),
  holds("autoscaler-owns-replicas", "the least, and left alone", [
    scaler({ minReplicas: 2 }),
    scaled(2, ["x", "spec.replicas"]),
  ]),
  breaks(
    "autoscaler-owns-replicas",
    "the least, and set again",
    [scaler({ minReplicas: 2 }), scaled(2, ["x"])],
    "Updates set the replicas of web as well.",
  ),
  breaks("autoscaler-owns-replicas", "others", [scaler({ minReplicas: 2 }), scaled(3, ["spec.replicas"])]),
  holds("autoscaler-owns-replicas", "no target is told by another rule", [scaler()]),

  ...[
    [2, true],
    [1, false],
    [undefined, false],
  ].map(([replicas, right]) => {
    const things = [budget(), deployment({ spec: { replicas } })];
    return right
      ? holds("budget-pods", `${replicas} replicas`, things)
      : breaks("budget-pods", `${replicas} replicas`, things);
  }),
  holds("budget-pods", "an autoscaler that keeps two", [
    budget(),
    scaler({ minReplicas: 2, maxReplicas: 9 }),
    scaled(1),
  ]),
  breaks("budget-pods", "an autoscaler that goes to one", [
    budget(),
    scaler({ minReplicas: 1, maxReplicas: 9 }),
    scaled(2),
  ]),
  holds("budget-pods", "an autoscaler that does not say how few", [
    budget(),
    scaler({ maxReplicas: 9 }),
    scaled(2),
  ]),
  breaks("budget-pods", "two workloads", [
    budget(),
    deployment({ spec: { replicas: 2 } }),
    workload("StatefulSet", "web", { spec: { replicas: 2 } }),
  ]),
  breaks("budget-pods", "nobody", [budget()]),
  holds("budget-pods", "members that an operator makes", [budget({}, "db"), cluster(3)]),
  holds("budget-pods", "two of them", [budget({}, "db"), cluster(2)]),
  breaks("budget-pods", "one of them", [budget({}, "db"), cluster(1)]),
  breaks("budget-pods", "nobody knows how many of them", [budget({}, "db"), cluster(undefined)]),
  breaks("budget-pods", "those of two clusters", [budget({}, "db"), cluster(3), cluster(3, "other")]),
  breaks("budget-pods", "others of them", [budget({}, "web"), cluster(3)]),
  breaks("budget-pods", "those of another namespace", [
    budget({}, "db"),
    { ...cluster(3), inputs: { ...cluster(3).inputs, metadata: { name: "db", namespace: "x" } } },
  ]),

  holds("budget-allows", "one, and broken pods", [
    budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" }),
  ]),
  breaks("budget-allows", "broken pods are waited for", [budget({ maxUnavailable: 1 })]),
  ...[{ maxUnavailable: 0 }, { maxUnavailable: "0%" }, { minAvailable: 1 }].map((spec) =>
    breaks("budget-allows", JSON.stringify(spec), [
      budget({ ...spec, unhealthyPodEvictionPolicy: "AlwaysAllow" }),
    ]),
  ),

  ...["Deployment", "StatefulSet"].flatMap((kind) => [
    breaks("budget-present", `none for two of a ${kind}`, [workload(kind, "web", { spec: { replicas: 2 } })]),
    holds("budget-present", `one for two of a ${kind}`, [
      workload(kind, "web", { spec: { replicas: 2 } }),
      budget(),
    ]),
  ]),
  holds("budget-present", "one replica", [deployment()]),
  holds("budget-present", "an autoscaler that goes to one", [scaled(2), scaler({ minReplicas: 1 })]),
  breaks("budget-present", "one for others", [scaled(2), budget({}, "other")]),
  holds("budget-present", "pods on every node", [workload("DaemonSet", "web", { spec: { replicas: 2 } })]),
  holds("budget-present", "what is called like one", [
    workload("ADeployment", "web", { spec: { replicas: 2 } }),
  ]),

  holds("job-stays", "it does", [job()]),
  breaks("job-stays", "it goes at once", [job({ ttlSecondsAfterFinished: 0 })]),
  holds("job-ends", "after some tries and some time", [job({ backoffLimit: 0, activeDeadlineSeconds: 1 })]),
  breaks("job-ends", "nobody says how often", [job({ activeDeadlineSeconds: 1 })]),
  breaks("job-ends", "nobody says when", [job({ backoffLimit: 3 })]),
  breaks("job-ends", "at once", [job({ backoffLimit: 3, activeDeadlineSeconds: 0 })]),

  ...["61s", "2m", "1h", "1m1s"].map((time) =>
    holds("job-awaited", `${time} for a minute`, [job({ activeDeadlineSeconds: 60 }, waits(time))]),
  ),
  ...["60s", "1m", "59s", "30m"].map((time) =>
    breaks("job-awaited", `${time} for half an hour or a minute`, [
      job({ activeDeadlineSeconds: time === "30m" ? 1800 : 60 }, waits(time)),
    ]),
  ),
  holds("job-awaited", "an hour and a half", [job({ activeDeadlineSeconds: 5399 }, waits("1h30m"))]),
  breaks("job-awaited", "no longer than an hour and a half", [
    job({ activeDeadlineSeconds: 5400 }, waits("1h30m")),
  ]),
  breaks("job-awaited", "not at all", [job({}, waits(undefined))]),
  breaks("job-awaited", "not when it is changed", [job({ activeDeadlineSeconds: 60 }, waits("2m", "1m"))]),
  breaks("job-awaited", "not when it is made", [job({ activeDeadlineSeconds: 60 }, waits("1m", "2m"))]),
  holds("job-awaited", "what has no end is told by another rule", [job({}, waits("1s"))]),

  holds("job-alone", "the old one goes first", [job({}, { options: { deleteBeforeReplace: true } })]),
  breaks("job-alone", "both at once", [job({}, { options: { deleteBeforeReplace: false } })]),
  breaks("job-alone", "nobody says", [job()]),
  holds("job-again", "replaced when it failed", [job({}, noted({ "pulumi.com/replaceUnready": "true" }))]),
  breaks("job-again", "not said", [job()]),
  breaks("job-again", "said otherwise", [job({}, noted({ "pulumi.com/replaceUnready": "false" }))]),
  holds("job-shows-itself", "no probe", [job()]),
  breaks("job-shows-itself", "a probe", [job({}, { container: { readinessProbe: {} } })]),
  breaks("job-shows-itself", "a gate", [job({}, { pod: { readinessGates: [{}] } })]),
  holds("job-shows-itself", "no gate", [job({}, { pod: { readinessGates: [], containers: undefined } })]),
  holds("job-shows-itself", "no pod", [object("Job", "it")]),
  holds("job-restarts-whole", "never in place", [job({}, { pod: { restartPolicy: "Never" } })]),
  breaks("job-restarts-whole", "in place", [job({}, { pod: { restartPolicy: "OnFailure" } })]),
  breaks("job-restarts-whole", "not said", [job(), object("Job", "it")], [/./, /./]),

  breaks(
    "job-order",
    "the second beside the first",
    [named("Job", first), named("Job", second)],
    `It does not wait for ${first}.`,
    {
      preparations: [chain("first", "second")],
    },
  ),
  holds(
    "job-order",
    "the second after the first",
    [named("Job", first), named("Job", second, [urnOf("Job", first)])],
    {
      preparations: [chain("first", "second")],
    },
  ),
  holds(
    "job-order",
    "the second after something that is after the first",
    [
      named("Job", first),
      resource("a", "between", { dependencies: [urnOf("Job", first)] }),
      named("Job", second, [resource("a", "between").urn]),
    ],
    { preparations: [chain("first", "second")] },
  ),
  holds("job-order", "two chains", [named("Job", first), named("Job", second)], {
    preparations: [chain("first"), chain("second")],
  }),
  holds("job-order", "a chain of what is not there", [named("Job", "firstborn-0123456789")], {
    preparations: [chain("first", "second")],
  }),
  holds("job-order", "on a platform", [named("Job", first), named("Job", second)], { kind: "platform" }),
  ...[
    { web: { name: "web" }, workers: [] },
    { web: undefined, workers: [{ name: "other" }, { name: "web" }] },
  ].flatMap((processes) => [
    breaks(
      "job-order",
      `a process beside the last of its chain: ${JSON.stringify(processes)}`,
      [
        named("Job", first),
        named("Job", second, [urnOf("Job", first)]),
        named("Deployment", "web", [urnOf("Job", first)]),
      ],
      `It does not wait for ${second}.`,
      { preparations: [chain("first", "second")], services: [{ ...processes, needs: ["chain"] }] },
    ),
    holds(
      "job-order",
      `a process after the last of its chain: ${JSON.stringify(processes)}`,
      [named("Job", first), named("Deployment", "web", [urnOf("Job", first)])],
      { preparations: [chain("first")], services: [{ ...processes, needs: ["chain"] }] },
    ),
  ]),
  holds(
    "job-order",
    "a process that needs another chain",
    [named("Job", first), named("Deployment", "web")],
    {
      preparations: [chain("first")],
      services: [{ web: { name: "web" }, workers: [], needs: ["other"] }],
    },
  ),
  holds("job-order", "a process of another service", [named("Job", first), named("Deployment", "other")], {
    preparations: [chain("first")],
    services: [{ web: { name: "web" }, workers: [], needs: ["chain"] }],
  }),

  holds("quota-enough", "plenty", [quota({}), deployment({ container: share("1", "1Gi") })]),
  ...(
    [
      [{ "requests.cpu": "2" }, true],
      [{ "requests.cpu": "1999m" }, false],
      [{ "requests.memory": "2Gi" }, true],
      [{ "requests.memory": "2047Mi" }, false],
      [{ "limits.cpu": "4" }, true],
      [{ "limits.cpu": "3" }, false],
      [{ "limits.memory": "4Gi" }, true],
      [{ "limits.memory": "3Gi" }, false],
      [{ pods: "2" }, true],
      [{ pods: "1" }, false],
      [{ pods: undefined }, false],
      [{ "requests.cpu": undefined }, false],
      [{ "limits.cpu": undefined }, true],
    ] as const
  ).map(([hard, right]) => {
    const things = [quota(hard), deployment({ container: share("1", "1Gi") })];
    const title = `one pod and one more for a rollout in ${JSON.stringify(hard)}`;
    return right
      ? holds("quota-enough", title, things)
      : breaks(
          "quota-enough",
          title,
          things,
          `It has less ${Object.keys(hard)[0]} than all pods at their most, a rollout and the Jobs.`,
        );
  }),
  breaks(
    "quota-enough",
    "two things",
    [quota({ "requests.cpu": "1", pods: "1" }), deployment({ container: share("1", "1Gi") })],
    /less requests\.cpu, pods than/,
  ),
  holds("quota-enough", "no rollout of a StatefulSet", [
    quota({ pods: "1" }),
    workload("StatefulSet", "web", { container: share("1", "1Gi") }),
  ]),
  breaks("quota-enough", "the most of an autoscaler", [
    quota({ pods: "5" }),
    deployment({ container: share("1", "1Gi") }),
    scaler({ minReplicas: 1, maxReplicas: 5 }),
  ]),
  holds("quota-enough", "the most of an autoscaler fits", [
    quota({ pods: "6", "requests.cpu": "6" }),
    deployment({ container: share("1", "1Gi") }),
    scaler({ minReplicas: 1, maxReplicas: 5 }),
  ]),
  breaks("quota-enough", "all containers of all pods", [
    quota({ "requests.cpu": "7" }),
    deployment({
      pod: {
        containers: [
          { name: "a", ...share("1", "1Gi") },
          { name: "b", ...share("2", "1Gi") },
        ],
      },
    }),
    workload("Job", "job", { container: share("2", "1Gi") }),
  ]),
  holds("quota-enough", "pods of another namespace", [
    quota({ pods: "1" }),
    workload("Deployment", "web", { metadata: { namespace: "x" }, container: share("1", "1Gi") }),
  ]),
  holds("quota-enough", "pods that ask for nothing", [
    quota({ "requests.cpu": "0", "requests.memory": "0" }),
    deployment({ pod: { containers: [{ name: "a" }, {}] } }),
  ]),
  holds("quota-enough", "pods without containers", [
    quota({ "requests.cpu": "0" }),
    deployment({ pod: { containers: undefined } }),
  ]),
  breaks("quota-enough", "no processor is enough for what has no stop", [
    quota({ "limits.cpu": "100" }),
    deployment({ container: { resources: {} } }),
  ]),
  holds("quota-enough", "another namespace", [
    {
      ...quota({ pods: "0" }),
      inputs: { metadata: { name: "q", namespace: "x" }, spec: quota({ pods: "0" }).inputs.spec },
    },
    deployment({ container: share("1", "1Gi") }),
  ]),
  holds("quota-enough", HOME, []),
];
