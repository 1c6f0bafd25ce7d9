import type { Rendering, Value, Values } from "../../render/rendering.ts";

/** A Job of a CronJob that waits for somebody: the same pod, told what is wanted. */
export interface Wanted {
  readonly cronJob: string;
  readonly name: string;
  /** Beside what its containers are told anyway. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the first of its containers alone, with this program instead of its own. */
  readonly only?: string;
}

export interface JobManifest {
  readonly apiVersion: "batch/v1";
  readonly kind: "Job";
  readonly metadata: Values;
  readonly spec: Values;
}

/** Nothing where the stack has no such CronJob. */
export function jobOf({ resources }: Rendering, wanted: Wanted): JobManifest | undefined {
  const found = resources.find(
    ({ type, inputs }) =>
      type === "kubernetes:batch/v1:CronJob" && valuesAt(inputs, "metadata").name === wanted.cronJob,
  );
  if (found === undefined) return undefined;
  const { namespace } = valuesAt(found.inputs, "metadata");
  const template = valuesAt(found.inputs, "spec", "jobTemplate");
  const spec = valuesAt(template, "spec");
  const pod = valuesAt(spec, "template", "spec");
  const told = wanted.only === undefined ? all(pod, wanted) : first(pod, wanted.only, wanted);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { ...valuesAt(template, "metadata"), name: wanted.name, namespace: namespace ?? "" },
    spec: { ...spec, template: { ...valuesAt(spec, "template"), spec: told } },
  };
}

const all = (pod: Values, { environment }: Wanted): Values => ({
  ...pod,
  initContainers: containersOf(pod, "initContainers").map((one) => tell(one, environment)),
  containers: containersOf(pod, "containers").map((one) => tell(one, environment)),
});

function first(pod: Values, program: string, { environment }: Wanted): Values {
  const { initContainers: _, ...others } = pod;
  const [container] = [...containersOf(pod, "initContainers"), ...containersOf(pod, "containers")];
  if (container === undefined) throw new Error("a pod has at least one container");
  const folder = String((container.command as readonly string[]).at(-1)).replace(/[^/]*$/, "");
  return {
    ...others,
    containers: [{ ...tell(container, environment), command: ["bash", `${folder}${program}`] }],
  };
}

function tell(container: Values, environment: Wanted["environment"]): Values {
  const before = (container.env ?? []) as readonly Values[];
  const kept = before.filter(({ name }) => !(String(name) in environment));
  return {
    ...container,
    env: [...kept, ...Object.entries(environment).map(([name, value]) => ({ name, value }))],
  };
}

const containersOf = (pod: Values, field: string): readonly Values[] =>
  (pod[field] ?? []) as readonly Values[];

function valuesAt(from: Values, ...path: readonly string[]): Values {
  const found = path.reduce<Value | undefined>(
    (value, key) => (value === undefined ? undefined : (value as Values)[key]),
    from,
  );
  if (found === undefined) throw new Error(`a CronJob has ${path.join(".")}`);
  return found as Values;
}
