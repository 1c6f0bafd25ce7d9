import type { Problem } from "../documents/problem.ts";

/**
 * `preview`: what only a provider knows is unknown, as in `pulumi preview`.
 * `resolved`: it has a stand-in of the right shape instead, made from the URN and visibly fake.
 */
export type Mode = "preview" | "resolved";

/** Plain data, as it stands in the inputs of a resource. */
export type Value = string | number | boolean | null | readonly Value[] | Values;
export interface Values {
  readonly [key: string]: Value;
}

/** Stands in inputs and outputs where the value is known only after the deployment. */
export const unknownValue = "<unknown>";

export interface Timeouts {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly read?: string;
}

/** A former identity of a resource, as the program gave it. Fields that are absent are those of the resource. */
export interface Alias {
  readonly urn?: string;
  readonly name?: string;
  readonly type?: string;
  readonly stack?: string;
  readonly project?: string;
  /** URN of the former parent; `null` where it had none. */
  readonly parent?: string | null;
}

/** Options after inheritance: what the engine would act on. */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly aliases: readonly Alias[];
  /** Absent where the program leaves it to the provider. */
  readonly deleteBeforeReplace?: boolean;
  readonly customTimeouts: Timeouts;
  /** URN of the resource whose deletion takes this one along. */
  readonly deletedWith?: string;
  readonly additionalSecretOutputs: readonly string[];
}

export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  /** Managed by a provider; `false` for components and the stack. */
  readonly custom: boolean;
  /** What the program asks for, secrets unwrapped, unknowns as `unknownValue`. */
  readonly inputs: Values;
  /** `<URN of the provider>::<id>`; empty where the default provider would serve. */
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly options: ResourceOptions;
  /** Property paths of the inputs that are secret: `stringData`, `spec.env[0].value`, `data["tls.key"]`. */
  readonly secretPaths: readonly string[];
  readonly unknownPaths: readonly string[];
  /** Looked up (`X.get`, `StackReference`), not managed. */
  readonly read: boolean;
  /** Of a custom resource what the provider would answer, of a component what it registers. */
  readonly outputs: Values;
}

export interface Rendering {
  readonly stack: string;
  readonly project: string;
  readonly mode: Mode;
  /** In the order of registration: parents and dependencies come first. */
  readonly resources: readonly Resource[];
  readonly outputs: Values;
  readonly secretOutputs: readonly string[];
  readonly problems: readonly Problem[];
}

/** Outputs of other stacks, by their full names: `organization/<project>/<stack>`. */
export type StackOutputs = Readonly<Record<string, Values>>;

export interface RenderRequest {
  readonly project: string;
  readonly stack: string;
  /** Default: `organization`, the only one that file and bucket backends know. */
  readonly organization?: string;
  /** As the engine hands it over: full keys (`arboretum:edge`), values as strings. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Those keys of the configuration that are secret. */
  readonly secretKeys: readonly string[];
  readonly mode: Mode;
  /** Folder of `Pulumi.yaml`. Problems name files below it relative to it. Default: the working directory. */
  readonly root?: string;
  /** What stack references find. Others are unknown in a preview, and have stand-ins when resolved. */
  readonly references?: StackOutputs;
  /** The Pulumi program. Whatever it returns are the outputs of the stack. */
  readonly program: () => unknown;
}
