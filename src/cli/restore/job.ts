import type { Rendering, Value, Values } from "../../render/rendering.ts";

/** A Job of a CronJob that waits for somebody: the same pod, told what is wanted. */
export interface Wanted {
  readonly cronJob: string;
  readonly name: string;
  /** Beside what its containers are told anyway. */
  readonly environment: Readonly<Record<string, string>>;
  /** These of its containers alone, each with another program than its own. */
  readonly programs?: Readonly<Record<string, string>>;
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
  const told = wanted.programs === undefined ? all(pod, wanted) : some(pod, wanted.programs, wanted);
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

function some(pod: Values, programs: Readonly<Record<string, string>>, { environment }: Wanted): Values {
  const { initContainers: _, ...others } = pod;
  const containers = [...containersOf(pod, "initContainers"), ...containersOf(pod, "containers")].flatMap(
    (container) => {
      const program = programs[String(container.name)];
      return program === undefined
        ? []
        : [{ ...tell(container, environment), command: running(container, program) }];
    },
  );
  return {
    ...others,
    ...(containers.length > 1 ? { initContainers: containers.slice(0, -1) } : {}),
    containers: containers.slice(-1),
  };
}

/** Beside the program that a container runs otherwise. */
function running({ command }: Values, program: string): readonly string[] {
  const file = String((command as readonly string[]).at(-1)).replace(/[^/]*$/, program);
  return program.endsWith(".mongosh") ? ["mongosh", "--quiet", "--nodb", "--file", file] : ["bash", file];
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
