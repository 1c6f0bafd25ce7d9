import { describe, expect, test } from "vitest";
import { resourcesOf, scaled, sizeOf, unmeasured } from "../../src/catalog/scale.ts";
import { ROWS } from "../../src/catalog/scaleTable.ts";
import { type Profile, type Sized, scale } from "../../src/settings/sections/scale.ts";
import { bytesOf } from "../../src/vocabulary/quantity.ts";

const PROFILES: readonly Profile[] = ["ci", "small", "medium", "large", "xlarge"];
const SERVICES = Object.keys(ROWS) as readonly Sized[];

const scaleWith = (said: object) => scale.parse(said);

describe.each(SERVICES)("%s", (service) => {
  test("never shrinks from one profile to the next larger one", () => {
    const rows = PROFILES.map((profile) => ROWS[service][profile]);
    const capacity = rows.map(({ min, max, processes }) => [min * processes, max * processes]);
    expect(capacity.map(([lowest]) => lowest)).toEqual(
      capacity.map(([lowest]) => lowest).sort((a = 0, b = 0) => a - b),
    );
    expect(capacity.map(([, highest]) => highest)).toEqual(
      capacity.map(([, highest]) => highest).sort((a = 0, b = 0) => a - b),
    );
  });

  test("says of every row how good it is and who says so", () => {
    for (const profile of PROFILES) expect(ROWS[service][profile].source).toMatch(/\w{3}/);
  });

  test("takes each field that the settings say, and the others from the profile", () => {
    const said = {
      replicas: { min: 7, max: 9 },
      cpu: "333m",
      memory: "777Mi",
      processes: 5,
      target: 42,
    };
    const byProfile = sizeOf(service, scaleWith({ profile: "medium" }));
    expect(byProfile).toMatchObject({ min: ROWS[service].medium.min, max: ROWS[service].medium.max });
    for (const [field, value] of Object.entries(said)) {
      const expected =
        field === "replicas" ? { ...byProfile, min: 7, max: 9 } : { ...byProfile, [field]: value };
      expect(sizeOf(service, scaleWith({ profile: "medium", [service]: { [field]: value } }))).toEqual(
        expected,
      );
    }
  });
});

test("a medium LMS answers the requests that MIT measured, at the utilisation that the table states", () => {
  const { max, processes } = sizeOf("lms", scaleWith({ profile: "medium" }));
  const typical = max / 2;
  const busy = 62.4 * 0.105;
  expect(busy / (typical * processes)).toBeLessThan(0.3);
});

test("the memory of an LMS pod holds its processes when they have grown", () => {
  for (const profile of PROFILES) {
    const size = sizeOf("lms", scaleWith({ profile }));
    const limit = bytesOf(resourcesOf(size).memory.limit);
    expect(limit / 1024 ** 3).toBeGreaterThan(0.9 * size.processes + 0.3);
  }
});

test("production as it is often asked for, 3 to 10 pods at 75 %, is three words", () => {
  const asked = sizeOf("lms", scaleWith({ profile: "small", lms: { replicas: { min: 3, max: 10 } } }));
  expect(scaled(asked)).toEqual({ scaling: { by: "cpu", min: 3, max: 10, target: 75 }, surge: 3 });
});

test("a service that cannot grow has no autoscaler", () => {
  expect(scaled({ min: 2, max: 2, target: 75 }).scaling).toEqual({ by: "fixed", replicas: 2 });
});

test("memory may grow by half beyond what is asked for, and processors have no limit", () => {
  expect(resourcesOf({ cpu: "250m", memory: "2Gi" })).toEqual({
    cpu: { request: "250m" },
    memory: { request: "2Gi", limit: "3Gi" },
    scratch: { request: "1Gi", limit: "4Gi" },
  });
});

describe("a profile that nobody has measured", () => {
  const services: readonly Sized[] = ["lms", "cms", "mfe"];
  const named = (said: object) => unmeasured(scaleWith(said), services).map(({ service }) => service);

  test.each(["small", "medium"])("is not %s", (profile) => expect(named({ profile })).toEqual([]));

  test.each(["large", "xlarge"])("is %s, and what carries the learners is named", (profile) => {
    expect(named({ profile })).toEqual(["lms", "cms"]);
  });

  test("is accepted once somebody says so", () => {
    expect(named({ profile: "large", acceptUnmeasured: true })).toEqual([]);
  });

  test("no longer matters to a service that says everything itself", () => {
    const lms = { replicas: { min: 20, max: 40 }, cpu: "1", memory: "4Gi", processes: 4 };
    expect(named({ profile: "large", lms })).toEqual(["cms"]);
    expect(named({ profile: "large", lms: { ...lms, processes: undefined } })).toEqual(["lms", "cms"]);
  });
});
