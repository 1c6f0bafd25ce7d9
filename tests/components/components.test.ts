import { readdirSync, readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { PlatformBlueprint } from "../../src/blueprint/model.ts";
import { Autoscaler } from "../../src/components/autoscaling/autoscaler.ts";
import { MongoDb } from "../../src/components/data/mongodb.ts";
import { Mysql } from "../../src/components/data/mysql.ts";
import { Redis } from "../../src/components/data/redis.ts";
import { Search } from "../../src/components/data/search.ts";
import { Namespace } from "../../src/components/foundation/namespace.ts";
import { NetworkPolicies } from "../../src/components/foundation/networkPolicies.ts";
import { LearningPlatform } from "../../src/components/learning/learningPlatform.ts";
import { Platform } from "../../src/components/platform/platform.ts";
import { DjangoService } from "../../src/components/service/djangoService.ts";
import { tokens } from "../../src/components/tokens.ts";
import { component, edge, network } from "../../src/vocabulary/connection.ts";
import { KEPT, RUNS_TO_ITS_END } from "../../src/vocabulary/labels.ts";
import { blueprintOf, projectOf } from "../house.ts";
import { alone, blueprint, childrenOf, inputs, placement, reveal, storeOf } from "./alone.ts";

const identity = { deployment: "campus", stage: "dev" };

describe("Namespace", () => {
  const quota = { cpu: "10", memory: "20Gi", cpuLimit: "20", memoryLimit: "30Gi", pods: 40 };
  const place = (keep: boolean) =>
    alone(
      () =>
        new Namespace("campus", {
          namespace: { name: "campus-dev", trust: "restricted", keep, quota },
          identity,
        }),
    );

  test("is a namespace with its Pod Security, a quota and limits, which come after it", async () => {
    const { resources, find } = await place(false);
    expect(childrenOf(resources)).toEqual([
      "LimitRange campus-limits",
      "Namespace campus",
      "ResourceQuota campus-quota",
    ]);
    const namespace = find("Namespace");
    expect(inputs(namespace).metadata.name).toBe("campus-dev");
    expect(inputs(namespace).metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
      "arboretum.dev/stage": "dev",
    });
    expect(inputs(find("ResourceQuota")).spec.hard).toEqual({
      "requests.cpu": "10",
      "requests.memory": "20Gi",
      "limits.cpu": "20",
      "limits.memory": "30Gi",
      pods: "40",
    });
    expect(find("ResourceQuota").dependencies).toEqual([namespace.urn]);
    expect(find("LimitRange").dependencies).toEqual([namespace.urn]);
  });

  test.each([true, false])("is protected, retained and guarded as it is told: %s", async (keep) => {
    const { options, inputs: given } = (await place(keep)).find("Namespace");
    expect([options.protect, options.retainOnDelete]).toEqual([keep, keep]);
    const labels = (given.metadata as { labels: object }).labels;
    if (keep) expect(labels).toMatchObject(KEPT);
    else expect(Object.keys(labels)).not.toContain(Object.keys(KEPT)[0]);
  });
});

describe("NetworkPolicies", () => {
  const connections = [
    { from: edge, to: component("web"), port: 80, why: "readers" },
    { from: component("web"), to: component("store"), port: 5432, why: "rows" },
    { from: component("web"), to: network("mail", "internet"), port: 587, why: "mail" },
    { from: component("web"), to: network("campus", "10.1.0.0/16"), port: 587, why: "mail inside" },
  ];

  test("closes the namespace, and opens each connection at both of its ends", async () => {
    const { resources, find } = await alone(() => new NetworkPolicies("campus", { placement, connections }));
    expect(childrenOf(resources)).toEqual([
      "NetworkPolicy campus-closed",
      "NetworkPolicy campus-store",
      "NetworkPolicy campus-web",
    ]);
    expect(inputs(find("NetworkPolicy", "campus-closed")).spec).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    const peer = (name: string) => ({ podSelector: { matchLabels: { "arboretum.dev/component": name } } });
    const store = inputs(find("NetworkPolicy", "campus-store")).spec;
    expect(store.ingress).toEqual([{ from: [peer("web")], ports: [{ protocol: "TCP", port: 5432 }] }]);
    const web = inputs(find("NetworkPolicy", "campus-web")).spec;
    expect(web.ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { "arboretum.dev/role": "edge" } } }],
        ports: [{ protocol: "TCP", port: 80 }],
      },
    ]);
    const [names, mail, rows] = web.egress;
    expect(names.ports.map(({ port }: { port: number }) => port)).toEqual([53, 53]);
    expect(rows).toEqual({ to: [peer("store")], ports: [{ protocol: "TCP", port: 5432 }] });
    expect(mail.to.map((one: { ipBlock: { cidr: string } }) => one.ipBlock.cidr)).toEqual([
      "0.0.0.0/0",
      "::/0",
      "10.1.0.0/16",
    ]);
    expect(mail.to[0].ipBlock.except).toContain("169.254.0.0/16");
  });
});

describe("stores", () => {
  const common = { placement, reveal };

  test("Mysql is a server, its disk, its address, and a Job that creates databases once the server is there", async () => {
    const { resources, find } = await alone(() => new Mysql("mysql", { ...common, store: storeOf("mysql") }));
    expect(childrenOf(resources)).toEqual([
      "Job mysql-databases",
      "PersistentVolumeClaim mysql-data",
      "Secret mysql-credentials",
      "Service mysql",
      "ServiceAccount mysql",
      "ServiceAccount mysql-databases",
      "StatefulSet mysql",
    ]);
    const [server, job] = [find("StatefulSet"), find("Job")];
    expect(job.dependencies).toContain(server.urn);
    expect(inputs(job).metadata.labels).toMatchObject(RUNS_TO_ITS_END);
    expect(inputs(find("Secret")).stringData).toEqual({
      "mysql-root": "value of mysql/root",
      "mysql-edxapp": "value of mysql/edxapp",
      "mysql-edxapp-csmh": "value of mysql/edxapp-csmh",
    });
    expect(find("Secret").secretPaths).toEqual(["stringData"]);
    expect(inputs(server).spec.template.spec.containers[0].args).toContain("--max-connections=300");
    expect(inputs(server).spec.volumeClaimTemplates).toBeUndefined();
    expect(server.options.ignoreChanges).toContain("spec.volumeClaimTemplates");
  });

  test("MongoDb is the same for documents", async () => {
    const { resources, find } = await alone(
      () => new MongoDb("mongodb", { ...common, store: storeOf("mongodb") }),
    );
    expect(childrenOf(resources)).toEqual([
      "Job mongodb-databases",
      "PersistentVolumeClaim mongodb-data",
      "Secret mongodb-credentials",
      "Service mongodb",
      "ServiceAccount mongodb",
      "ServiceAccount mongodb-databases",
      "StatefulSet mongodb",
    ]);
    expect(find("Job").dependencies).toContain(find("StatefulSet").urn);
  });

  test.each([
    ["cache", false, "allkeys-lru", "no"],
    ["sessions", false, "volatile-ttl", "no"],
    ["broker", true, "noeviction", "yes"],
  ] as const)(
    "Redis as %s has a disk: %s, forgets by %s, writes a log: %s",
    async (use, disk, eviction, log) => {
      const { resources, find } = await alone(
        () => new Redis(use, { ...common, store: storeOf("redis", use) }),
      );
      expect(childrenOf(resources)).toEqual(
        [
          ...(disk ? [`PersistentVolumeClaim ${use}-data`] : []),
          `Secret ${use}-configuration`,
          `Service ${use}`,
          `ServiceAccount ${use}`,
          `StatefulSet ${use}`,
        ].sort(),
      );
      const lines: string[] = inputs(find("Secret")).stringData["redis.conf"].split("\n");
      expect(lines).toContain(`maxmemory-policy ${eviction}`);
      expect(lines).toContain(`appendonly ${log}`);
      expect(lines).toContain(`requirepass "value of ${use}/password"`);
      const limit = 256 * 1024 ** 2;
      expect(Number(lines.find((line) => line.startsWith("maxmemory "))?.split(" ")[1])).toBeLessThanOrEqual(
        0.75 * limit,
      );
      const { volumes } = inputs(find("StatefulSet")).spec.template.spec;
      expect(volumes[0].secret.secretName).toBe(inputs(find("Secret")).metadata.name);
    },
  );

  test("Search keeps the disk of an older format, and does not stand in the way of a new one", async () => {
    const { resources, find } = await alone(
      () => new Search("search", { ...common, store: storeOf("meilisearch", "search") }),
    );
    expect(childrenOf(resources)).toEqual([
      expect.stringMatching(/^PersistentVolumeClaim search-data-\d+-\d+$/),
      "Secret search-configuration",
      "Service search",
      "ServiceAccount search",
      "StatefulSet search",
    ]);
    const { protect, retainOnDelete } = find("PersistentVolumeClaim").options;
    expect({ protect, retainOnDelete }).toEqual({ protect: false, retainOnDelete: true });
  });

  test("what a store is told to wait for comes before everything of it", async () => {
    const { resources } = await alone(() => {
      const before = new Namespace("campus", {
        namespace: blueprint().namespace,
        identity,
      });
      new Redis("cache", { ...common, store: storeOf("redis", "cache"), after: before.ready });
    });
    const own = resources.filter(({ custom, parent }) => custom && parent.endsWith("::cache"));
    const namespace = resources.find(({ type }) => type === "kubernetes:core/v1:Namespace")?.urn;
    const waits = own
      .filter(({ type }) => !type.endsWith(":StatefulSet"))
      .map(({ dependencies }) => dependencies);
    expect(waits.length).toBeGreaterThan(2);
    for (const dependencies of waits) expect(dependencies).toContain(namespace);
  });
});

describe("Autoscaler", () => {
  test("is one object that moves its target between the bounds", async () => {
    const scaling = { min: 2, max: 9, cpuTarget: 70 };
    const { resources, find } = await alone(
      () => new Autoscaler("lms-autoscaler", { placement, target: "lms", scaling }),
    );
    expect(childrenOf(resources)).toEqual(["HorizontalPodAutoscaler lms-autoscaler"]);
    expect(inputs(find("HorizontalPodAutoscaler")).spec).toMatchObject({
      scaleTargetRef: { kind: "Deployment", name: "lms" },
      minReplicas: 2,
      maxReplicas: 9,
    });
  });
});

describe("DjangoService", () => {
  const place = async (scale: string) => {
    const [service] = blueprint(`scale: { ${scale} }`).services;
    if (service === undefined) throw new Error("there is no service");
    return alone(() => new DjangoService("lms", { placement, reveal, service }));
  };
  const always = [
    "ConfigMap lms-jobs-module",
    "ConfigMap lms-module",
    "Deployment lms",
    "Job lms-migrate",
    "Job lms-migrate-history",
    "Job lms-search-key",
    "Secret lms-configuration",
    "Secret lms-jobs-configuration",
    "Secret lms-jobs-search-key",
    "Service lms",
    "ServiceAccount lms",
    "ServiceAccount lms-jobs",
  ];

  test.each([
    ["lms: { replicas: { min: 1, max: 1 } }", []],
    ["lms: { replicas: { min: 1, max: 3 } }", ["HorizontalPodAutoscaler lms-autoscaler"]],
    ["lms: { replicas: { min: 2, max: 2 } }", ["PodDisruptionBudget lms-budget"]],
    [
      "lms: { replicas: { min: 2, max: 3 } }",
      ["HorizontalPodAutoscaler lms-autoscaler", "PodDisruptionBudget lms-budget"],
    ],
  ])("with %s has %s", async (scale, more) => {
    const { resources, find } = await place(scale);
    expect(childrenOf(resources)).toEqual([...always, ...more].sort());
    const ignored = find("Deployment").options.ignoreChanges;
    expect(ignored).toEqual(more.some((one) => one.startsWith("Horizontal")) ? ["spec.replicas"] : []);
  });

  test("runs its Jobs one after the other, and its processes after the last", async () => {
    const { find } = await place("profile: ci");
    const chain = [
      find("Job", "lms-migrate"),
      find("Job", "lms-migrate-history"),
      find("Job", "lms-search-key"),
      find("Deployment"),
    ];
    for (const [index, later] of chain.slice(1).entries()) {
      expect(later.dependencies).toContain(chain[index]?.urn);
    }
  });

  test("shows the old processes their own files while Jobs already have the new ones", async () => {
    const { find } = await place("profile: ci");
    const [web, jobs] = [find("Secret", "lms-configuration"), find("Secret", "lms-jobs-configuration")];
    expect(inputs(web).metadata.name).toMatch(/^lms-configuration-[0-9a-f]{10}$/);
    expect(inputs(jobs).metadata.name).toBe("lms-configuration");
    expect(inputs(web).stringData).toEqual(inputs(jobs).stringData);
  });

  test("asks the LMS by its public name, because Django answers to nobody else", async () => {
    const { find } = await place("profile: ci");
    const [container] = inputs(find("Deployment")).spec.template.spec.containers;
    expect(container.readinessProbe.httpGet.httpHeaders).toEqual([
      { name: "Host", value: "learn.example.edu" },
    ]);
  });
});

describe("Platform", () => {
  const platform = blueprintOf(compose(projectOf({}), "platform")) as PlatformBlueprint;

  test("is priorities and guards, and the charts that it manages", async () => {
    const { resources, find } = await alone(() => new Platform("platform", { blueprint: platform }));
    expect(childrenOf(resources)).toEqual([
      "PriorityClass platform-arboretum-job",
      "PriorityClass platform-arboretum-store",
      "PriorityClass platform-arboretum-web",
      "ValidatingAdmissionPolicy platform-arboretum-kept-objects",
      "ValidatingAdmissionPolicy platform-arboretum-running-jobs",
      "ValidatingAdmissionPolicyBinding platform-arboretum-kept-objects",
      "ValidatingAdmissionPolicyBinding platform-arboretum-running-jobs",
    ]);
    const guard = inputs(find("ValidatingAdmissionPolicy", "platform-arboretum-kept-objects")).spec;
    expect(guard.matchConstraints.objectSelector.matchLabels).toEqual(KEPT);
    const value = (name: string) => inputs(find("PriorityClass", `platform-arboretum-${name}`)).value;
    expect(value("store")).toBeGreaterThan(value("web"));
    expect(value("web")).toBeGreaterThan(value("job"));
  });

  test("installs a chart at one exact version", async () => {
    const chart = {
      name: "metrics-server",
      namespace: "kube-system",
      chart: "metrics-server",
      repository: "https://charts.example.edu",
      version: "3.13.0",
      values: { replicas: 2 },
    };
    const { find } = await alone(
      () => new Platform("platform", { blueprint: { ...platform, charts: [chart] } }),
    );
    expect(inputs(find("Release"))).toMatchObject({
      version: "3.13.0",
      atomic: true,
      values: { replicas: 2 },
    });
  });
});

describe("LearningPlatform", () => {
  test("is a namespace, secrets, policies, stores and services, and nothing of a service before its stores", async () => {
    const { resources } = await alone(
      () =>
        new LearningPlatform("campus", {
          blueprint: blueprint(),
          configured: () => pulumi.output(""),
        }),
    );
    const components = resources.filter(({ custom }) => !custom).map(({ type, name }) => `${type} ${name}`);
    expect(components.sort()).toEqual(
      [
        `${tokens.learningPlatform} campus`,
        `${tokens.namespace} academy-qa`,
        `${tokens.secrets} campus`,
        `${tokens.networkPolicies} campus-network`,
        `${tokens.mysql} mysql`,
        `${tokens.mongodb} mongodb`,
        `${tokens.redis} cache`,
        `${tokens.redis} sessions`,
        `${tokens.redis} broker`,
        `${tokens.search} search`,
        `${tokens.djangoService} lms`,
        `${tokens.autoscaler} lms-autoscaler`,
      ].sort(),
    );
    const first = resources.find(({ name, custom }) => custom && name === "lms-migrate");
    const servers = resources.filter(({ type }) => type.endsWith(":StatefulSet")).map(({ urn }) => urn);
    expect(servers).toHaveLength(6);
    expect(servers.filter((urn) => !first?.dependencies.includes(urn))).toEqual([]);
  });
});

describe("every component", () => {
  const folder = new URL("../../src/components/", import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [file, readFileSync(new URL(file, folder), "utf8")] as const)
    .filter(([, text]) => text.includes("extends pulumi.ComponentResource"));

  test.each(sources)("%s says when its outputs are complete, and has a frozen token", (_, text) => {
    const count = (what: RegExp) => text.match(what)?.length ?? 0;
    const classes = count(/extends pulumi\.ComponentResource/g);
    expect(count(/this\.registerOutputs\(/g)).toBe(classes);
    expect(count(/super\(tokens\.\w+, name, \{\}, opts\)/g)).toBe(classes);
  });

  test("has a token of its own", () => {
    expect(sources).toHaveLength(Object.keys(tokens).length);
    expect(new Set(Object.values(tokens)).size).toBe(Object.keys(tokens).length);
  });
});
