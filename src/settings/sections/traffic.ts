import * as z from "zod";
import { networkOf } from "../network.ts";
import { destination, duration, host, type Settled, size } from "../shapes.ts";

const network = z
  .string()
  .refine((written) => networkOf(written)?.exact === true, {
    error:
      "This is not a network. Write an address and the length of its prefix: 192.0.2.0/24, 192.0.2.7/32.",
  })
  .meta({ title: "network" });

/** The gateway knows a network by the text of an address, and such texts are only regular in version 4. */
const fourNetwork = network.refine((written) => !written.includes(":"), {
  error: "The gateway tells networks of IP version 6 apart only one at a time. Write one of version 4.",
});

const perMinute = z.int().min(1).max(10_000);

/** How requests come in, and what they are let do. */
export const traffic = z
  .strictObject({
    proxies: z
      .int()
      .min(0)
      .max(5)
      .optional()
      .describe(
        "How many proxies of one's own stand between learners and the gateway: a CDN is one, a load balancer that ends TLS another. Of one too many, everybody could write the address that they come from. Default: as many as the platform says (`gateway.proxies`).",
      ),
    proxyProtocol: z
      .boolean()
      .optional()
      .describe(
        "Whether the load balancer says by the PROXY protocol who is there. Pods of the cluster, which come past the load balancer, are believed their own address. Default: what the platform says (`gateway.proxyProtocol`), which has to say it for all where it has Envoy Gateway.",
      ),
    loadBalancer: z
      .array(destination)
      .optional()
      .describe(
        "Where pods find the load balancer of the gateway, if the cluster does not lead them there by itself. Default: what the platform says (`gateway.loadBalancer`).",
      ),
    uploads: z
      .strictObject({
        lms: size.default("32Mi").describe("Largest request to the LMS: files of an assignment."),
        studio: size
          .default("128Mi")
          .describe("Largest request to Studio: a file, or a piece of a course that is imported."),
        others: size.default("8Mi").describe("Largest request to anything else but the object store."),
      })
      .prefault({})
      .describe(
        "How large a request may be. A larger one is refused before it is read, and so is one that does not say how large it is.",
      ),
    slowest: duration
      .default("5m")
      .describe(
        "How long an answer may take, and before it what is sent. Exports of large courses and reports of grades take minutes. Files for the object store and notebooks take as long as they take.",
      ),
    hsts: z
      .strictObject({
        age: duration.default("365d").describe("How long browsers remember."),
        subdomains: z.boolean().default(false).describe("For every host below as well, whoever runs it."),
      })
      .prefault({})
      .describe("Browsers ask by https alone, and remember that."),
    framedBy: z
      .array(host)
      .default([])
      .describe(
        "Hosts beside one's own that may show pages of this deployment in theirs, by LTI for instance.",
      ),
    limits: z
      .strictObject({
        login: perMinute.default(20).describe("Attempts to log in, a minute."),
        registration: perMinute.default(5).describe("Accounts and new passwords, a minute."),
        exempt: z
          .array(fourNetwork)
          .max(16)
          .default([])
          .describe(
            "Networks that are not limited. A campus behind one address has to be here, or nobody but the first few sits the exam.",
          ),
      })
      .prefault({})
      .describe("What one address may do, at each pod of the gateway."),
  })
  .describe("How requests come in, and what they are let do.");
export type Traffic = Settled<typeof traffic>;

/** A site that is closed for a while. */
export const maintenance = z
  .strictObject({
    closed: z.boolean().default(true).describe("Whether the page stands in for the site."),
    message: z
      .string()
      .min(1)
      .max(600)
      .default("We are working on the site. Please come back a little later.")
      .describe("What people read."),
    retry: duration.default("30m").describe("After what time programs may ask again."),
    open: z
      .array(fourNetwork)
      .max(16)
      .default([])
      .describe("Networks for which the site stays open: whoever works on it has to see it."),
  })
  .describe("The site is closed for a while: every host answers with a page.");
