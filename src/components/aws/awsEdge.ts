import { CachePolicy } from "@pulumi/aws/cloudfront/cachePolicy.js";
import { Distribution, type DistributionArgs } from "@pulumi/aws/cloudfront/distribution.js";
import { Record as DnsRecord } from "@pulumi/aws/route53/record.js";
import * as pulumi from "@pulumi/pulumi";
import type { Entry } from "../../vocabulary/entry.ts";
import { tokens } from "../tokens.ts";

export interface AwsEdgeArgs {
  /** Hosts, and what AWS does for them: records in Route 53, a distribution of CloudFront. */
  readonly entry: Pick<Entry, "hosts" | "dns" | "cdn">;
  /** Tags of everything that costs money. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What stands before the gateway at AWS: the records of the hosts, and a CDN for the micro-frontends. */
export class AwsEdge extends pulumi.ComponentResource {
  constructor(name: string, args: AwsEdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.awsEdge, name, {}, opts);
    const within = { parent: this };
    const { dns, cdn, hosts } = args.entry;
    const near = cdn ? this.distribution(name, cdn, args.tags) : undefined;
    if (dns.by === "route53") {
      for (const host of hosts) {
        const target = near && host.host === cdn?.host ? near.domainName : dns.target;
        new DnsRecord(
          `${name}-${host.name}`,
          { zoneId: dns.zone, name: host.host, type: "CNAME", ttl: TTL, records: [target] },
          within,
        );
      }
    }
    this.registerOutputs({});
  }

  private distribution(
    name: string,
    cdn: NonNullable<Entry["cdn"]>,
    tags: AwsEdgeArgs["tags"],
  ): Distribution {
    const within = { parent: this };
    const policy = new CachePolicy(`${name}-cache`, cachePolicyArgs(`${name}-micro-frontends`), within);
    return new Distribution(name, distributionArgs(cdn, policy.id, tags), within);
  }
}

/** Seconds. Short enough to move a site within a coffee break. */
const TTL = 300;

/**
 * What makes two requests the same: host and query, because the settings of a micro-frontend are asked for by its name. No cookie: those of
 * the LMS would make every learner a page of their own.
 */
export const cachePolicyArgs = (name: string): ConstructorParameters<typeof CachePolicy>[1] => ({
  name,
  comment: "Micro-frontends: as long as they say themselves",
  minTtl: 0,
  defaultTtl: 0,
  maxTtl: 31_536_000,
  parametersInCacheKeyAndForwardedToOrigin: {
    cookiesConfig: { cookieBehavior: "none" },
    headersConfig: { headerBehavior: "whitelist", headers: { items: ["Host"] } },
    queryStringsConfig: { queryStringBehavior: "all" },
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  },
});

const ORIGIN = "gateway";

export const distributionArgs = (
  { host, certificate, origin, prices }: NonNullable<Entry["cdn"]>,
  cachePolicyId: pulumi.Input<string>,
  tags: AwsEdgeArgs["tags"],
): DistributionArgs => ({
  enabled: true,
  comment: host,
  aliases: [host],
  httpVersion: "http2and3",
  isIpv6Enabled: true,
  priceClass: `PriceClass_${prices}`,
  origins: [
    {
      originId: ORIGIN,
      domainName: origin,
      // The host that is asked for goes along, and by it the gateway knows the certificate and the route.
      customOriginConfig: {
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originSslProtocols: ["TLSv1.2"],
      },
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
