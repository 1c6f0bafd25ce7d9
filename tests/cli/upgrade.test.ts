import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { arboretum, project } from "./project.ts";

const mapped = (run: string): string =>
  `stages: [ci, qa, production]\ndefault: academy\ndeployments:\n  academy:\n    run: ${run}\n`;
const at = (run: string, files = {}) =>
  project({ "release-map.yaml": mapped(run), "images.lock.yaml": null, ...files });
const ULMO = "{ ci: verawood, qa: ulmo, production: ulmo }";

interface Stage {
  readonly stack: string;
  readonly itself: readonly string[];
  readonly problems: readonly unknown[];
  readonly steps: readonly {
    readonly phase: string;
    readonly what?: string;
    readonly line?: string;
    readonly why?: string;
  }[];
}

async function stages(cwd: string, ...more: readonly string[]): Promise<readonly Stage[]> {
  const { out, err } = await arboretum(["upgrade", "--format", "json", ...more], { cwd });
  if (out === "") throw new Error(err);
  return JSON.parse(out).hops.flatMap((hop: { readonly stages: readonly Stage[] }) => hop.stages);
}

const lines = (stage: Stage | undefined, phase: string): string =>
  (stage?.steps ?? [])
    .filter((step) => step.phase === phase)
    .map(({ what, line, why }) => what ?? `${line} # ${why}`)
    .join("\n");

describe("arboretum upgrade", () => {
  test("says stage by stage what to ask, what to run, and how one gets back", async () => {
    const { code, out } = await arboretum(["upgrade"], { cwd: at(ULMO) });
    expect(code).toBe(0);
    expect(out).toContain("academy: ulmo → verawood\n");
    expect(out.indexOf("Stage qa, stack qa")).toBeLessThan(out.indexOf("Stage production, stack production"));
    expect(out).not.toContain("Stage ci");
    expect(out).toContain("Point of no return: The migrations of the database.");
    for (const block of ["Before", "The update", "After", "The way back"])
      expect(out).toContain(`\n${block}\n`);
  });

  test("asks the database where a query has the answer, saves before, and leaves to the update what it does", async () => {
    const [qa, production] = await stages(at(ULMO));
    expect(lines(qa, "before")).toContain("ci runs verawood");
    expect(lines(production, "before")).toContain("qa runs verawood");
    expect(lines(qa, "before")).toMatch(
      /^kubectl --namespace academy-qa exec deployment\/lms -- \.\/manage\.py lms shell -c .*HAVING COUNT\(\*\) > 1/m,
    );
    expect(lines(qa, "before")).toContain("create job before-verawood --from=cronjob/backup");
    expect(lines(qa, "before")).toContain('drill: { migrations: "docker.io/overhangio/openedx:22');
    expect(lines(qa, "update")).toContain("At release-map.yaml:5:26 qa is to run verawood.");
    expect(lines(qa, "update")).toMatch(
      /^pulumi up --stack qa # 1 to create, \d+ to update, \d+ to replace, 1 to delete$/m,
    );
    expect(qa?.itself).toContain("Fill the search indexes again.");
    expect(lines(qa, "back")).toContain("let release-map.yaml:5:26 say ulmo again");
    expect(lines(qa, "back")).toContain("arboretum:change: { restored: ulmo }");
  });

  test("what is to be done on a server of somebody else is a person's", async () => {
    const qa = {
      "Pulumi.qa.yaml": `config:
  arboretum:layers: [deployments/academy.yaml, stages/qa.yaml]
  arboretum:edge: { domain: qa.academy.example.edu }
  arboretum:stores: { search: { driver: external, host: search.example.edu, egress: [10.1.2.0/24], key: { secure: "v1:abc" } } }
`,
    };
    const [stage] = await stages(at(ULMO, qa));
    expect(stage?.itself.join()).not.toContain("Meilisearch");
    expect(lines(stage, "update")).toContain("Start Meilisearch 1.36 on an empty volume.");
  });

  test("without backups nothing else leads back, and it says so", async () => {
    const [ci] = await stages(at("{ ci: ulmo }"));
    expect(lines(ci, "before")).toContain("this stack has no arboretum:backups");
  });

  test("where migrations wait for a word, it says where", async () => {
    const qa = `config:
  arboretum:layers: [deployments/academy.yaml, stages/qa.yaml]
  arboretum:edge: { domain: qa.academy.example.edu }
  arboretum:change: { migrations: { start: byHand } }
`;
    const [stage, production] = await stages(at(ULMO, { "Pulumi.qa.yaml": qa }));
    expect(lines(stage, "update")).toContain("docs/runbooks/migrations.md");
    expect(lines(production, "update")).not.toContain("docs/runbooks/migrations.md");
  });

  test("several hops are one after the other, with commands that only those between have", async () => {
    const { out } = await arboretum(["upgrade", "--to", "teak"], { cwd: at("{ ci: sumac }") });
    expect(out).toContain("academy: sumac → teak");
    const { out: far } = await arboretum(["upgrade", "academy", "--to", "ulmo"], {
      cwd: at("{ ci: sumac }"),
    });
    expect(far).toContain("academy: sumac → teak → ulmo");
    expect(far).toMatch(/\n\nsumac → teak\n.*\n\nteak → ulmo\n/s);
  });

  test("what the release refuses is told, and ends with 1", async () => {
    const map = mapped("{ ci: sumac }").replace("run:", "applications: { add: [ecommerce] }\n    run:");
    const root = at("{ ci: sumac }", { "release-map.yaml": map });
    const { code, out } = await arboretum(["upgrade", "--to", "teak"], { cwd: root });
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining("ecommerce") });
  });

  test.each([
    [["upgrade", "acadmy"], 'There is no deployment "acadmy" in release-map.yaml. Did you mean "academy"?'],
    [["upgrade", "--to", "verawod"], 'There is no release "verawod". Did you mean "verawood"?'],
    [["upgrade", "--to", "redwood"], "redwood cannot be deployed any more"],
    [["upgrade", "--to", "teak"], "academy runs ulmo already, and no release goes back to teak"],
  ])("%j is refused", async (argv, message) => {
    const { code, err, out } = await arboretum(argv, { cwd: at(ULMO) });
    expect({ code, err, out }).toEqual({ code: 2, err: expect.stringContaining(message), out: "" });
  });

  test("releases that nobody knows are told of the map", async () => {
    const { code, out, err } = await arboretum(["upgrade"], { cwd: at("{ ci: verawod, qa: verawod }") });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain('Did you mean "verawood"?');
  });

  test("where every stage runs it, there is nothing to do", async () => {
    const root = at("{ ci: verawood, qa: verawood }");
    expect(await arboretum(["upgrade", "--to", "verawood"], { cwd: root })).toMatchObject({
      code: 0,
      out: "academy runs verawood in every stage: there is nothing to do.\n",
    });
  });
});

test("a pull request that moves a stage is told the questions, and the point of no return", async () => {
  const root = at(ULMO);
  const git = (...given: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.edu", ...given], { cwd: root });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "before");
  writeFileSync(join(root, "release-map.yaml"), mapped(ULMO).replace("qa: ulmo", "qa: verawood"));
  const asked = ["preview", "qa", "production", "--against", "HEAD"];
  const { out } = await arboretum([...asked, "--format", "markdown"], { cwd: root });
  expect(out).toContain("> [!IMPORTANT]\n> qa goes from ulmo to verawood.");
  expect(out).toContain("> - Are the discussions of every course in MySQL?");
  expect(out).toContain("> - Point of no return: The migrations of the database.");
  expect(out).not.toContain("production goes from");
  const { out: text } = await arboretum(asked, { cwd: root });
  expect(text).toContain("qa goes from ulmo to verawood.");
}, 60_000);
