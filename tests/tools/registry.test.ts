import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HELM, programOf, REGISTRY } from "../../scripts/tools/tools.ts";
import { keptCredentials } from "../../src/cli/registry/credentials.ts";
import { chartDigest, imageDigest } from "../../src/cli/registry/digests.ts";
import { Registries } from "../../src/cli/registry/registries.ts";
import { patient } from "../../src/cli/registry/web.ts";
import { parseImageLock } from "../../src/releases/lock.ts";
import { DIGEST, INDEX, MANIFEST, sha256 } from "../cli/lock/playedRegistry.ts";
import { arboretum, project } from "../cli/project.ts";
import { LOGIN, push, type RegistryServer, registryServer } from "./registryServer.ts";
import { endAll, folderWith, withTool } from "./tool.ts";

endAll();

const REDIS = "docker.io/redis:7.4.10";
const OTHER = JSON.stringify({ ...JSON.parse(MANIFEST), annotations: { other: "content" } });
const CHART = "https://kubernetes-sigs.github.io/metrics-server/metrics-server:3.13.0";

/** The shipped project with a platform that installs a chart, all from a mirror. */
const mirroredBy = ({ host }: RegistryServer) =>
  project({
    // It is on a bare cluster, and asks the world.
    "Pulumi.ci.yaml": null,
    "Pulumi.platform.yaml": `config:
  arboretum:cluster: { identifier: learning }
  arboretum:offers: { metricsServer: managed }
  arboretum:images: { registry: "${host}/mirror" }
`,
  });

interface Listed {
  readonly images: readonly { readonly image: string; readonly from?: string }[];
}

const listed = async (root: string): Promise<Listed> =>
  JSON.parse((await arboretum(["images", "--format", "json"], { cwd: root })).out) as Listed;

/** What whoever fills the mirror would put there: every image that is listed, under its name there. */
async function fill(registry: RegistryServer, root: string): Promise<void> {
  for (const { image } of (await listed(root)).images) {
    const [, name = "", tag = ""] = /^[^/]+\/(.+):([^:]+)$/.exec(image) ?? [];
    await push(registry, name, tag, INDEX, MANIFEST);
  }
}

const helmMissing = (said: string) => process.stderr.write(`Skipped: ${said}\n`);

/** A chart, packed by Helm and pushed by it. The digest of its archive. */
function pushChart({ host }: RegistryServer, name: string, version: string): string | undefined {
  const helm = programOf(HELM);
  if ("missing" in helm) {
    helmMissing(helm.missing);
    return undefined;
  }
  const folder = folderWith({
    "chart/Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    "chart/templates/nothing.yaml": "",
  });
  const run = (...args: string[]) => {
    const { status, stderr } = spawnSync(helm.program, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, HOME: folder },
    });
    if (status !== 0) throw new Error(stderr);
  };
  run("package", "chart");
  const archive = `${name}-${version}.tgz`;
  run("push", archive, `oci://${host}/mirror/charts`, "--plain-http");
  return `sha256:${createHash("sha256")
    .update(readFileSync(join(folder, archive)))
    .digest("hex")}`;
}

const homeWith = (password: string, { host }: RegistryServer) => {
  const auth = btoa(`${LOGIN.user}:${password}`);
  return folderWith({ ".docker/config.json": JSON.stringify({ auths: { [host]: { auth } } }) });
};

withTool(REGISTRY, (program) => {
  test("a whole project is locked against its mirror, and every later change of a tag is told", async () => {
    const registry = await registryServer(program, "open");
    const root = mirroredBy(registry);
    const lock = (...argv: string[]) =>
      arboretum(["lock", ...argv], { cwd: root, environment: { HOME: root } });
    const answers = () =>
      parseImageLock(readFileSync(join(root, "images.lock.yaml"), "utf8")).lock?.answers ?? {
        digests: {},
        charts: {},
      };

    const empty = await lock();
    expect(empty.code).toBe(1);
    expect(empty.err).toContain(`${registry.host} has no mirror/redis:7.4.10.`);
    expect(answers()).toEqual({ digests: {}, charts: {} });

    await fill(registry, root);
    const archive = pushChart(registry, "metrics-server", "3.13.0");
    const full = await lock();
    if (archive !== undefined) {
      expect(full).toEqual({ code: 0, err: "", out: expect.stringContaining("images.lock.yaml is written") });
      expect(answers().charts).toEqual({ [CHART]: archive });
    }
    const { images } = await listed(root);
    expect(Object.keys(answers().digests)).toEqual(images.map(({ from }) => from).sort());
    expect(new Set(Object.values(answers().digests))).toEqual(new Set([DIGEST]));

    await push(registry, "mirror/redis", "7.4.10", INDEX, OTHER);
    const moved = await lock("--check");
    expect(moved.code).toBe(1);
    expect(moved.err).toContain(`It is ${sha256(OTHER)} now, and ${DIGEST} is locked.`);
    await lock("--update");
    expect(answers().digests[REDIS]).toBe(sha256(OTHER));
  });

  const ask = (registry: RegistryServer, HOME: string) =>
    imageDigest(
      new Registries(keptCredentials({ HOME }), patient),
      `${registry.host}/mirror/redis:7.4.10`,
      patient,
    );

  test.each(["password", "token"] as const)(
    "a registry that wants a %s answers whoever has logged in",
    async (kind) => {
      const registry = await registryServer(program, kind);
      await push(registry, "mirror/redis", "7.4.10", INDEX, MANIFEST);
      expect(await ask(registry, homeWith(LOGIN.password, registry))).toBe(DIGEST);
      const remedy = expect.stringContaining(`docker login ${registry.host}`);
      await expect(ask(registry, homeWith("wrong", registry))).rejects.toMatchObject({ remedy });
      await expect(ask(registry, folderWith({}))).rejects.toMatchObject({ remedy });
    },
  );

  test("an image is no chart", async () => {
    const registry = await registryServer(program, "open");
    await push(registry, "mirror/charts/keda", "1.0.0", INDEX, MANIFEST);
    const registries = new Registries(async () => undefined, patient);
    await expect(
      chartDigest(
        registries,
        { chart: `oci://${registry.host}/mirror/charts/keda`, version: "1.0.0" },
        patient,
      ),
    ).rejects.toThrow("localhost");
  });
});
