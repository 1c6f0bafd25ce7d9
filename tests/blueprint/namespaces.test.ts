import { describe, expect, test } from "vitest";
import type { PlacedPreparation } from "../../src/blueprint/model.ts";
import { componentsOf, namespacesOf, placed, placedConnections } from "../../src/blueprint/namespaces.ts";
import { component, edge, network, processes } from "../../src/vocabulary/connection.ts";
import { settledWith } from "./draft.ts";
import {
  chartOf,
  chartPods,
  jobOf,
  mysql,
  pod,
  resources,
  scheduleOf,
  serviceOf,
  webOf,
  workerOf,
} from "./handmade.ts";

const HOME = "academy-qa";

const nothing = { services: [], preparations: [], stores: [] };
const its = pod({ resources: resources("500m", "500Mi", "2000Mi", "1") });
const web = (name: string, namespace = HOME) =>
  serviceOf(name, { namespace, web: webOf(name, { pod: its }) });
const prepared = (name: string, more: Partial<PlacedPreparation> = {}): PlacedPreparation => ({
  name,
  namespace: HOME,
  needs: [],
  files: [],
  jobs: [jobOf(name, its)],
  ...more,
});

function namespacesWith(inhabitants: Partial<Parameters<typeof namespacesOf>[1]>, lines = "") {
  const { settings } = settledWith(lines);
  return namespacesOf({ deployment: "academy", stage: "qa", settings }, { ...nothing, ...inhabitants });
}

describe("the namespaces of a deployment", () => {
  test("are called after it and its stage, and after who lives apart", () => {
    const name = placed({ deployment: "academy", stage: "qa" });
    expect(name()).toBe("academy-qa");
    expect(name({ suffix: "codejail", trust: "baseline" })).toBe("academy-qa-codejail");
  });

  test("are its own alone, where nobody lives apart", () => {
    const [own, ...others] = namespacesWith({ services: [web("lms")] });
    expect(others).toEqual([]);
    expect(own).toEqual({
      name: HOME,
      trust: "restricted",
      keep: expect.any(Boolean),
      presumed: {
        unsaid: { cpu: "100m", memory: "128Mi", memoryLimit: "512Mi" },
        smallest: { cpu: "10m", memory: "16Mi" },
      },
      quota: { cpu: "550m", memory: "550Mi", cpuLimit: "1100m", memoryLimit: "2200Mi", pods: 2 },
    });
  });

  test("are kept or not, and presume, as the settings say", () => {
    const lines = '  arboretum:keep: { namespaces: false }\n  arboretum:limits: { unsaid: { cpu: "1" } }';
    expect(namespacesWith({}, lines)[0]).toMatchObject({
      keep: false,
      presumed: { unsaid: { cpu: "1" } },
    });
    expect(namespacesWith({}, "  arboretum:keep: { namespaces: true }")[0].keep).toBe(true);
  });

  test("are one for each level of trust that somebody lives in", () => {
    const services = [web("codejail", `${HOME}-codejail`), web("jupyterhub", `${HOME}-notebooks`)];
    expect(namespacesWith({ services }).slice(1)).toMatchObject([
      { name: `${HOME}-codejail`, apart: "codejail", trust: "baseline", mute: true },
      { name: `${HOME}-notebooks`, apart: "notebooks", trust: "restricted" },
    ]);
    const notebooks = namespacesWith({ services }).find(({ apart }) => apart === "notebooks");
    expect(notebooks).not.toHaveProperty("mute");
    expect(namespacesWith({ services })[0]).not.toHaveProperty("apart");
  });

  test("are one for all that live apart together", () => {
    const shop = namespacesWith({ services: [web("ecommerce"), web("ecommerce-worker"), web("lms")] });
    expect(shop).toHaveLength(2);
  });

  test("have each the quota of those who live there, and stores live at home", () => {
    const services = [web("lms"), web("codejail", `${HOME}-codejail`)];
    const store = mysql({ resources: resources("1", "1Gi", "1Gi", "1") });
    const preparations = [
      prepared("db"),
      prepared("policies", { namespace: `${HOME}-codejail` }),
      prepared("others", { namespace: "nowhere" }),
    ];
    const [home, jail] = namespacesWith({ services, stores: [store], preparations });
    // The LMS, the database and one Job, then the sandbox and one Job: a tenth more of each.
    expect(home.quota).toMatchObject({ cpu: "2200m", pods: 4 });
    expect(jail?.quota).toMatchObject({ cpu: "1100m", pods: 3 });
  });
});

describe("a connection", () => {
  const lms = { ...web("lms"), workers: [workerOf("lms-worker")] };
  const jail = web("codejail", `${HOME}-codejail`);
  const place = (...wishes: Parameters<typeof placedConnections>[0]) =>
    placedConnections(wishes, {
      home: HOME,
      services: [lms, jail],
      preparations: [
        prepared("db"),
        prepared("profiles", { namespace: `${HOME}-codejail` }),
        prepared("database", { namespace: "platform-mysql", component: "academy-database" }),
      ],
    });
  const to = { port: 80, why: "it asks" };

  test("says where its ends live, unless that is at home", () => {
    const wish = { from: component("lms"), to: component("codejail"), ...to };
    expect(place(wish)).toEqual([
      { ...wish, to: { kind: "component", name: "codejail", namespace: `${HOME}-codejail` } },
    ]);
    expect(place({ ...wish, from: component("codejail"), to: component("lms") })).toEqual([
      {
        from: { kind: "component", name: "codejail", namespace: `${HOME}-codejail` },
        to: { kind: "component", name: "lms" },
        ...to,
      },
    ]);
  });

  test("of Jobs begins where they run, by the name that they have there", () => {
    const from = (name: string) => place({ from: component(name), to: component("lms"), ...to })[0]?.from;
    expect(from("db")).toEqual(component("db"));
    expect(from("profiles")).toEqual({ ...component("profiles"), namespace: `${HOME}-codejail` });
    expect(from("academy-database")).toEqual({
      ...component("academy-database"),
      namespace: "platform-mysql",
    });
    expect(from("database")).toEqual(component("database"));
  });

  test("with somebody outside, or whom nobody knows, stays as it is", () => {
    const wishes = [
      { from: edge, to: component("stranger"), ...to },
      { from: component("lms"), to: network("codejail", "internet"), ...to },
    ];
    expect(place(...wishes)).toStrictEqual(wishes);
  });

  test("from the processes of an application is one from each that it has, and none where it is not", () => {
    const wish = { to: component("cache"), ...to };
    expect(place({ from: processes("lms"), ...wish }, { from: processes("notes"), ...wish })).toEqual([
      { from: component("lms"), ...wish },
      { from: component("lms-worker"), ...wish },
    ]);
    expect(place({ from: processes("codejail"), ...wish })).toMatchObject([
      { from: { name: "codejail", namespace: `${HOME}-codejail` } },
    ]);
  });
});

test("whatever of a service has a label of its own is a component of it", () => {
  const some = chartPods("1", "1Gi");
  expect(
    componentsOf({
      ...web("lms"),
      workers: [workerOf("lms-worker")],
      schedules: [scheduleOf("lms-nightly")],
      chart: chartOf([{ ...some, component: "hub" }, some, { ...some, component: "proxy" }]),
    }),
  ).toEqual(["lms", "lms-worker", "lms-nightly", "hub", "proxy"]);
  expect(componentsOf(serviceOf("nothing"))).toEqual([]);
});
