import { CachePolicy } from "@pulumi/aws/cloudfront/cachePolicy.js";
import { Distribution, type DistributionArgs } from "@pulumi/aws/cloudfront/distribution.js";
import { Record as DnsRecord } from "@pulumi/aws/route53/record.js";
import * as pulumi from "@pulumi/pulumi";
import type { CdnSite, Entry } from "../../vocabulary/entry.ts";
import { tokens } from "../tokens.ts";

export interface AwsEdgeArgs {
  /** Hosts, and what AWS does for them: records in Route 53, a distribution of CloudFront. */
  readonly entry: Pick<Entry, "hosts" | "dns" | "cdn">;
  /** Tags of everything that costs money. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What stands before the gateway at AWS: the records of the hosts, and a CDN for micro-frontends and static files. */
export class AwsEdge extends pulumi.ComponentResource {
  /** Names under which the CDN answers, by the hosts that it stands before. */
  readonly near: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: AwsEdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.awsEdge, name, {}, opts);
    const within = { parent: this };
    const { dns, cdn, hosts } = args.entry;
    const near = new Map(
      cdn?.sites.map((site) => [site.host, this.distribution(name, site, cdn, args.tags)]),
    );
    if (dns.by === "route53") {
      for (const { name: host, host: record } of hosts) {
        for (const answer of answersOf(dns, near.get(record))) {
          const child = answer.type === "AAAA" ? `${name}-${host}-6` : `${name}-${host}`;
          new DnsRecord(
            child,
            { zoneId: dns.zone, name: record, ...answer },
            // A name has no other record beside a CNAME, not for a moment.
            { ...within, deleteBeforeReplace: true },
          );
        }
      }
    }
    this.near = Object.fromEntries([...near].map(([host, { domainName }]) => [host, domainName]));
    this.registerOutputs({ near: this.near });
  }

  private distribution(
    name: string,
    site: CdnSite,
    cdn: NonNullable<Entry["cdn"]>,
    tags: AwsEdgeArgs["tags"],
  ): Distribution {
    const within = { parent: this };
    const [near, what] =
      site.name === "apps" ? [name, "micro-frontends"] : [`${name}-${site.name}`, "static-files"];
    const policy = new CachePolicy(`${near}-cache`, cachePolicyArgs(`${name}-${what}`, site), within);
    return new Distribution(near, distributionArgs(site, cdn, policy.id, tags), within);
  }
}

/** Seconds. Short enough to move a site within a coffee break. */
const TTL = 300;

type Route53 = Extract<Entry["dns"], { by: "route53" }>;
type Answer = Pick<ConstructorParameters<typeof DnsRecord>[1] & object, "ttl" | "records" | "aliases"> & {
  readonly type: "A" | "AAAA" | "CNAME";
};

/** Addresses of what Amazon has, which may stand for a zone itself, or the name of anything else, which may not. */
function answersOf({ target, targetZone }: Route53, near: Distribution | undefined): readonly Answer[] {
  if (near) return addressesOf(near.domainName, near.hostedZoneId);
  return targetZone ? addressesOf(target, targetZone) : [{ type: "CNAME", ttl: TTL, records: [target] }];
}

const addressesOf = (name: pulumi.Input<string>, zoneId: pulumi.Input<string>): readonly Answer[] =>
  (["A", "AAAA"] as const).map((type) => ({
    type,
    aliases: [{ name, zoneId, evaluateTargetHealth: false }],
  }));

/**
 * What makes two requests the same: the host, and the query where the settings of a micro-frontend are asked for by its name. A static file
 * has what changes in its own name. No cookie: those of the LMS would make every learner a page of their own. No origin: what is not here does
 * not get to the gateway, so that nobody is answered for somebody else, and static files are for every origin.
 */
export const cachePolicyArgs = (
  name: string,
  { queries }: Pick<CdnSite, "queries">,
): ConstructorParameters<typeof CachePolicy>[1] => ({
  name,
  comment: "As long as the files say themselves",
  minTtl: 0,
  defaultTtl: 0,
  maxTtl: 31_536_000,
  parametersInCacheKeyAndForwardedToOrigin: {
    cookiesConfig: { cookieBehavior: "none" },
    headersConfig: { headerBehavior: "whitelist", headers: { items: ["Host"] } },
    queryStringsConfig: { queryStringBehavior: queries ? "all" : "none" },
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  },
});

const ORIGIN = "gateway";
/** Where an authority looks for the proof of a host, in the clear: the gateway has no certificate of it before. */
const PROOF = { id: "proof", path: "/.well-known/acme-challenge/*" };

export const distributionArgs = (
  { host }: CdnSite,
  { certificate, origin, prices }: Omit<NonNullable<Entry["cdn"]>, "sites">,
  cachePolicyId: pulumi.Input<string>,
  tags: AwsEdgeArgs["tags"],
): DistributionArgs => ({
  enabled: true,
  comment: host,
  aliases: [host],
  httpVersion: "http2and3",
  isIpv6Enabled: true,
  priceClass: `PriceClass_${prices}`,
  // The host that is asked for goes along, and by it the gateway knows the certificate and the route.
  origins: [
    { originId: ORIGIN, domainName: origin, customOriginConfig: reachedBy("https-only") },
    { originId: PROOF.id, domainName: origin, customOriginConfig: reachedBy("http-only") },
  ],
  orderedCacheBehaviors: [
    {
      pathPattern: PROOF.path,
      targetOriginId: PROOF.id,
      viewerProtocolPolicy: "allow-all",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      cachePolicyId,
    },
  ],
  defaultCacheBehavior: {
    targetOriginId: ORIGIN,
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD", "OPTIONS"],
    cachedMethods: ["GET", "HEAD"],
    cachePolicyId,
    compress: true,
  },
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: {
    acmCertificateArn: certificate,
    minimumProtocolVersion: "TLSv1.2_2021",
    sslSupportMethod: "sni-only",
  },
  tags: { ...tags },
});

const reachedBy = (originProtocolPolicy: "https-only" | "http-only") => ({
  httpPort: 80,
  httpsPort: 443,
  originProtocolPolicy,
  originSslProtocols: ["TLSv1.2"],
});
