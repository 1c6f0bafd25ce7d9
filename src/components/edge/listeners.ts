import type * as z from "zod";
import type { Entry, PublicHost } from "../../vocabulary/entry.ts";
import type { clientTrafficPolicy } from "../custom/envoyGateway.ts";
import type { gateway } from "../custom/gatewayApi.ts";

/** The first gateway of a deployment, and of nearly all the only one. A class merges those of all deployments into the same pods and the same address. */
export const GATEWAY = "gateway";
export const GROUP = "gateway.networking.k8s.io";

export const listenerOf = (host: string, scheme: "http" | "https"): string => `${scheme}-${host}`;

/** Whether TLS ends here. Otherwise everything arrives as plain text, from whoever ended it. */
export const endsTls = ({ certification }: Entry): boolean => certification.by !== "elsewhere";

/** A gateway may have no more listeners than this. */
const MOST_LISTENERS = 64;

/**
 * The gateways of a deployment, with the hosts that each listens for: two listeners a host, unless the platform has one for all that arrives in
 * the clear. Where TLS ends before that one, there is nothing left to listen to.
 */
export function gatewaysOf(
  entry: Entry,
): readonly { readonly name: string; readonly hosts: Entry["hosts"] }[] {
  const each = (entry.plain ? 0 : 1) + (endsTls(entry) ? 1 : 0);
  return each === 0
    ? []
    : chunks(entry.hosts, MOST_LISTENERS / each).map((hosts, index) => ({
        name: numbered(GATEWAY, index),
        hosts,
      }));
}

/** The gateway that listens for a host, by its name. */
export const gatewayFor = (entry: Entry, host: string): string =>
  gatewaysOf(entry).find(({ hosts }) => hosts.some(({ name }) => name === host))?.name ?? GATEWAY;

/** `name`, `name-2`, `name-3`. */
export const numbered = (name: string, index: number): string =>
  index === 0 ? name : `${name}-${index + 1}`;

export const chunks = <Item>(items: readonly Item[], size: number): (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

/** The gateways at which arrives what is in the clear: that of the platform, or the deployment's own. */
export const clearAt = (entry: Entry, namespace: string): readonly NonNullable<Entry["plain"]>[] =>
  entry.plain ? [entry.plain] : gatewaysOf(entry).map(({ name }) => ({ gateway: name, namespace }));

/** Each listener has a host, those in the clear too, or it would be that of every deployment. */
export function gatewaySpecs(
  entry: Entry,
  namespaces: Readonly<Record<string, string>>,
  alone: boolean,
): Readonly<Record<string, z.input<typeof gateway>>> {
  // Routes of what lives apart come from its own namespace.
  const routed = alone
    ? { namespaces: { from: "Same" as const } }
    : { namespaces: { from: "Selector" as const, selector: { matchLabels: namespaces } } };
  const plain = ({ name, host }: PublicHost) => ({
    name: listenerOf(name, "http"),
    hostname: host,
    port: entry.ports.http,
    protocol: "HTTP" as const,
    allowedRoutes: routed,
  });
  const secured = ({ name, host, secret }: PublicHost) => ({
    name: listenerOf(name, "https"),
    hostname: host,
    port: entry.ports.https,
    protocol: "HTTPS" as const,
    tls: { mode: "Terminate" as const, certificateRefs: [{ name: secret }] },
    allowedRoutes: routed,
  });
  return Object.fromEntries(
    gatewaysOf(entry).map(({ name, hosts }) => [
      name,
      {
        gatewayClassName: entry.class,
        listeners: [...(entry.plain ? [] : hosts.map(plain)), ...(endsTls(entry) ? hosts.map(secured) : [])],
      },
    ]),
  );
}

type ClientPolicy = z.input<typeof clientTrafficPolicy>;

/**
 * How Envoy meets clients, by the names of the policies: whom it believes the address of a learner, and how long it waits for a request. To some
 * hosts files of any size are sent, which takes as long as it takes.
 */
export function clientPolicies(entry: Entry): Readonly<Record<string, ClientPolicy>> {
  const gateways = gatewaysOf(entry).map(({ name }) => ({ name }));
  if (entry.controller !== "envoy" || gateways.length === 0) return {};
  const { routes } = entry;
  const slowest = Math.max(...routes.map((route) => route.slowest));
  const usual = { [GATEWAY]: { ...metBy(gateways, entry, slowest), ...securely(entry) } };
  const patient = routes.filter(({ upload, lasting }) => upload === undefined || lasting);
  if (patient.length === 0 || !endsTls(entry)) return usual;
  const targets = [...new Set(patient.map(({ listener }) => listener))].map((listener) => ({
    name: gatewayFor(entry, listener),
    sectionName: listenerOf(listener, "https"),
  }));
  return { ...usual, patient: { ...metBy(targets, entry, 0), ...securely(entry) } };
}

const securely = (entry: Entry) => (endsTls(entry) ? { tls: { minVersion: "1.2" as const } } : {});

export const metBy = (
  gateways: readonly { readonly name: string; readonly sectionName?: string }[],
  { proxies, proxyProtocol }: Pick<Entry, "proxies" | "proxyProtocol">,
  slowest: number,
): ClientPolicy => ({
  targetRefs: gateways.map((gateway) => ({ group: GROUP, kind: "Gateway", ...gateway })),
  ...(proxies > 0 ? { clientIPDetection: { xForwardedFor: { numTrustedHops: proxies } } } : {}),
  // The cluster leads its own pods past the load balancer, and nobody says that line for them.
  ...(proxyProtocol ? { proxyProtocol: { optional: true } } : {}),
  // Names of blocks and files have slashes in them.
  path: { escapedSlashesAction: "KeepUnchanged" },
  // To an application they are the same as those with hyphens. Whoever has a proxy that sends some is not to blame.
  headers: { withUnderscoresAction: "DropHeader" },
  timeout: {
    http: {
      requestHeadersReceivedTimeout: "30s",
      requestReceivedTimeout: `${slowest}s`,
      idleTimeout: "3600s",
    },
  },
});
