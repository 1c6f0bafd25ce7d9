import { describe, expect, test } from "vitest";
import { applications, MFE_IMAGE, nameOfAlias } from "../../src/releases/applications.ts";
import { isKnown, isUnknown, type SupportedRelease } from "../../src/releases/release.ts";
import { supportedReleases } from "../../src/releases/supported.ts";

const all = [...supportedReleases.values()];
const named = all.filter(({ rolling }) => !rolling);
const get = (name: string) => supportedReleases.get(name) as SupportedRelease;
const having = (application: string) =>
  all.filter((release) => application in release.applications).map(({ name }) => name);
const dialect = <Key extends keyof SupportedRelease["dialect"]>(key: Key) =>
  Object.fromEntries(all.map((release) => [release.name, release.dialect[key]]));

describe("which release has what", () => {
  test.each([
    ["ecommerce", ["quince", "redwood", "sumac"]],
    ["payment", ["quince", "redwood", "sumac"]],
    ["forum", ["quince", "redwood"]],
    ["admin-console", ["ulmo", "verawood", "master"]],
    ["course-authoring", ["quince", "redwood"]],
    ["authoring", ["sumac", "teak", "ulmo", "verawood", "master"]],
    ["catalog", ["ulmo", "verawood", "master"]],
    ["instructor", ["master"]],
    ["codejail", ["ulmo", "verawood", "master"]],
    ["notes", all.map(({ name }) => name)],
    ["xqueue", all.map(({ name }) => name)],
  ])("%s is in %j only", (application, releases) => {
    expect(having(application)).toEqual(releases);
  });

  test.each([
    [
      "quince",
      "account authn communications course-authoring discussions gradebook learner-dashboard learning ora-grading profile",
    ],
    [
      "teak",
      "account authn authoring communications discussions gradebook learner-dashboard learning ora-grading profile",
    ],
    [
      "ulmo",
      "account admin-console authn authoring communications discussions gradebook learner-dashboard learning ora-grading profile",
    ],
    [
      "verawood",
      "account admin-console authn authoring catalog communications discussions gradebook learner-dashboard learning ora-grading profile",
    ],
  ])("the core micro-frontends of %s", (name, list) => {
    const core = Object.entries(get(name).applications)
      .filter(([application, { core }]) => core && applications.get(application)?.kind === "mfe")
      .map(([application]) => application);
    expect(core.sort()).toEqual(list.split(" "));
  });
});

describe("images and stores", () => {
  test.each([
    ["sumac", "ecommerce", "docker.io/overhangio/openedx-ecommerce:19.0.0"],
    ["redwood", "forum", "docker.io/overhangio/openedx-forum:18.1.1"],
    ["ulmo", "openedx", "docker.io/overhangio/openedx:21.0.9"],
    ["ulmo", "credentials", "docker.io/overhangio/openedx-credentials:21.0.3"],
    ["verawood", "mfe", "docker.io/overhangio/openedx-mfe:22.1.0"],
    ["verawood", "xqueue", "docker.io/overhangio/openedx-xqueue:22.0.0"],
  ])("%s has %s as %s", (name, image, coordinate) => {
    expect(get(name).images[image]).toBe(coordinate);
  });

  test.each([
    ["quince", "mongodb", "4.4.25"],
    ["redwood", "mysql", "8.4.0"],
    ["ulmo", "meilisearch", "1.8.4"],
    ["verawood", "meilisearch", "1.36.0"],
    ["verawood", "mysql", "8.4.11"],
  ])("%s runs %s %s", (name, store, version) => {
    expect(get(name).stores[store]?.version).toBe(version);
  });

  test("Meilisearch enters with Sumac; Elasticsearch stays for discovery", () => {
    const with_ = all.filter(({ stores }) => stores.meilisearch).map(({ name }) => name);
    expect(with_).toEqual(["sumac", "teak", "ulmo", "verawood", "master"]);
    expect(get("verawood").stores.elasticsearch?.for).toEqual(["discovery"]);
    expect(get("redwood").stores.elasticsearch?.for).toContain("edx-platform");
  });

  test.each(all)(
    "$name: every image has registry and tag, and says why where it is not known",
    ({ images, stores }) => {
      for (const image of [...Object.values(images), ...Object.values(stores).map((store) => store.image)]) {
        if (isUnknown(image)) expect(image.unknown).toMatch(/^[A-Z].*\.$/);
        else expect(image).toMatch(/^(?:docker|quay)\.io\/[a-z0-9/-]+:[\w.-]+$/);
      }
      for (const { image, version } of Object.values(stores)) expect(image).toContain(version);
    },
  );

  test.each(all)(
    "$name: every application is known, has an image entry, and needs only what the release has",
    (release) => {
      for (const [name, { needs }] of Object.entries(release.applications)) {
        const image = applications.get(name)?.image ?? "";
        expect(release.images, `${name} of ${release.name}`).toHaveProperty([image]);
        for (const needed of needs ?? []) expect(release.applications).toHaveProperty([needed]);
      }
    },
  );

  test("nobody publishes images of master", () => {
    expect(isUnknown(get("master").images.openedx)).toBe(true);
    expect(isUnknown(get("master").images[MFE_IMAGE])).toBe(true);
  });
});

describe("dates and tags", () => {
  test("support of a release ends the day the first point release of the next one comes out", () => {
    for (const [index, release] of named.entries()) {
      const next = named[index + 1];
      if (next) expect(release.supported.until).toBe(next.tags.points[0]?.date);
      else expect(isUnknown(release.supported.until)).toBe(true);
      expect(release.supported.from).toBe(release.tags.points[0]?.date);
    }
  });

  test.each(named)(
    "$name: tags are in order, and the latest is what the images are built from",
    ({ tags, published }) => {
      expect(tags.points.map(({ tag }) => tag)).toEqual(
        tags.points.map((_, index) => `${tags.prefix}${index + 1}`),
      );
      const dates = tags.points.map(({ date }) => date);
      expect(dates).toEqual([...dates].sort());
      expect(tags.latest).toBe(tags.points.at(-1)?.tag);
      expect(published.ref).toBe(tags.latest);
    },
  );

  test("branches are called open-release until Sumac and release from Teak on", () => {
    expect(named.map(({ line }) => line)).toEqual([
      "open-release/quince.master",
      "open-release/redwood.master",
      "open-release/sumac.master",
      "release/teak",
      "release/ulmo",
      "release/verawood",
    ]);
  });

  test("a minimum patch level is one of the release's tags", () => {
    for (const { minimumPatch, tags } of all) {
      if (minimumPatch) expect(tags.points.map(({ tag }) => tag)).toContain(minimumPatch.tag);
    }
    expect(get("ulmo").minimumPatch?.tag).toBe("release/ulmo.3");
  });
});

describe("dialects", () => {
  test.each([
    ["storage", ["quince", "redwood", "sumac", "teak"], "DEFAULT_FILE_STORAGE"],
    ["csrf", ["quince", "redwood", "sumac", "teak"], "CSRF_TRUSTED_ORIGINS_WITH_SCHEME"],
    ["features", ["quince", "redwood", "sumac", "teak"], "dictionary"],
    ["previewHost", ["quince", "redwood", "sumac", "teak"], true],
    ["staticRootInYaml", ["quince"], true],
    ["loadPolicies", ["ulmo", "verawood", "master"], true],
    ["completeJwk", all.map(({ name }) => name).filter((name) => name !== "quince"), true],
    ["remoteCodejail", ["teak", "ulmo", "verawood", "master"], true],
    ["frontendSite", ["verawood", "master"], true],
    ["mysqlCharset", ["quince"], "utf8mb3"],
    ["notesSearch", ["quince", "redwood"], "elasticsearch"],
    ["oauthProviderToggle", ["quince", "redwood", "sumac", "teak", "ulmo"], true],
    ["emailDigests", ["teak", "ulmo"], "schedule"],
  ] as const)("%s is, in %j only, %s", (key, names, value) => {
    const with_ = Object.entries(dialect(key)).filter(([, one]) => one === value);
    expect(with_.map(([name]) => name)).toEqual([...names]);
  });

  test("discussions: a Ruby service until Redwood, in the LMS since, and not in MongoDB from Verawood on", () => {
    expect(get("redwood").dialect.forum.runs).toBe("service");
    expect(get("ulmo").dialect.forum.storage).toContain("mongodb");
    expect(get("verawood").dialect.forum).toMatchObject({ runs: "lms", storage: ["mysql"] });
    expect(JSON.stringify(get("verawood").dialect.forum)).not.toContain("forum_create_mongodb_indexes");
  });

  test("reindex_studio changed its arguments with Ulmo", () => {
    expect(get("teak").dialect.search.reindexStudio).toEqual(["--experimental", "--init"]);
    expect(get("ulmo").dialect.search.reindexStudio).toEqual([]);
    expect(get("redwood").dialect.search.reindexStudio).toBeUndefined();
  });

  test("from Ulmo on eleven flags and one switch remain", () => {
    const kinds = (name: string) => get(name).waffle.map(({ kind }) => kind);
    expect(kinds("ulmo").filter((kind) => kind === "flag")).toHaveLength(11);
    expect(kinds("verawood")).toEqual(kinds("ulmo"));
    expect(
      get("redwood").waffle.find(({ name }) => name === "courseware.enable_navigation_sidebar")?.on,
    ).toBe(false);
  });

  test.each(all)("$name: no toggle stands twice", ({ waffle }) => {
    expect(new Set(waffle.map(({ name }) => name)).size).toBe(waffle.length);
  });
});

describe("upgrades", () => {
  test("every release but the first can be reached from the one before", () => {
    for (const [index, release] of all.entries()) {
      const before = all[index - 1];
      if (before) expect(release.upgradeFrom.map(({ from }) => from)).toContain(before.name);
    }
  });

  test("MongoDB goes through 5 and 6 on the way to Redwood", () => {
    const steps = get("redwood").upgradeFrom[0]?.steps.filter(({ store }) => store === "mongodb");
    expect(steps?.map(({ image }) => image)).toEqual([
      "docker.io/mongo:5.0.26",
      "docker.io/mongo:6.0.14",
      undefined,
    ]);
  });

  test("Verawood asks for discussions in MySQL, and for a stop that has the command", () => {
    expect(get("verawood").upgradeFrom[0]?.preflight.map(({ id }) => id)).toContain("forum-in-mysql");
    expect(get("verawood").requiredStops[0]?.oneOf).toEqual(["sumac", "teak", "ulmo"]);
  });

  test.each(all)("$name: steps and questions have names of their own", ({ upgradeFrom }) => {
    const ids = upgradeFrom.flatMap(({ steps, preflight }) => [...steps, ...preflight].map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(all)("$name says where its facts are from", ({ sources }) => {
    expect(Object.values(sources).flat().length).toBeGreaterThan(2);
  });
});

describe("the table of applications", () => {
  test("an alias is nobody's own name, except one that a later name took over", () => {
    const clashes = [...nameOfAlias.keys()].filter((alias) => applications.has(alias));
    expect(clashes).toEqual(["course-authoring"]);
  });

  test.each([
    ["edxapp", "edx-platform"],
    ["notes-api", "notes"],
    ["xqwatcher", "xqueue-watcher"],
    ["course-authoring", "authoring"],
    ["learn", "learning"],
  ])("%s is known as %s", (alias, name) => {
    expect(nameOfAlias.get(alias)).toBe(name);
  });

  test("every micro-frontend has a path of its own", () => {
    const mfes = [...applications.values()].filter(({ kind }) => kind === "mfe");
    expect(new Set(mfes.map(({ path }) => path)).size).toBe(mfes.length);
  });

  test("runtimes are known where images are published", () => {
    for (const release of named) {
      expect(isKnown(release.runtimes.python) && isKnown(release.runtimes.mfeNode)).toBe(true);
    }
  });
});
