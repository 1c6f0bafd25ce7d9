import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { identityProviders } from "../../src/catalog/python/python.ts";
import { inFolder } from "../catalog/pythonTools.ts";
import { composed, deploymentOf } from "../house.ts";
import { withTool } from "./tool.ts";

const file = (name: string) => readFileSync(join(import.meta.dirname, "identity", name), "utf8");

const SAML =
  "{ kind: saml, slug: campus, name: Campus, entityId: 'https://idp.example.edu/shibboleth', metadata: 'https://idp.example.edu/metadata', attributes: { id: pairwiseId } }";
const OIDC =
  "{ kind: oidc, name: Partner, issuer: 'https://login.example.org/realms/one/', clientId: arboretum, clientSecret: { secure: v1:abc } }";

/** What the program is told by a stack that says so. */
function wantedBy(...providers: readonly string[]): object {
  const lines = [`identity: { providers: [${providers.join(", ")}] }`];
  const found = deploymentOf(composed("qa", lines))
    .preparations.flatMap(({ files }) => files)
    .find(({ name }) => name === "identity-providers")?.entries["wanted.json"];
  if (found?.format !== "json") throw new Error("nobody tells the program anything");
  return found.tree as object;
}

type Row = Readonly<Record<string, unknown>>;

interface Ended {
  readonly said: string;
  readonly wrong: string;
  readonly code: number;
  readonly SAMLConfiguration: readonly Row[];
  readonly SAMLProviderConfig: readonly Row[];
  readonly OAuth2ProviderConfig: readonly Row[];
  readonly links: readonly string[];
  readonly users: readonly string[];
}

const run = promisify(execFile);

/** Runs steps in Python inside a Django with the tables. Several wishes are files of their own. */
const within =
  (python: string) =>
  (
    steps: readonly string[],
    wanted: object = wantedBy(SAML, OIDC),
    others: Readonly<Record<string, object>> = {},
    models = file("models.py"),
  ) =>
    inFolder(
      {
        "identity.py": identityProviders,
        "wanted.json": JSON.stringify(wanted),
        ...Object.fromEntries(Object.entries(others).map(([name, one]) => [name, JSON.stringify(one)])),
        "project.py": file("project.py"),
        "third_party_auth/__init__.py": "",
        "third_party_auth/models.py": models,
        "third_party_auth/commands.py": file("commands.py"),
        "third_party_auth/management/__init__.py": "",
        "third_party_auth/management/commands/__init__.py": "",
        "third_party_auth/management/commands/saml.py":
          "from third_party_auth.commands import Saml as Command\n",
        "third_party_auth/management/commands/manage_user.py":
          "from third_party_auth.commands import ManageUser as Command\n",
      },
      async (cwd): Promise<Ended> => {
        const args = ["project.py", steps.join("\n")];
        const { stdout, stderr, code } = await run(python, args, { cwd, timeout: 60_000 }).then(
          (ended) => ({ ...ended, code: 0 }),
          ({ stdout, stderr, code }) => ({ stdout, stderr, code }),
        );
        const tables = code === 0 ? JSON.parse(stderr.trim().split("\n").at(-1)) : {};
        return { said: stdout, wrong: stderr, code, ...tables };
      },
    );

const AGAIN = (name: string) => `write("wanted.json", open("${name}").read())`;
const person = (name: string, uid: string) =>
  `UserSocialAuth.objects.create(user=User.objects.create(username="${name}"), provider="tpa-saml", uid="${uid}")`;

for (const release of ["sumac", "verawood"]) {
  withTool(`identity-${release}`, (python) => {
    const inDjango = within(python);

    test("does the same where the platform has one row of a provider for all sites", async () => {
      const models = file("models.py").replace('("site_id", "backend_name")', '("backend_name",)');
      expect(models).toContain('KEY_FIELDS = ("backend_name",)');
      const { OAuth2ProviderConfig, said } = await inDjango(["run()", "run()"], wantedBy(OIDC), {}, models);
      expect(OAuth2ProviderConfig).toHaveLength(1);
      expect(OAuth2ProviderConfig).toMatchObject([{ enabled: true, backend_name: "oidc", site: 1 }]);
      expect(said.match(/There is a new row/g)).toHaveLength(1);
    });

    describe("the first run", () => {
      test("writes one row for each provider, and one for this deployment itself", async () => {
        const { SAMLConfiguration, SAMLProviderConfig, OAuth2ProviderConfig, users } = await inDjango([
          "run()",
        ]);
        expect(SAMLConfiguration).toMatchObject([
          {
            enabled: true,
            slug: "default",
            site: 1,
            entity_id: "https://learn.example.edu/auth/saml/metadata.xml",
            private_key: "",
            by: "arboretum_identity",
          },
        ]);
        expect(SAMLProviderConfig).toMatchObject([
          {
            enabled: true,
            slug: "campus",
            entity_id: "https://idp.example.edu/shibboleth",
            attr_user_permanent_id: "urn:oasis:names:tc:SAML:attribute:pairwise-id",
            attr_email: "urn:oid:0.9.2342.19200300.100.1.3",
            attr_full_name: "urn:oid:2.16.840.1.113730.3.1.241",
            saml_configuration: null,
            skip_email_verification: true,
          },
        ]);
        expect(OAuth2ProviderConfig).toMatchObject([
          { enabled: true, backend_name: "oidc", key: "arboretum", secret: "", site: 1 },
        ]);
        expect(JSON.parse(String(OAuth2ProviderConfig[0]?.other_settings))).toEqual({
          OIDC_ENDPOINT: "https://login.example.org/realms/one",
          USERNAME_KEY: "preferred_username",
        });
        expect(users).toEqual(["arboretum_identity"]);
      });

      test("fetches the metadata once the rows are there", async () => {
        const { said } = await inDjango(["run()"]);
        expect(said.trim().split("\n").slice(-2)).toEqual([
          "Identity providers are as they are declared.",
          "PULLED",
        ]);
      });

      test("ends well where a provider is down, and says so", async () => {
        const { said, code } = await inDjango(['write("provider-is-down", "")', "run()"]);
        expect(code).toBe(0);
        expect(said).toContain("timed out");
        expect(said).toContain("fetched again every six hours");
      });
    });

    describe("a second run", () => {
      test("writes nothing, for every row would stay for good", async () => {
        const { SAMLConfiguration, SAMLProviderConfig, OAuth2ProviderConfig, users } = await inDjango([
          "run()",
          "run()",
        ]);
        expect(
          [SAMLConfiguration, SAMLProviderConfig, OAuth2ProviderConfig].map((one) => one.length),
        ).toEqual([1, 1, 1]);
        expect(users).toHaveLength(1);
      });

      test("takes JSON that somebody has saved by hand for what it says", async () => {
        const { OAuth2ProviderConfig } = await inDjango([
          "run()",
          "row = OAuth2ProviderConfig.objects.get()",
          "row.other_settings = json.dumps(dict(reversed(json.loads(row.other_settings).items())))",
          "row.save()",
          "run()",
        ]);
        expect(OAuth2ProviderConfig).toHaveLength(2);
      });

      test("adds a row where something differs, and keeps what somebody has said besides", async () => {
        const { SAMLProviderConfig } = await inDjango([
          "run()",
          "row = SAMLProviderConfig.objects.get()",
          'row.country, row.visible = "urn:oid:2.5.4.6", False',
          "row.save()",
          "run()",
        ]);
        expect(SAMLProviderConfig).toHaveLength(3);
        expect(SAMLProviderConfig[2]).toMatchObject({ country: "urn:oid:2.5.4.6", visible: true });
      });
    });

    describe("a provider that nobody declares any more", () => {
      test("is off, with the deployment itself where it was the last, and accounts stay linked", async () => {
        const { SAMLProviderConfig, SAMLConfiguration, OAuth2ProviderConfig, links } = await inDjango(
          ["run()", person("ada", "campus:1"), AGAIN("later.json"), "run()", "run()"],
          wantedBy(SAML, OIDC),
          { "later.json": wantedBy(OIDC) },
        );
        expect(SAMLProviderConfig.map(({ enabled }) => enabled)).toEqual([true, false]);
        expect(SAMLConfiguration.map(({ enabled }) => enabled)).toEqual([true, false]);
        expect(OAuth2ProviderConfig).toHaveLength(1);
        expect(links).toEqual(["campus:1"]);
      });

      test("stays as it is where somebody has made it by hand", async () => {
        const { SAMLProviderConfig } = await inDjango([
          'SAMLProviderConfig(slug="theirs", name="Theirs", enabled=True).save()',
          "run()",
        ]);
        expect(SAMLProviderConfig.map(({ slug, enabled }) => [slug, enabled])).toEqual([
          ["theirs", true],
          ["campus", true],
        ]);
      });
    });

    describe("a provider under another slug", () => {
      const renamed = wantedBy(SAML.replace("slug: campus", "slug: university, formerly: campus"), OIDC);

      test("takes the accounts along, and the one before is off", async () => {
        const { SAMLProviderConfig, links } = await inDjango(
          [
            "run()",
            person("ada", "campus:1"),
            person("grace", "campus2:1"),
            AGAIN("later.json"),
            "run()",
            "run()",
          ],
          wantedBy(SAML, OIDC),
          { "later.json": renamed },
        );
        expect(links).toEqual(["campus2:1", "university:1"]);
        expect(SAMLProviderConfig.map(({ slug, enabled }) => [slug, enabled])).toEqual([
          ["campus", true],
          ["university", true],
          ["campus", false],
        ]);
      });

      test("leaves a link that would meet another, and names its account", async () => {
        const { links, said } = await inDjango(
          [person("ada", "campus:1"), person("grace", "university:1"), "run()"],
          renamed,
        );
        expect(links).toEqual(["campus:1", "university:1"]);
        expect(said).toMatch(/Account \d+ stays linked as campus/);
      });
    });

    test("a column that the release does not have stops the program before it has changed anything", async () => {
      const wanted = wantedBy(OIDC) as { rows: { values: object }[] };
      wanted.rows = wanted.rows.map((row) => ({ ...row, values: { ...row.values, tomorrow: true } }));
      const { code, wrong, said } = await inDjango(["run()"], wanted);
      expect(code).toBe(1);
      expect(wrong).toContain("OAuth2ProviderConfig of this release has no tomorrow. Nothing was changed.");
      expect(said).not.toContain("There is a new row");
    });
  });
}
