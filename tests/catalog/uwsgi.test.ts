import { describe, expect, test } from "vitest";
import { resourcesOf, sizeOf } from "../../src/catalog/scale.ts";
import { graceOf, recycledAt, SERVED, type ServedApplication, uwsgiFile } from "../../src/catalog/uwsgi.ts";
import { type Profile, scale } from "../../src/settings/sections/scale.ts";
import { bytesOf } from "../../src/vocabulary/quantity.ts";

const APPLICATIONS = Object.keys(SERVED) as readonly ServedApplication[];
const PROFILES: readonly Profile[] = ["ci", "small", "medium", "large", "xlarge"];

/** Options by name; those that stand more than once as a list. */
function optionsOf(file: string): ReadonlyMap<string, readonly string[]> {
  const options = new Map<string, string[]>();
  for (const [, name = "", value = ""] of file.matchAll(/^([a-z0-9-]+) = (.*)$/gm)) {
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  return options;
}

const fileOf = (application: ServedApplication) =>
  optionsOf(uwsgiFile(application, { processes: 2, memoryLimit: "3Gi" }));

const number = (options: ReadonlyMap<string, readonly string[]>, name: string) =>
  Number(options.get(name)?.[0]);

describe.each(APPLICATIONS)("the processes of %s", (application) => {
  const options = fileOf(application);

  test("finish what they have begun when they are told to stop", () => {
    expect(options.get("hook-master-start")).toEqual(["unix_signal:15 gracefully_kill_them_all"]);
    expect(options.has("die-on-term")).toBe(false);
    expect(options.get("master")).toEqual(["true"]);
  });

  test("answer by themselves, and let go of a connection with each answer", () => {
    expect(options.get("http-socket")).toEqual(["0.0.0.0:8000"]);
    expect(options.has("http")).toBe(false);
    expect(options.get("add-header")).toEqual(["Connection: close"]);
  });

  test("give a request up before the master or the kubelet gives them up", () => {
    const longest = number(options, "harakiri");
    expect(longest).toBe(SERVED[application].longest);
    expect(number(options, "worker-reload-mercy")).toBeGreaterThan(longest);
    expect(graceOf(application, 15)).toBeGreaterThan(15 + number(options, "worker-reload-mercy"));
  });

  test("tell nobody outside of the pod what they do", () => {
    expect(options.get("stats")?.[0]).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test("know every option once, but for files", () => {
    const twice = [...options].filter(([name, values]) => name !== "static-map" && values.length > 1);
    expect(twice).toEqual([]);
  });
});

test("a request may be given longer than the application is", () => {
  const options = optionsOf(uwsgiFile("lms", { processes: 2, memoryLimit: "3Gi", longest: 400 }));
  expect([options.get("harakiri"), options.get("worker-reload-mercy")]).toEqual([["400"], ["410"]]);
});

describe.each(PROFILES)("in the profile %s", (profile) => {
  test.each(["lms", "cms", "discovery", "credentials", "ecommerce"] as const)(
    "%s recycles its processes before its pod is killed, and not at once",
    (application) => {
      const size = sizeOf(application, scale.parse({ profile }));
      const limit = bytesOf(resourcesOf(size).memory.limit) / 1024 ** 2;
      const shared = 0.3 * 1024;
      const each = recycledAt(resourcesOf(size).memory.limit, size.processes);
      expect((each - shared) * size.processes + shared).toBeLessThan(limit);
      expect(each).toBeGreaterThan(450);
    },
  );
});

test("the LMS and Studio serve the files that their image has", () => {
  expect(fileOf("lms").get("static-map")).toEqual(["/static=/openedx/staticfiles", "/media=/openedx/media"]);
  expect(fileOf("cms").get("wsgi-file")).toEqual(["cms/wsgi.py"]);
});
