import { describe, expect, test } from "vitest";
import type { Composition } from "../../src/blueprint/compose.ts";
import { composed, deploymentOf } from "../house.ts";

const SMALL = "scale: { profile: small }";
const withServices = (lines: readonly string[] = [], add: readonly string[] = ["notes", "xqueue"]) =>
  composed("qa", [SMALL, ...lines], "verawood", add);

const shown = (composition: Composition, of: (name: string) => boolean): readonly string[] => {
  const name = (end: { readonly kind: string }) =>
    "name" in end ? String(end.name) : "role" in end ? `[${end.role}]` : "?";
  return deploymentOf(composition)
    .connections.map(({ from, to, port }) => [name(from), name(to), port] as const)
    .filter(([from, to]) => of(from) || of(to))
    .map(([from, to, port]) => `${from} → ${to}:${port}`)
    .sort();
};

const serviceOf = (composition: Composition, name: string) =>
  deploymentOf(composition).services.find((service) => service.name === name);

test("a service that the map does not add is not there, and nobody is told of it", () => {
  const { services, hosts, secrets } = deploymentOf(composed("qa"));
  const all = JSON.stringify([services, hosts, secrets]);
  expect(all).not.toContain("notes");
  expect(all).not.toContain("xqueue");
});

describe("the notes", () => {
  test("are reached by browsers and the LMS, and reach their database and the search", () => {
    expect(shown(withServices(), (name) => name.startsWith("notes"))).toEqual([
      "[edge] → notes:8000",
      "lms → notes:8000",
      "notes → mysql:3306",
      "notes → search:7700",
      "notes-migrations → mysql:3306",
      "notes-migrations → search:7700",
    ]);
  });

  test("build their index again for another version of the search, and not for another image", () => {
    const works = (release: string) =>
      deploymentOf(composed("qa", [SMALL], release, ["notes"]))
        .preparations.flatMap(({ jobs }) => jobs)
        .find(({ name }) => name === "notes-reindex")?.works;
    expect(works("verawood")).not.toBe(works("ulmo"));
    expect(works("ulmo")).toBe(works("teak"));
  });
});

describe("the queue of external graders", () => {
  const sent = 'django: { xqueue: { XQUEUES: { graded: "http://grader.example.edu" } } }';

  test("has a host where graders fetch their work, and none where it is sent to them", () => {
    const hosts = (composition: Composition) => deploymentOf(composition).hosts.map(({ name }) => name);
    expect(hosts(withServices())).toContain("xqueue");
    expect(hosts(withServices([sent]))).not.toContain("xqueue");
  });

  test("has one consumer where work is sent, which hands the grades to the LMS", () => {
    expect(serviceOf(withServices(), "xqueue")?.workers).toEqual([]);
    const [consumer] = serviceOf(withServices([sent]), "xqueue")?.workers ?? [];
    expect(consumer).toMatchObject({ name: "xqueue-consumer", scaling: { by: "fixed", replicas: 1 } });
    expect(shown(withServices([sent]), (name) => name === "xqueue-consumer")).toEqual([
      "xqueue-consumer → lms:8000",
      "xqueue-consumer → mysql:3306",
    ]);
  });

  test("is given up upstream, and whoever runs it is told", () => {
    const rules = (release: string) =>
      composed("qa", [SMALL], release, ["xqueue"]).problems.map(
        ({ rule, severity }) => `${severity} ${rule}`,
      );
    expect(rules("verawood")).toEqual(["warning application-deprecated"]);
    expect(rules("teak")).toEqual([]);
  });
});

test("what a user says of a service wins over what the catalogue says, and over what upstream computes", () => {
  const composition = withServices(["django: { notes: { MAX_NOTES_PER_COURSE: 5 } }"]);
  const provenance = deploymentOf(composition).provenance.notes ?? [];
  expect(provenance.find(({ key }) => key === "MAX_NOTES_PER_COURSE")?.source).toMatch(/^Pulumi\.qa\.yaml:/);
});
