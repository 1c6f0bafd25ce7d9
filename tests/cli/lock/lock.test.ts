import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withAnswers } from "../../../src/cli/lock/file.ts";
import { parseImageLock } from "../../../src/releases/lock.ts";
import { arboretum, project, repository } from "../project.ts";
import { answer, DIGEST, manifest, played, sha256 } from "./playedRegistry.ts";

const shippedLock = readFileSync(join(repository, "images.lock.yaml"), "utf8");
const ANSWERS = {
  digests: { "docker.io/redis:7.4.10": DIGEST },
  charts: { "https://kedacore.github.io/charts/keda:2.20.2": DIGEST },
};

describe("the file of the lock", () => {
  test("keeps all else to the letter, whatever is written beside it", () => {
    const once = withAnswers(shippedLock, ANSWERS);
    expect(once.startsWith(shippedLock)).toBe(true);
    expect(parseImageLock(once).lock?.answers).toEqual(ANSWERS);
    expect(withAnswers(once, ANSWERS)).toBe(once);
  });

  test("has answers where they stood, between what others wrote", () => {
    const text = `# mine\ndigests:\n  a: ${DIGEST}\n  b: ${DIGEST}\n\n# also mine\nimages: {}\n`;
    expect(withAnswers(text, { digests: { b: sha256("b") }, charts: {} })).toBe(
      `# mine\ndigests:\n  b: ${sha256("b")}\n\n# also mine\nimages: {}\n`,
    );
  });

  test("loses answers that nobody asks for any more", () => {
    const once = withAnswers(shippedLock, ANSWERS);
    expect(parseImageLock(withAnswers(once, { digests: {}, charts: {} })).lock?.answers).toEqual({
      digests: {},
      charts: {},
    });
  });

  test("without answers is as it was", () => {
    expect(withAnswers(shippedLock, { digests: {}, charts: {} })).toBe(shippedLock);
  });
});

/** The shipped project, all of whose images come from a mirror that a test plays. */
async function mirroredProject(answers: Parameters<typeof played>[0], lock = shippedLock) {
  const mirror = await played(answers);
  const layer = "stages/qa.yaml";
  const text = readFileSync(join(repository, layer), "utf8");
  const registry = `images: { registry: "localhost:${mirror.host.split(":")[1]}/mirror" }\n`;
  const root = project({
    [layer]: `${text}${registry}`,
    "images.lock.yaml": lock,
  });
  const run = (...argv: string[]) =>
    arboretum([...argv, "--stack", "qa"], { cwd: root, environment: { HOME: root } });
  return { root, mirror, run, locked: () => readFileSync(join(root, "images.lock.yaml"), "utf8") };
}

const REDIS = "docker.io/redis:7.4.10";

describe("arboretum lock", () => {
  test("asks the mirror, writes what it says, and pods name the content from then on", async () => {
    const { mirror, run, locked, root } = await mirroredProject((_, response) => manifest(response));
    const { code, out, err } = await run("lock");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^\d+ new\. images\.lock\.yaml is written\.\n$/);
    expect(mirror.asked).toContain("HEAD /v2/mirror/redis/manifests/7.4.10");
    expect(parseImageLock(locked()).lock?.answers.digests[REDIS]).toBe(DIGEST);
    expect(readdirSync(root).filter((name) => name.endsWith(".new"))).toEqual([]);
    const { images } = JSON.parse((await run("images", "--format", "json")).out);
    const host = mirror.host.replace("127.0.0.1", "localhost");
    expect(images).toContainEqual(
      expect.objectContaining({
        image: `${host}/mirror/redis:7.4.10@${DIGEST}`,
        digest: DIGEST,
        from: "docker.io/redis:7.4.10",
      }),
    );
    expect(images.filter(({ image }: { image: string }) => !image.endsWith(`@${DIGEST}`))).toEqual([]);
    expect(await run("lock", "--check")).toEqual({
      code: 0,
      err: "",
      out: expect.stringMatching(/^\d+ as locked\. images\.lock\.yaml is as it was\.\n$/),
    });
  });

  test("a tag that has moved is told and not taken over, unless somebody says so", async () => {
    const before = withAnswers(shippedLock, { digests: { [REDIS]: sha256("before") }, charts: {} });
    const { run, locked } = await mirroredProject((_, response) => manifest(response), before);
    const told = await run("lock");
    expect(told.code).toBe(1);
    expect(told.err).toContain(`It is ${DIGEST} now, and ${sha256("before")} is locked.`);
    expect(told.err).toContain("arboretum lock --update");
    expect(locked()).toContain(`${REDIS}: ${sha256("before")}`);
    expect((await run("lock", "--update")).code).toBe(0);
    expect(locked()).toContain(`${REDIS}: ${DIGEST}`);
  });

  test("what is not answered is one line each, keeps what was locked, and loses nothing else", async () => {
    const before = withAnswers(shippedLock, { digests: { [REDIS]: sha256("before") }, charts: {} });
    const { run, locked } = await mirroredProject(
      ({ url }, response) => (url?.includes("/redis/") ? answer(response, 404) : manifest(response)),
      before,
    );
    const { code, out, err } = await run("lock");
    expect(code).toBe(1);
    expect(err.match(/^images\.lock\.yaml /gm)).toHaveLength(1);
    expect(err).toMatch(/has no mirror\/redis:7\.4\.10/);
    expect(out).toMatch(/\d+ new, 1 without an answer\. images\.lock\.yaml is written\./);
    expect(locked()).toContain(`${REDIS}: ${sha256("before")}`);
  });

  test("--check writes nothing, and ends with 1 where something is not locked", async () => {
    const { run, locked } = await mirroredProject((_, response) => manifest(response));
    const { code, err } = await run("lock", "--check");
    expect(code).toBe(1);
    expect(err).toContain("and nothing is locked");
    expect(locked()).toBe(shippedLock);
  });

  test("says the same to a machine", async () => {
    const { run } = await mirroredProject((_, response) => manifest(response));
    const said = JSON.parse((await run("lock", "--format", "json")).out);
    expect(said.written).toBe(true);
    expect(said.new).toContainEqual({ kind: "image", name: REDIS, digest: DIGEST });
  });

  test("a lock that is broken is refused before anybody is asked", async () => {
    const { run, mirror } = await mirroredProject((_, response) => manifest(response), "digests: 3\n");
    expect((await run("lock")).code).toBe(1);
    expect(mirror.asked).toEqual([]);
  });
});

test("the script that fills a mirror copies content that is locked by its digest", async () => {
  const { run, mirror } = await mirroredProject(
    (_, response) => manifest(response),
    withAnswers(shippedLock, { digests: { [REDIS]: DIGEST }, charts: {} }),
  );
  const host = mirror.host.replace("127.0.0.1", "localhost");
  const { code, out } = await run("images", "--format", "copy");
  expect(code).toBe(0);
  expect(out).toContain(`\ncrane copy docker.io/redis@${DIGEST} ${host}/mirror/redis:7.4.10\n`);
  expect(out).toContain(`\ncrane copy docker.io/caddy:2.11.7 ${host}/mirror/caddy:2.11.7\n`);
});

test("without a mirror there is nothing to copy", async () => {
  const { code, err } = await arboretum(["images", "--format", "copy"], { cwd: repository });
  expect(code).toBe(2);
  expect(err).toContain("No stack pulls from a mirror");
});
