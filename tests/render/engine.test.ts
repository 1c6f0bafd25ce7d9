import { execFileSync } from "node:child_process";
import { checkPrimeSync, createPrivateKey, createPublicKey, createSign, createVerify } from "node:crypto";
import { fileURLToPath } from "node:url";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { describe, expect, test } from "vitest";
import { render } from "../../src/render/engine.ts";
import type { Mode, Rendering, RenderRequest, Resource } from "../../src/render/rendering.ts";
import { distances, prime, rsaKeyOf } from "../../src/render/rsa.ts";

const run = (mode: Mode, program: () => unknown, more: Partial<RenderRequest> = {}): Promise<Rendering> =>
  render({ project: "demo", stack: "qa", configuration: {}, secretKeys: [], mode, program, ...more });

async function one(mode: Mode, name: string, program: () => unknown): Promise<Resource> {
  const { resources, problems } = await run(mode, program);
  expect(problems).toEqual([]);
  const found = resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`${name} is not registered`);
  return found;
}

class Group extends pulumi.ComponentResource {
  constructor(
    name: string,
    options: pulumi.ComponentResourceOptions,
    fill: (parent: Group) => pulumi.Inputs | undefined,
  ) {
    super("demo:index:Group", name, {}, options);
    this.registerOutputs(fill(this) ?? {});
  }
}

const metadata = { name: "it", namespace: "home" };
const map = (name: string, options?: pulumi.CustomResourceOptions) =>
  new k8s.core.v1.ConfigMap(name, { metadata, data: {} }, options);

describe("what is recorded", () => {
  test("a URN holds the types of all parents but the stack", async () => {
    const inner = await one("preview", "inner", () => {
      new Group("outer", {}, (outer) => {
        new Group("middle", { parent: outer }, (middle) => {
          map("inner", { parent: middle });
          return undefined;
        });
        return undefined;
      });
    });
    expect(inner.urn).toBe(
      "urn:pulumi:qa::demo::demo:index:Group$demo:index:Group$kubernetes:core/v1:ConfigMap::inner",
    );
    expect(inner.parent).toBe("urn:pulumi:qa::demo::demo:index:Group$demo:index:Group::middle");
  });

  test("children inherit protect, retainOnDelete, deletedWith and the provider of their package, unless they say otherwise", async () => {
    const { resources } = await run("preview", () => {
      const provider = new k8s.Provider("cluster", {});
      const base = map("base", { provider });
      new Group(
        "group",
        { protect: true, retainOnDelete: true, deletedWith: base, providers: [provider] },
        (parent) => {
          map("child", { parent });
          map("free", { parent, protect: false, retainOnDelete: false });
          new random.RandomPassword("other", { length: 8 }, { parent });
          return undefined;
        },
      );
    });
    const by = new Map(resources.map((resource) => [resource.name, resource]));
    const deletedWith = by.get("base")?.urn;
    expect(by.get("child")?.options).toMatchObject({ protect: true, retainOnDelete: true, deletedWith });
    expect(by.get("free")?.options).toMatchObject({ protect: false, retainOnDelete: false, deletedWith });
    expect(by.get("child")?.provider).toMatch(/::cluster::/);
    expect(by.get("other")?.provider).toBe("");
  });

  test("every option of the program is there", async () => {
    const { options } = await one("preview", "it", () => {
      map("it", {
        ignoreChanges: ["data"],
        replaceOnChanges: ["metadata.labels"],
        deleteBeforeReplace: true,
        customTimeouts: { create: "5m", delete: "1h" },
        additionalSecretOutputs: ["data"],
        aliases: [{ name: "old" }, { parent: pulumi.rootStackResource }, "urn:pulumi:qa::demo::a:b:C::d"],
      });
    });
    expect(options).toMatchObject({
      ignoreChanges: ["data"],
      replaceOnChanges: ["metadata.labels"],
      deleteBeforeReplace: true,
      customTimeouts: { create: "5m", delete: "1h" },
      additionalSecretOutputs: ["data"],
    });
    const stack = "urn:pulumi:qa::demo::pulumi:pulumi:Stack::demo-qa";
    expect(options.aliases).toEqual(
      expect.arrayContaining([
        { name: "old", parent: stack },
        { parent: null },
        { urn: "urn:pulumi:qa::demo::a:b:C::d" },
      ]),
    );
  });

  test("options that the program leaves open are left open", async () => {
    const { options } = await one("preview", "it", () => map("it").urn);
    expect(options).not.toHaveProperty("deleteBeforeReplace");
    expect(options).not.toHaveProperty("deletedWith");
    expect(options).toMatchObject({ protect: false, retainOnDelete: false, customTimeouts: {} });
  });

  test("secrets and unknowns are unwrapped, and their paths kept", async () => {
    const container = { name: "c", image: "i", env: [{ name: "A", value: pulumi.secret("hidden") }] };
    const it = await one("preview", "it", () => {
      const password = new random.RandomPassword("password", { length: 8 });
      new k8s.core.v1.Pod("it", {
        metadata: { ...metadata, annotations: { "a.b/c": password.id, plain: "yes" } },
        spec: { containers: [container], hostname: password.result },
      });
    });
    expect(it.secretPaths).toEqual(["spec.containers[0].env[0].value", "spec.hostname"]);
    expect(it.unknownPaths).toEqual(['metadata.annotations["a.b/c"]', "spec.hostname"]);
    expect(it.inputs).toMatchObject({
      metadata: { annotations: { "a.b/c": "<unknown>", plain: "yes" } },
      spec: { containers: [{ env: [{ value: "hidden" }] }], hostname: "<unknown>" },
    });
  });

  test("the outputs of an object are its inputs, unwrapped as they are, and what the server adds", async () => {
    const spec = { hostname: pulumi.secret("hidden"), containers: [{ name: "c", image: "i" }] };
    const { resources } = await run("resolved", () => {
      new k8s.core.v1.Pod("pod", { metadata: { name: "pod" }, spec });
    });
    const pod = resources.find(({ name }) => name === "pod");
    expect(pod?.outputs.spec).toEqual({ hostname: "hidden", containers: [{ name: "c", image: "i" }] });
    expect(pod?.outputs.metadata).toMatchObject({ name: "pod", uid: expect.any(String) });
    expect(pod?.inputs.metadata).toEqual({ name: "pod" });
  });

  test("outputs of components and of the stack are there, with what of them is secret", async () => {
    const { resources, outputs, secretOutputs } = await run("resolved", () => {
      new Group("group", {}, () => ({ address: "here" }));
      return { open: 1, hidden: pulumi.secret("s") };
    });
    expect(resources.find(({ name }) => name === "group")?.outputs).toEqual({ address: "here" });
    expect(outputs).toEqual({ open: 1, hidden: "s" });
    expect(secretOutputs).toEqual(["hidden"]);
  });

  test("secret configuration is secret in whatever it goes into", async () => {
    const configuration = { "demo:key": "hidden", "demo:open": "seen" };
    const { outputs, secretOutputs } = await run(
      "preview",
      () => {
        const config = new pulumi.Config();
        return { key: config.requireSecret("key"), open: config.require("open") };
      },
      { configuration, secretKeys: ["demo:key"] },
    );
    expect(outputs).toEqual({ key: "hidden", open: "seen" });
    expect(secretOutputs).toEqual(["key"]);
  });

  test("look-ups are marked as such", async () => {
    const found = await one("resolved", "it", () => k8s.core.v1.Namespace.get("it", "kube-system").urn);
    expect(found).toMatchObject({
      read: true,
      custom: true,
      outputs: { metadata: { name: "kube-system", uid: expect.any(String) } },
    });
  });
});

describe("stack references", () => {
  const platform = "organization/platform/main";
  const program = () => {
    const reference = new pulumi.StackReference(platform);
    return { given: reference.getOutput("gateway"), also: reference.requireOutput("missing") };
  };

  test("are unknown in a preview", async () => {
    expect((await run("preview", program)).outputs).toEqual({ given: "<unknown>", also: "<unknown>" });
  });

  test("have stand-ins when resolved, and outputs that are at hand are used", async () => {
    const references = { [platform]: { gateway: "10.0.0.1" } };
    expect((await run("resolved", program, { references })).outputs).toEqual({
      given: "10.0.0.1",
      also: "standin-organization-platform-main-missing",
    });
    expect((await run("resolved", program)).outputs.given).toBe("standin-organization-platform-main-gateway");
  });
});

describe("stand-ins", () => {
  const args: random.RandomPasswordArgs = { length: 24, special: false, minNumeric: 4, upper: false };

  test("of passwords have the asked length and characters, say what they are, and differ by URN", async () => {
    const { outputs } = await run("resolved", () => ({
      one: new random.RandomPassword("one", args).result,
      other: new random.RandomPassword("other", args).result,
    }));
    for (const result of [outputs.one, outputs.other]) {
      expect(result).toMatch(/^standin[a-z0-9]{17}$/);
      expect(String(result).replace(/\D/g, "").length).toBeGreaterThanOrEqual(4);
    }
    expect(outputs.one).not.toBe(outputs.other);
  });

  test.each([
    [
      "special characters",
      { length: 30, overrideSpecial: "_", lower: false, upper: false, numeric: false },
      /^_{30}$/,
    ],
    ["digits", { length: 6, special: false, lower: false, upper: false }, /^\d{6}$/],
    ["a single character", { length: 1, special: false }, /^\w$/],
  ])("of passwords with nothing but %s", async (_, only, pattern) => {
    const { outputs } = await run("resolved", () => new random.RandomPassword("it", only));
    expect(String(outputs.result)).toMatch(pattern);
  });

  test("of other random values have their shapes", async () => {
    const { outputs } = await run("resolved", () => ({
      id: new random.RandomId("id", { byteLength: 4, prefix: "p-" }).hex,
      uuid: new random.RandomUuid("uuid").result,
      number: new random.RandomInteger("number", { min: 3, max: 5 }).result,
      pet: new random.RandomPet("pet", { length: 3 }).id,
      bytes: new random.RandomBytes("bytes", { length: 16 }).base64,
    }));
    expect(outputs.id).toMatch(/^p-[0-9a-f]{8}$/);
    expect(outputs.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([3, 4, 5]).toContain(outputs.number);
    expect(outputs.pet).toMatch(/^standin-\w+-\w+$/);
    expect(Buffer.from(String(outputs.bytes), "base64")).toHaveLength(16);
  });

  test("of RSA keys are keys that sign, in every form, with a line that says whose stand-in it is", async () => {
    const key = await one(
      "resolved",
      "key",
      () => new tls.PrivateKey("key", { algorithm: "RSA", rsaBits: 2048 }).urn,
    );
    const { privateKeyPem, privateKeyPemPkcs8, publicKeyPem } = key.outputs;
    for (const pem of [privateKeyPem, privateKeyPemPkcs8]) {
      expect(String(pem)).toContain(`Stand-in, not a secret: ${key.urn}\n`);
      const signature = createSign("sha256")
        .update("text")
        .sign(createPrivateKey(String(pem)));
      expect(
        createVerify("sha256")
          .update("text")
          .verify(createPublicKey(String(publicKeyPem)), signature),
      ).toBe(true);
      expect(createPrivateKey(String(pem)).asymmetricKeyDetails?.modulusLength).toBe(2048);
    }
  });

  test.each(Object.keys(distances).map(Number))("of RSA keys are made of primes of %i bits", (bits) => {
    for (const which of [0, 1] as const) {
      expect(checkPrimeSync(prime(bits, which))).toBe(true);
      expect(prime(bits, which).toString(2)).toHaveLength(bits);
    }
  });

  test("of RSA keys are made once for the whole process", () => {
    rsaKeyOf("one", 2048);
    const start = performance.now();
    rsaKeyOf("other", 2048);
    expect(performance.now() - start).toBeLessThan(2);
  });

  test("of what controllers compute are there", async () => {
    const { outputs } = await run("resolved", () => {
      const service = new k8s.core.v1.Service("it", { metadata, spec: { type: "LoadBalancer" } });
      const unnamed = new k8s.core.v1.ConfigMap("unnamed", { metadata: { namespace: "home" } });
      return {
        address: service.status.apply(({ loadBalancer }) => loadBalancer?.ingress?.[0]?.ip),
        uid: service.metadata.uid,
        id: service.id,
        name: unnamed.metadata.name,
      };
    });
    expect(outputs).toMatchObject({
      address: expect.stringMatching(/^192\.0\.2\.\d+$/),
      id: "home/it",
      name: expect.stringMatching(/^unnamed-[0-9a-f]{8}$/),
    });
    expect(outputs.uid).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("are secret where the provider's would be", async () => {
    const { secretOutputs } = await run("resolved", () => ({
      password: new random.RandomPassword("it", { length: 8 }).result,
      pem: new tls.PrivateKey("key", { algorithm: "RSA" }).privateKeyPem,
      open: new tls.PrivateKey("other", { algorithm: "RSA" }).publicKeyPem,
    }));
    expect(secretOutputs).toEqual(["password", "pem"]);
  });
});

describe("a rendering", () => {
  const program = () => {
    const password = new random.RandomPassword("password", { length: 20 });
    new k8s.core.v1.Secret("keys", { metadata, stringData: { password: password.result } });
    return { password: password.result };
  };

  test.each(["preview", "resolved"] as const)("is the same every time (%s)", async (mode) => {
    expect(await run(mode, program)).toEqual(await run(mode, program));
  });

  test("has the same resources in both modes", async () => {
    const urns = async (mode: Mode) => (await run(mode, program)).resources.map(({ urn }) => urn);
    expect(await urns("preview")).toEqual(await urns("resolved"));
  });

  test("is plain data: it survives JSON", async () => {
    const rendering = await run("preview", program);
    expect(JSON.parse(JSON.stringify(rendering))).toEqual(rendering);
  });

  test("knows nothing of the shell it runs in, and leaves the shell as it was", async () => {
    const foreign = {
      KUBECONFIG: "/a/file",
      PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY: "false",
      AWS_PROFILE: "mine",
    };
    Object.assign(process.env, foreign);
    try {
      const provider = await one("preview", "cluster", () => new k8s.Provider("cluster", {}).urn);
      expect(provider.inputs).toEqual({});
      expect(process.env).toMatchObject(foreign);
    } finally {
      for (const name of Object.keys(foreign)) delete process.env[name];
    }
  });

  test("waits for its turn: two that start together do not mix", async () => {
    const named = (stack: string) =>
      run(
        "preview",
        async () => {
          await Promise.resolve();
          return {
            stack: pulumi.getStack(),
            project: pulumi.getProject(),
            preview: pulumi.runtime.isDryRun(),
          };
        },
        { stack },
      );
    const stacks = await Promise.all(["one", "two", "three"].map(named));
    expect(stacks.map(({ outputs }) => outputs.stack)).toEqual(["one", "two", "three"]);
  });

  test("puts everything back that it changed in the process", async () => {
    const before = [
      Error.stackTraceLimit,
      setTimeout,
      clearTimeout,
      setImmediate,
      pulumi.log.error,
      pulumi.StackReference.prototype.getOutput,
    ];
    await run("resolved", program);
    const after = [
      Error.stackTraceLimit,
      setTimeout,
      clearTimeout,
      setImmediate,
      pulumi.log.error,
      pulumi.StackReference.prototype.getOutput,
    ];
    expect(after).toEqual(before);
  });
});

test("the lean start loads neither the compiler nor npm's tree, no wire and no kind that nobody uses, and others still get all", () => {
  const lean = fileURLToPath(new URL("../../src/render/lean.ts", import.meta.url));
  const engine = fileURLToPath(new URL("../../src/render/engine.ts", import.meta.url));
  const code = `
    await import(${JSON.stringify(lean)});
    await import(${JSON.stringify(engine)});
    const { createRequire } = await import("node:module");
    const require = createRequire(${JSON.stringify(lean)});
    const { default: kubernetes } = await import("@pulumi/kubernetes");
    const { default: pulumi } = await import("@pulumi/pulumi");
    const loaded = (pattern) => Object.keys(require.cache).filter((file) => pattern.test(file.replaceAll("\\\\", "/")));
    const heavy = /node_modules\\/(typescript|@npmcli\\/arborist|normalize-package-data|@grpc|@opentelemetry|execa|js-yaml|@pulumi\\/kubernetes\\/(?!types)[a-z]+)\\//;
    console.log(JSON.stringify({
      heavy: loaded(heavy),
      names: Object.keys(require("typescript")).length,
      wire: require("@grpc/grpc-js").status.OK,
      kind: typeof kubernetes.flowcontrol.v1.FlowSchema,
      kinds: loaded(/@pulumi\\/kubernetes\\/(batch|flowcontrol)\\//).map((file) => file.replace(/.*kubernetes\\//, "")),
      later: [typeof kubernetes.helm.v3.Chart, typeof pulumi.automation.LocalWorkspace],
    }));`;
  const out = execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    encoding: "utf8",
  });
  expect(JSON.parse(out)).toEqual({
    heavy: [],
    names: expect.any(Number),
    wire: 0,
    later: ["function", "function"],
    kind: "function",
    kinds: ["flowcontrol/index.js", "flowcontrol/v1/index.js", "flowcontrol/v1/flowSchema.js"],
  });
  expect(JSON.parse(out).names).toBeGreaterThan(100);
});
