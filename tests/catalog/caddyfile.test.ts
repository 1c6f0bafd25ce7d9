import { describe, expect, test } from "vitest";
import { assetsCaddyfile, caddyCommand, type MfeServer, mfeCaddyfile } from "../../src/catalog/caddyfile.ts";
import { supportedReleases } from "../../src/releases/supported.ts";

const releases = [...supportedReleases.values()];

const fileOf = (release: MfeServer["release"], more: Partial<MfeServer> = {}) =>
  mfeCaddyfile({
    apps: ["authn", "ora-grading"],
    site: false,
    release,
    home: "https://learn.example.edu",
    lms: { address: "lms:8000", host: "learn.example.edu" },
    elsewhere: "assets:8002",
    ...more,
  });

describe.each(releases)("the micro-frontends of $name", (release) => {
  test("send on from every path that the release has given up", () => {
    const { mfeRedirects } = release.dialect;
    const moved = [...fileOf(release).matchAll(/strip_prefix (\S+)\n\t*redir \* (\S+)\{uri\} permanent/g)];
    expect(Object.fromEntries(moved.map(([, from, to]) => [from, to]))).toEqual(mfeRedirects);
  });

  test("ask the LMS for what it knows, and for nothing else", () => {
    const asked = /@configuration path (.*)/.exec(fileOf(release))?.[1]?.split(" ");
    expect(asked?.includes("/api/frontend_site_config/*")).toBe(release.dialect.frontendSite);
    expect(asked?.[0]).toBe("/api/mfe_config/*");
  });
});

const [release] = releases.filter(({ name }) => name === "verawood");
if (release === undefined) throw new Error("there is no Verawood");

test("a chunk of another image is asked for where all of them are, and a page never", () => {
  const file = fileOf(release, { site: true });
  const asked = [...file.matchAll(/rewrite \* (\S+)\{uri\}\n\t*reverse_proxy (\S+) /g)];
  expect(asked.map(([, folder, server]) => `${server}${folder}`)).toEqual([
    "assets:8002/chunks",
    "assets:8002/chunks/site",
  ]);
});

test("an image with nothing but the site has no other applications", () => {
  const file = fileOf(release, { apps: [], site: true });
  expect(file).not.toContain("@app");
  expect(file).toContain("/openedx/dist/site");
});

test("a name is a name, and no pattern", () => {
  expect(fileOf(release, { apps: ["a.b", "c+d"] })).toContain(String.raw`^/(a\.b|c\+d)(?:/.*)?$`);
});

test("nobody but the pod configures the server, and it keeps nothing", () => {
  for (const file of [fileOf(release), assetsCaddyfile({ images: 1, chunks: 1 })]) {
    for (const line of ["admin off", "auto_https off", "persist_config off"])
      expect(file).toContain(`\t${line}\n`);
  }
});

test("the newest static files come first", () => {
  const file = assetsCaddyfile({ images: 3, chunks: 2 });
  const roots = [...file.matchAll(/@(?:asset|chunk)_\d \{\n\t*file \{\n\t*root (\S+)/g)];
  expect(roots.map(([, root]) => root)).toEqual([
    "/assets/1",
    "/assets/2",
    "/assets/3",
    "/chunks/1",
    "/chunks/2",
  ]);
});

test("the binary is copied before it runs: the copy has no rights that a pod may not hand out", () => {
  expect(caddyCommand("/etc/caddy/Caddyfile").at(-1)).toMatch(/^cp \S+ (\S+) && exec \1 run/);
});
