import { error, type Problem, warning } from "../documents/problem.ts";
import type { Resolution } from "../releases/resolve.ts";
import { longestGap } from "../settings/cron.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Backups } from "../settings/sections/backups.ts";
import type { Settings } from "../settings/settings.ts";
import { secondsOf } from "../settings/shapes.ts";
import type { Project } from "./project.ts";

const PATH = "arboretum:backups";

/** What stands against the backups that a stack asks for. */
export function backupProblems(
  project: Project,
  { stage }: Resolution,
  loaded: LoadedDeployment,
  settings: Settings,
): readonly Problem[] {
  const { backups } = settings;
  if (backups === undefined) return [];
  return [
    ...keyless(loaded, settings),
    ...besideTheOriginal(project, stage, loaded, settings),
    ...tooRare(loaded, backups),
    ...nobodysPointInTime(loaded, settings, backups),
  ];
}

const at = ({ file, sourceOf }: LoadedDeployment, ...path: readonly string[]) => ({
  place: { file, ...sourceOf(["backups", ...path]) },
  path: [PATH, ...path].join("."),
});

/** The client that copies buckets signs with a key, and has no way to take on a role. */
function keyless(loaded: LoadedDeployment, { objectStorage }: Settings): readonly Problem[] {
  if (objectStorage.driver !== "s3" || objectStorage.access.by !== "roles") return [];
  return [
    error("backups-keyless", {
      ...at(loaded),
      message: "Backups are written with a key, and pods of this deployment have roles and no keys.",
      remedy:
        "Write objectStorage.access: { by: users }, or leave this section out and back up by the cloud.",
    }),
  ];
}

/** A server of our own has the files and their copies on one disk: whoever loses it has lost both. */
function besideTheOriginal(
  { map }: Project,
  stage: string,
  loaded: LoadedDeployment,
  { objectStorage, backups }: Settings,
): readonly Problem[] {
  if (backups === undefined || objectStorage.driver !== "minio") return [];
  if (backups.offsite || backups.sameServer || objectStorage.replication) return [];
  const isLast = [...(map?.stages.keys() ?? [])].at(-1) === stage;
  return [
    (isLast ? error : warning)("backups-same-server", {
      ...at(loaded),
      message: "Backups lie on the server whose files they are copies of, and are lost with it.",
      remedy:
        "Name a second store in offsite, or say in sameServer why none is needed: sameServer: <reason>.",
    }),
  ];
}

const HOUR = 3600;

/** `93600` seconds are `26h`. */
const length = (seconds: number): string =>
  seconds % HOUR === 0 ? `${seconds / HOUR}h` : `${Math.ceil(seconds / 60)}m`;

/** Whoever loses everything just before a backup ends has the one before, which is older by the time that this one took. */
function tooRare(loaded: LoadedDeployment, backups: Backups): readonly Problem[] {
  if (backups.pointInTime === "provider") return [];
  const gap = longestGap(backups.schedule);
  const lost = gap + secondsOf(backups.longest);
  const wanted = secondsOf(backups.rpo);
  if (lost <= wanted) return [];
  if (!Number.isFinite(gap)) {
    return [
      error("backups-rare", {
        ...at(loaded, "schedule"),
        message: `At these times there is no second backup, and no more than ${backups.rpo} may be lost.`,
        remedy: 'Write schedule: "0 1 * * *".',
      }),
    ];
  }
  return [
    error("backups-rare", {
      ...at(loaded, "rpo"),
      message: `Up to ${length(gap)} lie between two backups, and one takes up to ${backups.longest}: ${length(lost)} may be lost, and no more than ${backups.rpo} should be.`,
      remedy: remedyOf(backups, wanted, lost),
    }),
  ];
}

/** Hours between runs that divide a day, the longest first. */
const STEPS = [12, 8, 6, 4, 3, 2, 1];

function remedyOf({ longest }: Backups, wanted: number, lost: number): string {
  const hours = STEPS.find((step) => step * HOUR + secondsOf(longest) <= wanted);
  const oftener = hours === undefined ? [] : [`schedule: "0 ${hours === 1 ? "*" : `*/${hours}`} * * *"`];
  return `Write ${[...oftener, `rpo: ${length(lost)}`, "pointInTime: provider, where whoever runs the databases restores any moment"].join(", or ")}.`;
}

/** Databases that run here are as old as their last dump. */
function nobodysPointInTime(
  loaded: LoadedDeployment,
  { stores }: Settings,
  { pointInTime }: Backups,
): readonly Problem[] {
  if (pointInTime === "off") return [];
  const here = (["mysql", "mongodb"] as const).filter((name) => stores[name].driver !== "external");
  if (here.length === 0) return [];
  return [
    error("backups-no-provider", {
      ...at(loaded, "pointInTime"),
      message: `Nobody can restore any moment of ${here.join(" and ")}: ${here.length === 1 ? "it runs" : "they run"} here, and the published image of MySQL lacks the program that reads binary logs.`,
      remedy: "Write pointInTime: off and dump more often, or choose a driver whose provider can.",
    }),
  ];
}
