import * as z from "zod";
import { host, text } from "../shapes.ts";

const certificate = text(
  "certificate of ACM",
  /^arn:aws:acm:us-east-1:[0-9]{12}:certificate\/[0-9a-f-]{36}$/,
  "This is not a certificate of ACM in us-east-1, where CloudFront looks for them. Write its ARN: arn:aws:acm:us-east-1:…:certificate/….",
);

/** What keeps the micro-frontends and static files near to those who open them. */
export const cdn = z
  .strictObject({
    by: z.literal("cloudFront").describe("CloudFront."),
    certificate: certificate.describe(
      "Certificate of the hosts of the micro-frontends and of static files (`edge.apps`, `edge.static`), for CloudFront.",
    ),
    static: z
      .boolean()
      .default(true)
      .describe("Whether static files of the LMS and Studio come through it as well, from `edge.static`."),
    origin: host.describe("Name of the load balancer before the gateway."),
    prices: z
      .enum(["100", "200", "All"])
      .default("100")
      .describe("Class of prices: in how much of the world it keeps them."),
  })
  .describe(
    "A CDN before the micro-frontends and the static files of the LMS and Studio. Pages of the LMS and of Studio are never kept: each is somebody's own. `traffic.proxies` does not count it.",
  );
