import type { Context } from "../catalog/context.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import { longestGap } from "../settings/cron.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Backups } from "../settings/sections/backups.ts";
import { secondsOf } from "../settings/shapes.ts";
import { bytesOf, memory } from "../vocabulary/quantity.ts";
import type { Draft } from "./draft.ts";

/** What stands against the backups that a stack asks for. */
export function backupProblems({ context, loaded }: Draft): readonly Problem[] {
  const { backups } = context.settings;
  if (backups === undefined) return unsaved(context, loaded);
  return [
    ...keyless(loaded),
    ...besideTheOriginal(context, loaded, backups),
    ...tooRare(loaded, backups),
    ...logsOfMany(loaded, backups),
    ...nobodysPointInTime(loaded, backups),
    ...olderThanAmazon(loaded, backups),
    ...tooNarrow(loaded, backups),
  ];
}

const at = (loaded: SettledDeployment, ...path: readonly string[]) => saidAt(loaded, ["backups", ...path]);

/** What learners did nobody makes again: where they are, it is saved, or somebody has said why not. */
function unsaved({ stage, lastStage, settings }: Context, loaded: SettledDeployment): readonly Problem[] {
  if (!lastStage || settings.keep.withoutBackups !== undefined) return [];
  return [
    error("backups-unsaid", {
      ...at(loaded),
      message: `Nothing of ${stage} is saved, and what learners have done there nobody makes again.`,
      remedy:
        "Write backups: { offsite: <a second store> }, or say why nothing is saved: keep: { withoutBackups: <reason> }.",
    }),
  ];
}

/** The client that copies buckets signs with a key, and has no way to take on a role. */
function keyless(loaded: SettledDeployment): readonly Problem[] {
  const { objectStorage } = loaded.settings;
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

/** A server of MinIO has the files and their copies: whoever loses it has lost both. */
function besideTheOriginal(
  { lastStage, settings: { objectStorage } }: Context,
  loaded: SettledDeployment,
  backups: Backups,
): readonly Problem[] {
  if (!["minio", "shared"].includes(objectStorage.driver)) return [];
  if (backups.offsite || backups.sameServer || ("replication" in objectStorage && objectStorage.replication))
    return [];
  return [
    (lastStage ? error : warning)("backups-same-server", {
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
function tooRare(loaded: SettledDeployment, backups: Backups): readonly Problem[] {
  const { pointInTime } = backups;
  if (pointInTime === "provider") return [];
  if (pointInTime !== "off")
    return rarely(loaded, {
      ...backups,
      wanted: pointInTime.content,
      within: [],
      as: "pointInTime.content",
    });
  const { binaryLogs: logs, rpo } = backups;
  if (logs === undefined) return rarely(loaded, { ...backups, wanted: rpo, within: [], as: "rpo" });
  return [
    ...rarely(loaded, { ...logs, wanted: rpo, within: ["binaryLogs"], as: "rpo" }),
    ...rarely(loaded, { ...backups, wanted: logs.content, within: [], as: "binaryLogs.content" }),
  ];
}

/** Something that is saved again and again, and how much of it may be lost. */
interface Repeated {
  readonly schedule: string;
  readonly longest: string;
  readonly wanted: string;
  /** Where the schedule stands, and what says how much may be lost. */
  readonly within: readonly string[];
  readonly as: string;
}

function rarely(loaded: SettledDeployment, said: Repeated): readonly Problem[] {
  const gap = longestGap(said.schedule);
  const lost = gap + secondsOf(said.longest);
  if (lost <= secondsOf(said.wanted)) return [];
  if (!Number.isFinite(gap)) {
    return [
      error("backups-rare", {
        ...at(loaded, ...said.within, "schedule"),
        message: `At these times there is no second backup, and no more than ${said.wanted} may be lost.`,
        remedy: 'Write schedule: "0 1 * * *".',
      }),
    ];
  }
  return [
    error("backups-rare", {
      ...at(loaded, ...said.as.split(".")),
      message: `Up to ${length(gap)} lie between two backups, and one takes up to ${said.longest}: ${length(lost)} may be lost, and no more than ${said.wanted} should be.`,
      remedy: remedyOf(said, lost),
    }),
  ];
}

/** Hours between runs that divide a day, the longest first. */
const STEPS = [12, 8, 6, 4, 3, 2, 1];

function remedyOf({ longest, wanted, within, as }: Repeated, lost: number): string {
  const hours = STEPS.find((step) => step * HOUR + secondsOf(longest) <= secondsOf(wanted));
  const oftener = hours === undefined ? [] : [`schedule: "0 ${hours === 1 ? "*" : `*/${hours}`} * * *"`];
  const otherwise =
    within.length === 0 && as === "rpo"
      ? [
          "binaryLogs: { image: <with mysqlbinlog> }",
          "pointInTime: provider, where whoever runs the databases restores any moment",
        ]
      : [];
  return `Write ${[...oftener, `${as.split(".").at(-1)}: ${length(lost)}`, ...otherwise].join(", or ")}.`;
}

/** Of servers that take turns each has logs of its own, and what one wrote is in none of another's. */
function logsOfMany(loaded: SettledDeployment, { binaryLogs }: Backups): readonly Problem[] {
  const { mysql } = loaded.settings.stores;
  if (binaryLogs === undefined || mysql.driver === "single") return [];
  return [
    error("backups-logs-of-many", {
      ...at(loaded, "binaryLogs"),
      message: `Binary logs are saved of one server that is the deployment's own, and MySQL is ${mysql.driver} here.`,
      remedy:
        "Leave binaryLogs out: dump more often, or write pointInTime: provider where whoever runs the server restores any moment.",
    }),
  ];
}

/** Amazon saves what MySQL has written every five minutes (RDS user guide, restoring to a specified time). */
const SAVED_BY_AMAZON = "5m";

function olderThanAmazon(loaded: SettledDeployment, { pointInTime, rpo }: Backups): readonly Problem[] {
  if (pointInTime === "off" || loaded.settings.stores.mysql.driver !== "rds") return [];
  if (secondsOf(rpo) >= secondsOf(SAVED_BY_AMAZON)) return [];
  return [
    error("backups-rare", {
      ...at(loaded, "rpo"),
      message: `Amazon saves what MySQL has written every five minutes, and no more than ${rpo} may be lost.`,
      remedy: `Write rpo: ${SAVED_BY_AMAZON}, or more.`,
    }),
  ];
}

/** Databases that run here are as old as their last dump. */
function nobodysPointInTime(loaded: SettledDeployment, { pointInTime }: Backups): readonly Problem[] {
  const { stores } = loaded.settings;
  if (pointInTime === "off") return [];
  const asked = pointInTime === "provider" ? (["mysql", "mongodb"] as const) : (["mysql"] as const);
  const here = asked.filter((name) => !["external", "rds"].includes(stores[name].driver));
  if (here.length === 0) return [];
  return [
    error("backups-no-provider", {
      ...at(loaded, "pointInTime"),
      message: `Nobody can restore any moment of ${here.join(" and ")}: ${here.length === 1 ? "it runs" : "they run"} here.`,
      remedy:
        here.join() === "mongodb"
          ? "Write pointInTime: { of: mysql }, and in its content how much of courses and files may be lost."
          : "Write pointInTime: off and save the binary logs (binaryLogs), or dump more often, or choose a driver whose provider can.",
    }),
  ];
}

/** What a dump takes of what its database may take. Nobody has measured it: texts become a tenth of themselves, and what is packed already stays as it is. */
const PACKED = 0.25;

/** A dump that finds no room is found out when the volumes are full, which is when it is needed. */
function tooNarrow(loaded: SettledDeployment, { workspace }: Backups): readonly Problem[] {
  const { mysql, mongodb } = loaded.settings.stores;
  const sizes = [mysql, mongodb].flatMap((store) =>
    "volume" in store ? [store.volume] : "storage" in store ? [store.storage] : [],
  );
  const least = sizes.reduce((sum, size) => sum + bytesOf(size), 0) * PACKED;
  if (bytesOf(workspace) >= least) return [];
  return [
    warning("backups-narrow", {
      ...at(loaded, "workspace"),
      message: `The databases may hold ${sizes.join(" and ")}, and their dumps have ${workspace} of room.`,
      remedy: `Write workspace: ${memory(least)}, a quarter of it, or more.`,
    }),
  ];
}
