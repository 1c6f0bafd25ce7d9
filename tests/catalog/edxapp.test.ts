import { describe, expect, test } from "vitest";
import { supportedReleases } from "../../src/releases/supported.ts";
import { composed, deploymentOf } from "../house.ts";

const deployable = [...supportedReleases.values()]
  .filter(({ use, rolling }) => use === "deployable" && !rolling)
  .map(({ name }) => name);

const chainsOf = (release: string, lines: readonly string[] = []) =>
  deploymentOf(composed("qa", lines, release)).preparations;

interface Wanted {
  readonly toggles: readonly { readonly name: string; readonly kind: string; readonly on: boolean }[];
  readonly clients: readonly { readonly name: string }[];
  readonly searchIndexes: boolean;
  readonly commands: readonly (readonly string[])[];
}

/** What the Jobs of a chain are told, by the file that they mount. */
function wantedBy(release: string, chain: string, object: string): Wanted {
  const files = chainsOf(release).find(({ name }) => name === chain)?.files;
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

test("migrations that are started by hand wait, and nothing else does", () => {
  const waiting = (lines: readonly string[]) =>
    chainsOf("verawood", lines).flatMap(({ jobs }) =>
      jobs.filter(({ byHand }) => byHand).map(({ name }) => name),
    );
  expect(waiting(["change: { migrations: { start: byHand } }"])).toEqual([
    "lms-migrate",
    "lms-migrate-history",
    "cms-migrate",
  ]);
  expect(waiting([])).toEqual([]);
});
