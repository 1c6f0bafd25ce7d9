import type * as z from "zod";
import { type Entry, type Issuer, type PublicHost, SOLVER } from "../../vocabulary/entry.ts";
import { COMPONENT, ours } from "../../vocabulary/labels.ts";
import type { certificate, issuer as issuerSchema } from "../custom/certManager.ts";
import { GROUP } from "./listeners.ts";

/** The issuer of a deployment: what shows whose host it is belongs to its own gateway. */
export const ISSUER = "acme";
/** Secret with the token of a DNS that proofs are written to. */
export const DNS_TOKEN = "dns-token";

/** Whom a role of IAM trusts. cert-manager takes no account of its own machine for an Issuer that belongs to a namespace. */
export const ISSUER_ACCOUNT = "certificate-issuer";

type Acme = Extract<Issuer, { by: "acme" }>;

/** The gateways at which an authority looks for the file that shows whose host it is, in the clear. */
type ShownAt = readonly NonNullable<Entry["plain"]>[];

export const issuerSpec = (
  { server, contact, challenge }: Acme,
  shownAt: ShownAt,
  pullSecret?: string,
): z.input<typeof issuerSchema> => ({
  acme: {
    server,
    email: contact,
    privateKeySecretRef: { name: "acme-account" },
    solvers: [solverOf(challenge, shownAt, pullSecret)],
  },
});

function solverOf(
  challenge: Acme["challenge"],
  shownAt: ShownAt,
  pullSecret: string | undefined,
): Extract<z.input<typeof issuerSchema>, { acme: unknown }>["acme"]["solvers"][number] {
  switch (challenge.by) {
    case "http":
      return {
        http01: {
          gatewayHTTPRoute: {
            parentRefs: shownAt.map(({ gateway: name, namespace }) => ({
              group: GROUP,
              kind: "Gateway",
              name,
              namespace,
            })),
            serviceType: "ClusterIP",
            podTemplate: {
              metadata: { labels: { ...ours, [COMPONENT]: SOLVER.name } },
              ...(pullSecret ? { spec: { imagePullSecrets: [{ name: pullSecret }] } } : {}),
            },
          },
        },
      };
    case "route53":
      return {
        dns01: {
          route53: {
            region: challenge.region,
            ...(challenge.zone ? { hostedZoneID: challenge.zone } : {}),
            role: challenge.role,
            auth: { kubernetes: { serviceAccountRef: { name: ISSUER_ACCOUNT } } },
          },
        },
      };
    case "cloudflare":
      return { dns01: { cloudflare: { apiTokenSecretRef: { name: DNS_TOKEN, key: "token" } } } };
  }
}

/** Renewed while more than a third of its life is left: a month to find out why that did not work. */
export const certificateSpec = (
  { host, secret }: PublicHost,
  issuer: Issuer,
): z.input<typeof certificate> => ({
  secretName: secret,
  dnsNames: [host],
  issuerRef: {
    group: "cert-manager.io",
    ...(issuer.by === "acme"
      ? { kind: "Issuer" as const, name: ISSUER }
      : { kind: "ClusterIssuer" as const, name: issuer.name }),
  },
  privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
  renewBeforePercentage: 34,
  revisionHistoryLimit: 2,
});
