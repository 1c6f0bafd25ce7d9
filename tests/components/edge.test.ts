import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { httpRoute } from "../../src/components/custom/gatewayApi.ts";
import { certificateSpec, issuerSpec } from "../../src/components/edge/certificates.ts";
import { clientPolicies, gatewaySpecs } from "../../src/components/edge/listeners.ts";
import { backendPolicySpec, closedSpec, redirectSpec, routeSpec } from "../../src/components/edge/routes.ts";
import type { Entry, Route } from "../../src/vocabulary/entry.ts";
import {
  composedWith,
  deploymentOf,
  PLATFORM_WITH_GATEWAY,
  projectOf,
  rendered,
  serviceOf,
  stackFile,
} from "../house.ts";

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

function entryOf(lines: readonly string[] = [], release = "verawood", gateway = ""): Entry {
  const files = {
    "Pulumi.platform.yaml": `${PLATFORM_WITH_GATEWAY}${gateway}`,
    "Pulumi.qa.yaml": stackFile("scale: { profile: small }", ...lines),
  };
  const { entry } = deploymentOf(compose(projectOf(files, release), "qa"));
  if (entry === undefined) throw new Error("there is no way in");
  return entry;
}

function routeOf(entry: Entry, name: string): Route {
  const route = entry.routes.find((one) => one.name === name);
  if (route === undefined) throw new Error(`there is no route ${name}`);
  return route;
}

const nameOf = ({ metadata }: Readonly<Record<string, unknown>>) =>
  (metadata as { name?: string } | undefined)?.name;
const HOME = "academy-qa";
const spec = (entry: Entry, name: string) => routeSpec(routeOf(entry, name), entry, HOME);
const SHARED = "studio: { imports: { by: sharedVolume } }";
const TRAEFIK = "  arboretum:gateway: { controller: traefik, class: traefik }\n";

describe("the hosts of a deployment", () => {
  test("have a listener each for plain text and for TLS, with a certificate", () => {
    const entry = entryOf();
    const { listeners = [] } = gatewaySpecs(entry, {}, true).gateway ?? {};
    expect(listeners.map(({ name }) => name)).toEqual([
      ...["lms", "studio", "apps", "search", "files"].map((name) => `http-${name}`),
      ...["lms", "studio", "apps", "search", "files"].map((name) => `https-${name}`),
    ]);
    expect(listeners.at(-1)).toMatchObject({
      port: 443,
      tls: { certificateRefs: [{ name: "files-certificate" }] },
    });
  });

  test("are sent from http to https, all of them", () => {
    const entry = entryOf();
    const [redirect, ...more] = redirectSpec(entry, HOME);
    expect(more).toEqual([]);
    expect(redirect?.hostnames).toEqual(entry.hosts.map(({ host }) => host));
    expect(redirect?.parentRefs.every(({ sectionName }) => sectionName.startsWith("http-"))).toBe(true);
  });

  test.each([
    ["teak", true],
    ["ulmo", false],
  ])("have one of previews in %s: %s", (release, has) => {
    expect(entryOf([], release).hosts.some(({ name }) => name === "preview")).toBe(has);
  });

  test("are those of clients too, which the LMS answers with its static files", () => {
    const entry = entryOf(["edge: { domain: learn.example.edu, also: [campus.example.org] }"]);
    const answering = entry.routes.filter(({ host }) => host === "campus.example.org");
    expect(answering.map(({ component }) => component).sort()).toEqual(["assets", "lms"]);
  });

  test("stay open as plain text where somebody before the gateway ends TLS", () => {
    const entry = entryOf(["certificates: { issuer: elsewhere }"]);
    const { listeners = [] } = gatewaySpecs(entry, {}, true).gateway ?? {};
    expect(listeners.length).toBeGreaterThan(0);
    expect(listeners.every(({ protocol }) => protocol === "HTTP")).toBe(true);
    expect(spec(entry, "lms").parentRefs).toEqual([
      { name: "gateway", namespace: HOME, sectionName: "http-lms" },
    ]);
  });

  test("listen at the ports of Traefik, which opens its own", () => {
    const { listeners = [] } = gatewaySpecs(entryOf([SHARED], "verawood", TRAEFIK), {}, true).gateway ?? {};
    expect(new Set(listeners.map(({ port }) => port))).toEqual(new Set([8000, 8443]));
  });
});

describe("a route", () => {
  test("refuses what is too large before anybody reads it", () => {
    const [tooLarge, passed] = spec(entryOf(["traffic: { uploads: { lms: 1Mi } }"]), "lms").rules;
    const [{ headers = [] } = {}] = tooLarge?.matches ?? [];
    expect(whole(headers[0]?.value ?? "").test("1048577")).toBe(true);
    expect(whole(headers[0]?.value ?? "").test("1048576")).toBe(false);
    expect(passed?.backendRefs).toEqual([{ name: "lms", port: 8000 }]);
  });

  test("waits as long as a slow export takes", () => {
    const entry = entryOf(["traffic: { slowest: 20m }"]);
    expect(spec(entry, "lms").rules[1]?.timeouts).toEqual({ request: "1200s" });
    expect(clientPolicies(entry).gateway?.timeout.http.requestReceivedTimeout).toBe("1200s");
  });

  test("sets the headers that pages in pages of each other tolerate", () => {
    const { headers } = routeOf(entryOf(["traffic: { framedBy: [lti.example.org] }"]), "lms");
    expect(headers["Strict-Transport-Security"]).toBe("max-age=31536000");
    expect(headers["Content-Security-Policy"]).toMatch(
      /^frame-ancestors 'self' https:\/\/learn\.example\.edu .*https:\/\/lti\.example\.org; base-uri 'self'/,
    );
    expect(headers["Content-Security-Policy"]).not.toMatch(/script-src|default-src/);
    expect(headers).not.toHaveProperty("X-Frame-Options");
  });

  test("keeps an author on one pod by the session that Studio has already", () => {
    const entry = entryOf();
    expect(backendPolicySpec(routeOf(entry, "studio"), entry).loadBalancer).toMatchObject({
      consistentHash: { type: "Cookie", cookie: { name: "studio-sessionid-academy-qa" } },
    });
    expect(backendPolicySpec(routeOf(entry, "lms"), entry).loadBalancer).toBeUndefined();
  });

  test("of Traefik says nothing that Traefik does not know", () => {
    const { rules } = spec(entryOf([SHARED], "verawood", TRAEFIK), "lms");
    expect(rules).toHaveLength(1);
    expect(rules[0]).not.toHaveProperty("timeouts");
  });
});

describe("limits of the LMS", () => {
  const rulesOf = (lines: readonly string[] = []) => {
    const entry = entryOf(lines);
    return backendPolicySpec(routeOf(entry, "lms"), entry).rateLimit?.local.rules ?? [];
  };
  const limitOf = (path: string, lines: readonly string[] = []) =>
    rulesOf(lines).find(({ clientSelectors: [one] }) => one && whole(one.path.value).test(path))?.limit
      .requests;

  test.each([
    ["/login_ajax", 20],
    ["/api/user/v2/account/login_session/", 20],
    ["/api/user/v1/account/login_session/?next=%2F", 20],
    ["/api/user/v2/account/registration/", 5],
    ["/user_api/v1/account/registration/", 5],
    ["/create_account", 5],
    ["/password_reset/", 5],
    ["/api/user/v1/account/password_reset/token/validate/", undefined],
    ["/courses", undefined],
    ["/login_refresh", undefined],
  ])("%s: %s a minute", (path, perMinute) => {
    expect(limitOf(path)).toBe(perMinute);
  });

  test("count each address for itself, in both versions of IP", () => {
    const sources = rulesOf().map(({ clientSelectors: [one] }) => one?.sourceCIDR);
    expect(sources).toContainEqual({ type: "Distinct", value: "0.0.0.0/0" });
    expect(sources).toContainEqual({ type: "Distinct", value: "::/0" });
  });

  test("do not count a campus that is exempt", () => {
    const lines = ["traffic: { proxies: 1, limits: { exempt: [192.0.2.0/24] } }"];
    for (const {
      clientSelectors: [one],
    } of rulesOf(lines)) {
      const [header] = one?.headers ?? [];
      expect(header?.invert).toBe(true);
      expect(whole(header?.value ?? "").test("192.0.2.9, 203.0.113.1")).toBe(true);
    }
  });
});

describe("a site that is closed", () => {
  const entry = entryOf(['maintenance: { message: "Back <soon>, 100%.", open: [192.0.2.0/24] }']);

  test("answers with the page, and passes on who works on it", () => {
    for (const route of entry.routes) {
      const [bypass, everybody] = routeSpec(route, entry, HOME).rules;
      expect(bypass?.backendRefs).toHaveLength(1);
      expect(bypass?.matches.every(({ headers = [] }) => headers[0]?.name === "X-Forwarded-For")).toBe(true);
      expect(everybody?.backendRefs).toBeUndefined();
      expect(everybody?.filters?.[0]).toMatchObject({ extensionRef: { name: "closed" } });
    }
  });

  test("stays open for as many networks as can be said, however many paths a route has", () => {
    const networks = Array.from({ length: 16 }, (_, index) => `${index}.128.0.0/9`);
    const open = entryOf([`maintenance: { open: [${networks.join(", ")}] }`]);
    for (const route of open.routes)
      expect(() => httpRoute.parse(routeSpec(route, open, HOME))).not.toThrow();
  });

  test("says so to people and to programs, and lets no message be markup or a command", () => {
    if (entry.maintenance === undefined) throw new Error("the site is open");
    const { directResponse } = closedSpec(entry.maintenance);
    expect(directResponse).toMatchObject({ statusCode: 503 });
    expect(directResponse.header?.set).toContainEqual({ name: "Retry-After", value: "1800" });
    expect(directResponse.body.inline).toContain("Back &lt;soon&gt;, 100%%.");
  });

  test("is open again by one word", () => {
    expect(entryOf(["maintenance: { closed: false }"]).maintenance).toBeUndefined();
  });
});

describe("certificates", () => {
  test("come from the staging directory in the first stage, and from the real one later", () => {
    const serverOf = (stage: string) => {
      const files = {
        "Pulumi.platform.yaml": PLATFORM_WITH_GATEWAY,
        [`Pulumi.${stage}.yaml`]: stackFile("scale: { profile: small }"),
      };
      const certification = deploymentOf(compose(projectOf(files), stage)).entry?.certification;
      return (
        certification?.by === "issuer" && certification.issuer.by === "acme" && certification.issuer.server
      );
    };
    expect(serverOf("ci")).toMatch(/staging/);
    expect(serverOf("qa")).not.toMatch(/staging/);
  });

  test("are proven through the gateway, by pods that it may reach", () => {
    const { certification } = entryOf();
    if (certification.by !== "issuer" || certification.issuer.by !== "acme") throw new Error("no authority");
    expect(issuerSpec(certification.issuer, [{ gateway: "gateway", namespace: HOME }])).toMatchObject({
      acme: {
        email: "help@example.edu",
        solvers: [
          {
            http01: {
              gatewayHTTPRoute: {
                parentRefs: [{ kind: "Gateway", name: "gateway", namespace: HOME }],
                podTemplate: { metadata: { labels: { "arboretum.dev/component": "certificate-solver" } } },
              },
            },
          },
        ],
      },
    });
  });

  test("are proven in Route 53 by an account of this deployment, whose tokens cert-manager may ask for and no other's", async () => {
    const role = "arn:aws:iam::123456789012:role/certificates";
    const line = `certificates: { issuer: letsEncrypt, challenge: { by: route53, region: eu-central-1, role: "${role}" } }`;
    const { resources } = await rendered(composedWith(PLATFORM_WITH_GATEWAY, "qa", [line]));
    const found = (kind: string, name: string) =>
      resources.find(({ type, inputs }) => type.endsWith(`:${kind}`) && nameOf(inputs) === name);
    const issuer = found("Issuer", "acme");
    const route53 = { role, auth: { kubernetes: { serviceAccountRef: { name: "certificate-issuer" } } } };
    expect(issuer?.inputs.spec).toMatchObject({ acme: { solvers: [{ dns01: { route53 } }] } });
    expect(found("ServiceAccount", "certificate-issuer")?.inputs.automountServiceAccountToken).toBe(false);
    expect(found("Role", "certificate-issuer")?.inputs.rules).toEqual([
      {
        apiGroups: [""],
        resources: ["serviceaccounts/token"],
        resourceNames: ["certificate-issuer"],
        verbs: ["create"],
      },
    ]);
    expect(found("RoleBinding", "certificate-issuer")?.inputs.subjects).toEqual([
      { kind: "ServiceAccount", name: "cert-manager", namespace: "cert-manager" },
    ]);
    expect(issuer?.dependencies).toContainEqual(found("RoleBinding", "certificate-issuer")?.urn);
  });

  test("are renewed with a third of their life left, under a new key", () => {
    const { certification, hosts } = entryOf();
    const [host] = hosts;
    if (certification.by !== "issuer" || host === undefined) throw new Error("no authority");
    const { renewBeforePercentage, privateKey, dnsNames } = certificateSpec(host, certification.issuer);
    expect(renewBeforePercentage).toBeGreaterThanOrEqual(33);
    expect(privateKey.rotationPolicy).toBe("Always");
    expect(dnsNames).toEqual([host.host]);
  });
});

describe("the DNS", () => {
  const AWS = "dns: { by: route53, zone: Z0123, target: lb.example.net }";
  const CDN =
    "cdn: { by: cloudFront, certificate: arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef, origin: lb.example.net }";
  const stack = (...lines: readonly string[]) =>
    compose(
      projectOf({
        "Pulumi.platform.yaml": PLATFORM_WITH_GATEWAY,
        "Pulumi.qa.yaml": stackFile("scale: { profile: small }", ...lines),
      }),
      "qa",
    );
  const ofAws = async (...lines: readonly string[]) =>
    (await rendered(stack(...lines))).resources.filter(({ type }) => type.startsWith("aws:"));

  test("is a list for somebody where the platform writes no records", async () => {
    expect(await ofAws()).toEqual([]);
    expect(entryOf().dns).toEqual({ by: "list" });
  });

  test("has a record for each host in Route 53, that of the micro-frontends for the CDN", async () => {
    const resources = await ofAws(AWS, CDN);
    const records = resources.filter(({ type }) => type.endsWith(":Record")).map(({ inputs }) => inputs);
    expect([...new Set(records.map(({ name }) => name))].sort()).toEqual(
      [...entryOf().hosts.map(({ host }) => host), "static.learn.example.edu"].sort(),
    );
    expect(records.filter(({ name }) => name === "learn.example.edu")).toEqual([
      expect.objectContaining({ type: "CNAME", records: ["lb.example.net"], ttl: 300 }),
    ]);
    const near = ["apps.learn.example.edu", "static.learn.example.edu"].map((host) =>
      records.filter(({ name }) => name === host),
    );
    for (const both of near) {
      expect(both.map(({ type }) => type)).toEqual(["A", "AAAA"]);
      const alias = {
        name: expect.stringMatching(/\.cloudfront\.example\.net$/),
        zoneId: expect.anything(),
        evaluateTargetHealth: false,
      };
      for (const { aliases } of both) expect(aliases).toEqual([alias]);
    }
    expect(near[0]?.[0]?.aliases).not.toEqual(near[1]?.[0]?.aliases);
  });

  test("has addresses instead of names where Amazon has the load balancer, so that a host may be a zone itself", async () => {
    const own = "edge: { domain: example.edu }";
    const [problem, ...others] = stack(AWS, own).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ rule: "apex-cname", path: "arboretum:dns.target" });
    expect(problem?.message).toMatch(/^example\.edu is a zone of its own/);

    const aliased = AWS.replace(" }", ", targetZone: Z35SXDOTRQ7X7K }");
    expect(stack(aliased, own).problems).toEqual([]);
    const records = (await ofAws(aliased, own)).filter(({ inputs }) => inputs.name === "example.edu");
    const alias = { name: "lb.example.net", zoneId: "Z35SXDOTRQ7X7K", evaluateTargetHealth: false };
    expect(records.map(({ inputs }) => [inputs.type, inputs.aliases])).toEqual([
      ["A", [alias]],
      ["AAAA", [alias]],
    ]);
    for (const { inputs } of records) expect(inputs).not.toHaveProperty("records");
  });

  test("lets an authority through the CDN in the clear, to whom a gateway without a certificate has to answer", async () => {
    const distributions = (await ofAws(CDN)).filter(({ type }) => type.endsWith(":Distribution"));
    expect(distributions).toHaveLength(2);
    for (const { inputs } of distributions) {
      const [behaviour] = inputs.orderedCacheBehaviors as readonly Record<string, unknown>[];
      expect(behaviour).toMatchObject({
        pathPattern: "/.well-known/acme-challenge/*",
        viewerProtocolPolicy: "allow-all",
      });
      const origins = inputs.origins as readonly { originId: string; customOriginConfig: unknown }[];
      const proof = origins.find(({ originId }) => originId === behaviour?.targetOriginId);
      expect(proof?.customOriginConfig).toMatchObject({ originProtocolPolicy: "http-only" });
      expect(inputs.defaultCacheBehavior).toMatchObject({ viewerProtocolPolicy: "redirect-to-https" });
    }
  });

  test("keeps a static file once, whatever stands behind its name", async () => {
    const policies = (await ofAws(CDN)).filter(({ type }) => type.endsWith(":CachePolicy"));
    const queriesOf = ({ inputs }: (typeof policies)[number]) =>
      (inputs.parametersInCacheKeyAndForwardedToOrigin as Record<string, unknown>).queryStringsConfig;
    expect(policies.map(queriesOf)).toEqual([
      { queryStringBehavior: "all" },
      { queryStringBehavior: "none" },
    ]);
  });

  test("has static files of the LMS and Studio at the host that the CDN keeps, and their server answers there", () => {
    const composition = stack(CDN);
    const configured = (name: string) => {
      const content = serviceOf(deploymentOf(composition), name).files[0]?.entries[`${name}.env.yml`];
      return content?.format === "yaml" ? (content.tree as Record<string, unknown>) : {};
    };
    for (const name of ["lms", "cms"])
      expect(configured(name).STATIC_URL_BASE).toBe("https://static.learn.example.edu/static/");
    const route = deploymentOf(composition).entry?.routes.find(({ host }) => host.startsWith("static."));
    expect(route).toMatchObject({ component: "assets" });
    const without = deploymentOf(stack(CDN.replace(" }", ", static: false }")));
    expect(without.hosts.map(({ name }) => name)).not.toContain("static");
    expect(without.entry?.cdn?.sites.map(({ name }) => name)).toEqual(["apps"]);
  });

  test("is no business of ExternalDNS then", async () => {
    const { resources } = await rendered(stack(AWS));
    const routes = resources.filter(({ type }) => type.endsWith(":HTTPRoute"));
    expect(routes.length).toBeGreaterThan(3);
    for (const { inputs } of routes) {
      expect(inputs.metadata).toMatchObject({
        annotations: { "external-dns.alpha.kubernetes.io/controller": "none" },
      });
    }
  });

  test("leads nobody past the CDN: ExternalDNS leaves its hosts alone, and the stack says where they lead", async () => {
    const composition = composedWith(
      PLATFORM_WITH_GATEWAY.replace("certManager: existing", "certManager: existing, externalDns: existing"),
      "qa",
      ["scale: { profile: small }", CDN],
    );
    const { resources, outputs } = await rendered(composition);
    const seen = resources
      .filter(
        ({ type, inputs }) => type.endsWith(":HTTPRoute") && !("annotations" in (inputs.metadata as object)),
      )
      .flatMap(({ inputs }) => (inputs.spec as { hostnames: string[] }).hostnames);
    const near = ["apps.learn.example.edu", "static.learn.example.edu"];
    expect(seen).toContain("learn.example.edu");
    for (const host of near) expect(seen).not.toContain(host);
    expect(outputs.records).toHaveLength(2);
    for (const host of near)
      expect(outputs.records).toContainEqual(expect.stringMatching(`^${host} CNAME .+cloudfront`));
  });

  test("leads to a CDN that keeps pages apart by host and query, and by no cookie", async () => {
    const [policy] = (await ofAws(CDN)).filter(({ type }) => type.endsWith(":CachePolicy"));
    expect(policy?.inputs.parametersInCacheKeyAndForwardedToOrigin).toMatchObject({
      cookiesConfig: { cookieBehavior: "none" },
      headersConfig: { headers: { items: ["Host"] } },
      queryStringsConfig: { queryStringBehavior: "all" },
    });
    expect(policy?.inputs).toMatchObject({ minTtl: 0, defaultTtl: 0 });
  });

  test("of a CDN takes a certificate where CloudFront looks for it", () => {
    const [problem] = stack(CDN.replace("us-east-1", "eu-central-1")).problems;
    expect(problem?.message).toMatch(/us-east-1, where CloudFront looks/);
  });
});

test.each([
  ["maintenance: {}", "arboretum:maintenance"],
  ["studio: { imports: { by: routing } }", "arboretum:studio.imports.by"],
  ["traffic: { limits: { exempt: [192.0.2.0/24] } }", "arboretum:traffic.limits.exempt"],
  ["traffic: { limits: { login: 10 } }", "arboretum:traffic.limits.login"],
  ["traffic: { uploads: { studio: 1Gi } }", "arboretum:traffic.uploads.studio"],
  ["traffic: { proxies: 1 }", "arboretum:traffic.proxies"],
  ["traffic: { proxyProtocol: true }", "arboretum:traffic.proxyProtocol"],
  ["certificates: { issuer: elsewhere }", "arboretum:certificates.issuer"],
])("what Traefik does not do is refused where it is asked for: %s", (line, path) => {
  const files = {
    "Pulumi.platform.yaml": `${PLATFORM_WITH_GATEWAY}${TRAEFIK}`,
    "Pulumi.qa.yaml": stackFile(
      "scale: { profile: small }",
      line,
      ...(line.startsWith("studio") ? [] : [SHARED]),
    ),
  };
  const problems = compose(projectOf(files), "qa").problems.filter(({ rule }) => rule === "beyond-traefik");
  expect(problems.map((problem) => problem.path)).toEqual([path]);
});

describe("a cluster without a part", () => {
  const problemsOf = (offers: string, ...lines: readonly string[]) => {
    const files = {
      "Pulumi.platform.yaml": `config:\n  arboretum:cluster: { identifier: learning }\n  arboretum:offers: { ${offers} }\n`,
      "Pulumi.qa.yaml": stackFile("scale: { profile: small }", ...lines),
    };
    return compose(projectOf(files), "qa").problems;
  };

  test("has no gateway: hosts are somebody else's, and asking for what it does is refused", () => {
    expect(problemsOf("gateway: off")).toEqual([]);
    expect(problemsOf("gateway: off", "maintenance: {}")).toMatchObject([
      {
        rule: "offer-missing",
        path: "arboretum:maintenance",
        message: "maintenance is what a gateway does, and platform has no gateway.",
        remedy:
          "Set arboretum:offers.gateway to managed or existing in Pulumi.platform.yaml, line 3. Or leave the section out, and route the hosts yourself.",
      },
    ]);
  });

  test("has no cert-manager: certificates have to come from somewhere", () => {
    expect(problemsOf("gatewayApi: existing, gateway: existing")).toMatchObject([{ rule: "offer-missing" }]);
    expect(
      problemsOf("gatewayApi: existing, gateway: existing", "certificates: { issuer: elsewhere }"),
    ).toEqual([]);
  });
});
