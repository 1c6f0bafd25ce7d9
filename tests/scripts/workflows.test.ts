import { globSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = globSync(".github/workflows/*.yml")
  .sort()
  .map((file) => {
    const text = readFileSync(file, "utf8");
    return { file, text, workflow: parse(text) as Workflow };
  });

const workflowNamed = (name: string) => {
  const found = workflows.find(({ file }) => file.endsWith(`/${name}`));
  if (found === undefined) throw new Error(`There is no workflow ${name}.`);
  return found;
};

describe.each(workflows)("$file", ({ text, workflow }) => {
  test("pins every action by its commit, and says which release that is", () => {
    const uses = text.split("\n").filter((line) => /^\s*-?\s*uses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual(
      [],
    );
  });

  test("says itself what its token may do, and never runs with the rights of the base branch on a pull request", () => {
    expect(workflow.permissions).toBeDefined();
    expect(workflow.on).not.toHaveProperty("pull_request_target");
  });

  test("puts nothing that a stranger writes into a shell", () => {
    const shells = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(shells.filter((line) => line.includes("${{"))).toEqual([]);
  });
});

test("CI runs the same script as people do", () => {
  const { workflow } = workflowNamed("ci.yml");
  expect(workflow.jobs.ci?.steps.at(-1)?.run).toBe("bash .ci/run");
  expect(statSync(".ci/run").mode & 0o100).toBe(0o100);
});

test("the job that runs the code of any pull request can only read, and has no secrets", () => {
  const { workflow } = workflowNamed("preview.yml");
  expect(workflow.jobs.embedded?.permissions).toEqual({ contents: "read" });
  expect(JSON.stringify(workflow.jobs.embedded)).not.toContain("secrets.");
});

test("the job with credentials is off until a variable says so, and never runs the code of a fork", () => {
  const { workflow } = workflowNamed("preview.yml");
  expect(workflow.jobs.pulumi?.if).toContain("vars.ARBORETUM_PULUMI_PREVIEW == 'true'");
  expect(workflow.jobs.pulumi?.if).toContain("head.repo.full_name == github.repository");
});

test("the job that may write a comment runs nothing of the pull request", () => {
  const { workflow } = workflowNamed("preview-comment.yml");
  const uses = workflow.jobs.comment?.steps.map((step) => step.uses?.split("@")[0]);
  expect(uses).toEqual(["actions/download-artifact", "actions/github-script"]);
});

test("the CLI of the preview is of the version of the SDK", () => {
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    devDependencies: Record<string, string>;
  };
  expect(workflowNamed("preview.yml").text).toContain(
    `pulumi-version: ${devDependencies["@pulumi/pulumi"]} `,
  );
});
