import type { Backups } from "../../settings/sections/backups.ts";
import { bytesOf, memory } from "../../vocabulary/quantity.ts";
import type { Initial, Mount, Pod, Resources } from "../../vocabulary/workload.ts";
import type { ApplicationContext } from "../context.ts";
import { bucketName, bucketsOf } from "../storage/buckets.ts";
import { type Consumer, storageFile } from "./processes.ts";
import { PROGRAMS } from "./programs.ts";

/** What all pods of backups are made of. */
export interface Workshop {
  readonly context: ApplicationContext;
  readonly said: Backups;
}

/** The files that containers mount, by what they are for. Each container has those alone that it needs. */
export const FILES = {
  programs: "backup-programs",
  key: "backup-key",
  mysql: "backup-mysql",
  mongodb: "backup-mongodb",
  mysqlRoot: "backup-mysql-root",
  mongodbRoot: "backup-mongodb-root",
} as const;

export const HOME = "/run/backup";
const WORK = "/work";

/** The mysql of the images of MySQL and MongoDB. `mc` does not care who runs it. */
export const USER = { uid: 999, gid: 999 };

export const mount = (files: string, path: string): Mount => ({
  from: "files",
  files,
  path: `${HOME}/${path}`,
});

const programs: Mount = { from: "files", files: FILES.programs, path: PROGRAMS };
export const key = mount(FILES.key, "key");

/** Room of a pod, on a disk of its own unless the cluster makes none. */
export const room = ({ context, said }: Workshop, name: string, path: string, size: string): Mount => {
  const { storageClass } = context.settings.cluster;
  const disk = storageClass ? { storageClass } : {};
  return { from: "scratch", name, path, size, ...(said.disk === "claim" ? { disk } : {}) };
};
const tmp: Mount = { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" };

const GIBIBYTE = 1024 ** 3;

/** Where a step works. */
export interface Place {
  readonly mount: Mount;
  /** What a container asks of the node for it. Disk of a node counts for the pod as a whole: each container may fill what all share. */
  readonly scratch: Resources["scratch"];
}

const SMALL = { request: "64Mi", limit: "1Gi" } as const;

/** Where a set lies while it is made, fetched or restored. */
const forASet = (workshop: Workshop): Place => ({
  mount: room(workshop, "work", WORK, workshop.said.workspace),
  scratch: roomOnTheNode(workshop),
});

/** What a container asks of the node that fills one room. */
export const roomOnTheNode = ({ said: { disk, workspace } }: Workshop): Resources["scratch"] =>
  disk === "claim" ? SMALL : { request: workspace, limit: memory(bytesOf(workspace) + GIBIBYTE) };

/** For what is done every few minutes a disk would be made and attached each time. As a rule it takes little of the node. */
export const forLogs = ({ said: { workspace } }: Workshop): Place => ({
  mount: { from: "scratch", name: "work", path: WORK, size: workspace },
  scratch: { request: "1Gi", limit: memory(bytesOf(workspace) + GIBIBYTE) },
});

/** For what keeps nothing. */
export const forNothing: Place = {
  mount: { from: "scratch", name: "work", path: WORK, size: "16Mi" },
  scratch: SMALL,
};

export const share = (cpu: string, most: string, scratch: Resources["scratch"]): Resources => ({
  cpu: { request: cpu },
  memory: { request: most, limit: most },
  scratch,
});

export const run = (program: string) => ["bash", `${PROGRAMS}/${program}`];

const identity = ({ context }: Workshop) => ({
  DEPLOYMENT: context.deployment,
  STAGE: context.stage,
  RELEASE: context.release.name,
});

export interface Step {
  readonly program: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What it mounts beside the programs and its working directory. */
  readonly files: readonly Mount[];
  /** Default: where a set has room. */
  readonly place?: Place;
}

export function step(workshop: Workshop, name: string, image: string, of: Step): Initial {
  const { mount, scratch } = of.place ?? forASet(workshop);
  return {
    name,
    image,
    command: run(of.program),
    // The shell of MongoDB and others write below the home directory, which is read-only in the image.
    environment: { HOME: "/tmp", WORK, ...of.environment },
    mounts: [programs, ...of.files, mount, tmp],
    resources: share("250m", "512Mi", scratch),
  };
}

export const mysqlStep = (workshop: Workshop, name: string, of: Step) =>
  step(workshop, name, workshop.context.serverImage("mysql"), of);
export const mongodbStep = (workshop: Workshop, name: string, of: Step) =>
  step(workshop, name, workshop.context.serverImage("mongodb"), of);

/** The buckets that are copied: all but the one that the copies go to. */
const bucketsToCopy = ({ context }: Workshop): string =>
  bucketsOf(context)
    .filter(({ purpose }) => purpose !== "backups")
    .map(({ name }) => name)
    .join(" ");

const storageEnvironment = (workshop: Workshop) => ({
  TARGET: `live/${bucketName(workshop.context, "backups")}`,
  BUCKETS: bucketsToCopy(workshop),
  ...identity(workshop),
});

export const storageStep = (
  workshop: Workshop,
  consumer: Consumer,
  name: string,
  of: Omit<Step, "files">,
): Initial =>
  step(workshop, name, workshop.said.client, {
    ...of,
    environment: { ...storageEnvironment(workshop), ...of.environment },
    files: [key, mount(storageFile(consumer), "storage")],
  });

/** A pod of steps, one after the other. The last one is what the pod is for. */
export function pod(steps: readonly Initial[], user: Pod["user"] = USER): Pod {
  const last = steps.at(-1);
  if (last === undefined) throw new Error("a pod has at least one step");
  const { image, command, environment = {}, mounts, resources } = last;
  return {
    ...(steps.length > 1 ? { initial: steps.slice(0, -1) } : {}),
    image,
    ...(command ? { command } : {}),
    environment,
    user,
    resources,
    mounts,
    grace: 60,
  };
}
