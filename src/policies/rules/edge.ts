import { type Rule, rule } from "../rule.ts";
import type { ClusterObject, Scene, Subject } from "../scene.ts";

const routes = (scene: Scene) => scene.kind("HTTPRoute");

/** A listener of a gateway of this stack. */
interface Listener extends Subject {
  readonly gateway: ClusterObject;
  readonly listener: NonNullable<ClusterObject["spec"]["listeners"]>[number];
}

const listeners = (scene: Scene): readonly Listener[] =>
  scene
    .kind("Gateway")
    .flatMap((gateway) =>
      (gateway.spec.listeners ?? []).map((listener) => ({ resource: gateway.resource, gateway, listener })),
    );

const secured = (scene: Scene) => listeners(scene).filter(({ listener }) => listener.protocol === "HTTPS");

/** Whether a Secret with a certificate of the host is there, or will be. */
const certified = ({ gateway: { namespace }, listener }: Listener, scene: Scene): boolean =>
  (listener.tls?.certificateRefs ?? []).some(
    ({ name }) =>
      scene.find("Secret", namespace, name) !== undefined ||
      scene
        .kind("Certificate")
        .some(
          (one) =>
            one.namespace === namespace &&
            one.spec.secretName === name &&
            one.spec.dnsNames?.includes(listener.hostname ?? ""),
        ),
  );

const attached = ({ namespace, spec }: ClusterObject, scene: Scene): readonly (Listener | undefined)[] =>
  (spec.parentRefs ?? []).map((parent) =>
    listeners(scene).find(
      ({ gateway, listener }) =>
        gateway.name === parent.name &&
        gateway.namespace === (parent.namespace ?? namespace) &&
        listener.name === parent.sectionName,
    ),
  );

/** The gateway of the platform, which hears whatever arrives in the clear. */
const plainOf = ({ blueprint }: Scene) =>
  blueprint.kind === "deployment" ? blueprint.entry?.plain : undefined;

const isPlain = ({ namespace, spec }: ClusterObject, scene: Scene): boolean => {
  const plain = plainOf(scene);
  return (
    plain !== undefined &&
    (spec.parentRefs ?? []).some(
      (parent) => parent.name === plain.gateway && (parent.namespace ?? namespace) === plain.namespace,
    )
  );
};

const heard = (route: ClusterObject, scene: Scene): boolean => {
  if (isPlain(route, scene)) return true;
  const found = attached(route, scene);
  return (
    found.every((listener) => listener !== undefined) &&
    (route.spec.hostnames ?? []).every((host) => found.some((one) => one?.listener.hostname === host))
  );
};

/** A backend of a route. Its Service is called like the component behind it, and other rules say that it has pods with a probe. */
interface Backend extends Subject {
  readonly name: string;
  readonly port: number;
  readonly service: ClusterObject | undefined;
}

const backends = (scene: Scene): readonly Backend[] =>
  routes(scene).flatMap(({ resource, namespace, spec }) =>
    (spec.rules ?? []).flatMap(({ backendRefs = [] }) =>
      backendRefs.map(({ name, port }) => ({
        resource,
        name,
        port,
        service: scene.find("Service", namespace, name),
      })),
    ),
  );

/** Ports that are open to gateways and that no route leads to. */
function unrouted(scene: Scene): readonly (Subject & { readonly text: string })[] {
  const { blueprint } = scene;
  const [gateway] = [...scene.kind("Gateway"), ...(plainOf(scene) ? routes(scene) : [])];
  if (blueprint.kind !== "deployment" || gateway === undefined) return [];
  // While a site is closed its routes answer by themselves, and what lies behind them waits for it to open.
  const waiting = blueprint.entry?.maintenance ? blueprint.entry.routes : [];
  const routed = new Set([
    ...backends(scene).map(({ name, port }) => `${name} ${port}`),
    ...waiting.map(({ component, port }) => `${component} ${port}`),
  ]);
  return blueprint.connections.flatMap(({ from, to, port }) => {
    if (from.kind !== "role" || from.role !== "edge" || to.kind !== "component") return [];
    const text = `${to.name} ${port}`;
    if (routed.has(text) || blueprint.guests?.includes(to.name)) return [];
    return [{ resource: gateway.resource, text }];
  });
}

export const edge: readonly Rule[] = [
  rule("listener-certified", {
    why: "A host without a certificate is a warning that every learner sees.",
    over: secured,
    holds: certified,
    wrong: ({ listener }) => `Nobody makes a certificate of ${listener.hostname}.`,
    remedy: "Register a Certificate of the host with the Secret that its listener names.",
  }),
  rule("route-heard", {
    why: "A route that no listener hears answers nobody, and says so in its status alone.",
    over: routes,
    holds: heard,
    wrong: "One of its listeners does not exist, or has another host.",
    remedy: "Name the listener of the host of the gateway.",
  }),
  rule("route-answered", {
    why: "A route to nobody answers 500.",
    over: backends,
    holds: ({ service, port }) => (service?.spec.ports ?? []).some((one) => one.port === port),
    wrong: ({ name, port }) => `Its namespace has no Service ${name} with the port ${port}.`,
    remedy: "Lead it to a component that answers.",
  }),
  rule("entry-closed", {
    why: "What a gateway reaches is one mistake away from everybody.",
    over: unrouted,
    holds: () => false,
    wrong: ({ text }) => `Gateways reach ${text}, and no route leads there.`,
    remedy: "Take the connection back, or give it a host.",
  }),
];
