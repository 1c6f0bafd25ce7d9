import { keysOf, withoutKeys } from "../documents/propertyPath.ts";
import { kindOf } from "../vocabulary/resourceType.ts";
import { isApplied, leveled } from "./levels.ts";
import type { Rendering, Resource, Value, Values } from "./rendering.ts";

/** A Kubernetes object as it would be applied. */
export interface ObjectManifest {
  readonly is: "object";
  readonly urn: string;
  readonly level: number;
  /** URNs of the manifests that have to be there first. */
  readonly dependencies: readonly string[];
  readonly object: Values;
}

/** A chart release. What it creates is opaque: only Helm knows, and only when it runs. */
export interface ReleaseManifest {
  readonly is: "release";
  readonly urn: string;
  readonly level: number;
  readonly dependencies: readonly string[];
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  /** Of the chart repository; absent for a chart in a registry (`oci://`) or a folder. */
  readonly repository?: string;
  /** Without what is secret. */
  readonly values: Values;
  /** Keys of the values that are secret, one list of keys a value. */
  readonly secretValues: readonly (readonly string[])[];
}

export type Manifest = ObjectManifest | ReleaseManifest;

const releaseType = "kubernetes:helm.sh/v3:Release";

/** Everything that a rendering applies to a cluster, ordered by level. Secrets still hold their stand-ins: see `secrets.ts`. */
export function manifests(rendering: Rendering): readonly Manifest[] {
  if (rendering.mode !== "resolved")
    throw new Error("Manifests need a rendering in which everything is resolved.");
  const scaled = scaledBy(rendering.resources);
  return leveled(rendering)
    .map(({ resource, level, dependencies }) => ({
      urn: resource.urn,
      level,
      dependencies,
      ...(resource.type === releaseType ? releaseOf(resource) : objectOf(resource, scaled)),
    }))
    .sort((one, other) => one.level - other.level);
}

const record = (value: Value | undefined): Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};

const without = (values: Values, ...names: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

function objectOf(resource: Resource, scaled: ReadonlySet<string>): Pick<ObjectManifest, "is" | "object"> {
  const { apiVersion, kind, metadata, ...rest } = without(resource.inputs, "status");
  const named: Values = { name: record(resource.outputs.metadata).name ?? null, ...record(metadata) };
  const owned =
    scaled.has(targetOf(kindOf(resource), named)) || resource.options.ignoreChanges.includes("spec.replicas");
  const spec = owned ? { spec: without(record(rest.spec), "replicas") } : {};
  const object = {
    apiVersion: apiVersion ?? null,
    kind: kind ?? null,
    metadata: forCluster(named),
    ...rest,
    ...spec,
  };
  return { is: "object", object };
}

/** Without the annotations that only Pulumi reads. */
function forCluster(metadata: Values): Values {
  const { annotations, ...rest } = metadata;
  const kept = Object.entries(record(annotations)).filter(([name]) => !name.startsWith("pulumi.com/"));
  return kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) };
}

const targetOf = (kind: Value | undefined, { namespace, name }: Values): string =>
  `${kind} ${namespace}/${name}`;

/** What autoscalers own the replicas of. Applying the field again would undo their last decision. */
function scaledBy(resources: readonly Resource[]): ReadonlySet<string> {
  const scalers = resources.filter(
    (resource) => isApplied(resource) && /:(?:HorizontalPodAutoscaler|ScaledObject)$/.test(resource.type),
  );
  return new Set(
    scalers.map(({ inputs }) => {
      const { kind = "Deployment", name = null } = record(record(inputs.spec).scaleTargetRef);
      return targetOf(kind, { namespace: record(inputs.metadata).namespace ?? null, name });
    }),
  );
}

function releaseOf({
  inputs,
  outputs,
  secretPaths,
}: Resource): Omit<ReleaseManifest, "urn" | "level" | "dependencies"> {
  const secretValues = secretPaths
    .map(keysOf)
    .filter(([first]) => first === "values")
    .map((keys) => keys.slice(1));
  const { repo } = record(inputs.repositoryOpts);
  return {
    is: "release",
    name: String(outputs.name ?? ""),
    namespace: String(outputs.namespace ?? ""),
    chart: String(inputs.chart ?? ""),
    version: String(inputs.version ?? ""),
    ...(repo === undefined ? {} : { repository: String(repo) }),
    values: record(secretValues.reduce<unknown>(withoutKeys, inputs.values ?? {}) as Value),
    secretValues,
  };
}
