import { edge, network } from "../../vocabulary/connection.ts";
import { type Content, files, json, text } from "../../vocabulary/content.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import { isCard, processorNames, processorPaths, processorSettings, watched } from "../commerce/gateways.ts";
import { APART, BROKER_DATABASE, hasBucket, PARTNER, SHOP, shopOf } from "../commerce/shop.ts";
import { addressOf, type Context, publicPort } from "../context.ts";
import { brokerServer } from "../django/broker.ts";
import { media } from "../django/buckets.ts";
import { valueCache } from "../django/caches.ts";
import { ida, insideDjango } from "../django/ida.ts";
import { mailConnections, mailServer } from "../django/mail.ts";
import { uwsgi } from "../django/server.ts";
import { accountsOf, oauthSecretsOf, signOn } from "../django/signOn.ts";
import { verification } from "../django/tokens.ts";
import { REDIS_ADDRESSES, shopSetup, watchGateways } from "../python/python.ts";

const WATCH = "ecommerce-gateways";
/** `PORT` of `watch_gateways.py`. */
const WATCH_PORT = 9464;
const API_KEY = "ecommerce/api-key";

const paymentPage = (context: Context) => `${addressOf(context, "apps")}/payment/`;
const hasPaymentPage = (context: Context) => context.has("payment");

/** Its one site, by the names of the options of the command that keeps it. */
function siteOf(context: Context): Readonly<Record<string, Tree>> {
  const shop = shopOf(context);
  const { settings } = context;
  const lms = addressOf(context, "domain");
  const secrets = oauthSecretsOf(SHOP);
  return {
    "site-id": "1",
    "site-domain": settings.edge.ecommerce,
    "site-name": settings.site.name,
    "partner-code": PARTNER,
    "partner-name": settings.site.name,
    "lms-url-root": lms,
    "lms-public-url-root": lms,
    "payment-processors": processorNames(shop).join(","),
    "client-side-payment-processor": cardProcessor(context),
    "sso-client-id": `${SHOP}-sso`,
    "sso-client-secret": secret(secrets.people),
    "backend-service-client-id": SHOP,
    "backend-service-client-secret": secret(secrets.service),
    "from-email": settings.mail?.from ?? settings.site.contact,
    "payment-support-email": settings.site.contact,
    "payment-support-url": `${lms}/support`,
    discovery_api_url: `${addressOf(context, "discovery")}/api/v1/`,
    ...(hasPaymentPage(context)
      ? {
          "enable-microfrontend-for-basket-page": "true",
          "payment-microfrontend-url": paymentPage(context),
        }
      : {}),
  };
}

/** The one through which cards go at first: the first that takes them, where nobody is down. */
function cardProcessor(context: Context): string {
  const shop = shopOf(context);
  const index = shop.gateways.findIndex(isCard);
  return processorNames(shop)[index] ?? "";
}

/** Who is offered while everybody is up. */
const switches = (context: Context): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    (watched(shopOf(context)) as readonly { readonly name: string; readonly always: boolean }[]).map(
      ({ name, always }) => [name, always],
    ),
  );

const programs = (context: Context): Readonly<Record<string, Content>> => ({
  "shop.py": text(shopSetup),
  "shop.json": json({ site: siteOf(context), processors: switches(context) }),
  "gateways.py": text(watchGateways),
  "gateways.json": json({
    site: context.settings.site.name,
    tell: shopOf(context).tell ?? context.settings.site.contact,
    gateways: watched(shopOf(context)),
  }),
});

/** Its code looks for Stripe under this name, whoever the partner is, and does not start where it finds nothing. */
const STRIPE_OF = "edx";

const payments = (context: Context): Readonly<Record<string, Tree>> => {
  const shop = shopOf(context);
  const processors = processorSettings(shop);
  return {
    PAYMENT_PROCESSORS: processorPaths(shop),
    PAYMENT_PROCESSOR_CONFIG: {
      [PARTNER]: processors,
      [STRIPE_OF]: { stripe: processors.stripe ?? { secret_key: "", webhook_endpoint_secret: "" } },
    },
  };
};

const symbolOf = (currency: string): string =>
  new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .formatToParts(0)
    .find(({ type }) => type === "currency")?.value ?? currency;

/** The shop: seats in courses, coupons, orders. Card numbers go from browsers to the gateways and never come here. */
export const ecommerce = ida({
  name: SHOP,
  group: SHOP,
  apart: APART,
  host: () => SHOP,
  upstream: "ecommerce.settings.production",
  reads: { file: "ecommerce.yml", variable: "ECOMMERCE_CFG", names: "file" },
  server: uwsgi(SHOP),
  health: "/health/",
  accounts: (settings) =>
    hasBucket(settings) ? { [SHOP]: [{ purpose: "ecommerce", may: "write" }] } : ({} as const),
  writes: ["/openedx/ecommerce/course_ecommerce/media"],
  stores: { cache: "cached values", broker: "orders that its workers fulfil" },
  publicCallers: { lms: "prices, enrolments and orders" },
  calls: (context) => [
    { to: edge, port: publicPort(context), why: "accounts and tokens, courses, the catalogue" },
    // Its processes and nobody else's: orders are paid by the one, and the other watches whether they can be.
    ...shopOf(context).gateways.flatMap(({ kind, networks }) =>
      networks.map((range, index) => ({
        to: network(index === 0 ? `gateway-${kind}` : `gateway-${kind}-${index + 1}`, range),
        port: 443,
        why: `payments through ${kind}`,
        from: [SHOP, WATCH],
      })),
    ),
    ...mailConnections(SHOP, context.settings.mail).map(({ from: _, ...call }) => ({
      ...call,
      from: [SHOP, WATCH],
    })),
  ],
  ...accountsOf(SHOP, [{ name: API_KEY, shape: { kind: "password", length: 50 }, loss: "cheap" }]),
  rows: () => ({
    toggles: [{ name: "order_history.redirect_to_microfrontend", kind: "switch", on: true }],
    commands: [["configure_commerce"]],
  }),
  settings: (context) => {
    const { site, edge: hosts, mail } = context.settings;
    return {
      ...signOn(SHOP, context, "outside"),
      ...mailServer(context),
      ...payments(context),
      ...(hasBucket(context.settings)
        ? media(SHOP, "ecommerce", context, { signed: true, oneSetting: true })
        : {}),
      JWT_AUTH: verification(context),
      EDX_API_KEY: secret(API_KEY),
      PLATFORM_NAME: site.name,
      PROTOCOL: hosts.https ? "https" : "http",
      OSCAR_DEFAULT_CURRENCY: shopOf(context).currency,
      OSCAR_FROM_EMAIL: mail?.from ?? site.contact,
      COURSE_CATALOG_API_URL: `${addressOf(context, "discovery")}/api/v1/`,
      ENTERPRISE_SERVICE_URL: `${addressOf(context, "domain")}/enterprise/`,
      CACHES: { default: valueCache(context, `${SHOP}.${context.release.name}`, "unknown") },
      [REDIS_ADDRESSES]: { BROKER_URL: brokerServer(context, BROKER_DATABASE) },
      CORS_ALLOW_CREDENTIALS: true,
      CORS_ORIGIN_WHITELIST: [addressOf(context, "apps")],
      // Its Django is 3.2: it wants bare hosts.
      CSRF_TRUSTED_ORIGINS: [hosts.apps],
      CSRF_COOKIE_SECURE: hosts.https,
      SESSION_COOKIE_SECURE: hosts.https,
    };
  },
  files: programs,
  prepares: (context) => [
    {
      name: "ecommerce-site",
      command: insideDjango("shop.py"),
      works: files("ecommerce-programs", "stable", programs(context), context.versionOf).hash,
    },
  ],
  workers: () => [
    {
      name: WATCH,
      command: insideDjango("gateways.py"),
      figures: { port: WATCH_PORT, producer: "gateways" },
    },
  ],
  tells: {
    lms: (context) => ({
      source: "catalog: ecommerce",
      values: {
        ECOMMERCE_PUBLIC_URL_ROOT: addressOf(context, SHOP),
        ECOMMERCE_API_URL: `${addressOf(context, SHOP)}/api/v2`,
        ECOMMERCE_API_SIGNING_KEY: secret("jwt/shared-key"),
        EDX_API_KEY: secret(API_KEY),
        PAID_COURSE_REGISTRATION_CURRENCY: [
          shopOf(context).currency.toLowerCase(),
          symbolOf(shopOf(context).currency),
        ],
        MFE_CONFIG: { ECOMMERCE_BASE_URL: addressOf(context, SHOP) },
      },
    }),
  },
});
