import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { PlatformBlueprint } from "../../src/blueprint/model.ts";
import { Autoscaler } from "../../src/components/autoscaling/autoscaler.ts";
import { Namespace } from "../../src/components/foundation/namespace.ts";
import { Platform } from "../../src/components/platform/platform.ts";
import { towards } from "../../src/components/pods/nodes.ts";
import { tokens } from "../../src/components/tokens.ts";
import { files, text } from "../../src/vocabulary/content.ts";
import { KEPT } from "../../src/vocabulary/labels.ts";
import { secret } from "../../src/vocabulary/late.ts";
import type { Scaling } from "../../src/vocabulary/workload.ts";
import { blueprintOf, projectOf } from "../house.ts";
import { alone, childrenOf, inputs, placement } from "./alone.ts";

const identity = { deployment: "campus", stage: "dev" };

describe("Namespace", () => {
  const quota = { cpu: "10", memory: "20Gi", cpuLimit: "20", memoryLimit: "30Gi", pods: 40 };
  const presumed = {
    unsaid: { cpu: "50m", memory: "64Mi", memoryLimit: "128Mi" },
    smallest: { cpu: "5m", memory: "8Mi" },
  };
  const place = (keep: boolean) =>
    alone(
      () =>
        new Namespace("campus", {
          namespace: { name: "campus-dev", trust: "restricted", keep, quota, presumed },
          identity,
          cluster: "learning",
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
    expect(inputs(namespace).metadata.annotations).toEqual({ "arboretum.dev/cluster": "learning" });
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

describe("Autoscaler", () => {
  test("is one object that moves its target between the bounds", async () => {
    const scaling = { by: "cpu", min: 2, max: 9, target: 55 } as const;
    const { resources, find } = await alone(
      () => new Autoscaler("lms-autoscaler", { placement, target: "lms", kind: "web", scaling }),
    );
    expect(childrenOf(resources)).toEqual(["HorizontalPodAutoscaler lms-autoscaler"]);
    expect(inputs(find("HorizontalPodAutoscaler")).spec).toMatchObject({
      scaleTargetRef: { kind: "Deployment", name: "lms" },
      minReplicas: 2,
      maxReplicas: 9,
      metrics: [{ resource: { name: "cpu", target: { averageUtilization: 55 } } }],
    });
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
      "PriorityClass platform-arboretum-worker",
      "ValidatingAdmissionPolicy platform-arboretum-keep-label",
      "ValidatingAdmissionPolicy platform-arboretum-kept-disks",
      "ValidatingAdmissionPolicy platform-arboretum-kept-kinds",
      "ValidatingAdmissionPolicy platform-arboretum-kept-objects",
      "ValidatingAdmissionPolicy platform-arboretum-other-clusters",
      "ValidatingAdmissionPolicy platform-arboretum-running-jobs",
      "ValidatingAdmissionPolicyBinding platform-arboretum-keep-label",
      "ValidatingAdmissionPolicyBinding platform-arboretum-kept-disks",
      "ValidatingAdmissionPolicyBinding platform-arboretum-kept-kinds",
      "ValidatingAdmissionPolicyBinding platform-arboretum-kept-objects",
      "ValidatingAdmissionPolicyBinding platform-arboretum-other-clusters",
      "ValidatingAdmissionPolicyBinding platform-arboretum-running-jobs",
    ]);
    const guard = inputs(find("ValidatingAdmissionPolicy", "platform-arboretum-kept-objects")).spec;
    expect(guard.matchConstraints.objectSelector.matchLabels).toEqual(KEPT);
    const meant = inputs(find("ValidatingAdmissionPolicy", "platform-arboretum-other-clusters")).spec;
    expect(meant.validations[0].expression).toContain('["arboretum.dev/cluster"] == "learning"');
    expect(meant.matchConstraints.resourceRules[0].operations).toEqual(["CREATE", "UPDATE"]);
    const value = (name: string) => inputs(find("PriorityClass", `platform-arboretum-${name}`)).value;
    expect(value("store")).toBeGreaterThan(value("web"));
    expect(value("web")).toBeGreaterThan(value("worker"));
    expect(value("worker")).toBeGreaterThan(value("job"));
  });

  test("installs a chart at one exact version", async () => {
    const chart = {
      name: "metrics-server",
      namespace: "kube-system",
      chart: "metrics-server",
      repository: "https://charts.example.edu",
      version: "3.13.0",
      values: { replicas: 2 },
      after: [],
      images: [],
      stays: false,
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

describe("every component", () => {
  const folder = new URL("../../src/components/", import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [file, readFileSync(new URL(file, folder), "utf8")] as const)
    .filter(([, text]) => /extends (?:pulumi\.ComponentResource|Instance|Operated) /.test(text));
  // What stores share. It says the outputs of all of them, and is given the token of each.
  const SHARED = ["data/instance.ts", "data/operated.ts"];

  test.each(sources)("%s says when its outputs are complete, and has a frozen token", (_, text) => {
    const count = (what: RegExp) => text.match(what)?.length ?? 0;
    const classes = count(/extends pulumi\.ComponentResource/g);
    expect(count(/this\.registerOutputs\(/g)).toBe(classes);
    const all = count(/extends (?:pulumi\.ComponentResource|Instance|Operated) /g);
    expect(count(/super\(\s*(?:tokens\.\w+|token),\s*name,\s*\{[^;]*\},\s*opts,?\s*\)/g)).toBe(all);
  });

  test("has a token of its own", () => {
    expect(sources.filter(([file]) => !SHARED.includes(file))).toHaveLength(Object.keys(tokens).length);
    expect(new Set(Object.values(tokens)).size).toBe(Object.keys(tokens).length);
  });
});

type ByQueue = Extract<Scaling, { by: "queue" }>;

describe("an autoscaler that counts what waits", () => {
  const scaling = {
    by: "queue",
    min: 1,
    max: 20,
    lists: [{ list: "edx.lms.core.default", waitingPerPod: 10 }],
    cooldown: 300,
    broker: {
      speaks: "redis",
      address: "broker.campus.svc:6379",
      tls: false,
      login: { files: "broker-login", entries: ["password"] },
    },
  } as const;
  const login = files("broker-login", "hashed", { password: text(secret("broker/password")) }, () => "1");
  const place = (given: readonly (typeof login)[], broker: Partial<ByQueue["broker"]> = {}) =>
    alone(
      () =>
        new Autoscaler("workers", {
          placement,
          target: "lms-worker",
          kind: "worker",
          scaling: { ...scaling, broker: { ...scaling.broker, ...broker } },
          files: given,
        }),
    );

  test("logs in with the password that the broker has, from an object of the namespace", async () => {
    const { find } = await place([login]);
    expect(inputs(find("TriggerAuthentication")).spec.secretTargetRef).toEqual([
      { parameter: "password", name: login.object, key: "password" },
    ]);
    const { spec } = inputs(find("ScaledObject"));
    expect(spec.triggers).toEqual([
      {
        type: "redis",
        metadata: {
          address: "broker.campus.svc:6379",
          listName: "edx.lms.core.default",
          listLength: "10",
          databaseIndex: "0",
          enableTLS: "false",
        },
        authenticationRef: { name: "lms-worker" },
      },
    ]);
    expect([spec.minReplicaCount, spec.maxReplicaCount]).toEqual([1, 20]);
    expect(spec.cooldownPeriod).toBe(300);
  });

  test.each([
    [false, "amqp"],
    [true, "amqps"],
  ])(
    "asks RabbitMQ for the queue in the virtual host of the deployment, encrypted: %s",
    async (tls, scheme) => {
      const address = "broker-rabbitmq.campus.svc:5672";
      const { find } = await place([login], { speaks: "rabbitmq", virtualHost: "campus-qa", address, tls });
      expect(inputs(find("ScaledObject")).spec.triggers).toEqual([
        {
          type: "rabbitmq",
          metadata: {
            host: `${scheme}://${address}/`,
            vhostName: "campus-qa",
            protocol: "amqp",
            mode: "QueueLength",
            queueName: "edx.lms.core.default",
            value: "10",
          },
          authenticationRef: { name: "lms-worker" },
        },
      ]);
    },
  );

  test("is not made without that object", async () => {
    await expect(place([])).rejects.toThrow("broker-login");
  });
});

describe("nodes of a kind of pod", () => {
  const pool = {
    labels: { pool: "web" },
    tolerations: [{ key: "pool", value: "web", effect: "NoSchedule" }],
  };

  test("are waited for where they are required, and their taints are put up with", () => {
    expect(towards({ ...pool, required: true })).toEqual({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "pool", operator: "In", values: ["web"] }] }],
          },
        },
      },
      tolerations: [{ key: "pool", operator: "Equal", value: "web", effect: "NoSchedule" }],
    });
  });

  test("are preferred otherwise, and any taint of a key is put up with where none is said", () => {
    const { affinity, tolerations } = towards({ ...pool, required: false, tolerations: [{ key: "spot" }] });
    expect(affinity).toMatchObject({
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100 }] },
    });
    expect(tolerations).toEqual([{ key: "spot", operator: "Exists" }]);
  });
});
