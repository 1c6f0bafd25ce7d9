import * as z from "zod";
import { email, host, line, name, type Settled, secret, text } from "../shapes.ts";

const challenge = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("http").describe("By a file on each host, through the gateway.") }),
  z.strictObject({
    by: z.literal("route53").describe("By a record in Route 53."),
    region: line.describe("Region of AWS, as its interface wants one: us-east-1."),
    zone: line.optional().describe("Identifier of the zone. Default: the one that the host is in."),
    role: text(
      "role of IAM",
      /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]{1,128}$/,
      "This is not a role of IAM. Write its ARN: arn:aws:iam::123456789012:role/certificates.",
    ).describe(
      "Role of IAM that may write records of the zone. It trusts the ServiceAccount `certificate-issuer` in the namespace of the deployment, and nobody else of the cluster has to be trusted.",
    ),
  }),
  z.strictObject({
    by: z.literal("cloudflare").describe("By a record in Cloudflare."),
    token: secret().describe("Token that may edit the zone."),
  }),
]);

const letsEncrypt = z.strictObject({
  issuer: z.literal("letsEncrypt").describe("Let's Encrypt, or another authority that speaks ACME."),
  contact: email.optional().describe("Where the authority writes to. Default: `site.contact`."),
  staging: z
    .boolean()
    .optional()
    .describe(
      "Whether certificates are for trying alone, that no browser believes. Default: in the first stage, whose hosts come and go more often than the authority allows.",
    ),
  challenge: challenge.prefault({ by: "http" }).describe("How it is shown whose host it is."),
});

const own = z.strictObject({
  issuer: z.literal("own").describe("An authority of the institution, or that of the platform."),
  authority: name
    .default("arboretum-authority")
    .describe("ClusterIssuer of cert-manager. Default: the one of the platform stack."),
});

const given = z.strictObject({
  issuer: z.literal("given").describe("A certificate that somebody brings."),
  certificate: secret().describe("Certificate with its chain, in PEM, for all hosts."),
  key: secret().describe("Its key, in PEM."),
});

const elsewhere = z.strictObject({
  issuer: z
    .literal("elsewhere")
    .describe(
      "A load balancer before the gateway ends TLS. Count it in `gateway.proxies` of the platform, or in `traffic.proxies` where the platform has no Envoy Gateway of its own.",
    ),
});

/** Who certifies the hosts. */
export const certificates = z
  .discriminatedUnion("issuer", [letsEncrypt, own, given, elsewhere])
  .describe("Who certifies the hosts. Default: Let's Encrypt.");
export type Certificates = Settled<typeof certificates>;

/** How the hosts get into the DNS. */
export const dns = z
  .discriminatedUnion("by", [
    z.strictObject({
      by: z.literal("externalDns").describe("ExternalDNS of the platform finds them by themselves."),
    }),
    z.strictObject({
      by: z.literal("route53").describe("Records of Route 53 in this stack."),
      zone: line.describe("Identifier of the zone."),
      target: host.describe("Name of the load balancer before the gateway."),
      targetZone: line
        .optional()
        .describe(
          "Identifier of the zone that Amazon has the load balancer in, `CanonicalHostedZoneId` of it. With it the hosts have its addresses instead of its name, as a host has to that is the zone itself: example.edu.",
        ),
    }),
    z.strictObject({ by: z.literal("list").describe("Somebody writes them: the stack says which.") }),
  ])
  .describe(
    "How the hosts get into the DNS. Default: by ExternalDNS where the platform has it, else as a list.",
  );
