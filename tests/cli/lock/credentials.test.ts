import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { keptCredentials } from "../../../src/cli/registry/credentials.ts";

const basic = (pair: string) => ({ auth: Buffer.from(pair).toString("base64") });
const password = (user: string, word: string) => ({ kind: "password", user, password: word });

/** The home of somebody, with files as JSON, and programs as text. */
function home(files: Readonly<Record<string, unknown>>): Record<string, string> {
  const HOME = mkdtempSync(join(tmpdir(), "arboretum-home-"));
  onTestFinished(() => rmSync(HOME, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(HOME, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    if (path.startsWith("bin/")) chmodSync(file, 0o755);
  }
  return { HOME, PATH: `${join(HOME, "bin")}:/usr/bin:/bin` };
}

const docker = (content: unknown) => home({ ".docker/config.json": content });

test("nobody has logged in anywhere", async () => {
  expect(await keptCredentials(home({}))("ghcr.io", "a/b")).toBeUndefined();
});

test("docker keeps names and passwords, by the name or by the address of a registry", async () => {
  const environment = docker({
    auths: { "ghcr.io": basic("me:a:b"), "https://quay.io/v2/": { username: "robot", password: "word" } },
  });
  expect(await keptCredentials(environment)("ghcr.io", "a/b")).toEqual(password("me", "a:b"));
  expect(await keptCredentials(environment)("quay.io", "a/b")).toEqual(password("robot", "word"));
  expect(await keptCredentials(environment)("registry.k8s.io", "a/b")).toBeUndefined();
});

test("Docker Hub is kept by the address of long ago", async () => {
  const environment = docker({ auths: { "https://index.docker.io/v1/": basic("me:word") } });
  expect(await keptCredentials(environment)("registry-1.docker.io", "library/redis")).toEqual(
    password("me", "word"),
  );
});

test("of two logins at one registry the nearer one counts", async () => {
  const environment = docker({
    auths: { "ghcr.io": basic("all:1"), "ghcr.io/campus": basic("campus:2"), "ghcr.io/camp": basic("no:3") },
  });
  expect(await keptCredentials(environment)("ghcr.io", "campus/openedx")).toEqual(password("campus", "2"));
});

test("a token that a login has left is a token", async () => {
  const environment = docker({ auths: { "campus.azurecr.io": { ...basic("x:"), identitytoken: "left" } } });
  expect(await keptCredentials(environment)("campus.azurecr.io", "a")).toEqual({
    kind: "token",
    token: "left",
  });
});

test("podman and skopeo keep theirs elsewhere, and a variable may name the file", async () => {
  const environment = home({ "run/containers/auth.json": { auths: { "ghcr.io": basic("podman:1") } } });
  const run = join(environment.HOME ?? "", "run");
  expect(await keptCredentials({ ...environment, XDG_RUNTIME_DIR: run })("ghcr.io", "a")).toEqual(
    password("podman", "1"),
  );
  const file = join(run, "containers/auth.json");
  expect(await keptCredentials({ ...environment, REGISTRY_AUTH_FILE: file })("ghcr.io", "a")).toEqual(
    password("podman", "1"),
  );
});

test("a keychain is asked by its program", async () => {
  const program = `#!/bin/sh\nread -r name\necho "{\\"Username\\":\\"chain\\",\\"Secret\\":\\"$1 $name\\"}"\n`;
  const environment = home({
    ".docker/config.json": { auths: { "ghcr.io": {} }, credsStore: "played" },
    "bin/docker-credential-played": program,
  });
  expect(await keptCredentials(environment)("ghcr.io", "a")).toEqual(password("chain", "get ghcr.io"));
});

test("a keychain whose program is gone is told", async () => {
  const environment = docker({ auths: {}, credHelpers: { "ghcr.io": "gone" } });
  await expect(keptCredentials(environment)("ghcr.io", "a")).rejects.toThrow(
    "docker-credential-gone, which is not on the PATH",
  );
});

test("a file of logins that is none is told", () => {
  expect(() => keptCredentials(docker("not JSON"))).toThrow("is not a file of logins");
});
