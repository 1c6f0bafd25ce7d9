import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Mocked, mocked, type Registered } from "./mocked.ts";
import { node } from "./run.ts";

const stranger = inject("stranger");
const compile = (...options: readonly string[]) =>
  node(["node_modules/typescript/bin/tsc", ...options], stranger);

describe("the types of the package", () => {
  test("agree with a stranger's program, and with themselves", async () => {
    // The example does not skip the check of libraries, so this looks at every declaration file that it reaches.
    expect(readFileSync(join(stranger, "tsconfig.json"), "utf8")).not.toContain("skipLibCheck");
    expect(await compile()).toMatchObject({ code: 0, out: "" });
  });

  test("refuse what a component does not know, and name it", async () => {
    const wrong = join(stranger, "library.ts");
    const text = readFileSync(wrong, "utf8");
    writeFileSync(wrong, text.replace('trust: "restricted"', 'trust: "restrictd"'));
    try {
      const { code, out } = await compile("--skipLibCheck");
      expect(code).not.toBe(0);
      expect(out).toMatch(/^library\.ts\(\d+,\d+\): error TS\d+: Type '"restrictd"' is not assignable/);
    } finally {
      writeFileSync(wrong, text);
    }
  });
});

describe("a program that has nothing else of ours", () => {
  let program: Mocked;
  beforeAll(async () => {
    program = await mocked(stranger, "./index.ts");
  });

  // Inputs are of every shape that Kubernetes has, and a test that names a wrong path fails.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const inputs = (type: string, name: string): any => {
    const found = program.resources.filter((one) => one.type.endsWith(`:${type}`) && one.name === name);
    expect(found.map((one: Registered) => one.name)).toEqual([name]);
    return found[0]?.inputs;
  };

  test("runs a Django application of its own", () => {
    const { spec } = inputs("Deployment", "library");
    const [container] = spec.template.spec.containers;
    expect(container.image).toBe("registry.example.edu/library:4.2.0");
    expect(spec.replicas).toBe(2);
    expect(inputs("HorizontalPodAutoscaler", "library-autoscaler").spec).toMatchObject({
      minReplicas: 2,
      maxReplicas: 6,
    });
    expect(
      inputs("Job", "library-migrations-library-migrate").spec.template.spec.containers[0].command,
    ).toEqual(["python", "manage.py", "migrate", "--noinput"]);
    const files = inputs("Secret", "library-settings");
    expect(spec.template.spec.volumes[0].secret.secretName).toBe(files.metadata.name);
    // One secret is made by the program, one comes from its configuration.
    expect(JSON.stringify(files.stringData)).toContain("SECRET_KEY: generated");
    expect(JSON.stringify(files.stringData)).toContain("PASSWORD: books");
    const { egress } = inputs("NetworkPolicy", "library-network-library").spec;
    expect(JSON.stringify(egress)).toContain("10.20.0.7/32");
    expect(program.outputs.catalogue).toBe("library:8000");
  });

  test("runs an Open edX that is only settings in its own code", async () => {
    const { spec } = inputs("Deployment", "learn-lms");
    const script =
      'const { supportedReleases } = await import("arboretum/releases"); console.log(supportedReleases.get("verawood").images.openedx)';
    const { out } = await node(["--input-type=module", "--eval", script], stranger);
    expect(out.trim()).toMatch(/^\S+:\S+$/);
    expect(spec.template.spec.containers[0].image).toContain(out.trim());
    const files = inputs("Secret", "learn-lms-configuration");
    expect(JSON.stringify(files.stringData)).toContain("EMAIL_HOST_PASSWORD: letters");
    const stores = program.resources.filter(({ type }) => type === "kubernetes:apps/v1:StatefulSet");
    expect(stores.map(({ name }) => name)).toEqual(expect.arrayContaining(["learn-mysql", "learn-mongodb"]));
    expect(program.outputs.courses).toContain("learn.example.edu");
  });

  test("has every object with a provider of its own, in a namespace that it names", () => {
    const namespaces = new Set(
      program.resources
        .filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Namespace"))
        .map(({ inputs: { metadata } }) => (metadata as { namespace?: string }).namespace),
    );
    expect([...namespaces].every((name) => /^(?:library|learn-production)/.test(name ?? ""))).toBe(true);
  });
});

describe("an entry point", () => {
  const manifest = JSON.parse(
    readFileSync(join(stranger, "node_modules/arboretum/package.json"), "utf8"),
  ) as {
    readonly exports: Readonly<Record<string, unknown>>;
  };
  const points = Object.keys(manifest.exports).filter((point) => !/program|package\.json|aws/.test(point));

  /** Imports it in a plain Node: what it offers, and whether the SDK came along. */
  const imported = async (name: string) => {
    const script = `
      import { createRequire } from "node:module";
      const names = Object.keys(await import(${JSON.stringify(name)}));
      const { cache } = createRequire(process.cwd() + "/index.ts");
      console.log(JSON.stringify({ names, sdk: Object.keys(cache).some((file) => file.includes("@pulumi")) }));`;
    const { code, out, err } = await node(["--input-type=module", "--eval", script], stranger);
    if (code !== 0) return { error: err };
    return JSON.parse(out) as { names: readonly string[]; sdk: boolean };
  };

  test("./aws asks for the SDK of Amazon, which whoever uses no Amazon does not install", async () => {
    expect(await imported("arboretum/aws")).toMatchObject({
      error: expect.stringContaining("Cannot find package '@pulumi/aws'"),
    });
  });

  test.each(points)("%s can be imported, and loads the SDK only where it has to", async (point) => {
    const found = await imported(point.replace(/^\./, "arboretum"));
    expect(found).toMatchObject({ sdk: [".", "./render"].includes(point) });
    expect("names" in found && found.names.length).toBeGreaterThan(2);
  });

  test("is the only way in: what is not offered may change", async () => {
    const found = await imported("arboretum/dist/src/program.js");
    expect(found).toMatchObject({ error: expect.stringContaining("ERR_PACKAGE_PATH_NOT_EXPORTED") });
  });
});
