import { describe, expect, test } from "vitest";
import { deploymentBlueprint, type GivenDeployment, platformBlueprint } from "../../src/blueprint/given.ts";
import { configurationSecret, provided } from "../../src/settings/late.ts";
import { composed, deploymentOf } from "../house.ts";

const least: GivenDeployment = {
  deployment: "academy",
  stage: "qa",
  release: "verawood",
  settings: {
    site: { name: "Academy", contact: "help@example.edu" },
    cluster: { identifier: "learning" },
    edge: { domain: "learn.example.edu" },
    studio: { imports: { by: "routing" } },
    objectStorage: { keep: { submissions: "5y", grades: "5y", tracking: "forever" } },
    keep: { withoutBackups: "the university saves its cluster" },
  },
};

const given = (more: GivenDeployment["settings"]) =>
  deploymentBlueprint({ ...least, settings: { ...least.settings, ...more } });

describe("a deployment that a program gives", () => {
  test("is the one that the same settings in files make, but for who said them and what the cluster has", () => {
    const { priorities, platform: ___, provenance: _, stack: __, ...ofFiles } = deploymentOf(composed("qa"));
    const { provenance, stack, ...ofProgram } = deploymentBlueprint(least);
    expect(ofProgram).toEqual(ofFiles);
    expect(stack).toBe("academy.qa");
    expect(JSON.stringify(provenance)).not.toContain("yaml");
    expect(deploymentBlueprint({ ...least, priorities: true }).priorities).toEqual(priorities);
  });

  test("may differ from its release as a release map says it", () => {
    const image = "registry.example.edu/openedx:7";
    const own = (digest?: string) =>
      deploymentBlueprint({
        ...least,
        differences: { overrides: [{ application: "edx-platform", image, ...(digest ? { digest } : {}) }] },
      });
    const digest = `sha256:${"7".repeat(64)}`;
    expect(JSON.stringify(own(digest).services)).toContain(`${image}@${digest}`);
    expect(own).toThrow(/release map {2}overrides\.0\n.*that tag can move\.\n {2}Give its digest/);
  });

  test("names its secrets, and a new revision of one is another deployment", () => {
    const mail = { host: "smtp.example.edu", port: 587, from: "a@example.edu", user: "academy" };
    const egress = [{ to: "smtp", network: "10.0.0.25/32", ports: [587], from: ["lms"] }];
    const [first, again, second] = ["1", "1", "2"].map((revision) =>
      given({ mail: { ...mail, password: provided("smtp", revision) }, egress }),
    );
    expect(JSON.stringify(first)).toContain(JSON.stringify(provided("smtp")));
    expect(again).toEqual(first);
    expect(second?.services).not.toEqual(first?.services);
    expect(provided("smtp").late).toBe(configurationSecret(["mail", "password"], "v1:x").late);
  });

  test("says everything that is wrong at once, and speaks of settings, not of files", () => {
    const wrong = () =>
      deploymentBlueprint({
        ...least,
        release: "verawod",
        settings: {
          site: { name: "Academy" } as never,
          scale: { profile: "smal" as never },
          mail: {
            host: "smtp.example.edu",
            port: 587,
            from: "a@example.edu",
            user: "a",
            password: "hunter2" as never,
          },
        },
      });
    expect(wrong).toThrow(
      /release map {2}deployments\.academy\.run\.qa\n {2}"verawod" .*Did you mean "verawood"\?/,
    );
    expect(wrong).toThrow(/settings {2}site\.contact\n {2}This is required\./);
    expect(wrong).toThrow(/settings {2}scale\.profile\n {2}"smal" .*Did you mean "small"\?/);
    expect(wrong).toThrow(/settings {2}mail\.password\n.*plain text\.\n {2}Write `provided\("<name>"\)`/);
    expect(wrong).not.toThrow(/hunter2|Pulumi\.|arboretum:/);
  });

  test("is refused where it scales with its load and its cluster measures nothing", () => {
    const unmeasured = () => deploymentBlueprint({ ...least, offers: { metricsServer: "off" } });
    expect(unmeasured).toThrow(/lms\b.* scales? with (?:its|their) load/);
  });

  test("may not offer what there is not", () => {
    const odd = () => deploymentBlueprint({ ...least, offers: { metricsServer: "of" as never } });
    expect(odd).toThrow(/offers\.metricsServer\n {2}"of" is not allowed here\. Did you mean "off"\?/);
  });
});

test("a platform that a program gives is what a cluster has once, or says what is missing", () => {
  const { kind, priorities, guards } = platformBlueprint({ cluster: { identifier: "learning" } });
  expect(kind).toBe("platform");
  expect(priorities.length * guards.length).toBeGreaterThan(0);
  expect(() => platformBlueprint({})).toThrow(/settings {2}cluster\.identifier\n {2}This is required\./);
});
