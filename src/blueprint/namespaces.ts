import type { Apart } from "../catalog/application.ts";
import { catalog } from "../catalog/catalog.ts";
import type { Context } from "../catalog/context.ts";
import type { Resolution } from "../releases/resolve.ts";
import { type Connection, component, type Endpoint, type Wish } from "../vocabulary/connection.ts";
import type { Store } from "../vocabulary/store.ts";
import { processesOf, quota } from "./capacity.ts";
import type { DeploymentBlueprint, Namespace, PlacedPreparation, Service } from "./model.ts";

/** What lives in the namespaces of a deployment. Stores live in its own. */
interface Inhabitants {
  readonly services: readonly Service[];
  readonly preparations: readonly PlacedPreparation[];
  readonly stores: readonly Store[];
}

/** Names the namespace of the deployment, or the one beside it for what lives apart. */
export const placed =
  ({ deployment, stage }: Pick<Resolution, "deployment" | "stage">) =>
  (apart?: Apart): string =>
    [deployment, stage, ...(apart ? [apart.suffix] : [])].join("-");

/** The namespace of the deployment, and one for each level of trust below it that somebody lives in. */
export function namespacesOf(
  context: Pick<Context, "deployment" | "stage" | "settings">,
  inhabitants: Inhabitants,
): DeploymentBlueprint["namespaces"] {
  const { keep, limits } = context.settings;
  const home = placed(context);
  const of = (trust: Namespace["trust"], apart?: Apart): Namespace => ({
    name: home(apart),
    ...(apart ? { apart: apart.suffix } : {}),
    trust,
    ...(apart?.mute ? { mute: true } : {}),
    keep: keep.namespaces,
    presumed: { unsaid: limits.unsaid, smallest: limits.smallest },
    quota: quota(inhabitantsOf(home(apart), apart ? [] : inhabitants.stores, inhabitants)),
  });
  const apart = catalog.flatMap(({ apart, name }) =>
    apart && inhabitants.services.some((service) => service.name === name) ? [apart] : [],
  );
  const others = new Map(apart.map((one) => [one.suffix, one]));
  return [of("restricted"), ...[...others.values()].map((one) => of(one.trust, one))];
}

const inhabitantsOf = (
  name: string,
  stores: readonly Store[],
  { services, preparations }: Inhabitants,
): Inhabitants => ({
  stores,
  services: services.filter(({ namespace }) => namespace === name),
  preparations: preparations.filter(({ namespace }) => namespace === name),
});

/** Connections whose ends know where they live, where that is not the deployment's own namespace. */
export function placedConnections(
  wishes: readonly Wish[],
  { home, services, preparations }: Omit<Inhabitants, "stores"> & { readonly home: string },
): readonly Connection[] {
  const components = [
    ...services.flatMap((service) => componentsOf(service).map((name) => [name, service.namespace] as const)),
    ...preparations.map(({ name, component = name, namespace }) => [component, namespace] as const),
  ];
  const elsewhere = new Map(components.filter(([, namespace]) => namespace !== home));
  const place = (end: Endpoint): Endpoint => {
    if (end.kind !== "component") return end;
    const namespace = elsewhere.get(end.name);
    return namespace === undefined ? end : { ...end, namespace };
  };
  return wishes
    .flatMap((wish) => spreadOut(wish, services))
    .map((one) => ({ ...one, from: place(one.from), to: place(one.to) }));
}

/** Everything of a service that has a label of its own. */
export const componentsOf = (service: Service): readonly string[] => [
  ...accountsOf(service),
  ...(service.chart?.pods ?? []).flatMap(({ component }) => component ?? []),
];

/** Everything of a service that has an account of its own with the cluster. */
export const accountsOf = (service: Service): readonly string[] =>
  [...processesOf([service]), ...service.schedules].map(({ name }) => name);

/** One connection for each process of the application that it starts from. One that is not here has none. */
function spreadOut({ from, ...wish }: Wish, services: readonly Service[]): readonly Connection[] {
  if (from.kind !== "processes") return [{ ...wish, from }];
  return processesOf(services.filter(({ name }) => name === from.of)).map(({ name }) => ({
    ...wish,
    from: component(name),
  }));
}
