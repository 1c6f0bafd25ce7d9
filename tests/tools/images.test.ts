import { execFileSync, spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HADOLINT, OCTAVE_KERNEL } from "../../scripts/tools/tools.ts";
import { notebookApplications } from "../../src/releases/conventions.ts";
import { withTool } from "./tool.ts";

const octaveVersion = notebookApplications.octave.ref.name.replace(/^v/, "");

/** What is allowed to stand in a Dockerfile of ours, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  DL3008:
    "A distribution takes old versions of its packages away: a pinned one cannot be built next month. The base is pinned.",
  DL3066: "The user of the base is a variable that it sets to a number.",
};

const dockerfiles = globSync("**/Dockerfile", { exclude: (path) => path.includes("node_modules") }).sort();

test("there are the images that this repository says how to build", () => {
  expect(dockerfiles).toEqual(["notebooks/octave/Dockerfile", "portal/Dockerfile"]);
});

withTool(HADOLINT, (hadolint) => {
  const said = (file: string) => {
    const { stdout } = spawnSync(hadolint, ["--no-color", "--format", "json", file], { encoding: "utf8" });
    return (JSON.parse(stdout) as readonly { readonly code: string; readonly message: string }[]).map(
      ({ code, message }) => ({ code, message }),
    );
  };

  test.each(dockerfiles)("has nothing against %s that nobody has allowed", (file) => {
    expect(said(file).filter(({ code }) => !(code in ALLOWED))).toEqual([]);
  });

  test("has something against whatever is allowed", () => {
    const found = new Set(dockerfiles.flatMap(said).map(({ code }) => code));
    expect(Object.keys(ALLOWED).filter((code) => !found.has(code))).toEqual([]);
  });
});

describe("the image of Octave", () => {
  const lines = readFileSync("notebooks/octave/Dockerfile", "utf8").split("\n");

  test("is made from one exact image, and ends as a user who is not root", () => {
    expect(lines.find((line) => line.startsWith("FROM "))).toMatch(/^FROM \S+:[\w.-]+@sha256:[0-9a-f]{64}$/);
    expect(lines.findLast((line) => line.startsWith("USER "))).toMatch(/^USER \$\{NB_UID\}$/);
  });

  test("has the kernel of the release matrix", () => {
    expect(lines).toContain(`ARG OCTAVE_KERNEL=${octaveVersion}`);
    expect(OCTAVE_KERNEL).toBe(`octave-kernel-${octaveVersion}`);
  });

  withTool(OCTAVE_KERNEL, (python) => {
    test("a server of a learner finds it as a kernel, whose program is there", () => {
      const list = execFileSync(python, ["-m", "jupyter_client.kernelspecapp", "list", "--json"], {
        encoding: "utf8",
        stdio: "pipe",
      });
      const { kernelspecs } = JSON.parse(list) as {
        readonly kernelspecs: Readonly<
          Record<string, { readonly spec: { readonly argv: readonly string[]; readonly language: string } }>
        >;
      };
      const { argv = [], language } = kernelspecs.octave?.spec ?? {};
      expect(language).toBe("octave");
      const name = argv[argv.indexOf("-m") + 1] ?? "";
      const ask = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${name}.__main__") is None)`;
      expect(spawnSync(python, ["-c", ask]).status).toBe(0);
    });
  });
});
