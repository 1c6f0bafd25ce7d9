import { expect } from "vitest";
import { explain } from "../../../src/documents/explain.ts";
import { check } from "../../../src/policies/check.ts";
import type { Container, PodSpec } from "../../../src/policies/kubernetes.ts";
import { type Grown, property } from "../property.ts";

function everyRuleHolds({ rendering, blueprint }: Grown) {
  expect(explain(check(rendering, blueprint))).toEqual(explain([]));
}

const HARDENED = (container: Container) => ({
  allowPrivilegeEscalation: container.securityContext?.allowPrivilegeEscalation === false,
  readOnlyRootFilesystem: container.securityContext?.readOnlyRootFilesystem === true,
  dropsAll: container.securityContext?.capabilities?.drop?.includes("ALL") === true,
  addsNothing: (container.securityContext?.capabilities?.add ?? []).length === 0,
  notPrivileged: container.securityContext?.privileged !== true,
  requests: ["cpu", "memory", "ephemeral-storage"].every((name) => container.resources?.requests?.[name]),
  // A limit of processors is a throttle, and whether there is one the policies decide by kind of pod.
  limits: ["memory", "ephemeral-storage"].every((name) => container.resources?.limits?.[name]),
  noSecretInEnvironment:
    // It reads its login from a variable alone: an account that sees figures and no data.
    /\/percona\/mongodb_exporter:/.test(container.image ?? "") ||
    !JSON.stringify(container.env ?? []).includes("secretKeyRef"),
  taggedImage:
    /:[\w.-]+(?:@sha256:[0-9a-f]{64})?$/.test(container.image ?? "") &&
    !/:latest(?:@|$)/.test(container.image ?? ""),
  highPorts: (container.ports ?? []).every(({ containerPort }) => containerPort >= 1024),
  probesDiffer:
    container.livenessProbe === undefined ||
    JSON.stringify(container.livenessProbe) !== JSON.stringify(container.readinessProbe),
});

const CONFINED = (spec: PodSpec) => ({
  runAsNonRoot: spec.securityContext?.runAsNonRoot === true,
  notRoot: (spec.securityContext?.runAsUser ?? 0) > 0,
  seccomp: spec.securityContext?.seccompProfile?.type === "RuntimeDefault",
  ownAccount: !["", "default"].includes(spec.serviceAccountName ?? ""),
  noToken: spec.automountServiceAccountToken === false,
  noHost: !spec.hostNetwork && !spec.hostPID && !spec.hostIPC,
  noHostPath: (spec.volumes ?? []).every((volume) => volume.hostPath === undefined),
  boundedScratch: (spec.volumes ?? []).every(({ emptyDir }) => emptyDir === undefined || emptyDir.sizeLimit),
});

const failed = (marks: Readonly<Record<string, unknown>>) =>
  Object.entries(marks).flatMap(([name, holds]) => (holds ? [] : [name]));

/** Written a second time, in other words than the policies, so that a mistake in one of them shows. */
function everyPodIsHardened({ objects }: Grown) {
  const wrong = objects.flatMap(({ kind, metadata, spec }) => {
    const pod = (spec.template ?? spec.jobTemplate?.spec?.template)?.spec;
    if (pod === undefined) return [];
    const containers = [...(pod.initContainers ?? []), ...(pod.containers ?? [])];
    const marks = [...failed(CONFINED(pod)), ...containers.flatMap((one) => failed(HARDENED(one)))];
    return marks.length === 0 ? [] : [`${kind} ${metadata.name}: ${marks.join(", ")}`];
  });
  expect(wrong).toEqual([]);
}

export const pods = [
  property("Every policy holds.", everyRuleHolds),
  property("Every pod and container meets the checklist for hardened workloads.", everyPodIsHardened),
];
