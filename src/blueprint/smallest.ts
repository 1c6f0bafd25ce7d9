import { settingOf } from "../catalog/celery.ts";
import { error, type Problem } from "../documents/problem.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import { sized } from "../settings/sections/scale.ts";
import { bytesOf, millicoresOf } from "../vocabulary/quantity.ts";
import { isInstance, type Store, waitedForAs } from "../vocabulary/store.ts";
import type { Pod, Preparation, Resources } from "../vocabulary/workload.ts";
import { processesOf } from "./capacity.ts";
import type { Draft } from "./draft.ts";
import type { Service } from "./model.ts";

/** What asks for resources, and the settings that say how much, where some do. */
interface Asking {
  readonly name: string;
  readonly resources: Pick<Resources, "cpu" | "memory">;
  readonly said?: readonly string[] | undefined;
}

const KINDS = [
  { kind: "cpu", amountOf: millicoresOf, of: "processors" },
  { kind: "memory", amountOf: bytesOf, of: "memory" },
] as const;

/** The LimitRange of a namespace refuses a pod when it is created: its Deployment would wait for it without a word. */
export const smallestProblems = ({ services, stores, preparations, loaded }: Draft): readonly Problem[] =>
  tooSmall(askingIn(services, stores, preparations), loaded);

export function tooSmall(asking: readonly Asking[], loaded: SettledDeployment): readonly Problem[] {
  const { smallest } = loaded.settings.limits;
  const problems = asking.flatMap(({ name, resources, said = [] }) =>
    KINDS.flatMap(({ kind, amountOf, of }) => {
      const { request } = resources[kind];
      if (amountOf(request) >= amountOf(smallest[kind])) return [];
      const own = [...said, kind];
      // What nobody has said is as it should be: then the bound is too high.
      const isUnsaid = loaded.sourceOf(own).line === undefined;
      return [
        error("request-too-small", {
          ...saidAt(loaded, isUnsaid ? ["limits", "smallest", kind] : own),
          message: `${name} asks for ${request} of ${of}, and the namespace takes no container that asks for less than ${smallest[kind]}.`,
          remedy: `Let it ask for at least ${smallest[kind]}, or write a lower arboretum:limits.smallest.${kind}.`,
        }),
      ];
    }),
  );
  // One bound that is too high for many is one mistake.
  return [...Map.groupBy(problems, ({ path }) => path).values()].flatMap(([first]) => first ?? []);
}

/** The API server refuses a LimitRange that contradicts itself. */
export function limitProblems({ loaded }: Draft): readonly Problem[] {
  const { unsaid, smallest } = loaded.settings.limits;
  const pairs = [
    { said: "cpu", least: smallest.cpu, by: "limits.smallest.cpu", amountOf: millicoresOf },
    { said: "memory", least: smallest.memory, by: "limits.smallest.memory", amountOf: bytesOf },
    { said: "memoryLimit", least: unsaid.memory, by: "limits.unsaid.memory", amountOf: bytesOf },
  ] as const;
  return pairs.flatMap(({ said, least, by, amountOf }) => {
    if (amountOf(unsaid[said]) >= amountOf(least)) return [];
    return [
      error("limits-contradict", {
        ...saidAt(loaded, ["limits", "unsaid", said]),
        message: `${unsaid[said]} is less than the ${least} of arboretum:${by}.`,
        remedy: `Write at least ${least}.`,
      }),
    ];
  });
}

/** Everything of a deployment that asks for resources. */
export const askingIn = (
  services: readonly Service[],
  stores: readonly Store[],
  preparations: readonly Preparation[],
): readonly Asking[] => [
  ...stores
    .filter(isInstance)
    .map((store) => ({ name: store.name, resources: store.resources, said: settingsOfStore(store) })),
  ...processesOf(services).flatMap(({ name, pod }) => containersOf(name, pod, settingsOf(name))),
  ...services
    .flatMap(({ chart }) => chart?.pods ?? [])
    .map(({ component: name = "image-puller", resources }) => ({ name, resources })),
  ...services.flatMap(({ schedules }) => schedules).flatMap(({ name, pod }) => containersOf(name, pod)),
  ...preparations.flatMap(({ jobs }) => jobs).flatMap(({ name, pod }) => containersOf(name, pod)),
];

const containersOf = (name: string, { resources, initial = [] }: Pod, said?: readonly string[]): Asking[] => [
  { name, resources, said },
  ...initial.map((one) => ({ name: one.name, resources: one.resources, said: OF_ITS_OWN[one.name] })),
];

/** Sections that say how large something is which `scale` says nothing of. */
const OF_ITS_OWN: Readonly<Record<string, readonly string[]>> = {
  "xqueue-watcher": ["watcher"],
  "scratch-mysql": ["backups", "drill"],
  "scratch-mongodb": ["backups", "drill"],
};

const settingsOfStore = (store: Store): readonly string[] =>
  store.kind === "minio" ? ["objectStorage"] : ["stores", waitedForAs(store)];

function settingsOf(name: string): readonly string[] | undefined {
  const camel = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const setting = settingOf(name) ?? sized.find((one) => one === camel);
  return setting === undefined ? OF_ITS_OWN[name] : ["scale", setting];
}
