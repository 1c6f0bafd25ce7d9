import type { ChartedPods } from "../vocabulary/charted.ts";
import { isOperated, type Store } from "../vocabulary/store.ts";
import type { Pod } from "../vocabulary/workload.ts";
import { processesOf } from "./capacity.ts";
import type { Blueprint, DeploymentBlueprint } from "./model.ts";

/** An image that a stack starts, and what starts it. */
export interface UsedImage {
  readonly image: string;
  /** `sha256:…`. Absent: nobody has said which content the tag stands for. */
  readonly digest?: string;
  /** Components or charts, each once. */
  readonly by: readonly string[];
}

/** Every image that a stack starts, in the order of their names: what a network without the internet has to bring along. */
export function usedImages(blueprint: Blueprint): readonly UsedImage[] {
  const uses = blueprint.kind === "platform" ? ofCharts(blueprint.charts) : ofPods(blueprint);
  const byImage = Map.groupBy(uses, ({ image }) => image);
  return [...byImage]
    .map(([image, users]) => ({
      image,
      ...digestOf(image),
      by: [...new Set(users.map(({ by }) => by))].sort(),
    }))
    .sort((one, other) => (one.image < other.image ? -1 : 1));
}

/** A chart that a stack installs. */
export interface UsedChart {
  readonly chart: string;
  readonly version: string;
  /** Absent: it is in a registry. */
  readonly repository?: string;
}

/** Every chart that a stack installs: the parts of a platform, and what an application is run by. */
export const usedCharts = (blueprint: Blueprint): readonly UsedChart[] =>
  (blueprint.kind === "platform"
    ? blueprint.charts
    : blueprint.services.flatMap(({ chart }) => chart ?? [])
  ).map(({ chart, version, repository }: UsedChart) => ({
    chart,
    version,
    ...(repository ? { repository } : {}),
  }));

interface Use {
  readonly image: string;
  readonly by: string;
}

const ofCharts = (
  charts: readonly { readonly name: string; readonly images: readonly string[] }[],
): readonly Use[] => charts.flatMap(({ name, images }) => images.map((image) => ({ image, by: name })));

const ofPod = (by: string, { image, initial = [] }: Pod): readonly Use[] => [
  { image, by },
  ...initial.map((one) => ({ image: one.image, by })),
];

const ofCharted = ({ images, component = "image-puller" }: ChartedPods): readonly Use[] =>
  images.map((image) => ({ image, by: component }));

const ofPods = ({ services, preparations, stores }: DeploymentBlueprint): readonly Use[] => [
  ...processesOf(services).flatMap(({ name, pod }) => ofPod(name, pod)),
  ...services.flatMap(({ schedules }) => schedules.flatMap(({ name, pod }) => ofPod(name, pod))),
  ...services.flatMap(({ chart }) => chart?.pods ?? []).flatMap(ofCharted),
  ...preparations.flatMap(({ jobs }) => jobs.flatMap(({ name, pod }) => ofPod(name, pod))),
  ...stores.flatMap(ofStore),
];

const ofStore = (store: Store): readonly Use[] => [
  ...("image" in store ? [{ image: store.image, by: store.name }] : []),
  ...(isOperated(store) ? [...(store.proxy ? [store.proxy] : []), ...(store.beside ?? [])] : []).map(
    ({ image, name }) => ({ image, by: name }),
  ),
];

const digestOf = (image: string): Pick<UsedImage, "digest"> => {
  const [, digest] = image.split("@");
  return digest === undefined ? {} : { digest };
};
