import * as z from "zod";
import { destination, email, line, pinnedImage, type Settled, secret, times } from "../shapes.ts";

/** The gateways that the shop speaks to. Each is one of its processors, so that there is one of each. */
export const GATEWAYS = ["stripe", "paypal", "cybersource"] as const;

const common = {
  name: line.optional().describe("What people call it. Default: the name of the company."),
  failover: z
    .enum(GATEWAYS)
    .optional()
    .describe("Gateway of this list that is offered in its place while it does not answer."),
  always: z
    .boolean()
    .default(false)
    .describe(
      "Offers it beside the others too. Default: one that stands in for another is offered only while that one is down.",
    ),
  mode: z
    .enum(["live", "sandbox"])
    .default("sandbox")
    .describe("`sandbox`: nobody pays. `live`: real money."),
  networks: z
    .array(destination)
    .min(1, { error: "Name at least one network, or leave this out." })
    .default(["internet"])
    .describe(
      "Networks behind which it answers, on port 443. Network policies know no names: where its company publishes no addresses, name those of a proxy that lets only it through. Default: every public address.",
    ),
};

const stripe = z.strictObject({
  kind: z.literal("stripe").describe("Cards, in fields that Stripe hosts."),
  ...common,
  publishableKey: line.describe("Key that browsers are told: `pk_…`."),
  secretKey: secret().describe("Key of the shop: `sk_…` or, better, a restricted `rk_…`."),
  webhookSecret: secret().describe("Secret of the endpoint that Stripe tells of payments: `whsec_…`."),
});

const paypal = z.strictObject({
  kind: z.literal("paypal").describe("Learners are sent to PayPal and come back."),
  ...common,
  clientId: line.describe("Client id of the REST application."),
  clientSecret: secret().describe("Its secret."),
});

const cybersource = z.strictObject({
  kind: z.literal("cybersource").describe("Cards, in fields that CyberSource hosts."),
  ...common,
  merchantId: line.describe("Merchant id."),
  transactionKey: secret().describe("Transaction key of the SOAP toolkit."),
  flexKeyId: line.describe("Id of the shared secret key of the REST API, with which hosted fields are made."),
  flexKey: secret().describe("That key."),
});

const gateway = z.discriminatedUnion("kind", [stripe, paypal, cybersource]);
export type Gateway = Settled<typeof gateway>;

/** What is wrong with a chain of gateways that stand in for each other. */
function refuseChains(gateways: readonly z.output<typeof gateway>[], context: z.RefinementCtx): void {
  const refuse = (index: number, key: string, message: string) =>
    context.addIssue({ code: "custom", path: [index, key], message });
  for (const [index, { kind, failover }] of gateways.entries()) {
    if (gateways.findIndex((one) => one.kind === kind) < index) {
      refuse(index, "kind", "There is one of this kind already: the shop knows one account of each.");
    }
    if (failover === undefined) continue;
    if (!gateways.some((one) => one.kind === failover)) {
      refuse(index, "failover", `There is no ${failover} in this list. Add it, or leave this out.`);
    } else if (leadsBack(kind, gateways)) {
      refuse(
        index,
        "failover",
        "This leads back to itself: with all of them down each would wait for the other. Let the last one stand in for nobody.",
      );
    }
  }
}

function leadsBack(kind: string, gateways: readonly z.output<typeof gateway>[]): boolean {
  const next = (one: string) => gateways.find((other) => other.kind === one)?.failover;
  let at = next(kind);
  for (let steps = 0; at !== undefined && steps < gateways.length; steps += 1) {
    if (at === kind) return true;
    at = next(at);
  }
  return false;
}

const scan = z.strictObject({
  image: pinnedImage.describe("Image with the scanner."),
  command: z
    .array(line)
    .min(1)
    .describe("How it is started. `{host}` is replaced by the public host of the shop."),
  cron: times.default("0 3 1 */3 *").describe("When, in UTC. Default: every three months."),
});

/** How learners pay. */
export const ecommerce = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: "This is not a currency. Write its three capitals: USD, EUR." })
      .default("USD")
      .describe("Currency of the prices."),
    gateways: z
      .array(gateway)
      .min(1, { error: "Name at least one gateway." })
      .superRefine(refuseChains)
      .describe("Payment gateways, in the order in which they are offered."),
    files: z
      .enum(["pod", "bucket"])
      .default("pod")
      .describe(
        "Where files of the shop lie: pictures of what it sells, lists of orders. `pod`: on a disk that goes with its pod. `bucket`: in the bucket `ecommerce`, by an image of your own with django-storages: the published one has none.",
      ),
    tell: email.optional().describe("Who is told when a gateway fails. Default: `site.contact`."),
    scan: scan
      .optional()
      .describe(
        "A scan of the shop by a program of one's own, at times of a calendar. It does not stand in for that of an approved vendor.",
      ),
  })
  .describe("How learners pay. Only a deployment with ecommerce has it.");
export type Ecommerce = Settled<typeof ecommerce>;
