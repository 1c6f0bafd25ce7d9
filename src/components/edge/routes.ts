import type * as z from "zod";
import { type Entry, PLAIN, type Route } from "../../vocabulary/entry.ts";
import type { backendTrafficPolicy, httpRouteFilter } from "../custom/envoyGateway.ts";
import type { httpRoute } from "../custom/gatewayApi.ts";
import { clearAt, endsTls, GATEWAY, GROUP, listenerOf } from "./listeners.ts";
import { above, cameFrom } from "./patterns.ts";

type RouteSpec = z.input<typeof httpRoute>;
type Rule = RouteSpec["rules"][number];
type Headers = NonNullable<Rule["matches"][number]["headers"]>;

/** Answers that the gateway gives by itself. They live beside the routes that name them. */
export const FILTERS = { tooLarge: "too-large", closed: "closed" } as const;

const filterOf = (name: string) => ({
  type: "ExtensionRef" as const,
  extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name },
});

const FORWARDED = "X-Forwarded-For";

/** Whether the controller can do more than pass requests on. */
const isEnvoy = ({ controller }: Entry): boolean => controller === "envoy";

export function routeSpec(route: Route, entry: Entry, home: string): RouteSpec {
  return {
    parentRefs: [parentOf(route, entry, home)],
    hostnames: [route.host],
    rules: entry.maintenance && isEnvoy(entry) ? closed(route, entry, entry.maintenance) : open(route, entry),
  };
}

function parentOf({ listener }: Route, entry: Entry, home: string): RouteSpec["parentRefs"][number] {
  return endsTls(entry)
    ? { name: GATEWAY, namespace: home, sectionName: listenerOf(listener, "https") }
    : plainParent(entry, home, listener);
}

function plainParent(entry: Entry, home: string, listener: string = PLAIN.listener) {
  const { gateway: name, namespace } = clearAt(entry, home);
  return { name, namespace, sectionName: entry.plain ? PLAIN.listener : listenerOf(listener, "http") };
}

const matching = ({ prefixes = ["/"] }: Route, headers?: Headers): Rule["matches"] =>
  prefixes.map((value) => ({
    path: { type: "PathPrefix" as const, value },
    ...(headers ? { headers } : {}),
  }));

const passedOn = (route: Route, entry: Entry, matches: Rule["matches"]): Rule => ({
  matches,
  filters: [
    {
      type: "ResponseHeaderModifier",
      responseHeaderModifier: {
        set: Object.entries(route.headers).map(([name, value]) => ({ name, value })),
      },
    },
  ],
  backendRefs: [{ name: route.component, port: route.port }],
  ...(isEnvoy(entry) ? { timeouts: { request: route.lasting ? "0s" : `${route.slowest}s` } } : {}),
});

/** A header more is more exact: what is too large never gets to the pods, and nobody has to keep it to count it. */
const open = (route: Route, entry: Entry): Rule[] => [
  ...(route.upload !== undefined && isEnvoy(entry)
    ? [
        {
          matches: matching(route, [
            { type: "RegularExpression", name: "Content-Length", value: above(route.upload) },
          ]),
          filters: [filterOf(FILTERS.tooLarge)],
        },
      ]
    : []),
  passedOn(route, entry, matching(route)),
];

const closed = (
  route: Route,
  entry: Entry,
  { open: networks }: NonNullable<Entry["maintenance"]>,
): Rule[] => [
  ...(networks.length > 0
    ? [
        passedOn(
          route,
          entry,
          matching(route, [
            { type: "RegularExpression", name: FORWARDED, value: cameFrom(networks, entry.proxies) },
          ]),
        ),
      ]
    : []),
  { matches: matching(route), filters: [filterOf(FILTERS.closed)] },
];

/**
 * Everything that arrives as plain text is sent to https. Proofs of cert-manager are more exact, and get through. Each host is named: a proof
 * has its host, and Envoy asks no route without one about a host that some route has.
 */
export const redirectSpec = (entry: Entry, home: string): (RouteSpec & { readonly hostnames: string[] })[] =>
  chunks(entry.hosts, MOST_HOSTNAMES).map((hosts) => ({
    parentRefs: entry.plain
      ? [plainParent(entry, home)]
      : hosts.map(({ name }) => plainParent(entry, home, name)),
    hostnames: hosts.map(({ host }) => host),
    rules: [...TO_HTTPS],
  }));

const TO_HTTPS: RouteSpec["rules"] = [
  {
    matches: [{ path: { type: "PathPrefix", value: "/" } }],
    filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
  },
];

/** A route may have no more than this. */
const MOST_HOSTNAMES = 16;

const chunks = <Item>(items: readonly Item[], size: number): (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

/** How Envoy passes the requests of a route on: how long it waits, whom it sends where, and how often one address may ask. */
export function backendPolicySpec(route: Route, entry: Entry): z.input<typeof backendTrafficPolicy> {
  const rules = route.limits.flatMap(({ path, perMinute }) =>
    EVERY_ADDRESS.map((value) => ({
      clientSelectors: [
        {
          path: { type: "RegularExpression" as const, value: path },
          methods: [{ value: "POST" as const }],
          sourceCIDR: { type: "Distinct" as const, value },
          ...(entry.exempt.length > 0 ? { headers: exempted(entry) } : {}),
        },
      ],
      limit: { requests: perMinute, unit: "Minute" as const },
    })),
  );
  return {
    targetRefs: [{ group: GROUP, kind: "HTTPRoute", name: route.name }],
    timeout: {
      http: { requestTimeout: route.lasting ? "0s" : `${route.slowest}s`, connectionIdleTimeout: "3600s" },
    },
    // Without a lifetime Envoy follows the cookie of the application, and makes none of its own.
    ...(route.stickTo
      ? {
          loadBalancer: {
            type: "ConsistentHash",
            consistentHash: { type: "Cookie", cookie: { name: route.stickTo } },
          },
        }
      : {}),
    ...(rules.length > 0 ? { rateLimit: { type: "Local", local: { rules } } } : {}),
  };
}

/** Of several networks in one rule Envoy Gateway keeps the last without a word, so each version of IP has a rule of its own. */
const EVERY_ADDRESS = ["0.0.0.0/0", "::/0"] as const;

const exempted = ({ exempt, proxies }: Entry) =>
  exempt.map((network) => ({
    type: "RegularExpression" as const,
    name: FORWARDED,
    value: cameFrom([network], proxies),
    invert: true as const,
  }));

export const tooLargeSpec = (): z.input<typeof httpRouteFilter> => ({
  directResponse: {
    statusCode: 413,
    contentType: "text/plain; charset=utf-8",
    body: { type: "Inline", inline: "This is larger than the site accepts.\n" },
  },
});

export const closedSpec = ({
  message,
  retry,
}: NonNullable<Entry["maintenance"]>): z.input<typeof httpRouteFilter> => ({
  directResponse: {
    statusCode: 503,
    contentType: "text/html; charset=utf-8",
    body: { type: "Inline", inline: page(message) },
    header: {
      set: [
        { name: "Retry-After", value: String(retry) },
        { name: "Cache-Control", value: "no-store" },
      ],
    },
  },
});

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "%": "%%",
};

/** A percent sign is a command to Envoy. */
const page = (message: string): string =>
  `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>503</title><style>body{font:1.2rem/1.5 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1rem}</style></head><body><p>${message.replace(/[&<>"%]/g, (sign) => ESCAPED[sign] ?? sign)}</p></body></html>\n`;
