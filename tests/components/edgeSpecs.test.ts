import { describe, expect, test } from "vitest";
import { certificateSpec, issuerSpec } from "../../src/components/edge/certificates.ts";
import { clientPolicies, endsTls, gatewaySpecs } from "../../src/components/edge/listeners.ts";
import {
  answersOf,
  backendPolicySpec,
  closedSpec,
  redirectSpec,
  routeSpec,
} from "../../src/components/edge/routes.ts";
import type { Entry, Issuer, Route } from "../../src/vocabulary/entry.ts";

/** One host, one route, and what a case changes. */
const route = (more: Partial<Route> = {}): Route => ({
  name: "lms",
  host: "learn.example.edu",
  listener: "lms",
  component: "web",
  namespace: "home",
  port: 8000,
  lasting: false,
  slowest: 60,
  headers: { "X-One": "1", "X-Two": "2" },
  limits: [],
  ...more,
});
const host = (name: string) => ({ name, host: `${name}.example.edu`, secret: `${name}-certificate` });
const entry = (more: Partial<Entry> = {}): Entry => ({
  controller: "envoy",
  class: "shared",
  ports: { http: 80, https: 443 },
  hosts: [host("lms")],
  routes: [route()],
  certification: { by: "issuer", issuer: { by: "authority", name: "campus" } },
  dns: { by: "list" },
  proxies: 0,
  proxyProtocol: false,
  exempt: [],
  ...more,
});
const ELSEWHERE = { certification: { by: "elsewhere" } } as const;
const closed = { message: 'Back <soon> & "well": 100%', retry: 1800, open: [] };

describe("the gateway", () => {
  const plain = {
    name: "http-lms",
    hostname: "lms.example.edu",
    port: 80,
    protocol: "HTTP",
    allowedRoutes: { namespaces: { from: "Same" } },
  };

  test("has a listener for plain text and one for TLS", () => {
    expect(gatewaySpecs(entry(), {}, true).gateway).toEqual({
      gatewayClassName: "shared",
      listeners: [
        plain,
        {
          name: "https-lms",
          hostname: "lms.example.edu",
          port: 443,
          protocol: "HTTPS",
          tls: { mode: "Terminate", certificateRefs: [{ name: "lms-certificate" }] },
          allowedRoutes: { namespaces: { from: "Same" } },
        },
      ],
    });
  });

  test("has that for plain text alone where TLS ends before it", () => {
    expect(gatewaySpecs(entry(ELSEWHERE), {}, true).gateway?.listeners).toEqual([plain]);
    expect([endsTls(entry()), endsTls(entry(ELSEWHERE))]).toEqual([true, false]);
  });

  test.each([
    ["both kinds of listeners", {}, 32, [32, 1]],
    ["TLS alone", { plain: { gateway: "plain", namespace: "edge" } }, 64, [64, 1]],
    ["nothing", { plain: { gateway: "plain", namespace: "edge" }, ...ELSEWHERE }, 64, []],
  ])("is one more where a gateway is full of %s", (_, more, most, sizes) => {
    const hosts = Array.from({ length: most + 1 }, (__, index) => host(`h${index}`));
    const last = `h${most}`;
    const many = entry({ hosts, routes: [route({ listener: last })], ...more });
    const specs = Object.entries(gatewaySpecs(many, {}, true));
    expect(specs.map(([name]) => name)).toEqual(["gateway", "gateway-2"].slice(0, sizes.length));
    const counts = specs.map(([, { listeners }]) => new Set(listeners.map(({ hostname }) => hostname)).size);
    expect(counts).toEqual(sizes);
    for (const [, { listeners }] of specs) expect(listeners.length).toBeLessThanOrEqual(64);
    if (sizes.length === 0) return;
    expect(routeSpec(route({ listener: last }), many, "home").parentRefs).toEqual([
      { name: "gateway-2", namespace: "home", sectionName: `https-${last}` },
    ]);
    expect(clientPolicies(many).gateway?.targetRefs.map(({ name }) => name)).toEqual([
      "gateway",
      "gateway-2",
    ]);
    expect(clientPolicies(many).patient?.targetRefs).toMatchObject([
      { name: "gateway-2", sectionName: `https-${last}` },
    ]);
  });

  test("takes routes from the namespaces of its deployment where there are several", () => {
    const { listeners = [] } = gatewaySpecs(entry(), { a: "b" }, false).gateway ?? {};
    expect(listeners).toHaveLength(2);
    for (const { allowedRoutes } of listeners) {
      expect(allowedRoutes).toEqual({
        namespaces: { from: "Selector", selector: { matchLabels: { a: "b" } } },
      });
    }
  });
});

describe("how clients are met", () => {
  const timeouts = { requestHeadersReceivedTimeout: "30s", idleTimeout: "3600s" };
  const usual = {
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "gateway" }],
    path: { escapedSlashesAction: "KeepUnchanged" },
    headers: { withUnderscoresAction: "DropHeader" },
    timeout: { http: { ...timeouts, requestReceivedTimeout: "60s" } },
  };
  const tls = { minVersion: "1.2" };
  const small = [route({ upload: 5 })];

  test("follows the entry", () => {
    expect(clientPolicies(entry({ routes: small }))).toEqual({ gateway: { ...usual, tls } });
    expect(clientPolicies(entry(ELSEWHERE))).toEqual({ gateway: usual });
    expect(clientPolicies(entry({ ...ELSEWHERE, proxies: 1, proxyProtocol: true })).gateway).toEqual({
      ...usual,
      clientIPDetection: { xForwardedFor: { numTrustedHops: 1 } },
      proxyProtocol: { optional: true },
    });
    expect(clientPolicies(entry({ controller: "traefik" }))).toEqual({});
  });

  test("waits for the slowest of all routes", () => {
    const routes = [route({ slowest: 5 }), route({ slowest: 90 }), route({ slowest: 7 })];
    expect(clientPolicies(entry({ routes })).gateway?.timeout.http.requestReceivedTimeout).toBe("90s");
  });

  test("waits for as long as it takes where files of any size are sent", () => {
    const routes = [...small, route({ listener: "files" }), route({ listener: "files" })];
    expect(clientPolicies(entry({ routes, proxyProtocol: true }))).toEqual({
      gateway: expect.anything(),
      patient: {
        ...usual,
        tls,
        targetRefs: [{ ...usual.targetRefs[0], sectionName: "https-files" }],
        proxyProtocol: { optional: true },
        timeout: { http: { ...timeouts, requestReceivedTimeout: "0s" } },
      },
    });
  });
});

describe("a route", () => {
  const anything = [{ path: { type: "PathPrefix", value: "/" } }];
  const passed = (matches: readonly object[] = anything) => ({
    matches,
    filters: [
      {
        type: "ResponseHeaderModifier",
        responseHeaderModifier: {
          set: [
            { name: "X-One", value: "1" },
            { name: "X-Two", value: "2" },
          ],
        },
      },
    ],
    backendRefs: [{ name: "web", port: 8000 }],
    timeouts: { request: "60s" },
  });
  const answered = (name: string, matches: readonly object[] = anything) => ({
    matches,
    filters: [
      {
        type: "ExtensionRef",
        extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name },
      },
    ],
  });
  const rulesOf = (more: Partial<Route>, of: Partial<Entry> = {}) =>
    routeSpec(route(more), entry(of), "home").rules;

  test("hangs on the listener of its host, and passes requests on", () => {
    expect(routeSpec(route(), entry(), "home")).toEqual({
      parentRefs: [{ name: "gateway", namespace: "home", sectionName: "https-lms" }],
      hostnames: ["learn.example.edu"],
      rules: [passed()],
    });
    expect(routeSpec(route(), entry(ELSEWHERE), "home").parentRefs[0]?.sectionName).toBe("http-lms");
  });

  test("may be for some paths, and may last", () => {
    const prefixes = ["/a", "/b"].map((value) => ({ path: { type: "PathPrefix", value } }));
    expect(rulesOf({ prefixes: ["/a", "/b"], lasting: true })).toEqual([
      { ...passed(prefixes), timeouts: { request: "0s" } },
    ]);
  });

  test("refuses what is too large, and what does not say how large it is", () => {
    const path = { type: "PathPrefix", value: "/" };
    const length = (value: string) => ({
      headers: [{ type: "RegularExpression", name: "Content-Length", value }],
    });
    const sent = (more: object = {}) => ["POST", "PUT", "PATCH"].map((method) => ({ path, method, ...more }));
    const large = length("[0-9]{2,}|[6-9]");
    expect(rulesOf({ upload: 5 })).toEqual([
      answered("too-large", [...sent(large), { path, ...large }]),
      passed([...sent(length("[0-9]+")), { path }]),
      answered("unmeasured", sent()),
    ]);
  });

  test("of Traefik only passes on, also while the site is closed", () => {
    const { timeouts: _, ...simple } = passed();
    expect(rulesOf({ upload: 5 }, { controller: "traefik", maintenance: closed })).toEqual([simple]);
  });

  test("of a closed site answers by itself, but for some networks", () => {
    expect(rulesOf({ upload: 5 }, { maintenance: closed })).toEqual([answered("closed")]);
    const from = [
      { type: "RegularExpression", name: "X-Forwarded-For", value: "(?:.*, ?)?(?:192\\.0\\.2\\.[0-9]{1,3})" },
    ];
    expect(rulesOf({}, { maintenance: { ...closed, open: ["192.0.2.0/24"] } })).toEqual([
      passed([{ path: { type: "PathPrefix", value: "/" }, headers: from }]),
      answered("closed"),
    ]);
  });

  test("answers a closed site and what is too large in words", () => {
    const { directResponse } = closedSpec(closed);
    expect(directResponse).toMatchObject({
      statusCode: 503,
      contentType: "text/html; charset=utf-8",
      body: { type: "Inline" },
      header: {
        set: [
          { name: "Retry-After", value: "1800" },
          { name: "Cache-Control", value: "no-store" },
        ],
      },
    });
    expect(directResponse.body.inline).toContain("<p>Back &lt;soon&gt; &amp; &quot;well&quot;: 100%%</p>");
    const answers = answersOf(entry({ maintenance: closed }));
    expect(Object.entries(answers).map(([name, one]) => [name, one.directResponse.statusCode])).toEqual([
      ["too-large", 413],
      ["unmeasured", 411],
      ["closed", 503],
    ]);
    expect(Object.keys(answersOf(entry()))).toEqual(["too-large", "unmeasured"]);
    expect(answersOf(entry({ controller: "traefik", maintenance: closed }))).toEqual({});
  });
});

describe("plain text", () => {
  const hosts = (count: number) => Array.from({ length: count }, (_, index) => host(`h${index}`));

  test("is sent to https", () => {
    expect(redirectSpec(entry(), "home")).toEqual([
      {
        parentRefs: [{ name: "gateway", namespace: "home", sectionName: "http-lms" }],
        hostnames: ["lms.example.edu"],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
          },
        ],
      },
    ]);
  });

  test("is met at the gateway of the platform where it has one", () => {
    const plain = { gateway: "plain", namespace: "edge" };
    expect(redirectSpec(entry({ plain, hosts: hosts(2) }), "home")).toMatchObject([
      {
        parentRefs: [{ name: "plain", namespace: "edge", sectionName: "http" }],
        hostnames: ["h0.example.edu", "h1.example.edu"],
      },
    ]);
  });

  test.each([
    [0, []],
    [16, [16]],
    [17, [16, 1]],
    [33, [16, 16, 1]],
  ])("of %i hosts is sent by routes of at most sixteen", (count, sizes) => {
    const all = redirectSpec(entry({ hosts: hosts(count) }), "home");
    expect(all.map(({ parentRefs }) => parentRefs.length)).toEqual(sizes);
    expect(all.flatMap(({ hostnames }) => hostnames)).toEqual(hosts(count).map(({ host: name }) => name));
  });
});

describe("how requests are passed on", () => {
  const usual = {
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "lms" }],
    timeout: { http: { requestTimeout: "60s", connectionIdleTimeout: "3600s" } },
    retry: {
      numRetries: 2,
      retryOn: { triggers: ["connect-failure", "refused-stream", "reset-before-request"] },
    },
  };
  const limits = [{ path: "^/login$", perMinute: 20 }];

  test("follows the route", () => {
    expect(backendPolicySpec(route(), entry())).toEqual(usual);
    expect(backendPolicySpec(route({ lasting: true, stickTo: "session" }), entry())).toEqual({
      ...usual,
      timeout: { http: { ...usual.timeout.http, requestTimeout: "0s" } },
      circuitBreaker: { maxConnections: 50_000, maxPendingRequests: 50_000, maxParallelRequests: 50_000 },
      loadBalancer: {
        type: "ConsistentHash",
        consistentHash: { type: "Cookie", cookie: { name: "session" } },
      },
    });
  });

  test("is by fewer bytes where there is a limit of them: there are pages, and no files", () => {
    expect(backendPolicySpec(route({ upload: 5 }), entry())).toEqual({
      ...usual,
      compressor: [
        { type: "Brotli", brotli: {}, minContentLength: "1Ki" },
        { type: "Gzip", gzip: {}, minContentLength: "1Ki" },
      ],
    });
  });

  const limited = (value: string, headers?: readonly object[]) => ({
    clientSelectors: [
      {
        path: { type: "RegularExpression", value: "^/login$" },
        methods: [{ value: "POST" }],
        sourceCIDR: { type: "Distinct", value },
        ...(headers ? { headers } : {}),
      },
    ],
    limit: { requests: 20, unit: "Minute" },
  });

  test("counts what one address asks for, in each version of IP", () => {
    expect(backendPolicySpec(route({ limits }), entry()).rateLimit).toEqual({
      type: "Local",
      local: { rules: [limited("0.0.0.0/0"), limited("::/0")] },
    });
  });

  test("counts nobody of some networks", () => {
    const value = "(?:.*, ?)?(?:192\\.0\\.2\\.[0-9]{1,3})(?:, ?[^,]+){1}";
    const headers = [{ type: "RegularExpression", name: "X-Forwarded-For", value, invert: true }];
    const { rateLimit } = backendPolicySpec(
      route({ limits }),
      entry({ exempt: ["192.0.2.0/24"], proxies: 1 }),
    );
    expect(rateLimit?.local.rules).toEqual([limited("0.0.0.0/0", headers), limited("::/0", headers)]);
  });
});

describe("certificates", () => {
  const acme = (challenge: Extract<Issuer, { by: "acme" }>["challenge"]) =>
    ({ by: "acme", server: "https://acme.example.org", contact: "it@example.edu", challenge }) as const;
  const solverOf = (challenge: Parameters<typeof acme>[0]) => {
    const spec = issuerSpec(acme(challenge), [{ gateway: "gateway", namespace: "home" }]);
    return "acme" in spec ? spec.acme.solvers : undefined;
  };

  test("are asked of an authority with an account", () => {
    expect(issuerSpec(acme({ by: "http" }), [{ gateway: "gateway", namespace: "home" }])).toMatchObject({
      acme: {
        server: "https://acme.example.org",
        email: "it@example.edu",
        privateKeySecretRef: { name: "acme-account" },
      },
    });
  });

  test("are proven by a file at the deployment's own gateway", () => {
    expect(solverOf({ by: "http" })).toEqual([
      {
        http01: {
          gatewayHTTPRoute: {
            parentRefs: [
              { group: "gateway.networking.k8s.io", kind: "Gateway", name: "gateway", namespace: "home" },
            ],
            serviceType: "ClusterIP",
            podTemplate: {
              metadata: {
                labels: expect.objectContaining({ "arboretum.dev/component": "certificate-solver" }),
              },
            },
          },
        },
      },
    ]);
  });

  test("are proven by a record", () => {
    // For an Issuer of a namespace cert-manager takes no account of its own machine: it needs one that it may ask for.
    const auth = { kubernetes: { serviceAccountRef: { name: "certificate-issuer" } } };
    const route53 = { by: "route53", region: "eu-central-1", role: "arn:1" } as const;
    expect(solverOf(route53)).toEqual([
      { dns01: { route53: { region: "eu-central-1", role: "arn:1", auth } } },
    ]);
    expect(solverOf({ ...route53, zone: "Z1" })).toEqual([
      { dns01: { route53: { region: "eu-central-1", hostedZoneID: "Z1", role: "arn:1", auth } } },
    ]);
    expect(solverOf({ by: "cloudflare", token: { late: "secret", name: "t" } as never })).toEqual([
      { dns01: { cloudflare: { apiTokenSecretRef: { name: "dns-token", key: "token" } } } },
    ]);
  });

  test("are of one host, by the issuer of the deployment or of the cluster", () => {
    const certificate = {
      secretName: "lms-certificate",
      dnsNames: ["lms.example.edu"],
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      renewBeforePercentage: 34,
      revisionHistoryLimit: 2,
    };
    const issuerRef = (kind: string, name: string) => ({
      issuerRef: { group: "cert-manager.io", kind, name },
    });
    expect(certificateSpec(host("lms"), acme({ by: "http" }))).toEqual({
      ...certificate,
      ...issuerRef("Issuer", "acme"),
    });
    expect(certificateSpec(host("lms"), { by: "authority", name: "campus" })).toEqual({
      ...certificate,
      ...issuerRef("ClusterIssuer", "campus"),
    });
  });
});
