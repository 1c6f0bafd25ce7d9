import type * as z from "zod";
import { type Entry, PLAIN, type Route } from "../../vocabulary/entry.ts";
import type { backendTrafficPolicy, httpRouteFilter } from "../custom/envoyGateway.ts";
import type { httpRoute } from "../custom/gatewayApi.ts";
import { chunks, endsTls, GROUP, gatewayFor, listenerOf } from "./listeners.ts";
import { above, cameFrom } from "./patterns.ts";

type RouteSpec = z.input<typeof httpRoute>;
type Rule = RouteSpec["rules"][number];
type Match = Rule["matches"][number];

/** Answers that the gateway gives by itself. They live beside the routes that name them. */
export const FILTERS = { tooLarge: "too-large", unmeasured: "unmeasured", closed: "closed" } as const;

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
    ? {
        name: gatewayFor(entry, listener),
        namespace: home,
        sectionName: listenerOf(listener, "https"),
      }
    : clearParent(entry, home, listener);
}

const clearParent = (entry: Entry, home: string, listener: string) =>
  entry.plain
    ? { name: entry.plain.gateway, namespace: entry.plain.namespace, sectionName: PLAIN.listener }
    : { name: gatewayFor(entry, listener), namespace: home, sectionName: listenerOf(listener, "http") };

const matching = ({ prefixes = ["/"] }: Route, more: Omit<Match, "path"> = {}): Rule["matches"] =>
  prefixes.map((value) => ({ path: { type: "PathPrefix", value }, ...more }));

const whose = (name: string, value: string): Pick<Match, "headers"> => ({
  headers: [{ type: "RegularExpression", name, value }],
});

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

/** By these, something is sent. */
const SENDING = ["POST", "PUT", "PATCH"] as const;
const LENGTH = "Content-Length";

/**
 * What is more exact comes first: what is too large never gets to the pods, and nobody has to keep it to count it. Of what says no length none
 * of the applications reads anything, and how much is sent nobody knows.
 */
function open(route: Route, entry: Entry): Rule[] {
  if (route.upload === undefined || !isEnvoy(entry)) return [passedOn(route, entry, matching(route))];
  const sent = (more: Pick<Match, "headers"> = {}) =>
    SENDING.flatMap((method) => matching(route, { method, ...more }));
  const large = whose(LENGTH, above(route.upload));
  return [
    { matches: [...sent(large), ...matching(route, large)], filters: [filterOf(FILTERS.tooLarge)] },
    passedOn(route, entry, [...sent(whose(LENGTH, "[0-9]+")), ...matching(route)]),
    { matches: sent(), filters: [filterOf(FILTERS.unmeasured)] },
  ];
}

const closed = (
  route: Route,
  entry: Entry,
  { open: networks }: NonNullable<Entry["maintenance"]>,
): Rule[] => [
  ...(networks.length > 0
    ? [passedOn(route, entry, matching(route, whose(FORWARDED, cameFrom(networks, entry.proxies))))]
    : []),
  { matches: matching(route), filters: [filterOf(FILTERS.closed)] },
];

/**
 * Everything that arrives as plain text is sent to https. Proofs of cert-manager are more exact, and get through. Each host is named: a proof
 * has its host, and Envoy asks no route without one about a host that some route has.
 */
export const redirectSpec = (entry: Entry, home: string): (RouteSpec & { readonly hostnames: string[] })[] =>
  chunks(entry.hosts, MOST_HOSTNAMES).map((hosts) => ({
    // In the clear all hosts may have one listener.
    parentRefs: hosts.slice(0, entry.plain ? 1 : undefined).map(({ name }) => clearParent(entry, home, name)),
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
    // None of these has reached an application, so that nothing is done twice: a pod has gone, and it is not known yet.
    retry: {
      numRetries: 2,
      retryOn: { triggers: ["connect-failure", "refused-stream", "reset-before-request"] },
    },
    ...(route.upload !== undefined && !route.lasting ? { compressor: COMPRESSED } : {}),
    ...(route.lasting ? { circuitBreaker: MANY } : {}),
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

/** Pages and answers of applications, of which most is text. Files are as they were stored. */
const COMPRESSED = [
  { type: "Brotli" as const, brotli: {}, minContentLength: "1Ki" },
  { type: "Gzip" as const, gzip: {}, minContentLength: "1Ki" },
];

/** As many as one proxy lets in at all: by itself Envoy ends at 1,024, and a notebook has several for as long as it is open. */
const MANY = { maxConnections: 50_000, maxPendingRequests: 50_000, maxParallelRequests: 50_000 };

/** Of several networks in one rule Envoy Gateway keeps the last without a word, so each version of IP has a rule of its own. */
const EVERY_ADDRESS = ["0.0.0.0/0", "::/0"] as const;

const exempted = ({ exempt, proxies }: Entry) =>
  exempt.map((network) => ({
    type: "RegularExpression" as const,
    name: FORWARDED,
    value: cameFrom([network], proxies),
    invert: true as const,
  }));

type Filter = z.input<typeof httpRouteFilter>;

const plainText = (statusCode: number, inline: string): Filter => ({
  directResponse: {
    statusCode,
    contentType: "text/plain; charset=utf-8",
    body: { type: "Inline", inline },
  },
});

/** Answers that the gateway gives by itself, by the names of their filters. */
export const answersOf = ({ controller, maintenance }: Entry): Readonly<Record<string, Filter>> =>
  controller === "envoy"
    ? {
        [FILTERS.tooLarge]: plainText(413, "This is larger than the site accepts.\n"),
        [FILTERS.unmeasured]: plainText(411, "Say how long this is: Content-Length.\n"),
        ...(maintenance ? { [FILTERS.closed]: closedSpec(maintenance) } : {}),
      }
    : {};

export const closedSpec = ({ message, retry }: NonNullable<Entry["maintenance"]>): Filter => ({
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
