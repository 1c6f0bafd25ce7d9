import type { Blueprint } from "../../../src/blueprint/model.ts";
import { rules } from "../../../src/policies/check.ts";
import { sceneOf } from "../../../src/policies/scene.ts";
import type { Rendering } from "../../../src/render/rendering.ts";
import { COMPONENT } from "../../../src/vocabulary/labels.ts";

/** The smallest worlds in which a rule holds, or does not: a few objects, and nothing that any of them does not need. */
export const HOME = "home";

type Fields = Readonly<Record<string, unknown>>;
export type Thing = Fields & { readonly urn: string; readonly inputs: Fields };

/** Anything that the program registers. */
export const resource = (type: string, name: string, more: object = {}): Thing => ({
  type,
  name,
  urn: `urn:pulumi:qa::campus::${type}::${name}`,
  parent: "",
  custom: true,
  read: false,
  inputs: {},
  outputs: {},
  dependencies: [],
  provider: "",
  secretPaths: [],
  ...more,
  options: { protect: false, retainOnDelete: false, ignoreChanges: [], customTimeouts: {}, ...options(more) },
});

const options = (more: object) => ("options" in more ? (more.options as Fields) : {});

/** An object of the cluster. */
export const object = (kind: string, name: string, spec: object = {}, more: object = {}): Thing => {
  const { metadata, inputs, ...rest } = more as Fields;
  return resource(`kubernetes:apps/v1:${kind}`, name, {
    inputs: { metadata: { name, namespace: HOME, ...(metadata as Fields) }, spec, ...(inputs as Fields) },
    ...rest,
  });
};

export const labels = (component: string) => ({ [COMPONENT]: component });

interface Parts {
  readonly container?: object;
  readonly pod?: object;
  readonly spec?: object;
  readonly metadata?: object;
  readonly options?: object;
  readonly dependencies?: readonly string[];
}

/** A workload with one container, called like its component. */
export const workload = (
  kind: string,
  name: string,
  { container = {}, pod = {}, spec = {}, ...more }: Parts = {},
): Thing =>
  object(
    kind,
    name,
    {
      selector: { matchLabels: labels(name) },
      template: {
        metadata: { labels: labels(name) },
        spec: { containers: [{ name: "it", ...container }], ...pod },
      },
      ...spec,
    },
    more,
  );

export const deployment = (more: Parts = {}) => workload("Deployment", "web", more);

/** A Deployment whose one container, or whose pod, is this. */
export const container = (fields: object, pod: object = {}) => [deployment({ container: fields, pod })];
export const pod = (fields: object) => [deployment({ pod: fields })];

export interface Case {
  readonly rule: string;
  readonly title: string;
  /** What it says, as far as a case cares; nothing where the rule holds. */
  readonly says: readonly (string | RegExp)[];
  readonly things: readonly Thing[];
  readonly blueprint: Fields;
}

export const holds = (
  rule: string,
  title: string,
  things: readonly Thing[],
  blueprint: Fields = {},
): Case => ({
  rule,
  title,
  says: [],
  things,
  blueprint,
});

export const breaks = (
  rule: string,
  title: string,
  things: readonly Thing[],
  says: string | RegExp | readonly (string | RegExp)[] = /./,
  blueprint: Fields = {},
): Case => ({ rule, title, says: Array.isArray(says) ? says : [says as string], things, blueprint });

const NOTHING = {
  kind: "deployment",
  home: HOME,
  namespaces: [{ name: HOME, trust: "restricted", keep: false }],
  connections: [],
  preparations: [],
  services: [],
  stores: [],
  secrets: [],
  mayFloat: [],
};

export const renderingOf = ({ things }: Case): Rendering =>
  ({ stack: "qa", resources: things, secretOutputs: [], problems: [] }) as unknown as Rendering;

export const blueprintOf = ({ blueprint }: Case): Blueprint =>
  ({ ...NOTHING, ...blueprint }) as unknown as Blueprint;

/** What the rule of a case says in its world. */
export function answersOf(one: Case): readonly string[] {
  const rule = rules.find(({ id }) => id === one.rule);
  if (rule === undefined) throw new Error(`There is no rule ${one.rule}.`);
  return rule.check(sceneOf(renderingOf(one), blueprintOf(one))).map(({ message }) => message);
}
