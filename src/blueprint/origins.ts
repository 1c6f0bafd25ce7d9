import { answered, emptyLock } from "../releases/lock.ts";
import type { Loaded } from "../settings/load.ts";
import type { Images } from "../settings/sections/images.ts";
import { mirrored, mirroredChart } from "../vocabulary/mirror.ts";
import { compose } from "./compose.ts";
import { imagesOf } from "./images.ts";
import type { Project } from "./project.ts";
import { type UsedChart, usedCharts, usedImages } from "./usedImages.ts";

/** Something that a stack fetches: where the world has it, and where the stack takes it from. */
export interface Origin<Thing> {
  readonly from: Thing;
  readonly there: Thing;
}

export interface Origins {
  /** By their tags, unless somebody beside the registry has pinned them. */
  readonly images: readonly Origin<string>[];
  readonly charts: readonly Origin<UsedChart>[];
  /** Images that the stack lets move. */
  readonly mayFloat: "everything" | readonly string[];
}

const NOTHING: Origins = { images: [], charts: [], mayFloat: [] };

/** What a stack fetches, as if there were neither a mirror nor answers of registries; nothing where it cannot be composed. */
export function originsOf(project: Project, stack: string): Origins {
  const { blueprint } = compose(bare(project), stack);
  if (blueprint === undefined) return NOTHING;
  const { registry, login } = pullingOf(project, stack);
  return {
    images: usedImages(blueprint).map(({ image }) => ({
      from: image,
      there: mirrored(image, registry, login?.registry),
    })),
    charts: usedCharts(blueprint).map((chart) => ({
      from: chart,
      there: { ...mirroredChart(chart, registry), version: chart.version },
    })),
    mayFloat: blueprint.kind === "deployment" ? blueprint.mayFloat : [],
  };
}

function pullingOf(project: Project, stack: string): Pick<Images, "registry" | "login"> {
  const loaded = project.settingsOf(stack);
  if (loaded.settings === undefined) return {};
  return loaded.kind === "platform"
    ? { registry: loaded.settings.images.registry }
    : imagesOf(project, loaded.settings);
}

/** A project whose stacks all ask the world, and for tags. What was built keeps its digest. */
function bare(project: Project): Project {
  return {
    ...project,
    lock: { ...project.lock, ...answered(emptyLock.answers) },
    settingsOf: (stack) => withoutMirror(project.settingsOf(stack)),
  };
}

function withoutMirror(loaded: Loaded): Loaded {
  if (loaded.settings === undefined) return loaded;
  const { registry: _, ...images } = loaded.settings.images;
  return { ...loaded, settings: { ...loaded.settings, images } } as Loaded;
}
