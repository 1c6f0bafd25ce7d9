import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { composed, deploymentOf, projectOf, publishedReleases, serviceOf, stackFile } from "../house.ts";

const deployable = publishedReleases.map(({ name }) => name);

const chainsOf = (release: string, lines: readonly string[] = []) =>
  deploymentOf(composed("qa", lines, release)).preparations;

interface Wanted {
  readonly toggles: readonly { readonly name: string; readonly kind: string; readonly on: boolean }[];
  readonly leadingNowhere: readonly { readonly name: string }[];
  readonly sites: { readonly own: string; readonly others: readonly string[] };
  readonly users: readonly { readonly name: string }[];
  readonly site: Readonly<Record<string, unknown>>;
  readonly configurations: readonly { readonly model: string; readonly first: object }[];
  readonly clients: readonly { readonly name: string }[];
  readonly searchIndexes: boolean;
  readonly commands: readonly (readonly string[])[];
}

/** What the Jobs of a chain are told, by the file that they mount. */
const wantedBy = (release: string, chain: string, object: string): Wanted =>
  wantedIn(composed("qa", [], release), chain, object);

function wantedIn(composition: Composition, chain: string, object: string): Wanted {
  const files = deploymentOf(composition).preparations.find(({ name }) => name === chain)?.files;
  const content = files?.find(({ name }) => name === object)?.entries["wanted.json"];
  if (content?.format !== "json") throw new Error(`${object} has no wish`);
  return content.tree as unknown as Wanted;
}

const commandsOf = (release: string) => ({
  lms: wantedBy(release, "edxapp-setup", "lms-setup").commands.map((one) => one.join(" ")),
  cms: wantedBy(release, "edxapp-setup", "cms-setup").commands.map((one) => one.join(" ")),
  search: wantedBy(release, "edxapp-search", "edxapp-search").commands.map((one) => one.slice(2).join(" ")),
});

test.each(deployable)("%s: migrations, then what a site needs, then search, each in its order", (release) => {
  const chains = chainsOf(release).filter(({ name }) => name.startsWith("edxapp"));
  expect(chains.map(({ name, jobs }) => [name, jobs.map((job) => job.name)])).toEqual([
    ["edxapp-migrations", ["lms-migrate", "lms-migrate-history", "cms-migrate"]],
    ["edxapp-setup", ["lms-setup", "cms-setup"]],
    ["edxapp-search", ["edxapp-search"]],
  ]);
  expect(chains.map(({ needs }) => needs)).toEqual([
    ["mysql-databases", "mongodb-databases", "cache", "sessions", "broker", "search"],
    ["edxapp-migrations", "search-key"],
    ["edxapp-setup"],
  ]);
});

const RETIREMENT = "populate_retirement_states";
const FORUM = "initialize_forum_indices";
const INIT = "reindex_studio --experimental --init";
const INCREMENTAL = "reindex_studio --experimental --incremental";
const COURSES = "reindex_course --active";

test.each([
  ["sumac", [RETIREMENT, FORUM], [INIT], [INCREMENTAL, COURSES]],
  ["teak", [RETIREMENT, FORUM], [INIT], [INCREMENTAL, COURSES]],
  ["ulmo", [RETIREMENT, "load_policies", FORUM], ["load_policies"], ["reindex_studio", COURSES]],
  ["verawood", [RETIREMENT, "load_policies", FORUM], ["load_policies"], ["reindex_studio", COURSES]],
])("%s runs the commands that it has", (release, lms, cms, search) => {
  expect(commandsOf(release)).toEqual({ lms, cms, search });
});

describe("toggles of a new site", () => {
  const names = (release: string) =>
    wantedBy(release, "edxapp-setup", "lms-setup").toggles.map(({ name }) => name);

  test("keep discussions in MySQL, where a release can keep them elsewhere", () => {
    expect(names("ulmo")).toContain("forum_v2.enable_mysql_backend");
    expect(names("verawood")).not.toContain("forum_v2.enable_mysql_backend");
  });

  test("are those of the release, each once", () => {
    for (const release of deployable) {
      const all = names(release);
      expect(all).toContain("learner_home_mfe.enabled");
      expect(new Set(all).size).toBe(all.length);
    }
    expect(names("teak").filter((name) => name.includes("new_studio_mfe")).length).toBeGreaterThan(10);
    expect(names("ulmo").filter((name) => name.includes("new_studio_mfe"))).toEqual([]);
  });

  test("lead to no micro-frontend that the deployment does not have, and go where they did", () => {
    const map = [
      "stages: [qa]",
      "default: academy",
      "deployments: { academy: { run: { qa: verawood }, applications: { remove: [discussions] } } }",
    ].join("\n");
    const without = compose(projectOf({ "Pulumi.qa.yaml": stackFile() }, "verawood", map), "qa");
    const { toggles, leadingNowhere } = wantedIn(without, "edxapp-setup", "lms-setup");
    expect(toggles.filter(({ name }) => name.startsWith("discussions."))).toEqual([]);
    expect(toggles.map(({ name }) => name)).toContain("learner_home_mfe.enabled");
    expect(leadingNowhere.map(({ name }) => name)).toContain("discussions.enable_discussions_mfe");
    expect(wantedBy("verawood", "edxapp-setup", "lms-setup").leadingNowhere).toEqual([]);
  });
});

describe("rows of a site with the course discovery", () => {
  const wanted = wantedIn(composed("qa", [], "verawood", ["discovery"]), "edxapp-setup", "lms-setup");
  const address = "https://discovery.learn.example.edu/api/v1";

  test("say where its catalogue is, that it is asked, and in whose name", () => {
    expect(wanted.site).toEqual({ COURSE_CATALOG_API_URL: address });
    expect(wanted.users).toMatchObject([{ name: "lms_catalog_service_user", staff: true, superuser: false }]);
    expect(wanted.configurations).toEqual([
      {
        model: "catalog.CatalogIntegration",
        first: { enabled: true, service_username: "lms_catalog_service_user" },
        always: { internal_api_url: address },
      },
      {
        model: "programs.ProgramsApiConfig",
        first: { enabled: true, marketing_path: "/programs" },
        always: {},
      },
    ]);
  });

  test("are none without it", () => {
    const { users, site, configurations } = wantedBy("verawood", "edxapp-setup", "lms-setup");
    expect([users, site, configurations]).toEqual([[], {}, []]);
  });
});

test.each([
  ["sumac", true],
  ["teak", false],
])("%s: a profile as a micro-frontend is said of the site too: %s", (release, said) => {
  const { site } = wantedBy(release, "edxapp-setup", "lms-setup");
  expect("ENABLE_PROFILE_MICROFRONTEND" in site).toBe(said);
});

test.each([
  ["teak", ["preview.learn.example.edu"]],
  ["ulmo", []],
])("%s shows authors what is not published at %j", (release, previews) => {
  const blueprint = deploymentOf(composed("qa", [], release));
  const { others } = wantedBy(release, "edxapp-setup", "lms-setup").sites;
  expect(others).toEqual(["studio.learn.example.edu", ...previews]);
  const lms = blueprint.hosts.filter(({ component, paths }) => component === "lms" && !paths);
  expect(lms.map(({ host }) => host)).toEqual(["learn.example.edu", ...previews]);
  const files = JSON.stringify(serviceOf(blueprint, "lms").files);
  expect(
    files.includes(`"ALLOWED_HOSTS":["learn.example.edu",${previews.map((one) => `"${one}",`)}"lms"]`),
  ).toBe(true);
  for (const variant of ["lms", "cms"]) {
    const settings = JSON.stringify(serviceOf(blueprint, variant).files);
    expect(settings.includes("PREVIEW_LMS_BASE")).toBe(previews.length > 0);
  }
});

test("each of the LMS and Studio knows the queues of the other: what it cannot send it would do itself", () => {
  const { provenance, services } = deploymentOf(composed("qa"));
  for (const [variant, other] of [
    ["lms", "cms"],
    ["cms", "lms"],
  ] as const) {
    const files = JSON.stringify(services.find(({ name }) => name === variant)?.files);
    expect(files).toContain(`"ALTERNATE_WORKER_QUEUES":"${other}"`);
    expect(provenance[variant]?.map(({ key }) => key)).toContain("ALTERNATE_WORKER_QUEUES");
  }
});

test("a theme that is built and not chosen is a warning that says where to choose it", () => {
  const map = [
    "stages: [qa]",
    "default: academy",
    "deployments:",
    "  academy:",
    "    run: { qa: verawood }",
    "    theme: { origin: academy/academy-theme, branch: main }",
    '    overrides: [{ application: edx-platform, image: "ghcr.io/academy/openedx:1.0" }]',
  ].join("\n");
  const of = (...lines: string[]) =>
    compose(projectOf({ "Pulumi.qa.yaml": stackFile(...lines) }, "verawood", map), "qa").problems.filter(
      ({ rule }) => rule === "theme-unused",
    );
  expect(of()).toMatchObject([{ path: "arboretum:site.theme", severity: "warning" }]);
  expect(of("site: { name: Academy, contact: help@example.edu, theme: academy-theme }")).toEqual([]);
});

test("a theme is shown by the name that the settings say, by both", () => {
  const site = "site: { name: Academy, contact: help@example.edu, theme: academy-theme }";
  const { services } = deploymentOf(composed("qa", [site]));
  for (const variant of ["lms", "cms"]) {
    const files = JSON.stringify(services.find(({ name }) => name === variant)?.files);
    expect(files).toContain('"DEFAULT_SITE_THEME":"academy-theme"');
  }
  expect(JSON.stringify(deploymentOf(composed("qa")))).not.toContain("DEFAULT_SITE_THEME");
});

describe("Studio", () => {
  const settings = (variant: string) => {
    const service = deploymentOf(composed("qa")).services.find(({ name }) => name === variant);
    const content = service?.files.find(({ name }) => name === `${variant}-configuration`)?.entries[
      `${variant}.env.yml`
    ];
    return content?.format === "yaml" ? (content.tree as Record<string, unknown>) : {};
  };

  test("lets people in by a client that the LMS knows under the same name and secret", () => {
    const [client] = wantedBy("verawood", "edxapp-setup", "lms-setup").clients;
    expect(client).toEqual({
      name: "cms-sso",
      id: settings("cms").SOCIAL_AUTH_EDX_OAUTH2_KEY,
      secret: settings("cms").SOCIAL_AUTH_EDX_OAUTH2_SECRET,
      grant: "authorization-code",
      redirects: ["https://studio.learn.example.edu/complete/edx-oauth2/"],
      scopes: ["user_id"],
      user: { name: "cms", email: "cms@learn.example.edu", staff: false, superuser: false },
    });
    expect(settings("lms").IDA_LOGOUT_URI_LIST).toEqual(["https://studio.learn.example.edu/logout/"]);
  });

  test("has a session of its own, on its own host", () => {
    const [studio, lms] = [settings("cms"), settings("lms")];
    expect(studio.SESSION_COOKIE_NAME).not.toBe(lms.SESSION_COOKIE_NAME);
    expect(studio.SESSION_COOKIE_DOMAIN).toBe("studio.learn.example.edu");
  });

  test("and the LMS end what they have begun before they are killed", () => {
    const { services } = deploymentOf(composed("qa"));
    const platform = services.filter(({ name }) => ["lms", "cms"].includes(name));
    expect(platform).toHaveLength(2);
    for (const { name, web, files } of platform) {
      const ini = JSON.stringify(files.find((one) => one.name === `${name}-uwsgi`)?.entries ?? "");
      const harakiri = Number(/harakiri = (\d+)/.exec(ini)?.[1]);
      expect(harakiri).toBeGreaterThanOrEqual(60);
      expect(web?.pod.grace).toBeGreaterThan(harakiri + (web?.pod.drain ?? 0));
    }
  });
});

test("migrations that are started by hand wait, those of every service, and nothing else does", () => {
  const waiting = (lines: readonly string[]) =>
    deploymentOf(composed("qa", lines, "verawood", ["discovery", "notes"])).preparations.flatMap(({ jobs }) =>
      jobs.filter(({ byHand }) => byHand).map(({ name }) => name),
    );
  expect(waiting(["change: { migrations: { start: byHand } }"]).sort()).toEqual([
    "cms-migrate",
    "discovery-migrate",
    "lms-migrate",
    "lms-migrate-history",
    "notes-migrate",
  ]);
  expect(waiting([])).toEqual([]);
});
