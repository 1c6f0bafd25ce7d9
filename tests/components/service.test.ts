import { describe, expect, test } from "vitest";
import type { PlacedPreparation } from "../../src/blueprint/model.ts";
import { joined } from "../../src/blueprint/service.ts";
import { Redis } from "../../src/components/data/redis.ts";
import { Namespace } from "../../src/components/foundation/namespace.ts";
import { rolloutSeconds } from "../../src/components/service/deployment.ts";
import { DjangoService } from "../../src/components/service/djangoService.ts";
import { Preparation } from "../../src/components/service/preparation.ts";
import type { Resource } from "../../src/render/rendering.ts";
import { files, text } from "../../src/vocabulary/content.ts";
import { RUNS_TO_ITS_END } from "../../src/vocabulary/labels.ts";
import type { Preparation as PreparationModel } from "../../src/vocabulary/workload.ts";
import { serviceOf } from "../house.ts";
import { alone, blueprint, childrenOf, inputs, placement, reveal, storeOf } from "./alone.ts";

const identity = { deployment: "campus", stage: "dev" };

/** The chain of the platform, which a stranger may run as well. */
const migrations = () => {
  const found = blueprint().preparations.find(({ name }) => name === "edxapp-migrations");
  if (found === undefined) throw new Error("there is no chain");
  return found;
};

/** A namespace, so that there is something to wait for. */
const beforehand = () =>
  new Namespace("campus", { namespace: blueprint().namespaces[0], identity, cluster: "learning" });

describe("Preparation", () => {
  const place = (preparation: PreparationModel) =>
    alone(() => {
      const { ready } = beforehand();
      const store = new Redis("cache", { placement, reveal, store: storeOf("redis", "cache") });
      const uses = store.ready;
      const first = new Preparation("campus-prepared", {
        placement,
        reveal,
        preparation,
        after: ready,
        uses,
      });
      new Redis("late", { placement, reveal, store: storeOf("redis", "sessions"), after: first.ready });
    });
  const own = (resources: readonly Resource[]) =>
    resources.filter(({ custom, parent }) => custom && parent.endsWith("::campus-prepared"));

  test("is Jobs with one account and what they mount, under the name that it was given", async () => {
    const { resources } = await place(migrations());
    expect(childrenOf(own(resources))).toEqual([
      "ConfigMap campus-prepared-cms-module",
      "ConfigMap campus-prepared-lms-module",
      "Job campus-prepared-cms-migrate",
      "Job campus-prepared-lms-migrate",
      "Job campus-prepared-lms-migrate-history",
      "Secret campus-prepared-cms-configuration",
      "Secret campus-prepared-lms-configuration",
      "ServiceAccount campus-prepared",
    ]);
  });

  test("runs its Jobs one after the other, the first after what they use, and only the last is waited for", async () => {
    const { resources, find } = await place(migrations());
    const [first, second, last] = [
      find("Job", "campus-prepared-lms-migrate"),
      find("Job", "campus-prepared-lms-migrate-history"),
      find("Job", "campus-prepared-cms-migrate"),
    ];
    expect(first.dependencies).toContain(find("StatefulSet", "cache").urn);
    for (const { urn } of own(resources).filter(({ type }) => !type.endsWith(":Job"))) {
      expect(first.dependencies).toContain(urn);
    }
    expect(second.dependencies).toContain(first.urn);
    expect(last.dependencies).toContain(second.urn);
    expect(find("Service", "late").dependencies).toContain(last.urn);
  });

  test("puts nothing into a namespace before it is there", async () => {
    const { resources, find } = await place(migrations());
    const held = own(resources).filter(({ type }) => !type.endsWith(":Job"));
    expect(held.length).toBeGreaterThan(2);
    for (const { dependencies } of held) expect(dependencies).toContain(find("Namespace").urn);
  });

  test("joined of two applications is one row of Jobs, each with its own files", async () => {
    const chain = migrations();
    const [job] = chain.jobs;
    if (job === undefined) throw new Error("there is no Job");
    const other: PlacedPreparation = {
      ...chain,
      files: [files("notes-settings", "stable", { "notes.yml": text("a: 1") }, () => "1")],
      jobs: [
        {
          ...job,
          name: "notes-migrate",
          pod: { ...job.pod, mounts: [{ from: "files", files: "notes-settings", path: "/run/notes" }] },
        },
      ],
    };
    const [both, ...more] = joined([chain, other]);
    if (both === undefined) throw new Error("there is no chain");
    expect(more).toEqual([]);
    const { find } = await place(both);
    const notes = find("Job", "campus-prepared-notes-migrate");
    expect(notes.dependencies).toContain(find("Job", "campus-prepared-cms-migrate").urn);
    const { volumes } = inputs(notes).spec.template.spec;
    expect(volumes).toMatchObject([{ configMap: { name: "notes-settings" } }]);
  });

  test("lets nobody delete a Job while it runs", async () => {
    const { find } = await place(migrations());
    expect(inputs(find("Job", "campus-prepared-lms-migrate")).metadata.labels).toMatchObject(RUNS_TO_ITS_END);
  });

  test("of nothing still waits for what it uses", async () => {
    const { find } = await place({ ...migrations(), jobs: [] });
    expect(find("Service", "late").dependencies).toContain(find("StatefulSet", "cache").urn);
  });
});

describe("DjangoService", () => {
  const serviceWith = (scale: string) => {
    const service = serviceOf(blueprint(`scale: { ${scale} }`), "lms");
    if (service?.web === undefined) throw new Error("there is no service");
    return { ...service, web: service.web, workers: [] };
  };
  const place = (scale: string) => {
    const service = serviceWith(scale);
    return alone(() => new DjangoService("lms", { placement, reveal, service }));
  };
  const always = [
    "ConfigMap lms-module",
    "ConfigMap lms-tracking",
    "ConfigMap lms-uwsgi",
    "CronJob lms-expired-tokens",
    "Deployment lms",
    "Secret lms-configuration",
    "Secret lms-tracking-target",
    "Service lms",
    "ServiceAccount lms",
    "ServiceAccount lms-expired-tokens",
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

  test("has new processes only after what it uses, and a Service and files before", async () => {
    const found = { host: "", port: 0 };
    const { find } = await alone(() => {
      const prepared = { placement, reveal, preparation: migrations() };
      const { ready } = new Preparation("campus-prepared", prepared);
      const service = serviceWith("profile: ci");
      const { host, port } = new DjangoService("campus-lms", { placement, reveal, service, uses: ready });
      Object.assign(found, { host, port });
    });
    const last = find("Job", "campus-prepared-cms-migrate").urn;
    expect(find("Deployment", "campus-lms").dependencies).toContain(last);
    expect(find("Service", "campus-lms").dependencies).not.toContain(last);
    expect(find("Secret", "campus-lms-configuration").dependencies).not.toContain(last);
    expect(found).toEqual({ host: "lms", port: inputs(find("Service", "campus-lms")).spec.ports[0].port });
  });

  test("shares a folder between its pods, which many nodes can write to, and none of the others is", async () => {
    const volumes = [{ name: "rows-data", size: "1Gi", shared: true as const, keep: false }];
    const service = { ...serviceWith("profile: ci"), volumes };
    const { find } = await alone(() => new DjangoService("lms", { placement, reveal, service }));
    const claim = find("PersistentVolumeClaim");
    expect(inputs(claim)).toMatchObject({
      metadata: { name: "rows-data" },
      spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } },
    });
    expect(find("Deployment").dependencies).toContain(claim.urn);
  });

  test("shows the old processes their own files while Jobs already have the new ones", async () => {
    const { find } = await alone(() => {
      new Preparation("jobs", { placement, reveal, preparation: migrations() });
      new DjangoService("lms", { placement, reveal, service: serviceWith("profile: ci") });
    });
    const [web, jobs] = [find("Secret", "lms-configuration"), find("Secret", "jobs-lms-configuration")];
    expect(inputs(web).metadata.name).toMatch(/^lms-configuration-[0-9a-f]{10}$/);
    expect(inputs(jobs).metadata.name).toBe("edxapp-migrations-lms-configuration");
    expect(inputs(web).stringData).toEqual(inputs(jobs).stringData);
  });

  test("goes on working while not everybody knows that it stops, and has time to end what it began", async () => {
    const { find } = await place("profile: ci");
    const { terminationGracePeriodSeconds, containers } = inputs(find("Deployment")).spec.template.spec;
    const { seconds } = containers[0].lifecycle.preStop.sleep;
    expect(seconds).toBeGreaterThanOrEqual(10);
    expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(seconds + 30);
  });

  test.each([
    ["lms: { replicas: { min: 1, max: 1 } }", 1, 2],
    ["profile: small", 2, 4],
    ["lms: { replicas: { min: 4, max: 9 } }", 3, 4],
  ])("with %s starts %d new pods at a time, and is waited for in %d steps", async (scale, surge, steps) => {
    const { web } = serviceWith(scale);
    // Four minutes for the image and five for the start.
    expect(rolloutSeconds(web)).toBe(steps * (240 + 300));
    const { find } = await place(scale);
    const { spec } = inputs(find("Deployment"));
    expect(spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: surge });
    const wait = `${rolloutSeconds(web)}s`;
    expect(find("Deployment").options.customTimeouts).toMatchObject({ create: wait, update: wait });
  });

  test("is not taken out of its Service for one slow second of the database", async () => {
    const { find } = await place("profile: ci");
    const [container] = inputs(find("Deployment")).spec.template.spec.containers;
    const { timeoutSeconds, failureThreshold, periodSeconds } = container.readinessProbe;
    expect(timeoutSeconds).toBeGreaterThanOrEqual(10);
    expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(40);
    expect(container.livenessProbe.tcpSocket).toBeDefined();
    const { startupProbe } = container;
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeGreaterThanOrEqual(300);
  });

  test("asks the LMS by its public name, because Django answers to nobody else", async () => {
    const { find } = await place("profile: ci");
    const [container] = inputs(find("Deployment")).spec.template.spec.containers;
    expect(container.readinessProbe.httpGet.httpHeaders).toEqual([
      { name: "Host", value: "learn.example.edu" },
    ]);
  });
});
