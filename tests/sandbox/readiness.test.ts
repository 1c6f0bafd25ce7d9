import { describe, expect, test } from "vitest";
import type { KubeObject, Spec, Status } from "../../sandbox/objects.ts";
import { standingOf } from "../../sandbox/readiness.ts";

const object = (kind: string, spec: Spec, status?: Status, generation = 2): KubeObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "one", generation },
  spec,
  ...(status ? { status } : {}),
});

const rollout = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };

describe("a Deployment", () => {
  const standing = (status: Status) => standingOf(object("Deployment", { replicas: 3 }, status));

  test("is ready when all its replicas are new and available", () => {
    expect(standing(rollout)).toEqual({ is: "ready" });
  });

  test.each([
    ["its controller", { ...rollout, observedGeneration: 1 }],
    ["2 of 3 replicas are new", { ...rollout, updatedReplicas: 2 }],
    ["1 old replicas to end", { ...rollout, replicas: 4 }],
    ["2 of 3 replicas are available", { ...rollout, availableReplicas: 2 }],
  ])("waits for %s", (reason, status) => {
    expect(standing(status)).toEqual({ is: "waiting", for: reason });
  });

  const late = {
    type: "Progressing",
    status: "False",
    reason: "ProgressDeadlineExceeded",
    message: "too late",
  };

  test("has failed once its own deadline is over", () => {
    expect(standing({ ...rollout, updatedReplicas: 1, conditions: [late] })).toEqual({
      is: "failed",
      because: "too late",
    });
  });

  test("is not judged by the deadline of what it was before", () => {
    expect(standing({ ...rollout, observedGeneration: 1, conditions: [late] }).is).toBe("waiting");
  });
});

describe("a StatefulSet", () => {
  const standing = (status: Status) => standingOf(object("StatefulSet", { replicas: 2 }, status));

  test("is ready when its replicas are, in the newest revision", () => {
    const status = { observedGeneration: 2, readyReplicas: 2, currentRevision: "a", updateRevision: "a" };
    expect(standing(status)).toEqual({ is: "ready" });
    expect(standing({ ...status, updateRevision: "b", updatedReplicas: 1 }).is).toBe("waiting");
    expect(standing({ ...status, readyReplicas: 1 }).is).toBe("waiting");
    expect(standing({ ...status, observedGeneration: 1 }).is).toBe("waiting");
  });
});

describe("a Job", () => {
  const standing = (...conditions: readonly string[]) =>
    standingOf(
      object(
        "Job",
        {},
        { conditions: conditions.map((type) => ({ type, status: "True", reason: "R", message: "m" })) },
      ),
    );

  test("is ready at its end, and not before", () => {
    expect(standing("Complete")).toEqual({ is: "ready" });
    expect(standing().is).toBe("waiting");
    expect(standing("SuccessCriteriaMet").is).toBe("waiting");
  });

  test("says why it failed", () => {
    expect(standing("Failed")).toEqual({ is: "failed", because: "R: m" });
  });
});

test("a claim may wait for its first pod, but not for a volume that is lost", () => {
  expect(standingOf(object("PersistentVolumeClaim", {}, { phase: "Pending" })).is).toBe("ready");
  expect(standingOf(object("PersistentVolumeClaim", {}, { phase: "Lost" })).is).toBe("failed");
  expect(standingOf(object("PersistentVolumeClaim", {})).is).toBe("waiting");
});

test("a quota counts from the moment its controller has seen it", () => {
  const spec = { hard: { pods: "10" } };
  expect(standingOf(object("ResourceQuota", spec)).is).toBe("waiting");
  expect(standingOf(object("ResourceQuota", spec, { hard: { pods: "10" } })).is).toBe("ready");
});

test("what has no controller is ready as soon as it is there", () => {
  expect(standingOf(object("ConfigMap", {}))).toEqual({ is: "ready" });
});
