import { describe, expect, test } from "vitest";
import { catalog } from "../../src/catalog/catalog.ts";
import { check } from "../../src/policies/check.ts";
import type { Tree } from "../../src/vocabulary/late.ts";
import { composed, deploymentOf, publishedReleases, rendered, serviceOf } from "../house.ts";

const deployable = publishedReleases.map(({ name }) => name);

const SAML =
  "{ kind: saml, slug: campus, name: Campus, entityId: 'https://idp.example.edu/shibboleth', metadata: 'https://idp.example.edu:8443/metadata', networks: [10.1.2.0/24], attributes: { id: pairwiseId, username: 'urn:oid:2.5.4.3' } }";
const OIDC =
  "{ kind: oidc, name: Partner, issuer: 'https://login.example.org/realms/one/', clientId: arboretum, clientSecret: { secure: v1:abc } }";
const GOOGLE =
  "{ kind: google, name: Google, clientId: g, clientSecret: { secure: v1:def }, domains: [example.edu] }";
const MICROSOFT =
  "{ kind: microsoft, name: Microsoft, clientId: m, clientSecret: { secure: v1:ghi }, tenant: t-1 }";
const ORCID =
  "{ kind: other, name: ORCID, clientId: o, clientSecret: { secure: v1:jkl }, backend: orcid, class: social_core.backends.orcid.ORCIDOAuth2, settings: { SCOPE: [openid] } }";

const providers = (...some: readonly string[]) => `identity: { providers: [${some.join(", ")}] }`;
const stack = (lines: readonly string[], release = "verawood") => composed("qa", lines, release);

const settingsOf = (composition: ReturnType<typeof stack>): { readonly [key: string]: Tree } => {
  const { files } = serviceOf(deploymentOf(composition), "lms");
  const found = files.find(({ name }) => name === "lms-configuration")?.entries["lms.env.yml"];
  if (found?.format !== "yaml") throw new Error("the LMS has no settings");
  return found.tree as { readonly [key: string]: Tree };
};

const rowsOf = (composition: ReturnType<typeof stack>): readonly { readonly [key: string]: Tree }[] => {
  const found = deploymentOf(composition)
    .preparations.flatMap(({ files }) => files)
    .find(({ name }) => name === "identity-providers");
  expect(found?.kind).toBe("config");
  const content = found?.entries["wanted.json"];
  if (content?.format !== "json") throw new Error("nobody tells the program anything");
  return (content.tree as unknown as { rows: { readonly [key: string]: Tree }[] }).rows;
};

const ALL = [SAML, OIDC, GOOGLE, MICROSOFT, ORCID];

describe.each(deployable)("identity providers of %s", (release) => {
  const alone = ALL.map((one) => ({ which: /kind: (\w+)/.exec(one)?.[1], some: [one] }));

  test.each([{ which: "all of them", some: ALL }, ...alone])(
    "$which: render, and keep every rule",
    async ({ some }) => {
      const composition = stack([providers(...some)], release);
      expect(composition.problems).toEqual([]);
      expect(check(await rendered(composition), deploymentOf(composition))).toEqual([]);
    },
  );
});

describe("logging in by others", () => {
  const composition = stack([providers(...ALL)]);
  const blueprint = deploymentOf(composition);

  test("is off where nobody asks for it: no key, no Job, no schedule, no setting", () => {
    const without = deploymentOf(stack([]));
    expect(without.secrets.map(({ name }) => name)).not.toContain("identity/saml-key");
    expect(without.preparations.map(({ name }) => name)).not.toContain("edxapp-identity");
    expect(serviceOf(without, "lms").schedules.map(({ name }) => name)).not.toContain("lms-saml-metadata");
    expect(settingsOf(stack([]))).not.toHaveProperty("THIRD_PARTY_AUTH_BACKENDS");
  });

  test("is rows of the LMS by a Job that nothing waits for, after the rows of the site", () => {
    expect(blueprint.preparations.find(({ name }) => name === "edxapp-identity")).toMatchObject({
      needs: ["edxapp-setup"],
      jobs: [{ name: "lms-identity" }],
    });
    expect(blueprint.services.flatMap(({ needs }) => needs)).not.toContain("edxapp-identity");
    expect(rowsOf(composition).map(({ model, key }) => [model, key])).toEqual([
      ["SAMLConfiguration", { slug: "default" }],
      ["SAMLProviderConfig", { slug: "campus" }],
      ["OAuth2ProviderConfig", { backend_name: "oidc" }],
      ["OAuth2ProviderConfig", { backend_name: "google-oauth2" }],
      ["OAuth2ProviderConfig", { backend_name: "azuread-v2-tenant-oauth2" }],
      ["OAuth2ProviderConfig", { backend_name: "orcid" }],
    ]);
  });

  test("says attributes by OID, whether people know them by name or by OID", () => {
    expect(rowsOf(composition)[1]?.values).toMatchObject({
      attr_user_permanent_id: "urn:oasis:names:tc:SAML:attribute:pairwise-id",
      attr_username: "urn:oid:2.5.4.3",
      attr_email: "urn:oid:0.9.2342.19200300.100.1.3",
      attr_full_name: "urn:oid:2.16.840.1.113730.3.1.241",
      attr_first_name: "urn:oid:2.5.4.42",
      attr_last_name: "urn:oid:2.5.4.4",
    });
  });

  test("has no secret in the rows, and all of them in the settings of the LMS", () => {
    expect(JSON.stringify(rowsOf(composition))).not.toContain('"late"');
    const settings = settingsOf(composition);
    expect(settings.SOCIAL_AUTH_SAML_SP_PRIVATE_KEY).toEqual({ late: "secret", name: "identity/saml-key" });
    expect(settings.SOCIAL_AUTH_SAML_SP_PUBLIC_CERT).toEqual({
      late: "secret",
      name: "identity/saml-certificate",
    });
    expect(Object.keys(settings.SOCIAL_AUTH_OAUTH_SECRETS as object)).toEqual([
      "oidc",
      "google-oauth2",
      "azuread-v2-tenant-oauth2",
      "orcid",
    ]);
  });

  test("loads what upstream loads, and what its providers need besides, once each", () => {
    const backends = settingsOf(composition).THIRD_PARTY_AUTH_BACKENDS as readonly string[];
    expect(backends).toHaveLength(new Set(backends).size);
    expect(backends.slice(-3)).toEqual([
      "social_core.backends.open_id_connect.OpenIdConnectAuth",
      "social_core.backends.azuread_tenant.AzureADV2TenantOAuth2",
      "social_core.backends.orcid.ORCIDOAuth2",
    ]);
    expect(backends).toContain("common.djangoapps.third_party_auth.saml.SAMLAuthBackend");
  });

  test("fetches metadata every six hours, and never by a scheduler of Celery", () => {
    const [found] = serviceOf(blueprint, "lms").schedules.filter(({ name }) => name === "lms-saml-metadata");
    expect(found).toMatchObject({
      cron: "53 */6 * * *",
      pod: { command: ["./manage.py", "lms", "saml", "--pull"] },
    });
    expect(settingsOf(composition).THIRD_PARTY_AUTH_SAML_FETCH_PERIOD_HOURS).toBeNull();
  });

  test("opens the way to metadata for those who fetch them, and to whoever gives tokens for the LMS", () => {
    const ways = blueprint.connections
      .filter(({ to }) => to.kind === "network" && to.name.startsWith("identity-"))
      .map(({ from, to, port }) => [
        "name" in from && from.name,
        to.kind === "network" && `${to.name} ${to.network}`,
        port,
      ]);
    expect(ways).toEqual([
      ["edxapp-identity", "identity-campus 10.1.2.0/24", 8443],
      ["lms-saml-metadata", "identity-campus 10.1.2.0/24", 8443],
      ["lms", "identity-oidc internet", 443],
      ["lms", "identity-google-oauth2 internet", 443],
      ["lms", "identity-azuread-v2-tenant-oauth2 internet", 443],
      ["lms", "identity-orcid internet", 443],
    ]);
  });

  test("keeps the key that providers know, and makes the certificate from it", async () => {
    const secrets = deploymentOf(
      composed("production", [
        providers(SAML),
        "objectStorage: { keep: { submissions: 5y, grades: 5y, tracking: forever } }",
      ]),
    ).secrets;
    expect(secrets.filter(({ name }) => name.startsWith("identity/"))).toMatchObject([
      { name: "identity/saml-key", loss: "irreplaceable", keep: true },
      { name: "identity/saml-certificate", shape: { kind: "certificate", of: "identity/saml-key" } },
    ]);
    const { resources } = await rendered(composition);
    const [certificate] = resources.filter(({ type }) => type === "tls:index/selfSignedCert:SelfSignedCert");
    expect(certificate).toMatchObject({ secretPaths: ["privateKeyPem"] });
  });
});

const said = (lines: readonly string[]) =>
  stack(lines).problems.map(({ rule, path, severity }) => `${severity} ${rule} ${path}`);

describe("what stands against it", () => {
  test.each([
    ["a slug in capitals", SAML.replace("slug: campus", "slug: Campus"), "value-invalid", "slug"],
    ["a slug that is too long", SAML.replace("campus", "c".repeat(31)), "value-invalid", "slug"],
    [
      "metadata that anybody may change on the way",
      SAML.replace("https://idp.example.edu:", "http://idp.example.edu:"),
      "value-invalid",
      "metadata",
    ],
    [
      "a client's secret in plain text",
      OIDC.replace("{ secure: v1:abc }", "abc"),
      "secret-plain",
      "clientSecret",
    ],
  ])("%s is refused", (_, one, rule, key) => {
    expect(stack([providers(one)]).problems).toMatchObject([
      { severity: "error", rule, path: `arboretum:identity.providers[0].${key}` },
    ]);
  });

  test.each([
    ["two of one slug", [SAML, SAML.replace("idp.example.edu/shibboleth", "other.example.edu")], "[1].slug"],
    ["one provider under two slugs", [SAML, SAML.replace("slug: campus", "slug: other")], "[1].entityId"],
    ["two of one kind", [OIDC, OIDC], "[1].kind"],
    [
      "a successor of one that is there",
      [SAML, SAML.replace("slug: campus", "slug: other, formerly: campus").replace("/shibboleth", "/two")],
      "[1].formerly",
    ],
  ])("%s are refused", (_, some, path) => {
    expect(stack([providers(...some)]).problems).toMatchObject([
      { severity: "error", path: `arboretum:identity.providers${path}` },
    ]);
  });

  test("LDAP is answered with the reason and what to do, wherever somebody writes it", () => {
    for (const line of ["identity: { ldap: { server: a } }", "ldap: { server: a }"]) {
      expect(stack([line]).problems[0]?.remedy).toContain("Put an identity provider before the directory");
    }
    const other = ORCID.replace(
      "social_core.backends.orcid.ORCIDOAuth2",
      "django_auth_ldap.backend.LDAPBackend",
    );
    expect(said([providers(other)])).toEqual(["error ldap arboretum:identity.providers[0].class"]);
  });

  test("SAML without https, because nobody would come back logged in", () => {
    expect(said([providers(SAML), "edge: { domain: learn.example.edu, https: false }"])).toEqual([
      "error saml-without-https arboretum:identity.providers",
    ]);
  });

  test("no way in at all", () => {
    expect(said(["accounts: { signIn: providers }"])).toEqual([
      "error nobody-logs-in arboretum:accounts.signIn",
    ]);
    expect(said(["accounts: { signIn: providers }", providers(SAML)])).toEqual([]);
    expect(
      said([
        "accounts: { signIn: providers }",
        providers(SAML.replace("name: Campus", "name: Campus, visible: false")),
      ]),
    ).toEqual(["error nobody-logs-in arboretum:accounts.signIn"]);
  });

  test("a list of backends of one's own without those that its providers need", () => {
    const line = "django: { lms: { THIRD_PARTY_AUTH_BACKENDS: [ours.Backend] } }";
    expect(said([providers(SAML), line])).toEqual([
      "error backend-unloaded arboretum:django.lms.THIRD_PARTY_AUTH_BACKENDS",
    ]);
    expect(said([line])).toEqual([]);
  });

  test("addresses that nobody can confirm", () => {
    expect(said([providers(SAML.replace("name: Campus", "name: Campus, confirmMail: true"))])).toEqual([
      "error nobody-confirms arboretum:identity.providers[0].confirmMail",
    ]);
  });

  test("newcomers whom the platform would turn away, and names that are given to others one day, are told", () => {
    expect(
      said(["accounts: { registration: closed }", providers(SAML.replace("id: pairwiseId", "id: uid"))]),
    ).toEqual([
      "warning newcomers-shut-out arboretum:accounts.registration",
      "warning identity-reused arboretum:identity.providers[0].attributes.id",
    ]);
  });
});

describe("accounts", () => {
  test("are as the release has them where nobody says anything", () => {
    const settings = settingsOf(stack([]));
    for (const name of ["AUTH_PASSWORD_VALIDATORS", "SESSION_COOKIE_AGE", "REGISTRATION_RATELIMIT"])
      expect(settings).not.toHaveProperty(name);
  });

  test.each(deployable)("of %s are told all that somebody says", (release) => {
    const settings = settingsOf(
      stack(
        [
          "accounts: { registration: closed, activation: none, deletion: false, mails: ['^.*@example[.]edu$'], password: { length: 12, digits: 1 }, session: { longest: 2d, idle: 30m, single: true }, lockout: { attempts: 5, pause: 1h }, attempts: { registrations: 600/7d, logins: 1000/5m } }",
        ],
        release,
      ),
    );
    expect(settings).toMatchObject({
      FEATURES: {
        ALLOW_PUBLIC_ACCOUNT_CREATION: false,
        SKIP_EMAIL_VALIDATION: true,
        ENABLE_MAX_FAILED_LOGIN_ATTEMPTS: true,
        ENABLE_ACCOUNT_DELETION: false,
        PREVENT_CONCURRENT_LOGINS: true,
      },
      REGISTRATION_EMAIL_PATTERNS_ALLOWED: ["^.*@example[.]edu$"],
      SESSION_COOKIE_AGE: 172_800,
      SESSION_INACTIVITY_TIMEOUT_IN_SECONDS: 1800,
      MAX_FAILED_LOGIN_ATTEMPTS_ALLOWED: 5,
      MAX_FAILED_LOGIN_ATTEMPTS_LOCKOUT_PERIOD_SECS: 3600,
      REGISTRATION_RATELIMIT: "600/7d",
      LOGISTRATION_RATELIMIT_RATE: "1000/5m",
    });
    expect(JSON.stringify(settings.AUTH_PASSWORD_VALIDATORS)).toContain('"min_numeric":1');
  });
});

test("whoever lets people in through the LMS is in one table, and each of its applications as well", () => {
  const all = deploymentOf(composed("qa", [], "verawood", ["discovery", "credentials", "notes", "xqueue"]));
  const told = all.preparations.flatMap(({ files }) => files).find(({ name }) => name === "lms-setup")
    ?.entries["wanted.json"];
  if (told?.format !== "json") throw new Error("nobody tells the LMS anything");
  const clients = (
    told.tree as { readonly clients: readonly { readonly name: string; readonly secret: Tree }[] }
  ).clients;
  const inTable = clients.map(({ secret }) => (secret as { readonly name: string }).name);
  // Every secret of the stack that is one of a client of the LMS is a row of that table, and nowhere else is one made.
  const present = all.services.map(({ name }) => name);
  const absent = catalog.filter(({ name }) => !present.includes(name)).flatMap(({ secrets = [] }) => secrets);
  const made = all.secrets
    .map(({ name }) => name)
    .filter((name) => !absent.some((one) => one.name === name))
    .filter((name) => /\/(?:sso|oauth)(?:-secret)?$/.test(name));
  expect(inTable.toSorted()).toEqual(made.toSorted());
  expect(clients.map(({ name }) => name)).toHaveLength(new Set(clients.map(({ name }) => name)).size);
});
