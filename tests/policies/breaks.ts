import { compose } from "../../src/blueprint/compose.ts";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import type { Problem } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { type Scene, sceneOf } from "../../src/policies/scene.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { IMMUTABLE } from "../../src/vocabulary/immutable.ts";
import { deploymentOf, PLATFORM_WITH_GATEWAY, projectOf, rendered, stackFile } from "../house.ts";

// Breaking plain data needs data that can be changed, of every shape that Kubernetes has.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Anything = any;

export const goodFiles = {
  "Pulumi.platform.yaml": PLATFORM_WITH_GATEWAY,
  "Pulumi.production.yaml": stackFile("scale: { profile: small }"),
};
export const good = compose(projectOf(goodFiles), "production");
export const goodRendering = await rendered(good);
export const goodBlueprint = deploymentOf(good);

/** Names of resources start with it. */
const PREFIX = "academy-production";

/** A rendering that a case breaks. */
export interface Hands {
  readonly rendering: { resources: Anything[] };
  readonly blueprint: Anything;
  readonly find: (kind: string, name: string) => Anything;
  readonly inputs: (kind: string, name: string) => Anything;
  readonly pod: (kind?: string, name?: string) => Anything;
  readonly container: (kind?: string, name?: string) => Anything;
  readonly add: (resource: Anything, changes: Anything) => void;
  readonly remove: (resource: Anything) => void;
}

export function hands(): Hands {
  const rendering: Anything = structuredClone(goodRendering);
  const blueprint: Anything = structuredClone(goodBlueprint);
  const find = (kind: string, name: string): Anything => {
    const found = rendering.resources.find(
      (one: Anything) =>
        one.custom && one.type.endsWith(`:${kind}`) && [name, `${PREFIX}-${name}`].includes(one.name),
    );
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
    return found;
  };
  const inputs = (kind: string, name: string) => find(kind, name).inputs;
  const pod = (kind = "Deployment", name = "lms") => inputs(kind, name).spec.template.spec;
  return {
    rendering,
    blueprint,
    find,
    inputs,
    pod,
    container: (kind, name) => pod(kind, name).containers[0],
    add: (resource, changes) => {
      const copy = structuredClone(resource);
      copy.urn += "-copy";
      Object.assign(copy.inputs.metadata, changes.metadata);
      Object.assign(copy.inputs.spec, changes.spec);
      rendering.resources.push(copy);
    },
    remove: (resource) => rendering.resources.splice(rendering.resources.indexOf(resource), 1),
  };
}

/** What rules see of it. */
export const sceneIn = ({ rendering, blueprint }: Hands): Scene =>
  sceneOf(rendering as unknown as Rendering, blueprint as DeploymentBlueprint);

/** What all rules say of it. */
export const problemsIn = ({ rendering, blueprint }: Hands): readonly Problem[] =>
  check(rendering as unknown as Rendering, blueprint as DeploymentBlueprint);

const component = (name: string) => ({ "arboretum.dev/component": name });
const policy = (name: string) => `network-${name}`;

/** A cache that Amazon would run, beside all that the stack has. */
function cacheAtAmazon({ rendering, find }: Hands, inputs: Readonly<Record<string, boolean>>): void {
  const copy = structuredClone(find("RandomPassword", "secrets-mysql-root"));
  const type = "aws:elasticache/replicationGroup:ReplicationGroup" as const;
  rendering.resources.push(Object.assign(copy, { urn: `${copy.urn}-copy`, type, inputs, outputs: {} }));
  copy.options.ignoreChanges.push(...IMMUTABLE[type], "transitEncryptionEnabled");
}

/** Each rule, and one thing that breaks it and nothing else. */
export const breaks: Readonly<Record<string, (on: Hands) => void>> = {
  "pod-host-namespaces": ({ pod }) => Object.assign(pod(), { hostNetwork: true }),
  "pod-volume-types": ({ pod }) => pod().volumes.push({ name: "node", hostPath: { path: "/" } }),
  "pod-sysctls": ({ pod }) => Object.assign(pod().securityContext, { sysctls: [{ name: "kernel.msgmax" }] }),
  "container-not-root": ({ container }) => Object.assign(container().securityContext, { runAsUser: 0 }),
  "container-not-privileged": ({ container }) =>
    Object.assign(container().securityContext, { privileged: true }),
  "container-no-escalation": ({ container }) => delete container().securityContext.allowPrivilegeEscalation,
  "container-capabilities": ({ container }) =>
    Object.assign(container().securityContext.capabilities, { add: ["NET_ADMIN"] }),
  "container-seccomp": ({ pod }) => delete pod().securityContext.seccompProfile,
  "container-host-ports": ({ container }) => Object.assign(container().ports[0], { hostPort: 80 }),
  "container-confined": ({ pod }) =>
    Object.assign(pod().securityContext, { appArmorProfile: { type: "Unconfined" } }),
  "container-proc-mount": ({ container }) =>
    Object.assign(container().securityContext, { procMount: "Unmasked" }),
  "container-read-only": ({ container }) => delete container().securityContext.readOnlyRootFilesystem,
  "container-resources": ({ container }) => delete container().resources.limits["ephemeral-storage"],
  "container-probes": ({ container }) => delete container().startupProbe,
  "container-probes-differ": ({ container }) =>
    Object.assign(container(), { livenessProbe: container().readinessProbe }),
  "container-startup-patience": ({ container }) =>
    Object.assign(container().startupProbe, { failureThreshold: 1 }),
  "container-ports-named": ({ container }) => container().ports.push({ containerPort: 9000 }),
  "container-probes-declared": ({ container }) =>
    Object.assign(container().livenessProbe.tcpSocket, { port: 9999 }),
  "container-environment-once": ({ container }) => container().env.push(container().env[0]),
  "pod-service-account": ({ pod }) => Object.assign(pod(), { serviceAccountName: "default" }),
  "pod-no-token": ({ pod }) => Object.assign(pod(), { automountServiceAccountToken: true }),
  "image-version": ({ container }) => Object.assign(container(), { image: "docker.io/overhangio/openedx" }),
  "image-pinned": ({ container }) =>
    Object.assign(container(), { image: "docker.io/overhangio/openedx:nightly" }),
  "secret-at-home": ({ find }) => find("Deployment", "lms").secretPaths.push("spec.template"),
  "secret-not-shown": ({ find, inputs }) => {
    const { result } = find("RandomPassword", "secrets-mysql-root").outputs;
    inputs("ConfigMap", "lms-module").data["notes.txt"] = `the password is ${result}`;
  },
  "secret-as-file": ({ container }) =>
    container().env.push({ name: "LOGIN", valueFrom: { secretKeyRef: { name: "login", key: "it" } } }),
  "environment-plain": ({ container }) => container().env.push({ name: "DB_PASSWORD", value: "abc" }),
  "object-named": ({ inputs }) => delete inputs("LimitRange", "namespace-limits").metadata.name,
  "object-namespace": ({ inputs }) =>
    Object.assign(inputs("LimitRange", "namespace-limits").metadata, { namespace: "kube-system" }),
  "object-name-valid": ({ inputs }) =>
    Object.assign(inputs("LimitRange", "namespace-limits").metadata, { name: "Limits_" }),
  "object-name-unique": ({ add, find }) => add(find("LimitRange", "namespace-limits"), {}),
  "labels-present": ({ inputs }) =>
    delete inputs("LimitRange", "namespace-limits").metadata.labels["arboretum.dev/stage"],
  "labels-valid": ({ inputs }) =>
    Object.assign(inputs("LimitRange", "namespace-limits").metadata.labels, { owner: "two words" }),
  "selector-matches": ({ inputs }) =>
    Object.assign(inputs("Deployment", "lms").spec.selector.matchLabels, { other: "label" }),
  "selector-own": ({ inputs }) =>
    Object.assign(inputs("Deployment", "lms").spec.selector, {
      matchLabels: { "app.kubernetes.io/part-of": "openedx" },
    }),
  "selector-lasting": ({ inputs }) =>
    Object.assign(inputs("Deployment", "lms").spec.selector.matchLabels, {
      "arboretum.dev/release": "verawood",
    }),
  "service-pods": ({ inputs }) =>
    Object.assign(inputs("Service", "lms").spec, { selector: component("nobody") }),
  "service-ports": ({ inputs }) =>
    Object.assign(inputs("Service", "lms").spec.ports[0], { targetPort: "grpc" }),
  "service-no-jobs": ({ inputs, container }) => {
    const { ports } = container();
    Object.assign(container("Job", "mysql-databases"), { ports });
    inputs("Service", "lms").spec.selector = component("mysql-databases");
  },
  "service-not-awaited": ({ inputs }) => delete inputs("Service", "lms").metadata.annotations,
  "stateful-set-service": ({ inputs }) =>
    Object.assign(inputs("StatefulSet", "mysql").spec, { serviceName: "lms" }),
  "autoscaler-target": ({ inputs }) =>
    Object.assign(inputs("HorizontalPodAutoscaler", "lms-autoscaler").spec.scaleTargetRef, {
      name: "nobody",
    }),
  "autoscaler-range": ({ inputs }) =>
    Object.assign(inputs("HorizontalPodAutoscaler", "lms-autoscaler").spec, { maxReplicas: 2 }),
  "autoscaler-owns-replicas": ({ find }) =>
    Object.assign(find("Deployment", "lms").options, { ignoreChanges: [] }),
  "budget-pods": ({ add, find }) =>
    add(find("PodDisruptionBudget", "lms-budget"), {
      metadata: { name: "mysql" },
      spec: { selector: { matchLabels: component("mysql") } },
    }),
  "budget-allows": ({ inputs }) =>
    Object.assign(inputs("PodDisruptionBudget", "lms-budget").spec, { maxUnavailable: 0 }),
  "budget-present": ({ remove, find }) => remove(find("PodDisruptionBudget", "lms-budget")),
  "volume-source": ({ pod }) => {
    pod().volumes.find((one: Anything) => one.secret).secret.secretName = "gone";
  },
  "volume-declared": ({ container }) => container().volumeMounts.push({ name: "gone", mountPath: "/gone" }),
  "volume-file": ({ container }) => {
    container().volumeMounts.find((one: Anything) => one.subPath).subPath = "gone.py";
  },
  "volume-bounded": ({ pod }) => {
    pod().volumes.find((one: Anything) => one.emptyDir).emptyDir = {};
  },
  "network-policy-present": ({ inputs }) =>
    Object.assign(inputs("NetworkPolicy", policy("lms")).spec, { policyTypes: ["Ingress"] }),
  "network-closed": ({ remove, find }) => remove(find("NetworkPolicy", policy("closed"))),
  "network-policy-selects": ({ add, find }) =>
    add(find("NetworkPolicy", policy("lms")), {
      metadata: { name: "nobody" },
      spec: { podSelector: { matchLabels: component("nobody") } },
    }),
  "network-peer-selects": ({ inputs }) =>
    inputs("NetworkPolicy", policy("lms")).spec.egress[1].to.push({
      podSelector: { matchLabels: component("nobody") },
    }),
  "network-exact": ({ inputs }) =>
    inputs("NetworkPolicy", policy("lms")).spec.egress[1].ports.push({ protocol: "TCP", port: 9999 }),
  "listener-certified": ({ remove, find }) =>
    remove(find("Certificate", "gateway-lms-certificate-certificate")),
  "route-heard": ({ inputs }) =>
    inputs("HTTPRoute", "gateway-studio-httproute").spec.hostnames.push("elsewhere.example.edu"),
  "route-answered": ({ inputs }) =>
    Object.assign(inputs("HTTPRoute", "gateway-lms-assets-httproute").spec.rules[1].backendRefs[0], {
      port: 8003,
    }),
  "entry-closed": ({ remove, find }) => remove(find("HTTPRoute", "gateway-search-httproute")),
  "network-not-inside": ({ inputs, blueprint }) => {
    inputs("NetworkPolicy", policy("lms")).spec.egress.push({
      to: [{ ipBlock: { cidr: "0.0.0.0/0" } }],
      ports: [{ protocol: "TCP", port: 25 }],
    });
    blueprint.connections.push({
      from: { kind: "component", name: "lms" },
      to: { kind: "network", name: "all", network: "0.0.0.0/0" },
      port: 25,
      why: "a mistake",
    });
  },
  "job-stays": ({ inputs }) =>
    Object.assign(inputs("Job", "edxapp-migrations-lms-migrate").spec, { ttlSecondsAfterFinished: 60 }),
  "job-ends": ({ inputs }) => delete inputs("Job", "edxapp-migrations-lms-migrate").spec.backoffLimit,
  "job-awaited": ({ find }) =>
    Object.assign(find("Job", "edxapp-migrations-lms-migrate").options, { customTimeouts: {} }),
  "job-alone": ({ find }) => delete find("Job", "edxapp-migrations-lms-migrate").options.deleteBeforeReplace,
  "job-again": ({ inputs }) => delete inputs("Job", "edxapp-migrations-lms-migrate").metadata.annotations,
  "job-shows-itself": ({ container }) =>
    Object.assign(container("Job", "edxapp-migrations-lms-migrate"), {
      readinessProbe: { exec: { command: ["false"] } },
    }),
  "job-restarts-whole": ({ pod }) =>
    Object.assign(pod("Job", "edxapp-migrations-lms-migrate"), { restartPolicy: "OnFailure" }),
  "job-order": ({ find }) => Object.assign(find("Deployment", "lms"), { dependencies: [] }),
  "kept-protected": ({ find }) =>
    Object.assign(find("PersistentVolumeClaim", "mysql-data").options, { protect: false }),
  "kept-retained": ({ find }) =>
    Object.assign(find("Namespace", "namespace").options, { retainOnDelete: false }),
  "kept-never-replaced": ({ find }) =>
    Object.assign(find("RandomPassword", "secrets-mysql-root").options, { ignoreChanges: ["length"] }),
  "kept-not-emptied": ({ find }) =>
    Object.assign(find("PersistentVolumeClaim", "mysql-data").inputs, { forceDestroy: true }),
  "amazon-closed": (on) =>
    cacheAtAmazon(on, { atRestEncryptionEnabled: true, transitEncryptionEnabled: false }),
  "host-known": (on) => {
    cacheAtAmazon(on, { atRestEncryptionEnabled: true, transitEncryptionEnabled: true });
    on.container().env.push({ name: "SOMEWHERE", value: "cache.known-at-deployment.invalid" });
  },
  "kept-no-templates": ({ inputs }) =>
    Object.assign(inputs("StatefulSet", "mysql").spec, { volumeClaimTemplates: [{}] }),
  "provider-explicit": ({ find }) => Object.assign(find("Deployment", "lms"), { provider: "" }),
  "provider-fixed": ({ inputs }) => delete inputs("kubernetes", "cluster").clusterIdentifier,
  "provider-in-place": ({ inputs }) => delete inputs("kubernetes", "cluster").enableSecretMutable,
  "child-parented": ({ rendering, find }) =>
    Object.assign(find("Deployment", "lms"), { parent: rendering.resources[0].urn }),
  "child-named": ({ find }) => Object.assign(find("LimitRange", "namespace-limits"), { name: "limits" }),
  "quota-enough": ({ inputs }) =>
    Object.assign(inputs("ResourceQuota", "namespace-quota").spec.hard, { "requests.cpu": "1" }),
};
