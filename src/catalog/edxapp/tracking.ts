import { secondsOf } from "../../settings/shapes.ts";
import { json, text } from "../../vocabulary/content.ts";
import type { Tree } from "../../vocabulary/late.ts";
import { bytesOf, memory } from "../../vocabulary/quantity.ts";
import type { Initial, Mount, Pod } from "../../vocabulary/workload.ts";
import type { FilesByObject } from "../application.ts";
import type { ApplicationContext } from "../context.ts";
import { HOME } from "../openedxImage.ts";
import { archiveTracking, TRACKING_LOG } from "../python/python.ts";
import { bucketAccess, bucketEnvironment } from "../storage/access.ts";
import type { Variant } from "./variant.ts";

const FOLDER = `${HOME}/tracking`;
const RUN = "/run/tracking";
const PROGRAM = "archive_tracking.py";
const TARGET = "target.json";

/** Seconds for the last file, after the process that wrote it has ended. */
const LAST_UPLOAD = 30;

const objects = (variant: Variant) => ({
  program: `${variant}-tracking`,
  target: `${variant}-tracking-target`,
});

/** A pod whose events are archived, by a container beside its process. Without an archive it is what it was. */
export function archived<Archived extends Pod>(
  variant: Variant,
  context: ApplicationContext,
  pod: Archived,
): Archived {
  const { archive } = context.settings.logging.tracking;
  if (!archive) return pod;
  return {
    ...pod,
    environment: { ...pod.environment, [TRACKING_LOG]: `${FOLDER}/tracking.log` },
    mounts: [...pod.mounts, folder(context)],
    initial: [...(pod.initial ?? []), archiver(variant, context)],
    grace: pod.grace + LAST_UPLOAD,
  };
}

const folder = ({ settings }: ApplicationContext): Mount => ({
  from: "scratch",
  name: "tracking",
  path: FOLDER,
  size: settings.logging.tracking.room,
});

/** The image of the platform has Python and the client of object storages, and is on the node already. */
function archiver(variant: Variant, context: ApplicationContext): Initial {
  const { every, room } = context.settings.logging.tracking;
  const { program, target } = objects(variant);
  return {
    name: "tracking",
    image: context.image,
    command: ["python", `${RUN}/${PROGRAM}`],
    environment: {
      PYTHONDONTWRITEBYTECODE: "1",
      HOME: "/tmp",
      TRACKING_FOLDER: FOLDER,
      TRACKING_TARGET: `${RUN}/${TARGET}`,
      TRACKING_EVERY: String(secondsOf(every)),
      TRACKING_ROOM: String(bytesOf(room)),
      ...bucketEnvironment(context),
    },
    beside: true,
    mounts: [
      { from: "files", files: program, path: `${RUN}/${PROGRAM}`, only: PROGRAM },
      { from: "files", files: target, path: `${RUN}/${TARGET}`, only: TARGET },
      folder(context),
      // The client counts what it has sent in a file of its own.
      { from: "scratch", name: "tmp", path: "/tmp", size: "1Gi" },
    ],
    resources: {
      cpu: { request: "10m" },
      // Idle it is a bare Python; the client of the storage is loaded while it sends, and gone afterwards.
      memory: { request: "32Mi", limit: "256Mi" },
      scratch: { request: "64Mi", limit: memory(bytesOf(room) + bytesOf("128Mi")) },
    },
  };
}

/** What the container beside reads. */
export function trackingFiles(variant: Variant, context: ApplicationContext): FilesByObject {
  if (!context.settings.logging.tracking.archive) return {};
  const { program, target } = objects(variant);
  return {
    [program]: { [PROGRAM]: text(archiveTracking) },
    [target]: { [TARGET]: json(targetOf(variant, context)) },
  };
}

function targetOf(variant: Variant, context: ApplicationContext): Tree {
  const { bucket, endpoint, region, addressing, key } = bucketAccess(variant, context);
  return {
    bucket: bucket("tracking"),
    prefix: variant,
    region,
    addressing,
    ...(endpoint ? { endpoint } : {}),
    ...key,
  };
}
