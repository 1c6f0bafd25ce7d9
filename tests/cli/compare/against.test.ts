import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { arboretum, project } from "../project.ts";

/** A copy of the shipped project in a repository of its own, whose only commit is as it is shipped. */
function committed(): string {
  const root = project();
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")),
  );
  for (const line of [
    ["init", "--quiet"],
    ["add", "."],
    ["commit", "--quiet", "--message", "as shipped"],
  ]) {
    execFileSync("git", [...who, ...line], { cwd: root, env: environment });
  }
  return root;
}

function change(root: string, file: string, from: string, to: string): void {
  const text = readFileSync(join(root, file), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(root, file), text.replace(from, to));
}

test("a release that goes back, a stack that is gone and a disk that shrinks are refused together, each by its name", async () => {
  const root = committed();
  change(root, "release-map.yaml", "qa: verawood, production: verawood", "qa: ulmo");
  rmSync(join(root, "Pulumi.production.yaml"));
  change(root, "stages/qa.yaml", "keep:", "stores: { mysql: { volume: 10Gi } }\nkeep:");
  const { code, out } = await arboretum(["check", "--against", "HEAD", "--format", "json"], { cwd: root });
  const refused = JSON.parse(out).problems.filter(
    ({ severity }: { severity: string }) => severity === "error",
  );
  expect(refused.map(({ rule, stack }: { rule: string; stack: string }) => `${stack}: ${rule}`)).toEqual([
    "qa: release-back",
    "qa: change-refused",
    "production: stack-gone",
  ]);
  expect(code).toBe(1);
}, 120_000);

test("a deployment with another name is told once, and not for each of its objects; what is printed is what is documented", async () => {
  const root = committed();
  const map = readFileSync(join(root, "release-map.yaml"), "utf8");
  writeFileSync(join(root, "release-map.yaml"), map.replaceAll(/\bacademy\b/g, "college"));
  const { out } = await arboretum(["check", "--against", "HEAD", "--format", "json"], { cwd: root });
  const { problems } = JSON.parse(out) as {
    problems: readonly { rule: string; stack: string; place?: object }[];
  };
  const told = problems.filter(({ stack }) => stack === "production").map(({ rule }) => rule);
  expect(told).toContain("deployment-renamed");
  expect(told.filter((rule) => /^data-/.test(rule))).toEqual([]);
  const keys = new Set(problems.flatMap(({ place }) => Object.keys(place ?? {})));
  expect([...keys].filter((key) => !["file", "line", "column"].includes(key))).toEqual([]);
}, 120_000);
