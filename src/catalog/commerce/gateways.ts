import type { Ecommerce, Gateway } from "../../settings/sections/ecommerce.ts";
import type { Tree } from "../../vocabulary/late.ts";

type Kind = Gateway["kind"];
type Of<Name extends Kind> = Extract<Gateway, { readonly kind: Name }>;

/** What the shop has to know of one of its processors. */
interface Processor<Name extends Kind> {
  /** Its own name for it, and the class behind it. */
  readonly name: string;
  readonly path: string;
  readonly company: string;
  /** Whether browsers ask for the number of a card, in fields that the company hosts. */
  readonly card: boolean;
  /** Addresses that answer while it works. */
  readonly answers: Readonly<Record<Gateway["mode"], string>>;
  readonly settings: (gateway: Of<Name>) => Readonly<Record<string, Tree>>;
}

const PROCESSORS = "ecommerce.extensions.payment.processors";

const TABLE: { readonly [Name in Kind]: Processor<Name> } = {
  stripe: {
    name: "stripe",
    path: `${PROCESSORS}.stripe.Stripe`,
    company: "Stripe",
    card: true,
    answers: { live: "https://api.stripe.com/v1/charges", sandbox: "https://api.stripe.com/v1/charges" },
    settings: ({ publishableKey, secretKey, webhookSecret }) => ({
      // The version that its code is written for.
      api_version: "2022-08-01; server_side_confirmation_beta=v1",
      enable_telemetry: null,
      log_level: null,
      max_network_retries: 2,
      proxy: null,
      publishable_key: publishableKey,
      secret_key: secretKey,
      webhook_endpoint_secret: webhookSecret,
    }),
  },
  paypal: {
    name: "paypal",
    path: `${PROCESSORS}.paypal.Paypal`,
    company: "PayPal",
    card: false,
    answers: {
      live: "https://api.paypal.com/v1/oauth2/token",
      sandbox: "https://api.sandbox.paypal.com/v1/oauth2/token",
    },
    settings: ({ mode, clientId, clientSecret }) => ({
      mode,
      client_id: clientId,
      client_secret: clientSecret,
    }),
  },
  cybersource: {
    // Of its two, the one whose form is made of fields that CyberSource hosts.
    name: "cybersource-rest",
    path: `${PROCESSORS}.cybersource.CybersourceREST`,
    company: "CyberSource",
    card: true,
    answers: {
      live: "https://api.cybersource.com/flex/v1/keys",
      sandbox: "https://apitest.cybersource.com/flex/v1/keys",
    },
    settings: ({ mode, merchantId, transactionKey, flexKeyId, flexKey }) => ({
      merchant_id: merchantId,
      transaction_key: transactionKey,
      soap_api_url: `https://${mode === "live" ? "ics2ws" : "ics2wstest"}.ic3.com/commerce/1.x/transactionProcessor/CyberSourceTransaction_1.166.wsdl`,
      flex_run_environment: `CyberSource.Environment.${mode === "live" ? "PRODUCTION" : "SANDBOX"}`,
      flex_shared_secret_key_id: flexKeyId,
      flex_shared_secret_key: flexKey,
      send_level_2_3_details: true,
    }),
  },
};

const processorOf = (gateway: Gateway): Processor<Kind> => TABLE[gateway.kind] as Processor<Kind>;

export const isCard = (gateway: Gateway): boolean => processorOf(gateway).card;
export const nameOf = (gateway: Gateway): string => gateway.name ?? processorOf(gateway).company;

/** The processors, in the order in which the shop lists them: it takes the order of this setting. */
export const processorPaths = ({ gateways }: Ecommerce): readonly string[] =>
  gateways.map((gateway) => processorOf(gateway).path);

export const processorNames = ({ gateways }: Ecommerce): readonly string[] =>
  gateways.map((gateway) => processorOf(gateway).name);

/** Their settings, under the names of the processors. */
export const processorSettings = ({ gateways }: Ecommerce): Readonly<Record<string, Tree>> =>
  Object.fromEntries(
    gateways.map((gateway) => {
      const { name, settings } = processorOf(gateway);
      return [name, settings(gateway as never)];
    }),
  );

/** Who is watched, and who stands in for whom: what the watch of the gateways reads. */
export const watched = ({ gateways }: Ecommerce): Tree => {
  const named = new Map(gateways.map((gateway) => [gateway.kind, processorOf(gateway).name]));
  return gateways.map((gateway) => {
    const { name, card, answers } = processorOf(gateway);
    const standsInFor = gateways.some(({ failover }) => failover === gateway.kind);
    return {
      name,
      title: nameOf(gateway),
      card,
      url: answers[gateway.mode],
      always: gateway.always || !standsInFor,
      failover: gateway.failover ? (named.get(gateway.failover) ?? null) : null,
    };
  });
};
