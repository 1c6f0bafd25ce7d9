import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AFTER_UPSTREAM } from "../../src/catalog/python/python.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { composed, deploymentOf } from "../house.ts";

/** Names of settings that exist in a release; the first line of each list says where it is from. */
const listed = (name: string): readonly string[] =>
  readFileSync(new URL(`../fixtures/settings-names/${name}.txt`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

/** Settings that no list of the platform has, because packages beside it read them. */
const OF_PACKAGES: Readonly<Record<string, string>> = {
  ACE_CHANNEL_DEFAULT_EMAIL: "edx-ace",
  ACE_CHANNEL_TRANSACTIONAL_EMAIL: "edx-ace",
  ACE_ENABLED_CHANNELS: "edx-ace",
  BULK_EMAIL_SEND_USING_EDX_ACE: "the bulk mail of the platform, by getattr",
  CMS_ROOT_URL: "templates and plugins, by getattr",
  DJANGO_REDIS_IGNORE_EXCEPTIONS: "django-redis",
  MEILISEARCH_API_KEY: "edx-search and the search of contents",
  MEILISEARCH_ENABLED: "edx-search and the search of contents",
  MEILISEARCH_INDEX_PREFIX: "edx-search and the search of contents",
  MEILISEARCH_PUBLIC_URL: "edx-search and the search of contents",
  MEILISEARCH_URL: "edx-search and the search of contents",
  OAUTH_OIDC_ISSUER: "the sign-on of other services",
  ORA2_FILEUPLOAD_ROOT: "edx-ora2",
  [AFTER_UPSTREAM]: "our own settings module",
};

type Settings = Readonly<Record<string, unknown>>;

const MAIL = "mail: { host: smtp.example.edu, port: 587, from: no-reply@example.edu }";

function settingsOf(release: string, stage = "qa", lines: readonly string[] = []): Settings {
  const [lms] = deploymentOf(composed(stage, lines, release)).services;
  const content = lms?.files.find(({ name }) => name === "lms-configuration")?.entries["lms.env.yml"];
  return content?.format === "yaml" ? (content.tree as Settings) : {};
}

const releases = [...supportedReleases.values()]
  .filter(({ use, rolling }) => use === "deployable" && !rolling)
  .map(({ name, dialect, runtimes }) => ({ name, csrf: dialect.csrf, django: String(runtimes.django) }));

test("there is a release to look at", () => {
  expect(releases.map(({ name }) => name)).toContain("verawood");
});

describe.each(releases)("the LMS of $name", ({ name, csrf, django }) => {
  const known = new Set([
    ...listed(`lms-${name}`),
    ...listed(`django-${django.startsWith("5") ? "5.2" : "4.2"}`),
    ...Object.keys(OF_PACKAGES),
    // Which of the two a release reads is part of its dialect, and the lists disagree about one of them.
    csrf,
  ]);

  test("knows every setting that it is given", () => {
    expect(Object.keys(settingsOf(name, "qa", [MAIL])).filter((key) => !known.has(key))).toEqual([]);
    expect(Object.keys(settingsOf(name)).filter((key) => !known.has(key))).toEqual([]);
  });

  test("knows every feature that it is given, and all that our module sets afterwards", () => {
    const { FEATURES = {}, [AFTER_UPSTREAM]: after = {} } = settingsOf(name);
    const features = new Set([...listed(`lms-features-${name}`), ...listed(`lms-${name}`)]);
    expect(Object.keys(FEATURES as Settings).filter((key) => !features.has(key))).toEqual([]);
    expect(Object.keys(after as Settings).filter((key) => !known.has(key))).toEqual([]);
  });

  test("trusts the hosts of Studio and the micro-frontends by the name that it reads", () => {
    const settings = settingsOf(name, "qa", ["edge: { domain: learn.example.edu, https: false }"]);
    const origins = [
      "http://learn.example.edu",
      "http://studio.learn.example.edu",
      "http://apps.learn.example.edu",
    ];
    expect(settings[csrf]).toEqual(origins);
    const other =
      csrf === "CSRF_TRUSTED_ORIGINS" ? "CSRF_TRUSTED_ORIGINS_WITH_SCHEME" : "CSRF_TRUSTED_ORIGINS";
    expect(settings).not.toHaveProperty(other);
  });

  test("keeps sessions through an upgrade and cached values apart from those of other releases", () => {
    const caches = settingsOf(name).CACHES as Readonly<Record<string, { KEY_PREFIX: string }>>;
    expect(caches.sessions?.KEY_PREFIX).toBe("sessions");
    expect(caches.default?.KEY_PREFIX).toBe(`default.${name}`);
  });
});

describe("settings that depend on what a stack says", () => {
  test("a task is not handed out twice: the timeout is longer than the longest delay and the longest task", () => {
    const options = settingsOf("verawood", "qa", ["stores: { broker: { longestDelay: 2d } }"])
      .CELERY_BROKER_TRANSPORT_OPTIONS as { visibility_timeout: number };
    expect(options.visibility_timeout).toBe(2 * 86_400 + 4 * 3600);
  });

  test("without https a cookie is sent at all", () => {
    const settings = settingsOf("verawood", "qa", ["edge: { domain: learn.example.edu, https: false }"]);
    expect(settings).toMatchObject({ SESSION_COOKIE_SECURE: false, CSRF_COOKIE_SECURE: false, HTTPS: "off" });
    expect(settings[AFTER_UPSTREAM]).toMatchObject({ SESSION_COOKIE_SAMESITE: "Lax" });
  });

  test("without a mail server mails go to the log, and with one to it, by the security that it wants", () => {
    expect(settingsOf("verawood").EMAIL_BACKEND).toMatch(/console/);
    const tls = "mail: { host: smtp.example.edu, port: 465, from: a@example.edu, security: tls }";
    expect(settingsOf("verawood", "qa", [tls])).toMatchObject({
      EMAIL_HOST: "smtp.example.edu",
      EMAIL_PORT: 465,
      EMAIL_USE_TLS: false,
      EMAIL_USE_SSL: true,
      DEFAULT_FROM_EMAIL: "a@example.edu",
    });
  });

  test("indexes of two stages on one server have different names", () => {
    expect(settingsOf("verawood", "qa").MEILISEARCH_INDEX_PREFIX).toBe("academy_qa_");
    expect(settingsOf("verawood", "ci").MEILISEARCH_INDEX_PREFIX).toBe("academy_ci_");
  });

  test("the session of each stack has a cookie of its own", () => {
    const names = ["qa", "ci"].map((stage) => settingsOf("verawood", stage).SESSION_COOKIE_NAME);
    expect(names).toEqual(["sessionid-academy-qa", "sessionid-academy-ci"]);
  });

  test("what a user says wins over what upstream forces, and a block is joined with what is there", () => {
    const said =
      "django: { lms: { ALLOWED_HOSTS: [x.org], AWS_DEFAULT_ACL: private, OURS: { secure: v1:a }, FEATURES: { A: true } } }";
    const settings = settingsOf("verawood", "qa", [said]);
    const { ALLOWED_HOSTS, AWS_DEFAULT_ACL, OURS } = settings;
    expect([ALLOWED_HOSTS, AWS_DEFAULT_ACL]).toEqual([["x.org"], "private"]);
    expect(settings[AFTER_UPSTREAM]).toMatchObject({ ALLOWED_HOSTS, AWS_DEFAULT_ACL, OURS });
    expect(settings[AFTER_UPSTREAM]).toHaveProperty("OURS.late", "configuration");
    expect(settings[AFTER_UPSTREAM]).not.toHaveProperty("FEATURES");
    expect(settings.FEATURES).toMatchObject({ A: true, ENABLE_CORS_HEADERS: true });
  });
});
