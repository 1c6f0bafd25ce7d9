import { RELEASE } from "../../vocabulary/labels.ts";
import { type Labels, selects } from "../kubernetes.ts";
import { type Rule, rule } from "../rule.ts";
import type { ClusterObject, Pods, Scene } from "../scene.ts";

const workloads = ({ pods }: Scene): readonly Pods[] =>
  pods.filter(({ owner }) => owner.kind === "Deployment" || owner.kind === "StatefulSet");

const services = (scene: Scene): readonly ClusterObject[] =>
  scene.kind("Service").filter(({ spec }) => spec.selector !== undefined);

/** Pods in the namespace of an object that some labels choose. */
export const chosen = (
  wanted: Labels | undefined,
  { namespace }: ClusterObject,
  scene: Scene,
): readonly Pods[] =>
  scene.pods.filter(({ owner, labels }) => owner.namespace === namespace && selects(wanted, labels));

/** Pods of this stack, and those that an operator makes of its custom resources or a chart of its values. */
export const known = (wanted: Labels | undefined, where: ClusterObject, scene: Scene) => [
  ...chosen(wanted, where, scene),
  ...scene.operated.filter(
    ({ owner, labels }) => owner.namespace === where.namespace && selects(wanted, labels),
  ),
];

/** Labels that change with a release, while selectors and what they select never may. */
const MOVES = [RELEASE, "app.kubernetes.io/version"];

const selectorOf = ({ kind, spec }: ClusterObject): Labels =>
  (kind === "Service" ? spec.selector : (spec.selector?.matchLabels ?? spec.podSelector?.matchLabels)) ?? {};

function unknownPorts(service: ClusterObject, scene: Scene): readonly (string | number)[] {
  const declared = chosen(service.spec.selector, service, scene).flatMap(({ spec }) =>
    (spec.containers ?? []).flatMap(({ ports }) => ports ?? []),
  );
  return (service.spec.ports ?? [])
    .map(({ port, targetPort }) => targetPort ?? port)
    .filter(
      (wanted) => !declared.some(({ name, containerPort }) => name === wanted || containerPort === wanted),
    );
}

const isHeadless = ({ spec }: ClusterObject) => spec.clusterIP === "None";

export const selectors: readonly Rule[] = [
  rule("selector-matches", {
    why: "A workload whose selector misses its own pods is refused by the API server.",
    over: workloads,
    holds: ({ owner, labels }) =>
      Object.keys(selectorOf(owner)).length > 0 && selects(selectorOf(owner), labels),
    wrong: "Its selector does not choose its own pods.",
    remedy: "Take selector and labels from the same component.",
  }),
  rule("selector-own", {
    why: "Two workloads that choose the same pods scale each other away.",
    over: workloads,
    holds: ({ owner }, scene) =>
      chosen(selectorOf(owner), owner, scene).every((pods) => pods.owner === owner),
    wrong: "Its selector chooses pods of another workload too.",
    remedy: "Give it a component of its own.",
  }),
  rule("selector-lasting", {
    why: "A selector cannot be changed: with the release in it every upgrade would replace the workload.",
    over: (scene) => scene.objects,
    holds: (object) => !MOVES.some((label) => label in selectorOf(object)),
    wrong: "Its selector names the release.",
    remedy: "Select by the component alone.",
  }),
  rule("service-pods", {
    why: "A Service that chooses nothing refuses every connection.",
    over: services,
    holds: (service, scene) => known(service.spec.selector, service, scene).length > 0,
    wrong: "It chooses no pods.",
    remedy: "Select a component of this namespace.",
  }),
  rule("service-ports", {
    why: "A port that no container listens on refuses every connection.",
    over: services,
    holds: (service, scene) =>
      chosen(service.spec.selector, service, scene).length === 0 || unknownPorts(service, scene).length === 0,
    wrong: (service, scene) =>
      `It sends to ${unknownPorts(service, scene).join(", ")}, and no container declares that.`,
    remedy: "Name a port of the container.",
  }),
  rule("service-no-jobs", {
    why: "Learners were sent to migrations while they ran: a Job that is up looks ready.",
    over: services,
    holds: (service, scene) =>
      chosen(service.spec.selector, service, scene).every(({ owner }) => !/^(?:Cron)?Job$/.test(owner.kind)),
    wrong: "It chooses the pods of a Job.",
    remedy: "Give the Job a component of its own.",
  }),
  rule("service-not-awaited", {
    why: "Waiting for endpoints as well as for the workload made a first deployment four times slower.",
    over: (scene) => scene.kind("Service"),
    holds: ({ metadata }) => metadata.annotations?.["pulumi.com/skipAwait"] === "true",
    wrong: "The engine would wait for its endpoints.",
    remedy: 'Annotate it with pulumi.com/skipAwait: "true".',
  }),
  rule("stateful-set-service", {
    why: "Its pods have no names without a headless Service.",
    over: (scene) => scene.kind("StatefulSet"),
    holds: ({ spec, namespace }, scene) => {
      const service = scene.find("Service", namespace, spec.serviceName ?? "");
      return service !== undefined && isHeadless(service);
    },
    wrong: ({ spec }) => `There is no headless Service "${spec.serviceName ?? ""}".`,
    remedy: "Register a Service of that name with clusterIP: None.",
  }),
];
