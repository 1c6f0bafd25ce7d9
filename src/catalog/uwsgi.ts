import { bytesOf } from "../vocabulary/quantity.ts";
import { DATA, HOME, MEDIA, WEB_PORT } from "./openedxImage.ts";

/** The processes that count and serve: only the exporter beside them in the pod may ask, for it is told of every request. */
export const STATS_PORT = 9191;

/** What uWSGI serves, in the image of one application. */
interface Served {
  /** File of the WSGI application, from the working directory of the image. */
  readonly module: string;
  /** Paths of the site that are files, and where the image has them. */
  readonly files: Readonly<Record<string, string>>;
  /** Seconds after which a request is given up, and its process with it. */
  readonly longest: number;
}

/** Longest requests: nobody waits longer for a page, but an author does for an upload, and a script for a catalogue. */
const PAGE = 120;
const UPLOAD = 300;

const platform = { "/static": `${HOME}/staticfiles`, "/media": MEDIA };

/** Every application that its image starts by uWSGI. The notes are not among them: their image has gunicorn alone. */
export const SERVED = {
  lms: { module: "lms/wsgi.py", files: platform, longest: PAGE },
  cms: { module: "cms/wsgi.py", files: platform, longest: UPLOAD },
  discovery: {
    module: "course_discovery/wsgi.py",
    files: {
      "/static": `${HOME}/discovery/course_discovery/assets`,
      "/media": `${HOME}/discovery/course_discovery/media`,
    },
    longest: UPLOAD,
  },
  credentials: {
    module: "credentials/wsgi.py",
    files: {
      "/static": `${HOME}/credentials/credentials/assets`,
      "/media": `${HOME}/credentials/credentials/media`,
    },
    longest: PAGE,
  },
  ecommerce: {
    module: "ecommerce/wsgi.py",
    files: {
      "/static": `${HOME}/ecommerce/assets`,
      "/media": `${HOME}/ecommerce/course_ecommerce/media`,
    },
    longest: PAGE,
  },
  xqueue: { module: "xqueue/wsgi.py", files: { "/media": `${DATA}/media` }, longest: PAGE },
} as const satisfies Readonly<Record<string, Served>>;

export type ServedApplication = keyof typeof SERVED;

/** Seconds between giving a request up and giving its process up. */
const FAREWELL = 10;

/** Seconds that a pod has after it is told to stop: until nobody sends it requests any more, and for the longest it has begun. */
export const graceOf = (application: ServedApplication, drain: number): number =>
  drain + SERVED[application].longest + 2 * FAREWELL;

/** What every pod of a Django application needs before it works: measured for the platform. */
const SHARED = 0.3 * 1024 ** 3;
/** A process is only looked at between two requests: some of the limit is left for those that it works on. */
const USABLE = 0.9;

/** Mebibytes of a process after whose request it is replaced. What all share counts for each. */
export function recycledAt(memoryLimit: string, processes: number): number {
  const own = (bytesOf(memoryLimit) * USABLE - SHARED) / processes;
  return Math.floor((Math.max(own, 0) + SHARED) / 1024 ** 2);
}

export interface UwsgiOptions {
  readonly processes: number;
  /** Memory at which the pod is killed. */
  readonly memoryLimit: string;
  /** Seconds after which a request is given up, where it is not what the application is given. */
  readonly longest?: number;
  /** Address of the applications, for a trial outside of a pod. */
  readonly listen?: string;
  readonly stats?: string;
}

type Line = readonly [option: string, value: string | number];

/**
 * The file that the master process reads. With `die-on-term`, as images have it, every request that is under way would be cut
 * off: here SIGTERM lets each process finish what it has begun.
 */
export function uwsgiFile(application: ServedApplication, options: UwsgiOptions): string {
  const served: Served = SERVED[application];
  const longest = options.longest ?? served.longest;
  const groups: readonly (readonly [why: string, lines: readonly Line[]])[] = [
    ["A name that is misspelt is refused, not passed over.", [["strict", "true"]]],
    ["What is served", servedLines(served)],
    ["Where, and for how many", socketLines(options)],
    ["Processes: forked from one that has loaded the application", processLines(options)],
    ["How they end", endLines(longest)],
    ["When they are replaced", recycleLines(options)],
    ["Who may ask how they are", [["stats", options.stats ?? `127.0.0.1:${STATS_PORT}`]]],
    ["What is said of them", logLines],
  ];
  return ["[uwsgi]", ...groups.map(([why, lines]) => [`# ${why}`, ...lines.map(write)].join("\n"))]
    .join("\n\n")
    .concat("\n");
}

const write = ([option, value]: Line): string => `${option} = ${value}`;

const servedLines = ({ module, files }: Served): readonly Line[] => [
  ["wsgi-file", module],
  // Without an application the pod must not look alive.
  ["need-app", "true"],
  ...Object.entries(files).map(([path, folder]): Line => ["static-map", `${path}=${folder}`]),
];

const socketLines = ({ listen }: UwsgiOptions): readonly Line[] => [
  // Processes answer by themselves. The router that images put in front of them ends before they do in uWSGI 2.0.24, and
  // cuts off every request that is under way.
  ["http-socket", listen ?? `0.0.0.0:${WEB_PORT}`],
  // A process that waited for the next request of one connection would answer nobody else. A gateway has to be told, or it
  // sends its next request into a closed connection and answers with 502.
  ["add-header", "Connection: close"],
  // Four seconds by itself: too short for an upload over a slow line.
  ["socket-timeout", 30],
  // The cookies of a learner with tokens come near the 8 KiB of the image.
  ["buffer-size", 16_384],
  // More than net.core.somaxconn is refused at the start: 4096 on every kernel since 5.4. A longer queue only hides a full pod.
  ["listen", 256],
  // A table of the size of the limit is allotted: with the million of some container runtimes that is gigabytes.
  ["max-fd", 8192],
  ["no-defer-accept", "true"],
];

const processLines = ({ processes }: UwsgiOptions): readonly Line[] => [
  ["master", "true"],
  ["processes", processes],
  ["lazy-apps", "false"],
  ["enable-threads", "true"],
  ["single-interpreter", "true"],
  ["thunder-lock", "true"],
  ["py-call-osafterfork", "true"],
  ["vacuum", "true"],
];

const endLines = (longest: number): readonly Line[] => [
  ["hook-master-start", "unix_signal:15 gracefully_kill_them_all"],
  ["harakiri", longest],
  ["harakiri-verbose", "true"],
  // A minute by itself: a request that may take longer would be cut off all the same.
  ["worker-reload-mercy", longest + FAREWELL],
];

const recycleLines = ({ processes, memoryLimit }: UwsgiOptions): readonly Line[] => [
  ["reload-on-rss", recycledAt(memoryLimit, processes)],
  // For what leaks beside memory. The uWSGI of the image, 2.0.24, knows no delta for it.
  ["max-requests", 10_000],
];

const logLines: readonly Line[] = [
  ["log-x-forwarded-for", "true"],
  // A reader who leaves before the end is no failure of the application.
  ["ignore-sigpipe", "true"],
  ["ignore-write-errors", "true"],
  ["disable-write-exception", "true"],
];
