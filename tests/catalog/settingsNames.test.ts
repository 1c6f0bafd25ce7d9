import { describe, expect, test } from "vitest";
import type { Variant } from "../../src/catalog/edxapp/variant.ts";
import { AFTER_UPSTREAM, EVENT_BUS, LOG_FORMAT } from "../../src/catalog/python/python.ts";
import { settingsNames } from "../../src/releases/settingsNames.ts";
import { composed, deploymentOf, publishedReleases } from "../house.ts";

type Settings = Readonly<Record<string, unknown>>;

const MAIL = "mail: { host: smtp.example.edu, port: 587, from: no-reply@example.edu }";

function settingsOf(
  release: string,
  stage = "qa",
  lines: readonly string[] = [],
  variant: Variant = "lms",
): Settings {
  const service = deploymentOf(composed(stage, lines, release)).services.find(({ name }) => name === variant);
  const content = service?.files.find(({ name }) => name === `${variant}-configuration`)?.entries[
    `${variant}.env.yml`
  ];
  return content?.format === "yaml" ? (content.tree as Settings) : {};
}

const deployable = publishedReleases;
const releases = deployable.map(({ name, dialect }) => ({ name, csrf: dialect.csrf }));

test("there is a release to look at", () => {
  expect(releases.map(({ name }) => name)).toContain("verawood");
});

const BUCKETS =
  "objectStorage: { driver: external, endpoint: https://s3.example.edu, egress: [internet], account: { accessKey: academy, secretKey: { secure: v1:abc } } }";

/** What makes the settings longer than they are by themselves. */
const IDENTITY =
  "identity: { providers: [{ kind: saml, slug: campus, name: Campus, entityId: a, metadata: 'https://idp.example.edu', attributes: { id: pairwiseId } }, { kind: google, name: Google, clientId: a, clientSecret: { secure: v1:abc } }] }";
const ACCOUNTS =
  "accounts: { signIn: providers, mails: ['.*'], password: {}, session: { longest: 1d, idle: 1h }, lockout: { attempts: 5, pause: 1h }, attempts: { registrations: 60/d, logins: 60/d } }";
const SAYING_MORE = [[], [MAIL], ["events: { bus: redis }"], [BUCKETS], [IDENTITY, ACCOUNTS]];

const both = deployable.flatMap((release) =>
  (["lms", "cms"] as const).map((variant) => ({ release, name: release.name, variant })),
);

describe.each(both)("the $variant of $name", ({ release, variant }) => {
  const known = settingsNames(variant, release);

  test.each(SAYING_MORE)(
    "knows every setting that it is given, and all that our module sets afterwards",
    (...lines) => {
      const settings = settingsOf(release.name, "qa", lines, variant);
      const { [AFTER_UPSTREAM]: after = {}, [EVENT_BUS]: _, [LOG_FORMAT]: __, ...read } = settings;
      expect(Object.keys(read).length).toBeGreaterThan(60);
      const names = [...Object.keys(read), ...Object.keys(after as Settings)];
      expect(names.filter((key) => !known?.settings.has(key))).toEqual([]);
    },
  );

  test("knows every feature that it is given", () => {
    const { FEATURES = {} } = settingsOf(release.name, "qa", [], variant);
    expect(Object.keys(FEATURES as Settings).length).toBeGreaterThan(4);
    expect(Object.keys(FEATURES as Settings).filter((key) => !known?.features.has(key))).toEqual([]);
  });
});

describe.each(releases)("the LMS of $name", ({ name, csrf }) => {
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
  test("a task is not handed out twice: the timeout is longer than the longest delay, task and farewell", () => {
    const options = settingsOf("verawood", "qa", ["stores: { broker: { longestDelay: 2d } }"])
      .CELERY_BROKER_TRANSPORT_OPTIONS as { visibility_timeout: number };
    expect(options.visibility_timeout).toBe(2 * 86_400 + 4 * 3600 + 4 * 3600);
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
      "django: { lms: { ALLOWED_HOSTS: [.example.edu, lms], AWS_DEFAULT_ACL: private, OURS: { secure: v1:a }, FEATURES: { A: true } } }";
    const settings = settingsOf("verawood", "qa", [said]);
    const { ALLOWED_HOSTS, AWS_DEFAULT_ACL, OURS } = settings;
    expect([ALLOWED_HOSTS, AWS_DEFAULT_ACL]).toEqual([[".example.edu", "lms"], "private"]);
    expect(settings[AFTER_UPSTREAM]).toMatchObject({ ALLOWED_HOSTS, AWS_DEFAULT_ACL, OURS });
    expect(settings[AFTER_UPSTREAM]).toHaveProperty("OURS.late", "configuration");
    expect(settings[AFTER_UPSTREAM]).not.toHaveProperty("FEATURES");
    expect(settings.FEATURES).toMatchObject({ A: true, ENABLE_CORS_HEADERS: true });
  });
});
