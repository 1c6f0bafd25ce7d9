import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { check } from "../../src/policies/check.ts";
import type { Tree } from "../../src/vocabulary/late.ts";
import { deploymentOf, rendered, serviceOf } from "../house.ts";
import { academyWith, ownImage } from "./academyWith.ts";

const STRIPE =
  "{ kind: stripe, mode: live, publishableKey: pk_1, secretKey: { secure: v1:a }, webhookSecret: { secure: v1:b }, failover: paypal, networks: [203.0.113.0/24] }";
const PAYPAL = "{ kind: paypal, clientId: c, clientSecret: { secure: v1:c } }";
const PAYPAL_TO_STRIPE = "{ kind: paypal, failover: stripe, clientId: c, clientSecret: { secure: v1:c } }";
const CYBERSOURCE =
  "{ kind: cybersource, merchantId: m, transactionKey: { secure: v1:d }, flexKeyId: f, flexKey: { secure: v1:e }, failover: stripe }";
const PAYS = `ecommerce: { gateways: [${STRIPE}, ${PAYPAL}] }`;
const MAIL = "mail: { host: smtp.example.edu, port: 587, from: shop@example.edu }";

interface Wanted {
  readonly release?: string;
  readonly add?: readonly string[];
  readonly lines?: readonly string[];
  readonly overrides?: readonly string[];
}

const SHOP = ["discovery", "ecommerce", "ecommerce-worker", "payment", "orders"];
const PAGES = ["payment", "orders"].map(ownImage);

function composed({ release = "sumac", add = SHOP, lines = [PAYS, MAIL], overrides = PAGES }: Wanted = {}) {
  return compose(academyWith({ release, add, overrides, lines }), "qa");
}

const HOME = "academy-qa";
const APART = "academy-qa-ecommerce";

function told(composition: Composition, service: string, format: "yaml" | "json" = "yaml") {
  const { files } = serviceOf(deploymentOf(composition), service);
  const found = files.flatMap(({ entries }) =>
    Object.entries(entries).flatMap(([name, one]) => (one.format === format ? [[name, one.tree]] : [])),
  );
  return Object.fromEntries(found) as Record<string, { readonly [key: string]: Tree }>;
}

const shown = (composition: Composition, of: (name: string) => boolean): readonly string[] => {
  const name = (end: { readonly kind: string; readonly namespace?: string }) =>
    "name" in end ? String(end.name) : "role" in end ? `[${end.role}]` : "?";
  return deploymentOf(composition)
    .connections.map(({ from, to, port }) => [name(from), name(to), port] as const)
    .filter(([from, to]) => of(from) || of(to))
    .map(([from, to, port]) => `${from} → ${to}:${port}`)
    .sort();
};

describe("the shop of Sumac", () => {
  const composition = composed();
  const blueprint = deploymentOf(composition);

  test("renders, and every rule holds", async () => {
    expect(check(await rendered(composition), blueprint)).toEqual([]);
    expect(composition.problems.map(({ rule }) => rule)).toEqual([]);
  });

  test("lives by itself, and alone reaches the gateways", () => {
    expect(blueprint.namespaces.map(({ name, trust }) => [name, trust])).toEqual([
      [HOME, "restricted"],
      [APART, "restricted"],
    ]);
    expect(shown(composition, (name) => name.startsWith("gateway-"))).toEqual([
      "ecommerce → gateway-paypal:443",
      "ecommerce → gateway-stripe:443",
      "ecommerce-gateways → gateway-paypal:443",
      "ecommerce-gateways → gateway-stripe:443",
    ]);
  });

  test("is reached by the gateway of the cluster and its own workers, and by nobody of the platform", () => {
    expect(
      shown(composition, (name) => name === "ecommerce").filter((one) => one.includes("→ ecommerce:")),
    ).toEqual(["[edge] → ecommerce:8000", "ecommerce-worker → ecommerce:8000"]);
  });

  test("finds the stores of the platform by their full names", () => {
    expect(told(composition, "ecommerce")["ecommerce.yml"]).toMatchObject({
      DATABASES: { default: { HOST: "mysql.academy-qa.svc" } },
      ARBORETUM_REDIS_ADDRESSES: { BROKER_URL: { host: "broker.academy-qa.svc", database: 2 } },
    });
  });

  test("keeps what pays to itself: no secret of a gateway is mounted or named anywhere else", () => {
    const elsewhere = blueprint.services.filter(({ namespace }) => namespace === HOME);
    expect(elsewhere.length).toBeGreaterThan(3);
    expect(JSON.stringify(elsewhere)).not.toMatch(/ecommerce\.gateways|PAYMENT_PROCESSOR/);
    expect(JSON.stringify(blueprint.services.filter(({ namespace }) => namespace === APART))).toContain(
      "ecommerce.gateways",
    );
  });

  test("lists its gateways in their order, offers one that stands in only then, and takes cards by the first", () => {
    const { "ecommerce.yml": settings } = told(composition, "ecommerce");
    expect(settings?.PAYMENT_PROCESSORS).toEqual([
      "ecommerce.extensions.payment.processors.stripe.Stripe",
      "ecommerce.extensions.payment.processors.paypal.Paypal",
    ]);
    const { "shop.json": shop, "gateways.json": watch } = told(composition, "ecommerce", "json");
    expect(shop).toMatchObject({
      processors: { stripe: true, paypal: false },
      site: { "client-side-payment-processor": "stripe", "payment-processors": "stripe,paypal" },
    });
    expect(watch?.gateways).toMatchObject([
      { name: "stripe", failover: "paypal", always: true, card: true },
      { name: "paypal", failover: null, always: false, card: false },
    ]);
  });

  test("is told to Stripe's webhooks too, which look for another partner", () => {
    const { PAYMENT_PROCESSOR_CONFIG: of } = told(composition, "ecommerce")["ecommerce.yml"] ?? {};
    expect(of).toMatchObject({
      edx: { stripe: { webhook_endpoint_secret: { late: "configuration" } } },
      openedx: { stripe: { publishable_key: "pk_1" }, paypal: { mode: "sandbox" } },
    });
  });

  test("has workers on the queues that it sends to, in a database of the broker of their own", () => {
    const [worker] = serviceOf(blueprint, "ecommerce-worker").workers;
    expect(worker?.pod.command?.at(-1)).toContain("ecommerce.fulfillment");
    expect(told(composition, "ecommerce-worker", "json")["worker.json"]).toMatchObject({
      ARBORETUM_BROKER: { database: 2 },
      ECOMMERCE_API_ROOT: "http://ecommerce:8000/api/v2/",
    });
  });

  test("is told to the LMS, with a currency", () => {
    expect(Object.values(told(composition, "lms"))[0]).toMatchObject({
      ECOMMERCE_PUBLIC_URL_ROOT: "https://ecommerce.learn.example.edu",
      PAID_COURSE_REGISTRATION_CURRENCY: ["usd", "$"],
      ORDER_HISTORY_MICROFRONTEND_URL: "https://apps.learn.example.edu/orders/orders",
    });
  });
});

describe("a scan of the shop", () => {
  const scanned = `ecommerce: { gateways: [${PAYPAL}], scan: { image: "ghcr.io/academy/scan:1", command: [scan, "https://{host}/"] } }`;
  const composition = composed({ lines: [scanned] });

  test("runs every three months against the public host, and reaches nothing else", async () => {
    const [scan] = serviceOf(deploymentOf(composition), "ecommerce-scan").schedules;
    expect(scan).toMatchObject({
      cron: "0 3 1 */3 *",
      pod: { command: ["scan", "https://ecommerce.learn.example.edu/"] },
    });
    expect(shown(composition, (name) => name === "ecommerce-scan")).toEqual(
      [10_443, 443, 8443].map((port) => `ecommerce-scan → [edge]:${port}`),
    );
    expect(check(await rendered(composition), deploymentOf(composition))).toEqual([]);
  });
});

describe("is refused:", () => {
  const rules = (composition: Composition) =>
    composition.problems.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
  const gateways = (...all: readonly string[]) => `ecommerce: { gateways: [${all.join(", ")}] }`;

  test("a shop of which nobody has said how learners pay", () => {
    expect(rules(composed({ lines: [] }))).toEqual(["ecommerce-unsaid"]);
  });

  test("gateways without a shop", () => {
    expect(rules(composed({ add: ["discovery"], overrides: [] }))).toEqual(["ecommerce-absent"]);
  });

  test("numbers of cards in a form of the shop itself", () => {
    const { problems } = composed({ add: ["discovery", "ecommerce", "ecommerce-worker"], overrides: [] });
    expect(problems).toMatchObject([
      { rule: "cards-without-hosted-fields", path: "arboretum:ecommerce.gateways[0]" },
    ]);
    const redirected = {
      add: ["discovery", "ecommerce", "ecommerce-worker"],
      overrides: [],
      lines: [gateways(PAYPAL)],
    };
    expect(rules(composed(redirected))).toEqual([]);
  });

  test.each([
    [
      "one that stands in for itself",
      [STRIPE.replace("failover: paypal", "failover: stripe"), PAYPAL],
      "gateways[0].failover",
    ],
    ["two that wait for each other", [STRIPE, PAYPAL_TO_STRIPE], "failover"],
    ["one that is not there", [STRIPE], "gateways[0].failover"],
    ["two of a kind", [PAYPAL, PAYPAL], "gateways[1].kind"],
  ])("%s", (_, all, path) => {
    const { problems } = composed({ lines: [gateways(...all)] });
    expect(problems.map((one) => one.path).join()).toContain(path);
  });

  test("a secret in plain text", () => {
    const { problems } = composed({ lines: [gateways(PAYPAL.replace("{ secure: v1:c }", "sk_live_1"))] });
    expect(problems).toMatchObject([{ rule: "secret-plain" }]);
    expect(JSON.stringify(problems)).not.toContain("sk_live_1");
  });
});

test("three gateways may stand in for each other, one after the other", () => {
  const lines = [`ecommerce: { gateways: [${[CYBERSOURCE, STRIPE, PAYPAL].join(", ")}] }`];
  const { "shop.json": shop } = told(composed({ lines }), "ecommerce", "json");
  expect(shop).toMatchObject({ processors: { "cybersource-rest": true, stripe: false, paypal: false } });
});

test.each(["teak", "ulmo", "verawood"])(
  "%s has a shop only with an image of one's own and the reason for it",
  async (release) => {
    const own = ["ecommerce", "ecommerce-worker", "payment", "orders"].map(
      (application) =>
        `{ application: ${application}, image: "ghcr.io/academy/${application}:1.0", origin: academy/${application}, branch: kept, unsupported: "until the invoices of 2026 are closed" }`,
    );
    const kept = composed({ release, overrides: own });
    expect(check(await rendered(kept), deploymentOf(kept))).toEqual([]);
    expect(serviceOf(deploymentOf(kept), "ecommerce").web?.pod.image).toBe("ghcr.io/academy/ecommerce:1.0");
  },
);

describe("files of the shop", () => {
  const lines = [PAYS.replace("gateways", "files: bucket, gateways"), MAIL];
  const kept = (release: string) =>
    composed({
      release,
      lines,
      overrides: [...PAGES, "{ application: ecommerce, image: 'ghcr.io/academy/ecommerce:1.0' }"].map(
        (one) => (release === "sumac" ? one : one.replace(/\}$/, ', unsupported: "ours" }')),
      ),
      add: release === "sumac" ? SHOP : SHOP.filter((one) => one !== "ecommerce-worker"),
    });

  test.each(["sumac", "verawood"])(
    "lie in a bucket by its own account, in the one way that its Django knows, on %s",
    async (release) => {
      const composition = kept(release);
      const blueprint = deploymentOf(composition);
      const { "ecommerce.yml": settings } = told(composition, "ecommerce");
      expect(settings).toMatchObject({
        DEFAULT_FILE_STORAGE: "storages.backends.s3boto3.S3Boto3Storage",
        AWS_STORAGE_BUCKET_NAME: "academy-qa-ecommerce",
        AWS_QUERYSTRING_AUTH: true,
        AWS_ACCESS_KEY_ID: "academy-qa-ecommerce",
      });
      expect(settings).not.toHaveProperty("STORAGES");
      expect(blueprint.storageAccounts.find(({ consumer }) => consumer === "ecommerce")?.access).toEqual([
        { bucket: "academy-qa-ecommerce", may: "write" },
      ]);
      expect(serviceOf(blueprint, "ecommerce").needs).toContain("minio-buckets");
      expect(check(await rendered(composition), blueprint)).toEqual([]);
    },
  );

  test("lie nowhere else by themselves, and no account is made for nothing", () => {
    const { storageAccounts } = deploymentOf(composed());
    expect(storageAccounts.map(({ consumer }) => consumer)).not.toContain("ecommerce");
    expect(told(composed(), "ecommerce")["ecommerce.yml"]).not.toHaveProperty("DEFAULT_FILE_STORAGE");
  });

  test("are refused a bucket by the published image, which would not start with it", () => {
    const { blueprint, problems } = composed({ lines });
    expect(blueprint).toBeUndefined();
    expect(problems).toMatchObject([
      {
        rule: "shop-without-storages",
        path: "arboretum:ecommerce.files",
        message: expect.stringContaining("has no django-storages"),
      },
    ]);
  });
});
