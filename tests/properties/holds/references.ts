import { expect } from "vitest";
import { priorities } from "../../../src/blueprint/platform.ts";
import { COMPONENT } from "../../../src/vocabulary/labels.ts";
import { type Grown, type Manifest, property } from "../property.ts";

/** How an object is called by others: kind, namespace, name. */
const address = (kind: string, namespace: unknown, name: unknown) => `${kind} ${namespace ?? ""}/${name}`;

type Fields = Readonly<Record<string, unknown>>;

interface Mention {
  readonly by: string;
  readonly of: string;
  /** A key of the object that is meant. */
  readonly key?: string;
}

/** An object that a field names. Without a namespace it is in that of whoever names it. */
type Named = readonly [kind: unknown, name: unknown, namespace?: unknown];

const each = (value: unknown, named: (one: Fields) => Named): readonly Named[] =>
  (value as readonly Fields[]).map(named);

/** Which field names an object of which kind, wherever in a manifest it stands. */
const NAMED: Readonly<Record<string, (value: unknown) => readonly Named[]>> = {
  configMap: (value) => [["ConfigMap", (value as Fields).name]],
  secret: (value) => [["Secret", (value as Fields).secretName]],
  configMapKeyRef: (value) => [["ConfigMap", (value as Fields).name]],
  secretKeyRef: (value) => [["Secret", (value as Fields).name]],
  // Operators call by this name what they are to claim, too.
  persistentVolumeClaim: (value) => {
    const { claimName } = value as Fields;
    return claimName === undefined ? [] : [["PersistentVolumeClaim", claimName]];
  },
  serviceAccountName: (value) => [["ServiceAccount", value]],
  serviceName: (value) => [["Service", value]],
  scaleTargetRef: (value) => [[String((value as Fields).kind), (value as Fields).name]],
  backendRefs: (value) => each(value, ({ name }) => ["Service", name]),
  parentRefs: (value) => each(value, ({ name, namespace }) => ["Gateway", name, namespace]),
  targetRefs: (value) => each(value, ({ kind, name }) => [kind, name]),
  extensionRef: (value) => [[(value as Fields).kind, (value as Fields).name]],
  authenticationRef: (value) => [["TriggerAuthentication", (value as Fields).name]],
  secretTargetRef: (value) => each(value, ({ name }) => ["Secret", name]),
};

function mentionsIn(value: unknown, by: string, namespace: unknown): readonly Mention[] {
  if (Array.isArray(value)) return value.flatMap((item) => mentionsIn(item, by, namespace));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    const named = NAMED[field]?.(inner) ?? [];
    const items = (inner as { items?: readonly { key: string }[] } | null)?.items;
    return [
      ...named.flatMap(([kind, name, elsewhere]): readonly Mention[] => {
        const of = address(String(kind), elsewhere ?? namespace, name);
        return Array.isArray(items) ? items.map(({ key }) => ({ by, of, key })) : [{ by, of }];
      }),
      ...mentionsIn(inner, by, namespace),
    ];
  });
}

const keysOf = ({ whole }: Manifest) =>
  [whole.data, whole.stringData, whole.binaryData].flatMap((block) => Object.keys(block ?? {}));

function everyReferenceLeadsSomewhere({ objects, shared }: Grown) {
  const byAddress = new Map(
    [...objects, ...shared].map((one) => [address(one.kind, one.metadata.namespace, one.metadata.name), one]),
  );
  const mentions = objects.flatMap(({ kind, metadata, spec }) =>
    mentionsIn(spec, `${kind} ${metadata.name}`, metadata.namespace),
  );
  const lost = mentions.filter(({ of, key }) => {
    const found = byAddress.get(of);
    return found === undefined || (key !== undefined && !keysOf(found).includes(key));
  });
  expect(lost).toEqual([]);
  expect(mentions.length).toBeGreaterThan(10);
}

const templatesOf = (objects: readonly Manifest[]) =>
  objects.flatMap(({ metadata, spec }) => {
    const template = spec.template ?? spec.jobTemplate?.spec?.template;
    // Schedules of Velero have a template as well, and it is none of pods.
    return template?.spec
      ? [{ namespace: metadata.namespace, labels: template.metadata?.labels ?? {}, template }]
      : [];
  });

function everyServiceHasPodsWithItsPorts({ objects, blueprint }: Grown) {
  const templates = templatesOf(objects);
  const charted = new Set(
    blueprint.services.flatMap(({ chart }) => chart?.pods ?? []).map(({ component }) => component),
  );
  const wrong = objects
    .filter(({ kind, spec }) => kind === "Service" && spec.selector !== undefined)
    // A chart makes those pods. Tests with the real chart see them.
    .filter(({ spec }) => !charted.has(spec.selector?.[COMPONENT]))
    .flatMap(({ metadata, spec }) => {
      const wanted = Object.entries(spec.selector ?? {});
      const pods = templates.filter(
        ({ namespace, labels }) =>
          namespace === metadata.namespace && wanted.every(([name, value]) => labels[name] === value),
      );
      const ports = pods.flatMap(({ template }) =>
        (template.spec?.containers ?? []).flatMap(({ ports = [] }) =>
          ports.flatMap(({ name, containerPort }) => [name, containerPort]),
        ),
      );
      const unknown = (spec.ports ?? []).filter(
        ({ port, targetPort }) => !ports.includes(targetPort ?? port),
      );
      return pods.length === 0 || unknown.length > 0 ? [`${metadata.name}: ${JSON.stringify(unknown)}`] : [];
    });
  expect(wrong).toEqual([]);
}

function everyPriorityIsOneOfThePlatforms({ objects, one }: Grown) {
  const { platform } = (one.sections.cluster ?? {}) as { platform?: string };
  const used = templatesOf(objects).map(
    ({ template }) => (template.spec as { priorityClassName?: string }).priorityClassName,
  );
  const known: readonly (string | undefined)[] =
    platform === "none" ? [undefined] : Object.values(priorities);
  expect(used.filter((name) => !known.includes(name))).toEqual([]);
}

export const references = [
  property(
    "Whatever an object names is an object of the stack or of its platform, with the key that is meant.",
    everyReferenceLeadsSomewhere,
  ),
  property("A Service chooses pods, and leads to ports that they have.", everyServiceHasPodsWithItsPorts),
  property("A priority is one that the platform stack makes.", everyPriorityIsOneOfThePlatforms),
];
