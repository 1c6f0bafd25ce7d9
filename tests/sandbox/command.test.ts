import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { arboretum, repository } from "../cli/project.ts";

/** A machine without Go, on which nothing was ever built. */
function bare() {
  const home = mkdtempSync(join(tmpdir(), "arboretum-home-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const environment = {
    PATH: home,
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_STATE_HOME: join(home, "state"),
  };
  return {
    home,
    ask: (...argv: readonly string[]) => arboretum(["sandbox", ...argv], { cwd: repository, environment }),
  };
}

test.each([
  [["start"], 'There is no "sandbox start".'],
  [["deploy"], "sandbox deploy needs a stack."],
  [["up", "ci"], 'sandbox up does not take "ci".'],
  [["up", "--for", "forever"], '--for cannot be "forever". Write a time such as 90m, 8h or 2d.'],
  [["up", "--for", "0m"], '--for cannot be "0m".'],
  [["up", "--for", "9d"], "--for cannot be longer than 7d."],
  [["up", "--nodes", "many"], '--nodes cannot be "many". Write a number from 1 to 500.'],
  [["deploy", "ci"], "The sandbox sandbox is not up.\nStart it: `arboretum sandbox up`"],
  [["remove", "ci", "--name", "second"], "Start it: `arboretum sandbox up --name second`"],
])("%j is wrong use, and the answer says what is right", async (argv, answer) => {
  const { code, err } = await bare().ask(...argv);
  expect(err).toContain(answer);
  expect(code).toBe(2);
});

test("without Go and without programs it says what to install, and leaves nothing behind", async () => {
  const { home, ask } = bare();
  const { code, err } = await ask("up");
  expect(err).toBe(
    "etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl, kwok have to be built first, and there is no Go on the PATH.\n" +
      "Install Go 1.26 or newer (https://go.dev/dl/), or set KUBEBUILDER_ASSETS to a folder that has them.\n",
  );
  expect(code).toBe(1);
  expect(readdirSync(home)).toEqual([]);
});

test("a name that no folder should have is refused", async () => {
  const { code, err } = await bare().ask("up", "--name", "../elsewhere");
  expect(err).toContain('"../elsewhere" cannot be the name of a sandbox.');
  expect(code).toBe(1);
});

test("where none runs it says so, and how to start one", async () => {
  const { ask } = bare();
  expect((await ask("status")).out).toContain("arboretum sandbox up");
  expect((await ask("status", "--format", "json")).out).toBe("[]\n");
  expect((await ask("down")).out).toBe("There is no sandbox sandbox.\n");
});
