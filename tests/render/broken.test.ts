import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { describe, expect, test } from "vitest";
import { render } from "../../src/render/engine.ts";
import { Failures } from "../../src/render/failures.ts";
import type { Mode, Rendering, Value } from "../../src/render/rendering.ts";

const run = (stack: string, program: () => unknown, mode: Mode = "preview"): Promise<Rendering> =>
  render({
    project: "demo",
    stack,
    configuration: {},
    secretKeys: [],
    mode,
    root: import.meta.dirname,
    program,
  });

/** A config map whose data is whatever a case wants it to be. */
function configMap(
  name: string,
  data: unknown,
  options?: pulumi.CustomResourceOptions,
): k8s.core.v1.ConfigMap {
  const args = { metadata: { name, namespace: "demo" }, data: data as pulumi.Input<Record<string, string>> };
  return new k8s.core.v1.ConfigMap(name, args, options);
}

async function good(): Promise<Record<string, unknown>> {
  const password = new random.RandomPassword("password", { length: 20 });
  const first = configMap("first", { key: "value" });
  configMap("second", { first: first.metadata.name, password: password.result }, { dependsOn: [first] });
  return { first: first.metadata.name };
}

/** Text that TypeScript would not let anybody build. */
const slip = (value: unknown): string => `x-${value}`;
const never = new Promise<never>(() => {});
const rejected = () => Promise.reject(new Error("no such thing"));

class Component extends pulumi.ComponentResource {
  constructor(name: string, outputs: pulumi.Inputs) {
    super("demo:index:Component", name, {});
    this.registerOutputs(outputs);
  }
}

interface Broken {
  readonly name: string;
  readonly program: () => unknown;
  readonly rule: string;
  readonly message: RegExp;
  /** What the problem names: a URN, or the name and type of a resource that has none yet. */
  readonly path?: RegExp;
}

const cases: readonly Broken[] = [
  {
    name: "a throw",
    rule: "program-throws",
    message: /^The program fails: out of luck$/,
    program: () => {
      configMap("before", {});
      throw new Error("out of luck");
    },
  },
  {
    name: "a throw after an await",
    rule: "program-throws",
    message: /^The program fails: out of luck$/,
    program: async () => {
      await Promise.resolve();
      throw new Error("out of luck");
    },
  },
  {
    name: "a throw of something that is no error",
    rule: "program-throws",
    message: /^The program fails: just text$/,
    program: () => {
      throw "just text";
    },
  },
  {
    name: "a throw in an apply that nobody reads",
    rule: "program-throws",
    message: /^The program fails: out of luck$/,
    program: () => {
      configMap("read", {}).metadata.apply(() => {
        throw new Error("out of luck");
      });
    },
  },
  {
    name: "a throw in an apply that several resources read",
    rule: "program-throws",
    message: /^second \[kubernetes:core\/v1:ConfigMap\], input data, fails: out of luck$/,
    path: /^second /,
    program: () => {
      const name = configMap("first", {}).metadata.name.apply((): string => {
        throw new Error("out of luck");
      });
      const second = configMap("second", { name });
      configMap("third", { second: second.metadata.name });
      configMap("fourth", { name }, { dependsOn: [second] });
    },
  },
  {
    name: "a promise in an input that rejects",
    rule: "program-throws",
    message: /^broken \[kubernetes:core\/v1:ConfigMap\], input data, fails: no such thing$/,
    path: /^broken /,
    program: () => configMap("broken", { key: rejected() }).urn,
  },
  {
    name: "an output in an input that rejects, below a component",
    rule: "program-throws",
    message: /^broken \[kubernetes:core\/v1:ConfigMap\], input data, fails: no such thing$/,
    path: /^broken /,
    program: () => {
      const parent = new Component("parent", {});
      configMap("broken", { key: pulumi.output(rejected()) }, { parent });
    },
  },
  {
    name: "an output of a component that rejects",
    rule: "program-throws",
    message: /fails: no such thing$/,
    program: () => {
      new Component("parent", { value: rejected() });
    },
  },
  {
    name: "an output of the stack that rejects",
    rule: "program-throws",
    message: /fails: no such thing$/,
    program: () => ({ value: pulumi.output(rejected()) }),
  },
  {
    name: "a promise in an input that never resolves",
    rule: "never-resolves",
    message: /^stuck \[kubernetes:core\/v1:ConfigMap\] is never registered: its input data never resolves\.$/,
    path: /^stuck /,
    program: () => {
      const stuck = configMap("stuck", { key: never });
      configMap("behind", { stuck: stuck.metadata.name });
    },
  },
  {
    name: "a dependency that never resolves",
    rule: "never-resolves",
    message:
      /^stuck \[kubernetes:core\/v1:ConfigMap\] is never registered: what it depends on never resolves\.$/,
    path: /^stuck /,
    program: () => configMap("stuck", {}, { dependsOn: never }).urn,
  },
  {
    name: "a program that awaits what never comes",
    rule: "never-resolves",
    message: /^The program never ends/,
    program: async () => {
      configMap("before", {});
      await never;
    },
  },
  {
    name: "an output of a component that never resolves",
    rule: "never-resolves",
    message: /Without outputs so far: .*parent/,
    program: () => {
      new Component("parent", { value: never });
    },
  },
  {
    name: "two resources with one URN",
    rule: "duplicate-urn",
    message: /^twin is refused: two resources have the same parent types, type and name/,
    path: /ConfigMap::twin$/,
    program: () => {
      configMap("twin", { a: "1" });
      configMap("twin", { a: "2" });
    },
  },
  {
    name: "a registration in a later turn of the event loop",
    rule: "late-registration",
    message: /^late is refused: it is registered after the program has ended/,
    path: /ConfigMap::late$/,
    program: () => {
      setImmediate(() => configMap("late", {}));
    },
  },
  {
    name: "a registration by a timer",
    rule: "late-registration",
    message: /^late is refused/,
    path: /ConfigMap::late$/,
    program: () => {
      setTimeout(() => configMap("late", {}), 20);
    },
  },
  {
    name: "a throw in a timer",
    rule: "program-throws",
    message: /^The program fails: out of luck$/,
    program: () => {
      setTimeout(() => {
        throw new Error("out of luck");
      }, 5);
    },
  },
  {
    name: "an error in the log",
    rule: "logged-error",
    message: /^The program logs an error: this will not do$/,
    program: () => {
      pulumi.log.error("this will not do");
    },
  },
  {
    name: "an error in the log that names a resource which never comes",
    rule: "never-resolves",
    message: /^stuck /,
    program: () => {
      const stuck = configMap("stuck", { key: never });
      pulumi.log.warn("waiting", stuck);
    },
  },
  {
    name: "a Deployment without a selector",
    rule: "missing-field",
    message: /^spec\.selector is required by Kubernetes and missing\.$/,
    path: /Deployment::web$/,
    program: () => {
      const spec = { template: { metadata: {}, spec: { containers: [{ name: "c" }] } } };
      new k8s.apps.v1.Deployment("web", { metadata: { name: "web" }, spec: spec as never });
    },
  },
  {
    name: "a container without a name, deep in a CronJob",
    rule: "missing-field",
    message: /^spec\.jobTemplate\.spec\.template\.spec\.containers\[1\]\.name is required/,
    path: /CronJob::nightly$/,
    program: () => {
      const containers = [{ name: "c" }, { image: "i" }];
      const jobTemplate = { spec: { template: { spec: { containers } } } };
      new k8s.batch.v1.CronJob("nightly", { spec: { schedule: "0 0 * * *", jobTemplate } as never });
    },
  },
  {
    name: "a volume mount without its path",
    rule: "missing-field",
    message: /^spec\.containers\[0\]\.volumeMounts\[0\]\.mountPath is required/,
    path: /Pod::one$/,
    program: () => {
      const volumeMounts = [{ name: "v" }];
      new k8s.core.v1.Pod("one", { spec: { containers: [{ name: "c", volumeMounts }] } as never });
    },
  },
  {
    name: "null in a list",
    rule: "null-in-array",
    message: /^spec\.list\[1\] is null/,
    path: /Thing::thing$/,
    program: () => thing({ list: [1, null, 2] }),
  },
  {
    name: "undefined in a list",
    rule: "null-in-array",
    message: /^spec\.list\[0\] is null/,
    path: /Thing::thing$/,
    program: () => thing({ list: [undefined, "a"] }),
  },
  {
    name: "undefined in a text",
    rule: "broken-text",
    message: /^data\.key contains "undefined"\.$/,
    path: /ConfigMap::text$/,
    program: () => configMap("text", { key: slip(undefined) }).urn,
  },
  {
    name: "undefined in a file, behind a key with a dot",
    rule: "broken-text",
    message: /^data\["lms\.yml"\] contains "undefined"\.$/,
    path: /ConfigMap::text$/,
    program: () => configMap("text", { "lms.yml": "a: 1\nhost: undefined\nb: 2\n" }).urn,
  },
  {
    name: "undefined in an interpolation of an output that is not there",
    rule: "broken-text",
    message: /^data\.uid contains "undefined"/,
    path: /ConfigMap::text$/,
    program: () => {
      const first = configMap("first", {});
      configMap("text", { uid: pulumi.interpolate`x-${first.metadata.uid}` });
    },
  },
  {
    name: "NaN in a text",
    rule: "broken-text",
    message: /^data\.key contains "NaN"/,
    path: /ConfigMap::text$/,
    program: () => configMap("text", { key: `${Number("x")}Mi`.replace("Mi", "") }).urn,
  },
  {
    name: "NaN as a number",
    rule: "not-a-number",
    message: /^spec\.size is NaN/,
    path: /Thing::thing$/,
    program: () => thing({ size: Number("x") }),
  },
  {
    name: "an object in a text",
    rule: "broken-text",
    message: /^data\.key contains "\[object Object\]"/,
    path: /ConfigMap::text$/,
    program: () => configMap("text", { key: slip({}) }).urn,
  },
  {
    name: "an output in a text",
    rule: "broken-text",
    message: /^data\.key contains "Calling \[toString\] on an \[Output<T>\]"/,
    path: /ConfigMap::text$/,
    program: () => configMap("text", { key: slip(configMap("first", {}).id) }).urn,
  },
  {
    name: "undefined in an output of the stack",
    rule: "broken-text",
    message: /^Output url contains "undefined"/,
    path: /Stack::demo-broken$/,
    program: () => ({ url: slip(undefined) }),
  },
  {
    name: "a transform of the whole stack",
    rule: "transform-refused",
    message: /transform/,
    program: () => {
      pulumi.runtime.registerResourceTransform(() => undefined);
      configMap("first", {});
      configMap("second", {});
    },
  },
  {
    name: "a transform of one resource",
    rule: "transform-refused",
    message: /transform/,
    program: () => configMap("first", {}, { transforms: [() => undefined] }).urn,
  },
  {
    name: "a call of a provider's function",
    rule: "invoke-refused",
    message: /^kubernetes:yaml:decode is refused/,
    program: () => pulumi.runtime.invoke("kubernetes:yaml:decode", { text: "a: 1" }),
  },
  {
    name: "a component whose parts a provider makes",
    rule: "remote-component",
    message: /^chart is refused/,
    path: /Chart::chart$/,
    program: () => new k8s.helm.v4.Chart("chart", { chart: "./chart" }).urn,
  },
  {
    name: "a configuration value that is not there",
    rule: "program-throws",
    message: /^The program fails: Missing required configuration variable 'demo:key'/,
    program: () => new pulumi.Config().require("key"),
  },
];

const thing = (spec: Record<string, unknown>): pulumi.Output<string> =>
  new k8s.apiextensions.CustomResource("thing", {
    apiVersion: "demo.org/v1",
    kind: "Thing",
    metadata: { name: "thing" },
    spec: spec as Value,
  }).urn;

describe.each(["preview", "resolved"] as const)("%s", (mode) => {
  test.each(cases)(
    "$name is exactly one problem that names its stack",
    async ({ program, rule, message, path }) => {
      if (mode === "resolved" && message.source.includes("data\\.uid")) return;
      const { problems } = await run("broken", program, mode);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ severity: "error", rule, stack: "broken" });
      expect(problems[0]?.message).toMatch(message);
      if (path) expect(problems[0]?.path).toMatch(path);
      else expect(problems[0]?.path ?? "").not.toMatch(/Stack::/);
    },
  );
});

test("good stacks are right before, between and after broken ones", async () => {
  const alone = await run("good", good);
  expect(alone.problems).toEqual([]);
  for (const { program } of cases) {
    const [, between] = await Promise.all([run("broken", program), run("good", good)]);
    expect(between).toEqual(alone);
  }
});

test("a problem names the file and line of the program that causes it", async () => {
  const thrown = await run("broken", () => {
    throw new Error("out of luck");
  });
  expect(thrown.problems[0]?.place).toMatchObject({ file: "broken.test.ts" });
  const twins = await run("broken", () => {
    configMap("twin", {});
    configMap("twin", {});
  });
  expect(twins.problems[0]?.place).toMatchObject({ file: "broken.test.ts" });
});

test("the place of a resource is that of its file, also where Node names a module by its URL", () => {
  const failures = new Failures();
  const position = (uri: string) => ({ getUri: () => uri, getLine: () => 3, getColumn: () => 5 });
  const placeOf = (uri: string) => {
    failures.placed(uri, position(uri));
    failures.refuse("late-registration", uri, "it is late");
    return failures.problems("qa", "/project").find(({ path }) => path === uri)?.place;
  };
  const place = { file: "src/program.ts", line: 3, column: 5 };
  expect(placeOf("file:///project/src/program.ts")).toEqual(place);
  expect(placeOf("file:///somewhere/file:/project/src/program.ts")).toEqual(place);
  expect(placeOf("data:text/javascript,0")).toBeUndefined();
});

test.each([
  ["prose", "The variable is undefined behaviour\nin C, and NaN in JavaScript.\n"],
  ["code", 'if (typeof theme === "undefined") {\n  theme = null;\n}\nconst missing = x === undefined;\n'],
  ["a longer word", "nothing-isundefined-here, NaNny"],
])("%s may say `undefined`", async (_, text) => {
  expect((await run("good", () => configMap("text", { text }).urn)).problems).toEqual([]);
});

test("a program may wait for a timer or a file", async () => {
  const { problems, resources } = await run("good", async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    const { readFile } = await import("node:fs/promises");
    configMap("file", { size: String((await readFile(import.meta.filename)).length) });
  });
  expect(problems).toEqual([]);
  expect(resources.map(({ name }) => name)).toContain("file");
});

test("rejections of others reach the listeners of the host, which are back after the run", async () => {
  const heard: unknown[] = [];
  const hosts = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  const host = (reason: unknown) => heard.push(reason);
  process.on("unhandledRejection", host);
  try {
    const foreign = new Error("not the program's");
    const running = run("good", good);
    Promise.reject(foreign);
    expect((await running).problems).toEqual([]);
    expect(heard).toEqual([foreign]);
    expect(process.listeners("unhandledRejection")).toEqual([host]);
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of hosts) process.on("unhandledRejection", listener);
  }
});
