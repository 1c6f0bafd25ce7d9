import type { Share } from "../../vocabulary/workload.ts";
import type { Context } from "../context.ts";
import { notebooksOf } from "./settings.ts";

/** What a learner may start. */
export interface Profile {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly image: string;
  readonly cpu: Share;
  readonly memory: Share;
}

type Row = Omit<Profile, "name" | "image"> & {
  /** Absent: the release matrix has it, and the profile is there where the map adds it. */
  readonly image?: string;
};

const usual = { cpu: { request: "500m", limit: "1" }, memory: { request: "1Gi", limit: "2Gi" } } as const;

/** Octave is one more image of the release matrix, so that whatever builds the others builds it. */
export const OCTAVE = "octave";

/** Profiles that nobody has to describe. */
const ROWS: Readonly<Record<string, Row>> = {
  python: {
    title: "Python",
    description: "Python with NumPy, SciPy, pandas and Matplotlib.",
    image:
      "quay.io/jupyter/scipy-notebook:2026-09-18@sha256:5468d3aa14437e53bfe2fe29e3b5dd241c67052adba82f9ae5f84423b1056229",
    ...usual,
  },
  [OCTAVE]: {
    title: "Octave",
    description: "GNU Octave, which runs most scripts that are written for MATLAB, beside Python.",
    ...usual,
  },
};

const isThere = (name: string, context: Context): boolean =>
  name === OCTAVE ? context.has(OCTAVE) : name in ROWS;

/** The profiles of a deployment: those that are there by themselves, and those that its settings add or change. */
export function profilesOf(context: Context): readonly Profile[] {
  const { profiles } = notebooksOf(context.settings);
  const names = [
    ...Object.keys(ROWS).filter((name) => isThere(name, context)),
    ...Object.keys(profiles).sort(),
  ];
  return [...new Set(names)].flatMap((name) => {
    const said = profiles[name];
    if (said?.off) return [];
    const row: Row = ROWS[name] ?? { title: name, ...usual };
    const description = said?.description ?? row.description;
    return [
      {
        name,
        title: said?.title ?? row.title,
        ...(description === undefined ? {} : { description }),
        image: context.mirrored(
          said?.image ?? row.image ?? (isThere(name, context) ? context.imageOf(name) : ""),
        ),
        cpu: said?.cpu ?? row.cpu,
        memory: said?.memory ?? row.memory,
      },
    ];
  });
}

/** Of a deployment that is refused. */
const NONE: Profile = { name: "none", title: "", image: "", ...usual };

/** The one that is chosen beforehand. */
export function usualProfile(context: Context): Profile {
  const profiles = profilesOf(context);
  const wanted = notebooksOf(context.settings).default;
  return profiles.find(({ name }) => name === wanted) ?? profiles[0] ?? NONE;
}
