import type { Late } from "./late.ts";

/** Some paths of some hosts, and the pods that answer them. */
export interface Route {
  readonly name: string;
  readonly host: string;
  /** Name of the listeners of its host. */
  readonly listener: string;
  /** Beginnings of paths. Absent: whatever no other route of the host has. */
  readonly prefixes?: readonly string[];
  readonly component: string;
  readonly namespace: string;
  readonly port: number;
  readonly stickTo?: string;
  /** Largest request in bytes. Absent: any. */
  readonly upload?: number;
  readonly lasting: boolean;
  /** Seconds that an answer may take. */
  readonly slowest: number;
  /** What is set in every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Paths, as regular expressions, that one address may ask for so often a minute. */
  readonly limits: readonly { readonly path: string; readonly perMinute: number }[];
}

/** A public host with the Secret that holds its certificate. */
export interface PublicHost {
  readonly name: string;
  readonly host: string;
  readonly secret: string;
}

/** Who signs certificates. */
export type Issuer =
  | {
      readonly by: "acme";
      readonly server: string;
      readonly contact: string;
      readonly challenge:
        | { readonly by: "http" }
        | {
            readonly by: "route53";
            readonly region: string;
            readonly zone?: string | undefined;
            readonly role: string;
          }
        | { readonly by: "cloudflare"; readonly token: Late };
    }
  | { readonly by: "authority"; readonly name: string };

/** How TLS ends at the gateway: by certificates that an issuer signs, by one that is given, or before it. */
export type Certification =
  | { readonly by: "issuer"; readonly issuer: Issuer }
  | { readonly by: "given"; readonly certificate: Late; readonly key: Late }
  | { readonly by: "elsewhere" };

/** A host whose files a CDN keeps. */
export interface CdnSite {
  readonly name: "apps" | "static";
  readonly host: string;
  /** Whether the query says which file it is: that of a micro-frontend's settings does, that of a static file does not. */
  readonly queries: boolean;
}

/** Everything between the load balancer and the pods of a deployment. */
export interface Entry {
  readonly controller: "envoy" | "traefik";
  /** GatewayClass of the cluster. */
  readonly class: string;
  readonly ports: { readonly http: number; readonly https: number };
  readonly hosts: readonly PublicHost[];
  readonly routes: readonly Route[];
  readonly certification: Certification;
  /** The gateway of the platform at which everything in the clear arrives. Absent: each host has a listener of its own for that. */
  readonly plain?: { readonly gateway: string; readonly namespace: string };
  /** Who writes the records of the hosts. */
  readonly dns:
    | { readonly by: "externalDns" }
    | { readonly by: "list" }
    | {
        readonly by: "route53";
        readonly zone: string;
        readonly target: string;
        /** Where Amazon has the target: its addresses stand for it. Absent: its name does. */
        readonly targetZone?: string | undefined;
      };
  /** What keeps files near to those who open them. */
  readonly cdn?: {
    readonly sites: readonly CdnSite[];
    readonly certificate: string;
    readonly origin: string;
    readonly prices: "100" | "200" | "All";
  };
  /** Proxies of one's own before the gateway. */
  readonly proxies: number;
  readonly proxyProtocol: boolean;
  /** Networks that limits do not count. */
  readonly exempt: readonly string[];
  /** Absent: the site is open. */
  readonly maintenance?: {
    readonly message: string;
    readonly retry: number;
    readonly open: readonly string[];
  };
}

/** Gateway of the platform for what arrives in the clear, and its listener. */
export const PLAIN = { gateway: "plain", listener: "http" } as const;

/** Component of the pods in which cert-manager answers an authority, and their port. */
export const SOLVER = { name: "certificate-solver", port: 8089 } as const;
