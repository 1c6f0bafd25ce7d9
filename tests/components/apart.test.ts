import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { LearningPlatform } from "../../src/components/learning/learningPlatform.ts";
import { component } from "../../src/vocabulary/connection.ts";
import type { Schedule, Worker } from "../../src/vocabulary/workload.ts";
import { serviceOf } from "../house.ts";
import { alone, blueprint, inputs } from "./alone.ts";

/** A deployment with a service of its own level of trust beside it: workers and a schedule, and nobody who answers. */
function withApart(): DeploymentBlueprint {
  const given = blueprint();
  const [home] = given.namespaces;
  const lms = serviceOf(given, "lms");
  if (lms?.web === undefined) throw new Error("there is no LMS");
  const pod = { ...lms.web.pod, mounts: [], initial: [] };
  const worker: Worker = {
    name: "grader",
    pod,
    scaling: { by: "fixed", replicas: 1 },
    surge: 1,
    processes: 1,
    evictable: false,
  };
  const schedule: Schedule = { name: "sweep", cron: "0 3 * * *", pod, longest: 600, retries: 1 };
  const grader = { ...lms, name: "grader", namespace: "academy-qa-jail", workers: [worker], files: [] };
  const { web: _, ...service } = { ...grader, needs: [], schedules: [schedule] };
  return {
    ...given,
    namespaces: [home, { ...home, name: "academy-qa-jail", apart: "jail", trust: "baseline" }],
    services: [...given.services, service],
    connections: [
      ...given.connections,
      {
        from: component("lms"),
        to: { kind: "component", name: "grader", namespace: "academy-qa-jail" },
        port: 8550,
        why: "code of learners",
      },
    ],
  };
}

describe("what lives apart", () => {
  const place = () =>
    alone(
      () => new LearningPlatform("campus", { blueprint: withApart(), configured: () => pulumi.output("") }),
    );

  test("has a namespace of its own with its own level of trust, under the name of the component and its own", async () => {
    const { find } = await place();
    const { metadata } = inputs(find("Namespace", "campus-jail-namespace"));
    expect(metadata.name).toBe("academy-qa-jail");
    expect(metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("baseline");
    expect(inputs(find("Deployment", "campus-grader")).metadata.namespace).toBe("academy-qa-jail");
    expect(inputs(find("ServiceAccount", "campus-grader")).metadata.namespace).toBe("academy-qa-jail");
  });

  test("is reached from the deployment by naming its namespace, and lets in nobody else", async () => {
    const { find, resources } = await place();
    const { egress } = inputs(find("NetworkPolicy", "campus-network-lms")).spec;
    const leaving = egress.find(({ ports }: { ports: { port: number }[] }) => ports[0]?.port === 8550);
    expect(leaving.to[0].namespaceSelector.matchLabels).toEqual({
      "kubernetes.io/metadata.name": "academy-qa-jail",
    });
    const arriving = inputs(find("NetworkPolicy", "campus-jail-network-grader")).spec.ingress;
    expect(arriving).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "academy-qa" } },
            podSelector: { matchLabels: { "arboretum.dev/component": "lms" } },
          },
        ],
        ports: [{ protocol: "TCP", port: 8550 }],
      },
    ]);
    const policies = resources.filter(({ name }) => name.startsWith("campus-jail-network-"));
    expect(policies.map(({ name }) => name).sort()).toEqual([
      "campus-jail-network-closed",
      "campus-jail-network-grader",
    ]);
  });

  test("a worker that nobody may evict says so to whoever empties nodes, and nobody calls it", async () => {
    const { find, resources } = await place();
    const { template } = inputs(find("Deployment", "campus-grader")).spec;
    expect(template.metadata.annotations).toEqual({
      "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
      "karpenter.sh/do-not-disrupt": "true",
    });
    expect(resources.some(({ type, name }) => type.endsWith(":Service") && name === "campus-grader")).toBe(
      false,
    );
  });

  test("a schedule never runs twice at once, and a run that is late is left out", async () => {
    const { find } = await place();
    expect(inputs(find("CronJob", "campus-grader-sweep")).spec).toMatchObject({
      schedule: "0 3 * * *",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 3600,
      jobTemplate: { spec: { activeDeadlineSeconds: 600, backoffLimit: 1 } },
    });
  });
});
