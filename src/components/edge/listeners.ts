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

/** Two listeners a host: what arrives as plain text has a host too, or it would be that of every deployment. */
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
    listeners: [...entry.hosts.map(plain), ...(endsTls(entry) ? entry.hosts.map(secured) : [])],
  };
}

/** How Envoy meets clients: whom it believes the address of a learner, and how long it waits for a request. */
export function clientPolicySpec(entry: Entry): z.input<typeof clientTrafficPolicy> {
  const slowest = Math.max(...entry.routes.map((route) => route.slowest));
  return {
    targetRefs: [{ group: GROUP, kind: "Gateway", name: GATEWAY }],
    ...(entry.proxies > 0 ? { clientIPDetection: { xForwardedFor: { numTrustedHops: entry.proxies } } } : {}),
    ...(entry.proxyProtocol ? { proxyProtocol: { optional: false } } : {}),
    ...(endsTls(entry) ? { tls: { minVersion: "1.2" } } : {}),
    // Names of blocks and files have slashes in them.
    path: { escapedSlashesAction: "KeepUnchanged" },
    timeout: { http: { requestReceivedTimeout: `${slowest}s`, idleTimeout: "3600s" } },
  };
}
