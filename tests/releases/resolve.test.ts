import { describe, expect, test } from "vitest";
import { isKnown, isUnknown } from "../../src/releases/release.ts";
import { resolve } from "../../src/releases/resolve.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { commit, digest, lockFrom, mapFrom } from "./maps.ts";

const academy = (body = "", run = "{ ci: verawood, qa: verawood, production: verawood }") =>
  `deployments:\n  academy:\n    run: ${run}\n${body}`;

const version = (text: string, application: string, stage = "ci", lock?: string) =>
  resolve(mapFrom(text), "academy", stage, lockFrom(lock))?.applications.get(application);

describe("every release in every stage", () => {
  const deployable = [...supportedReleases.values()].filter(({ use }) => use === "deployable");
  const stages = ["ci", "qa", "production"];
  const cells = deployable.flatMap((release) =>
    stages.map((stage) => ({ release, stage, name: release.name })),
  );

  test.each(cells)(
    "$name in $stage has the release's core, and every field has its reason",
    ({ release, stage }) => {
      const resolution = resolve(mapFrom(academy("", `{ ${stage}: ${release.name} }`)), "academy", stage);
      const core = Object.entries(release.applications).filter(([, { core }]) => core);
      expect([...(resolution?.applications.keys() ?? [])]).toEqual(core.map(([name]) => name));
      expect(resolution?.release).toBe(release);
      expect(resolution?.because[0]).toMatchObject({ field: "release", place: { line: 3 } });
      for (const one of resolution?.applications.values() ?? []) {
        expect(one.because.map(({ field }) => field)).toEqual([
          "deployment",
          "origin",
          "ref",
          "runtime",
          "image",
        ]);
        expect(isKnown(one.image)).toBe(!release.rolling);
      }
    },
  );

  test("a named release runs its published images, each an independent string", () => {
    expect(version(academy(), "edx-platform")?.image).toBe("docker.io/overhangio/openedx:22.0.3");
    expect(version(academy(), "learning")?.image).toBe("docker.io/overhangio/openedx-mfe:22.1.0");
    expect(version(academy("    applications: { add: [notes] }\n"), "notes")?.image).toBe(
      "docker.io/overhangio/openedx-notes:22.0.0",
    );
  });

  test("an image that nobody publishes is unknown and says who would know", () => {
    const codejail = version(academy("    applications: { add: [codejail] }\n"), "codejail");
    expect(isUnknown(codejail?.image)).toBe(true);
    expect(JSON.stringify(codejail?.image)).toContain("eduNEXT");
  });

  test.each([
    ["an unknown deployment", "nobody", "ci"],
    ["an unknown stage", "academy", "preview"],
  ])("%s resolves to nothing and does not throw", (_what, deployment, stage) => {
    expect(resolve(mapFrom(academy()), deployment, stage)).toBeUndefined();
  });

  test("an unknown release resolves to nothing and does not throw", () => {
    expect(resolve(mapFrom(academy("", "{ ci: willow }")), "academy", "ci")).toBeUndefined();
  });
});

describe("which applications", () => {
  test("added and removed ones, narrowed where the map says so", () => {
    const text = academy(
      "    applications:\n      add: [notes, { application: xqueue, stage: qa }]\n      remove: [profile]\n",
    );
    const names = (stage: string) => [
      ...(resolve(mapFrom(text), "academy", stage)?.applications.keys() ?? []),
    ];
    expect(names("ci")).toContain("notes");
    expect(names("ci")).not.toContain("profile");
    expect(names("ci")).not.toContain("xqueue");
    expect(names("qa")).toContain("xqueue");
  });

  test("a deployment decides against what it shares, along the whole chain", () => {
    const text = `shared:\n  far: { applications: { add: [notes], remove: [profile] } }\n  near: { like: far, applications: { add: [xqueue] } }\n${academy("    like: near\n    applications: { add: [profile], remove: [notes] }\n")}`;
    const names = [...(resolve(mapFrom(text), "academy", "ci")?.applications.keys() ?? [])];
    expect(names).toContain("profile");
    expect(names).toContain("xqueue");
    expect(names).not.toContain("notes");
  });

  test("the reason of an application is the line that adds it", () => {
    const notes = version(academy("    applications: { add: [notes] }\n"), "notes");
    expect(notes?.because[0]).toMatchObject({
      text: "deployments.academy.applications.add.0 adds it.",
      place: { line: 4 },
    });
  });
});

describe("overrides", () => {
  const layered = `overrides:
  - { application: learning, origin: example/all, branch: all }
shared:
  base:
    overrides:
      - { application: learning, branch: shared }
      - { application: learning, stage: qa, branch: shared-qa }
deployments:
  academy:
    like: base
    run: { ci: verawood, qa: verawood, production: verawood }
    overrides:
      - { application: learning, stage: production, release: verawood, branch: own-production }
`;

  test.each([
    ["ci", "shared"],
    ["qa", "shared-qa"],
    ["production", "own-production"],
  ])("in %s the narrowest and nearest branch is %s, and the origin is from further out", (stage, branch) => {
    const learning = version(layered, "learning", stage);
    expect(learning?.ref).toEqual({ kind: "branch", name: branch });
    expect(learning?.origin).toBe("example/all");
    expect(learning?.because.find(({ field }) => field === "origin")?.place?.line).toBe(2);
  });

  test("being narrower weighs more than being nearer", () => {
    const text = `shared:\n  base:\n    overrides:\n      - { application: learning, release: verawood, stage: ci, branch: narrow }\n${academy("    like: base\n    overrides:\n      - { application: learning, branch: near }\n")}`;
    expect(version(text, "learning", "ci")?.ref.name).toBe("narrow");
    expect(version(text, "learning", "qa")?.ref.name).toBe("near");
  });

  test("what a deployment says itself is as narrow as a shared entry for one stage, and nearer", () => {
    const text = `shared:\n  base:\n    overrides:\n      - { application: learning, stage: qa, branch: shared }\n${academy("    like: base\n    overrides:\n      - { application: learning, branch: own }\n")}`;
    expect(version(text, "learning", "qa")?.ref.name).toBe("own");
  });

  test("names expand", () => {
    const text = academy(
      '    theme: { origin: "example/{deployment}-theme", branch: "{release}-{stage}" }\n    applications: { add: [notes] }\n    overrides:\n      - { application: notes, image: "example/{application}:{release}-{deployment}-{stage}-1.0" }\n',
    );
    const resolution = resolve(mapFrom(text), "academy", "qa");
    expect(resolution?.theme).toEqual({
      origin: "example/academy-theme",
      ref: { kind: "branch", name: "verawood-qa" },
    });
    expect(resolution?.applications.get("notes")?.image).toBe("example/notes:verawood-academy-qa-1.0");
  });

  test("a digest is put behind the image that it belongs to", () => {
    const text = academy(`    overrides:\n      - { application: edx-platform, digest: "${digest("a")}" }\n`);
    expect(version(text, "edx-platform")?.image).toBe(`docker.io/overhangio/openedx:22.0.3@${digest("a")}`);
  });

  test("an image does not outlive a narrower source: what is built is not what the image holds", () => {
    const text = academy(
      "    overrides:\n      - { application: edx-platform, image: example/p:1.0 }\n      - { application: edx-platform, stage: qa, branch: fix }\n",
    );
    expect(version(text, "edx-platform", "ci")).toMatchObject({ image: "example/p:1.0", imageFrom: "given" });
    const qa = version(text, "edx-platform", "qa");
    expect(qa?.imageFrom).toBe("built");
    expect(isUnknown(qa?.image)).toBe(true);
  });

  test("one micro-frontend of one's own makes the one image of all of them a built one", () => {
    const text = academy("    overrides:\n      - { application: authoring, branch: try }\n");
    expect(version(text, "learning")).toMatchObject({ imageKey: "mfe", imageFrom: "built" });
    expect(version(text, "edx-platform")?.imageFrom).toBe("published");
  });

  test("a micro-frontend with an image of its own leaves the others alone", () => {
    const text = academy(
      "    overrides:\n      - { application: authoring, image: example/authoring:1.0 }\n",
    );
    expect(version(text, "authoring")).toMatchObject({
      imageKey: "authoring",
      image: "example/authoring:1.0",
    });
    expect(version(text, "learning")?.imageFrom).toBe("published");
  });

  test("removing micro-frontends needs no build", () => {
    const text = academy("    applications: { remove: [profile, account] }\n");
    expect(version(text, "learning")?.imageFrom).toBe("published");
  });
});

describe("patch level and branch", () => {
  const patched = (patch: string) => `releases: { verawood: { patch: ${patch} } }\n${academy()}`;

  test("without one, everything is from what the published images are built from", () => {
    expect(version(academy(), "learning")?.ref).toEqual({ kind: "tag", name: "release/verawood.1" });
  });

  test("one line moves every application of the release", () => {
    const resolution = resolve(mapFrom(patched("release/verawood.2")), "academy", "qa");
    const refs = [...(resolution?.applications.values() ?? [])].map(({ ref }) => ref.name);
    expect(new Set(refs)).toEqual(new Set(["release/verawood.2"]));
  });

  test("the release's own branch may be followed", () => {
    expect(version(patched("release/verawood"), "learning")?.ref).toEqual({
      kind: "branch",
      name: "release/verawood",
    });
  });
});

describe("the lock", () => {
  const entry = (body: string) => `images:\n  academy:\n    qa:\n      edx-platform: { ${body} }\n`;
  const published = `image: docker.io/overhangio/openedx:22.0.3, digest: "${digest("b")}"`;

  test("pins a published image", () => {
    const one = version(academy(), "edx-platform", "qa", entry(`${published}, release: verawood`));
    expect(one?.image).toBe(`docker.io/overhangio/openedx:22.0.3@${digest("b")}`);
    expect(one?.because.at(-1)?.place).toMatchObject({ file: "images.lock.yaml", line: 4 });
  });

  test("is not listened to where it is about another release or another image", () => {
    const plain = "docker.io/overhangio/openedx:22.0.3";
    expect(version(academy(), "edx-platform", "qa", entry(`${published}, release: ulmo`))?.image).toBe(plain);
    const other = entry(`image: example/p:1.0, digest: "${digest("b")}", release: verawood`);
    expect(version(academy(), "edx-platform", "qa", other)?.image).toBe(plain);
  });

  test("names the image that was built", () => {
    const text = academy("    theme: { origin: example/theme, branch: main }\n");
    const one = version(text, "edx-platform", "qa", entry("image: example/p:1.0, release: verawood"));
    expect(one).toMatchObject({ image: "example/p:1.0", imageFrom: "built" });
  });

  test("gives later stages of a rolling release their commit; the first follows the branch", () => {
    const text = academy("", "{ ci: master, qa: master }");
    const sources = `sources: { edx-platform: { origin: openedx/edx-platform, branch: master, commit: "${commit("c")}" } }`;
    const lock = entry(`image: example/p:1.0, digest: "${digest("c")}", release: master, ${sources}`);
    expect(version(text, "edx-platform", "qa", lock)?.ref).toEqual({ kind: "commit", name: commit("c") });
    expect(version(text, "edx-platform", "ci", lock.replace("qa:", "ci:"))?.ref).toEqual({
      kind: "branch",
      name: "master",
    });
  });
});
