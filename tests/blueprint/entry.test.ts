import { describe, expect, test } from "vitest";
import { entryConnections, entryOf, entryProblems, guestsOf } from "../../src/blueprint/entry.ts";
import { offersOf, type Project } from "../../src/blueprint/project.ts";
import type { Context } from "../../src/catalog/context.ts";
import { nothingOffered } from "../../src/settings/sections/offers.ts";
import type { Settings } from "../../src/settings/settings.ts";
import type { Entry } from "../../src/vocabulary/entry.ts";
import { draftOf } from "./draft.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The least that the way in looks at: a platform with a gateway, a deployment with an LMS, and what a case changes. */
const project = (platform: Fields = {}) =>
  ({
    map: {
      stages: new Map([
        ["ci", { level: 0 }],
        ["qa", { level: 1 }],
      ]),
    },
    settingsOf: () => ({
      kind: "platform",
      file: "Pulumi.platform.yaml",
      sourceOf: () => ({}),
      settings: {
        offers: { ...nothingOffered, gateway: "existing", certManager: "existing" },
        gateway: { controller: "envoy", class: "shared" },
        ...platform,
      },
    }),
  }) as unknown as Project;
const offers = (more: Fields) => ({ offers: { ...nothingOffered, gateway: "existing", ...more } });
const TRAEFIK = { gateway: { controller: "traefik", class: "small" } };

const traffic = {
  proxies: 1,
  proxyProtocol: true,
  uploads: { others: "1Ki" },
  slowest: "2m",
  framedBy: [],
  hsts: { age: "1h", subdomains: false },
  limits: { exempt: [], login: 20, registration: 5 },
};
const settings = (more: Fields = {}) =>
  ({
    cluster: { platform: "platform" },
    site: { contact: "help@example.edu" },
    edge: { https: true, apps: "apps.example.edu", static: "static.example.edu" },
    studio: {},
    traffic,
    ...more,
  }) as unknown as Settings;
const context = (its: Project, said: Fields = {}, stage = "qa") =>
  ({ stage, settings: settings(said), offers: offersOf(its, settings(said)) }) as Context;

const lms = { name: "lms", host: "example.edu", component: "lms" };
const service = (name: string, port: number) => ({
  namespace: "home",
  web: { name, pod: { port: { number: port } } },
});
const behind = (hosts: readonly Fields[] = [lms], more: Fields = {}) =>
  ({ hosts, services: [service("lms", 8000)], stores: [], home: "home", ...more }) as unknown as Parameters<
    typeof entryOf
  >[2];

function entry(
  said: Fields = {},
  hosts?: readonly Fields[],
  platform: Fields = {},
  stage = "qa",
  more: Fields = {},
): Entry {
  const its = project(platform);
  const made = entryOf(its, context(its, said, stage), behind(hosts, more));
  if (made === undefined) throw new Error("there is no way in");
  return made;
}
const firstRoute = (said: Fields = {}, host: Fields = {}, more: Fields = {}) =>
  entry(said, [{ ...lms, ...host }], {}, "qa", more).routes[0];

describe("the way in", () => {
  test("is none where the cluster has no gateway", () => {
    const none = project(offers({ gateway: "off" }));
    expect(entryOf(none, context(none), behind())).toBeUndefined();
  });

  test("is what the platform and the deployment say", () => {
    expect(entry()).toEqual({
      controller: "envoy",
      class: "shared",
      ports: { http: 80, https: 443 },
      hosts: [{ name: "lms", host: "example.edu", secret: "lms-certificate" }],
      routes: [expect.objectContaining({ name: "lms" })],
      certification: expect.objectContaining({ by: "issuer" }),
      dns: { by: "list" },
      proxies: 1,
      proxyProtocol: true,
      exempt: [],
    });
  });

  test("listens where Traefik does", () => {
    expect(entry({}, undefined, TRAEFIK)).toMatchObject({
      class: "small",
      ports: { http: 8000, https: 8443 },
    });
  });

  test("is Envoy's where nobody says whose", () => {
    expect(entry({}, undefined, { gateway: undefined })).toMatchObject({
      controller: "envoy",
      class: "arboretum",
    });
  });

  test("is in the DNS by whoever writes there", () => {
    expect(entry({}, undefined, offers({ externalDns: "managed" })).dns).toEqual({ by: "externalDns" });
    expect(entry({ dns: { by: "route53" } }, undefined, offers({ externalDns: "managed" })).dns).toEqual({
      by: "route53",
    });
  });

  test("has each host once, under its last name, and a route for each that has some of its paths", () => {
    const hosts = [
      lms,
      { ...lms, component: "assets", paths: ["/static/*", "/media"] },
      { name: "studio", host: "studio.example.edu", component: "lms" },
    ];
    const made = entry({}, hosts, {}, "qa", { services: [service("lms", 8000), service("assets", 8001)] });
    expect(made.hosts.map(({ name, host }) => [name, host])).toEqual([
      ["lms", "example.edu"],
      ["studio", "studio.example.edu"],
    ]);
    expect(made.routes.map(({ name, listener, prefixes, port }) => [name, listener, prefixes, port])).toEqual(
      [
        ["lms", "lms", undefined, 8000],
        ["lms-assets", "lms", ["/static", "/media"], 8001],
        ["studio", "studio", undefined, 8000],
      ],
    );
  });
});

describe("a route", () => {
  test("leads to a service, a pod of a chart or a store", () => {
    const chart = {
      namespace: "hub",
      chart: { pods: [{ component: "x" }, { component: "proxy", port: { number: 8080 } }] },
    };
    const services = [{ namespace: "none" }, service("lms", 8000), chart];
    const stores = [{ name: "search", port: 7700 }];
    const leads = (component: string) => {
      const route = firstRoute({}, { component }, { services, stores });
      return [route?.component, route?.namespace, route?.port];
    };
    expect(leads("lms")).toEqual(["lms", "home", 8000]);
    expect(leads("proxy")).toEqual(["proxy", "hub", 8080]);
    expect(leads("search")).toEqual(["search", "home", 7700]);
    expect(() => leads("nobody")).toThrow('"nobody"');
    expect(() => leads("x")).toThrow('"x"');
  });

  test("takes what its host takes, or what the settings say of the others", () => {
    expect(firstRoute()).toMatchObject({ upload: 1024, lasting: false, slowest: 120 });
    expect(firstRoute()).not.toHaveProperty("stickTo");
    expect(firstRoute({}, { upload: "2Ki", lasting: true, stickTo: "session" })).toMatchObject({
      upload: 2048,
      lasting: true,
      stickTo: "session",
    });
    expect(firstRoute({}, { upload: "any" })).not.toHaveProperty("upload");
  });

  test("of the LMS limits who logs in and who registers, and no other does", () => {
    const { limits = [] } = firstRoute() ?? {};
    expect(limits.map(({ perMinute }) => perMinute)).toEqual([20, 5]);
    const hit = (path: string) => limits.find((one) => new RegExp(one.path).test(path))?.perMinute;
    expect(
      ["/login_ajax", "/user_api/v1/account/login_session/", "/api/user/v2/account/login_session?a=b"].map(
        hit,
      ),
    ).toEqual([20, 20, 20]);
    expect(
      ["/create_account", "/api/user/v1/account/registration/", "/password_reset/", "/account/password"].map(
        hit,
      ),
    ).toEqual([5, 5, 5, 5]);
    expect(
      ["/login", "/x/login_ajax", "/login_ajax/x", "/api/user/v3/account/registration"].map(hit),
    ).toEqual([undefined, undefined, undefined, undefined]);
    expect(firstRoute({}, { paths: ["/a/*"] })?.limits).toEqual([]);
    expect(firstRoute({}, { component: "cms" }, { services: [service("cms", 1)] })?.limits).toEqual([]);
  });

  const policy = (frames: string, more = "; upgrade-insecure-requests") =>
    `frame-ancestors 'self' ${frames}; base-uri 'self'${more}`;

  test("tells browsers whose pages may show its own", () => {
    const hosts = [
      lms,
      { ...lms, paths: ["/a"] },
      { ...lms, name: "files", host: "files.example.edu", pages: false },
    ];
    const [route, , files] = entry({ traffic: { ...traffic, framedBy: ["lti.example.org"] } }, hosts).routes;
    expect(route?.headers).toEqual({
      "Strict-Transport-Security": "max-age=3600",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "strict-origin-when-cross-origin",
      "Content-Security-Policy": policy("https://example.edu https://lti.example.org"),
    });
    expect(files?.headers).toEqual({
      "Strict-Transport-Security": "max-age=3600",
      "X-Content-Type-Options": "nosniff",
    });
  });

  test("speaks of the hosts below it, or of plain text, as the settings do", () => {
    const hsts = { traffic: { ...traffic, hsts: { age: "1h", subdomains: true } } };
    expect(firstRoute(hsts)?.headers["Strict-Transport-Security"]).toBe("max-age=3600; includeSubDomains");
    expect(firstRoute({ edge: { https: false } })?.headers).toEqual({
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "strict-origin-when-cross-origin",
      "Content-Security-Policy": policy("http://example.edu", ""),
    });
  });
});

describe("certificates", () => {
  const of = (certificates: unknown, stage = "qa") =>
    entry({ certificates }, undefined, {}, stage).certification;
  const acme = (server: string, contact = "help@example.edu") => ({
    by: "issuer",
    issuer: {
      by: "acme",
      server: `https://acme-${server}.api.letsencrypt.org/directory`,
      contact,
      challenge: { by: "http" },
    },
  });
  const http = { issuer: "letsEncrypt", challenge: { by: "http" } };

  test("are those of Let's Encrypt, in the first stage of its staging", () => {
    expect(of(undefined)).toEqual(acme("v02"));
    expect(of(undefined, "ci")).toEqual(acme("staging-v02"));
    expect(of(undefined, "unknown")).toEqual(acme("v02"));
    expect(of({ ...http, staging: true, contact: "it@example.edu" })).toEqual(
      acme("staging-v02", "it@example.edu"),
    );
    expect(of({ ...http, staging: false }, "ci")).toEqual(acme("v02"));
  });

  test("are others where somebody says so", () => {
    expect(of({ issuer: "elsewhere" })).toEqual({ by: "elsewhere" });
    expect(of({ issuer: "given", certificate: "c", key: "k" })).toEqual({
      by: "given",
      certificate: "c",
      key: "k",
    });
    expect(of({ issuer: "own", authority: "campus" })).toEqual({
      by: "issuer",
      issuer: { by: "authority", name: "campus" },
    });
    expect(entry({ edge: { https: false }, certificates: http }).certification).toEqual({ by: "elsewhere" });
  });

  test("that are proven by a file need a pod that gateways reach", () => {
    const byFile = entry();
    expect(guestsOf(byFile)).toEqual(["certificate-solver"]);
    expect(entryConnections(byFile)).toEqual([
      {
        from: { kind: "role", role: "edge" },
        to: { kind: "component", name: "certificate-solver" },
        port: 8089,
        why: "shows an authority whose host it is",
      },
    ]);
    for (const certificates of [
      { ...http, challenge: { by: "cloudflare" } },
      { issuer: "own", authority: "campus" },
      { issuer: "elsewhere" },
    ]) {
      expect(guestsOf(entry({ certificates }))).toEqual([]);
      expect(entryConnections(entry({ certificates }))).toEqual([]);
    }
    expect(entryConnections(undefined)).toEqual([]);
  });
});

describe("a site", () => {
  test("is closed when it says so, with a word and a time", () => {
    expect(entry()).not.toHaveProperty("maintenance");
    expect(entry({ maintenance: { closed: false, message: "x" } })).not.toHaveProperty("maintenance");
    expect(
      entry({ maintenance: { closed: true, message: "Back soon.", retry: "5m", open: ["192.0.2.0/24"] } })
        .maintenance,
    ).toEqual({
      message: "Back soon.",
      retry: 300,
      open: ["192.0.2.0/24"],
    });
  });

  test("that waits for another is closed as well, until it takes over", () => {
    expect(entry({ standby: { active: false } }).maintenance).toEqual({
      message: expect.stringMatching(/standby/),
      retry: 1800,
      open: [],
    });
    expect(entry({ standby: { active: true } })).not.toHaveProperty("maintenance");
  });

  test("may be kept near to learners", () => {
    const cdn = { certificate: "arn", origin: "origin.example.edu", prices: "100" };
    const apps = { name: "apps", host: "apps.example.edu", queries: true };
    const files = { name: "static", host: "static.example.edu", queries: false };
    expect(entry()).not.toHaveProperty("cdn");
    expect(entry({ cdn: { ...cdn, static: false } }).cdn).toEqual({ ...cdn, sites: [apps] });
    expect(entry({ cdn: { ...cdn, static: true } }).cdn).toEqual({ ...cdn, sites: [apps, files] });
  });
});

describe("what the cluster does not have", () => {
  const loaded = {
    file: "Pulumi.qa.yaml",
    // Nobody has written anything of the traffic: all of it is as it is by itself.
    sourceOf: (path: readonly string[]) => (path[0] === "traffic" ? {} : { line: path.length }),
  };
  const problemsOf = (platform: Fields, said: Fields) => {
    const its = project(platform);
    const seen = context(its, said);
    const entry = entryOf(its, seen, behind());
    return entryProblems(
      draftOf({ project: its, context: seen, loaded: { ...loaded, settings: settings(said) }, entry }),
    );
  };
  const told = (said: Fields, platform: Fields = {}) =>
    problemsOf(platform, said).map(({ rule, path, place }) => [rule, path, place?.line]);
  const missing = (path: string, line?: number) => ["offer-missing", `arboretum:${path}`, line];
  const beyond = (path: string, line?: number) => ["beyond-traefik", `arboretum:${path}`, line];

  test("is told of whatever only a gateway does", () => {
    const none = offers({ gateway: "off" });
    expect(told({}, none)).toEqual([]);
    expect(told({ certificates: {}, maintenance: {}, dns: {}, cdn: {} }, none)).toEqual(
      ["certificates", "maintenance", "dns", "cdn"].map((section) => missing(section, 1)),
    );
    expect(told({ dns: {} }, none)).toEqual([missing("dns", 1)]);
    expect(problemsOf(none, { dns: {} })[0]?.message).toContain("dns is what a gateway does");
  });

  test("is told of issuers and records, where they are needed", () => {
    const bare = offers({});
    expect(told({}, bare)).toEqual([missing("certificates", 1)]);
    expect(told({})).toEqual([]);
    for (const issuer of ["given", "elsewhere"]) expect(told({ certificates: { issuer } }, bare)).toEqual([]);
    expect(told({ certificates: { issuer: "own" } }, bare)).toEqual([missing("certificates", 1)]);
    expect(told({ edge: { https: false } }, bare)).toEqual([]);
    expect(told({ dns: { by: "externalDns" } })).toEqual([missing("dns.by", 2)]);
    expect(told({ dns: { by: "list" } })).toEqual([]);
  });

  test("is told of what Traefik does not do", () => {
    const direct = { ...traffic, proxies: 0, proxyProtocol: false };
    expect(told({ traffic: direct }, TRAEFIK)).toEqual([]);
    expect(told({ traffic: { ...traffic, proxies: 2 } }, TRAEFIK)).toEqual([
      beyond("traffic.proxies"),
      beyond("traffic.proxyProtocol"),
    ]);
    expect(told({ traffic: direct, certificates: { issuer: "elsewhere" } }, TRAEFIK)).toHaveLength(1);
    const all = {
      maintenance: { closed: true },
      standby: { active: false },
      studio: { imports: { by: "routing" } },
      traffic: { ...direct, limits: { ...traffic.limits, exempt: ["192.0.2.0/24"] } },
    };
    expect(told(all, TRAEFIK)).toEqual([
      beyond("maintenance", 1),
      beyond("standby", 1),
      beyond("studio.imports.by", 3),
      beyond("traffic.limits.exempt"),
    ]);
    expect(told(all)).toEqual([]);
    const none = {
      traffic: direct,
      maintenance: { closed: false },
      standby: { active: true },
      studio: { imports: { by: "sharedVolume" } },
    };
    expect(told(none, TRAEFIK)).toEqual([]);
    expect(problemsOf(TRAEFIK, all)[0]).toMatchObject({
      severity: "error",
      place: { file: "Pulumi.qa.yaml" },
      message: expect.stringMatching(/Traefik/),
      remedy: expect.stringMatching(/Envoy/),
    });
  });
});
