import { describe, expect, test } from "vitest";
import { isError } from "../../src/documents/problem.ts";
import { composed, deploymentOf } from "../house.ts";

const problemsOf = (said: string, more: readonly string[] = [], release = "verawood") =>
  composed("qa", [`django: { ${said} }`, ...more], release).problems;

const HTTP = "edge: { domain: learn.example.edu, https: false }";

describe("a setting by its Django name is refused at its place where it breaks", () => {
  test.each([
    [
      "a cookie of another domain",
      "lms: { SESSION_COOKIE_DOMAIN: other.example.org }",
      /learn\.example\.edu and apps\./,
    ],
    [
      "a cookie of one host alone",
      "lms: { SESSION_COOKIE_DOMAIN: apps.learn.example.edu }",
      /learn\.example\.edu/,
    ],
    [
      "a cookie of Studio at the LMS alone",
      "cms: { SESSION_COOKIE_DOMAIN: learn.example.org }",
      /studio\.learn/,
    ],
    ["a shared cookie", "lms: { SHARED_COOKIE_DOMAIN: x.example.edu }", /apps\.learn/],
    ["hosts without the public one", "lms: { ALLOWED_HOSTS: [lms] }", /learn\.example\.edu/],
    ["hosts without the inner one", "cms: { ALLOWED_HOSTS: [.example.edu] }", /for cms:/],
    [
      "sessions in cookies",
      "lms: { SESSION_ENGINE: django.contrib.sessions.backends.signed_cookies }",
      /signed_cookies/,
    ],
    ["sessions in the cache", "cms: { SESSION_CACHE_ALIAS: default }", /evicts/],
    [
      "a timeout below the longest task",
      "lms: { CELERY_BROKER_TRANSPORT_OPTIONS: { visibility_timeout: 3600 } }",
      /run twice/,
    ],
    [
      "origins without the micro-frontends",
      "lms: { CORS_ORIGIN_WHITELIST: ['https://x.org'] }",
      /apps\.learn/,
    ],
    ["trusted origins without them", "cms: { CSRF_TRUSTED_ORIGINS: [] }", /apps\.learn/],
  ])("%s", (_, said, message) => {
    const [problem, ...more] = problemsOf(said);
    expect(more).toEqual([]);
    const [, variant, name] = /^(lms|cms): \{ (\w+)/.exec(said) ?? [];
    expect(problem).toMatchObject({ rule: "setting-breaks", path: `arboretum:django.${variant}.${name}` });
    expect(problem?.place).toMatchObject({ file: "Pulumi.qa.yaml", line: 5 });
    expect(problem?.message).toMatch(message);
    expect(problem?.remedy).not.toBe("");
  });

  test.each([
    ["a cookie over https alone", "lms: { SESSION_COOKIE_SECURE: true }"],
    ["a cookie that says None", "cms: { SESSION_COOKIE_SAMESITE: None }"],
  ])("%s, where there is no https", (_, said) => {
    expect(problemsOf(said, [HTTP]).map(({ rule }) => rule)).toEqual(["setting-breaks"]);
    expect(problemsOf(said)).toEqual([]);
  });
});

test.each([
  "lms: { SESSION_COOKIE_DOMAIN: .example.edu }",
  "lms: { ALLOWED_HOSTS: ['*'] }",
  "lms: { ALLOWED_HOSTS: [.example.edu, lms] }",
  "cms: { SESSION_ENGINE: django.contrib.sessions.backends.cached_db }",
  "lms: { CELERY_BROKER_TRANSPORT_OPTIONS: { visibility_timeout: 9000000 } }",
  "lms: { CELERY_BROKER_TRANSPORT_OPTIONS: { socket_timeout: 30 } }",
  "lms: { CORS_ORIGIN_WHITELIST: ['https://apps.learn.example.edu'] }",
  "lms: { SESSION_COOKIE_DOMAIN: { secure: v1:abc } }",
])("%s is nobody's business", (said) => {
  expect(problemsOf(said)).toEqual([]);
});

describe("a setting that is missing", () => {
  test.each([
    ["lms: { SECRET_KEY: '' }", "SECRET_KEY"],
    ["cms: { SOCIAL_AUTH_EDX_OAUTH2_SECRET: null }", "SOCIAL_AUTH_EDX_OAUTH2_SECRET"],
    ["lms: { DATABASES: { default: { PASSWORD: '' } } }", "DATABASES.default.PASSWORD"],
    ["cms: { JWT_AUTH: { JWT_PRIVATE_SIGNING_JWK: null } }", "JWT_AUTH.JWT_PRIVATE_SIGNING_JWK"],
    ["lms: { RETIRED_USER_SALTS: [] }", "RETIRED_USER_SALTS"],
  ])("%s is refused, with who wants it and where it is said", (said, name) => {
    const [problem, ...more] = problemsOf(said);
    expect(more).toEqual([]);
    const variant = said.slice(0, 3);
    expect(problem).toMatchObject({
      rule: "setting-missing",
      path: `arboretum:django.${variant}.${name.split(".")[0]}`,
      place: { file: "Pulumi.qa.yaml", line: 5 },
    });
    expect(problem?.message).toContain(name);
    expect(problem?.message).toContain(variant === "lms" ? "the LMS" : "Studio");
    expect(problem?.remedy).toContain(`arboretum:django.${variant}.`);
  });

  test("is none by itself, whatever the release", () => {
    for (const release of ["sumac", "teak", "ulmo", "verawood"]) {
      expect(composed("qa", [], release).problems.filter(({ rule }) => rule === "setting-missing")).toEqual(
        [],
      );
    }
  });
});

describe("a name that the release is not known to read", () => {
  test("is a warning, with the name that may be meant", () => {
    const [problem, ...more] = problemsOf("lms: { PLATFORM_NAMES: x }");
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: "setting-unknown",
      severity: "warning",
      path: "arboretum:django.lms.PLATFORM_NAMES",
      place: { file: "Pulumi.qa.yaml", line: 5 },
    });
    expect(problem?.message).toContain('Did you mean "PLATFORM_NAME"?');
    expect(problem !== undefined && isError(problem)).toBe(false);
  });

  test("is told by its new name, where the release has renamed it", () => {
    const [problem] = problemsOf("lms: { DEFAULT_FILE_STORAGE: x }", [], "ulmo");
    expect(problem?.remedy).toBe("Write STORAGES.default.BACKEND.");
  });

  test("is told what to do instead, where the release no longer reads it", () => {
    const [problem] = problemsOf("lms: { LEARNER_HOME_MFE_REDIRECT_PERCENTAGE: 100 }", [], "verawood");
    expect(problem?.message).toContain("no longer reads");
    expect(problemsOf("lms: { LEARNER_HOME_MFE_REDIRECT_PERCENTAGE: 100 }", [], "ulmo")).toEqual([]);
  });

  test.each([
    "EMAIL_TIMEOUT: 5",
    "ENABLE_TEAMS: false",
    "AWS_ACCESS_KEY_ID: x",
    "EVENT_BUS_PRODUCER_CONFIG: {}",
  ])("%s is not such a name", (said) => expect(problemsOf(`lms: { ${said} }`)).toEqual([]));
});

describe("a setting of a service beside the platform", () => {
  const rulesOf = (said: string, release = "verawood") =>
    problemsOf(said, [], release).map(({ rule }) => rule);

  test("is a warning where no list of the service has its name, with the name that may be meant", () => {
    const [problem, ...more] = problemsOf("notes: { CLIENT_IDS: x }");
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: "setting-unknown",
      severity: "warning",
      path: "arboretum:django.notes.CLIENT_IDS",
    });
    expect(problem?.message).toContain('notes of verawood reads has CLIENT_IDS. Did you mean "CLIENT_ID"?');
  });

  test("is nobody's business where Django, a package or the service reads it", () => {
    expect(rulesOf("notes: { CONN_MAX_AGE: 60, MEILISEARCH_URL: x, CLIENT_ID: x }")).toEqual([
      "setting-unknown",
    ]);
    expect(rulesOf("discovery: { AWS_QUERYSTRING_AUTH: true, DEBUG: false }")).toEqual([]);
  });

  test("is refused where nobody could ask the service by its own name any more", () => {
    const [problem] = problemsOf("credentials: { ALLOWED_HOSTS: [credentials.learn.example.edu] }");
    expect(problem).toMatchObject({
      rule: "setting-breaks",
      path: "arboretum:django.credentials.ALLOWED_HOSTS",
    });
    expect(rulesOf("credentials: { ALLOWED_HOSTS: ['*'] }")).toEqual([]);
  });

  test("is judged by nobody where nobody has listed the names of its release", () => {
    expect(rulesOf("ecommerce: { WHATEVER: 1 }")).toEqual([]);
    expect(rulesOf("ecommerce: { WHATEVER: 1 }", "sumac")).toEqual(["setting-unknown"]);
  });
});

describe("the event bus", () => {
  const configured = (lines: readonly string[], variant = "lms") => {
    const service = deploymentOf(composed("qa", lines)).services.find(({ name }) => name === variant);
    const content = service?.files[0]?.entries[`${variant}.env.yml`];
    return content?.format === "yaml" ? (content.tree as Record<string, unknown>) : {};
  };
  const names = (lines: readonly string[], variant?: string) =>
    Object.keys(configured(lines, variant)).filter((name) => name.includes("EVENT_BUS"));

  test("is off unless somebody wants it, and then both have it under the name of the stack", () => {
    expect(names([])).toEqual([]);
    for (const variant of ["lms", "cms"]) {
      expect(names(["events: { bus: redis }"], variant)).toHaveLength(4);
      expect(configured(["events: { bus: redis }"], variant).EVENT_BUS_TOPIC_PREFIX).toBe("academy-qa");
    }
  });
});

describe("imports into Studio", () => {
  const several = "scale: { profile: small }";
  const warned = (...lines: readonly string[]) =>
    composed("qa", lines).problems.filter(({ rule }) => rule === "imports-scattered");

  test("need one pod, one folder or one way there", () => {
    expect(warned("studio: {}", several)).toMatchObject([
      { severity: "warning", path: "arboretum:studio.imports" },
    ]);
    expect(warned("studio: {}", "scale: { profile: ci }")).toEqual([]);
    expect(warned("studio: { imports: { by: routing } }", several)).toEqual([]);
    expect(warned("studio: { imports: { by: sharedVolume } }", several)).toEqual([]);
  });

  const studioOf = (imports: string) => {
    const { services, hosts } = deploymentOf(composed("qa", [`studio: { imports: ${imports} }`]));
    const cms = services.find(({ name }) => name === "cms");
    const data = cms?.web?.pod.mounts.find(({ path }) => path === "/openedx/data");
    return { volumes: cms?.volumes, data, host: hosts.find(({ component }) => component === "cms") };
  };

  test("by routing: the gateway is told the cookie that tells authors apart", () => {
    expect(studioOf("{ by: routing }")).toMatchObject({
      host: { stickTo: "studio-sessionid-academy-qa" },
      volumes: [],
      data: { from: "scratch" },
    });
  });

  test("by a shared folder: all pods mount it in the place of their own", () => {
    const { host, volumes, data } = studioOf("{ by: sharedVolume, size: 40Gi, storageClass: nfs }");
    expect(host).not.toHaveProperty("stickTo");
    expect(volumes).toEqual([
      { name: "studio-data", size: "40Gi", shared: true, keep: false, storageClass: "nfs" },
    ]);
    expect(data).toEqual({ from: "volume", volume: "studio-data", path: "/openedx/data" });
  });

  test("by a shared folder: a worker that goes on with an import finds it there as well", () => {
    const { services } = deploymentOf(composed("qa", ["studio: { imports: { by: sharedVolume } }"]));
    const workers = services.flatMap(({ name, workers }) => (name === "cms" ? workers : []));
    expect(workers.length).toBeGreaterThan(0);
    for (const { pod } of workers) {
      expect(pod.mounts).toContainEqual({ from: "volume", volume: "studio-data", path: "/openedx/data" });
    }
  });
});
