import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { blueprintOf, composedWith, deploymentOf, PLATFORM, rendered } from "../house.ts";
import { neighbours } from "../neighbours.ts";

const LINE = "stores: { mysql: { driver: shared }, mongodb: { driver: shared } }";

const one = (stack: string) => compose(neighbours, stack);
const names = (stack: string) => {
  const { preparations } = deploymentOf(one(stack));
  const job = preparations.find(({ name }) => name === "mysql-databases")?.jobs[0];
  return (job?.pod.command ?? []).slice(2).flatMap((pair) => pair.split(":"));
};

describe("deployments on servers that they share", () => {
  test.each(["qa", "campus.qa"])("%s renders, and every rule holds", async (stack) => {
    const composition = one(stack);
    expect(composition.problems.filter(isError)).toEqual([]);
    const rendering = await rendered(composition);
    const found = [...rendering.problems, ...check(rendering, blueprintOf(composition))].filter(isError);
    expect(found.map(({ rule, message, path }) => [rule, message, path])).toEqual([]);
  });

  test("have databases and users that nobody else is called like", () => {
    expect(names("qa")).toEqual([
      ...["academy_qa_edxapp", "academy_qa_edxapp"],
      ...["academy_qa_edxapp_csmh", "academy_qa_edxapp_csmh"],
    ]);
    expect(names("campus.qa").filter((name) => names("qa").includes(name))).toEqual([]);
  });

  test("tell these names to their applications", () => {
    const service = deploymentOf(one("campus.qa")).services.find(({ name }) => name === "lms");
    const settings = JSON.stringify(service?.files.map(({ entries }) => entries["lms.env.yml"]));
    expect(settings).toContain('"HOST":"db.example.edu"');
    expect(settings).toContain('"NAME":"campus_qa_edxapp","USER":"campus_qa_edxapp"');
    expect(settings).toContain('"db":"campus_qa_edxapp","host":"content.example.edu"');
  });

  test("create them in the namespace of the platform, and hold no administrator's password anywhere", async () => {
    const { resources } = await rendered(one("qa"));
    // biome-ignore lint/suspicious/noExplicitAny: inputs are of every shape that Kubernetes has
    const objects = resources.map(({ type, inputs }) => ({ type, ...(inputs as any) }));
    const jobs = objects.filter(
      ({ type, metadata }) => type.endsWith(":Job") && /databases/.test(metadata.name),
    );
    expect(jobs.map(({ metadata }) => metadata.namespace)).toEqual(["arboretum-stores", "arboretum-stores"]);
    for (const { metadata } of jobs) expect(metadata.name).toMatch(/^academy-qa-/);
    const secrets = objects.filter(({ type }) => type.endsWith(":Secret"));
    expect(secrets.filter(({ stringData }) => "root" in stringData)).toEqual([]);
    expect(JSON.stringify(secrets)).not.toContain("sharedStores");
    expect(deploymentOf(one("qa")).secrets.map(({ name }) => name)).not.toContain("mysql/root");
  });

  test("are refused where the platform shares nothing, with what to write", () => {
    const problems = composedWith(PLATFORM, "qa", [LINE]).problems.filter(isError);
    expect(problems.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      "store-not-shared arboretum:stores.mysql.driver",
      "store-not-shared arboretum:stores.mongodb.driver",
    ]);
    expect(problems[0]?.remedy).toContain("arboretum:sharedStores.mysql of Pulumi.platform.yaml");
  });
});

describe("the platform of such servers", () => {
  test("has a closed namespace with the administrators' passwords in it, and every rule holds", async () => {
    const composition = one("platform");
    const rendering = await rendered(composition);
    const found = [...rendering.problems, ...check(rendering, blueprintOf(composition))].filter(isError);
    expect(found.map(({ rule, message, path }) => [rule, message, path])).toEqual([]);
    const secrets = rendering.resources.filter(({ type }) => type.endsWith(":Secret"));
    expect(secrets.map(({ inputs }) => (inputs.metadata as { name: string }).name).sort()).toEqual([
      "broker-administrator",
      "cache-administrator",
      "mongodb-administrator",
      "mysql-administrator",
      "object-storage-administrator",
      "search-administrator",
      "sessions-administrator",
    ]);
  });
});
