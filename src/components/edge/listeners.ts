import type * as z from "zod";
import type { Entry, PublicHost } from "../../vocabulary/entry.ts";
import type { clientTrafficPolicy } from "../custom/envoyGateway.ts";
import type { gateway } from "../custom/gatewayApi.ts";

/** The one gateway of a deployment. A class merges those of all deployments into the same pods and the same address. */
export const GATEWAY = "gateway";
export const GROUP = "gateway.networking.k8s.io";

export const listenerOf = (host: string, scheme: "http" | "https"): string => `${scheme}-${host}`;

/** Whether TLS ends here. Otherwise everything arrives as plain text, from whoever ended it. */
export const endsTls = ({ certification }: Entry): boolean => certification.by !== "elsewhere";

/** The gateway at which arrives what is in the clear: that of the platform, or the deployment's own. */
export const clearAt = ({ plain }: Entry, namespace: string): NonNullable<Entry["plain"]> =>
  plain ?? { gateway: GATEWAY, namespace };

/** Two listeners a host, unless the platform has one for all that arrives in the clear: it has a host too, or it would be that of every deployment. */
export function gatewaySpec(
  entry: Entry,
  namespaces: Readonly<Record<string, string>>,
  alone: boolean,
): z.input<typeof gateway> {
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
  return {
    gatewayClassName: entry.class,
    listeners: [
      ...(entry.plain ? [] : entry.hosts.map(plain)),
      ...(endsTls(entry) ? entry.hosts.map(secured) : []),
    ],
  };
}

/** Whether it needs a gateway of its own: where the platform takes everything in the clear and TLS ends before it, there is nothing left to listen to. */
export const listens = (entry: Entry): boolean => endsTls(entry) || entry.plain === undefined;

type ClientPolicy = z.input<typeof clientTrafficPolicy>;

/**
 * How Envoy meets clients, by the names of the policies: whom it believes the address of a learner, and how long it waits for a request. To some
 * hosts files of any size are sent, which takes as long as it takes.
 */
export function clientPolicies(entry: Entry): Readonly<Record<string, ClientPolicy>> {
  if (entry.controller !== "envoy" || !listens(entry)) return {};
  const { routes } = entry;
  const slowest = Math.max(...routes.map((route) => route.slowest));
  const usual = { [GATEWAY]: { ...metBy([{ name: GATEWAY }], entry, slowest), ...securely(entry) } };
  const patient = routes.filter(({ upload, lasting }) => upload === undefined || lasting);
  if (patient.length === 0 || !endsTls(entry)) return usual;
  const listeners = [...new Set(patient.map(({ listener }) => listenerOf(listener, "https")))];
  const targets = listeners.map((sectionName) => ({ name: GATEWAY, sectionName }));
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
