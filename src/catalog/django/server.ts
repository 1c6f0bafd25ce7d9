import { type Content, text } from "../../vocabulary/content.ts";
import { WEB_PORT } from "../openedxImage.ts";
import { resourcesOf, type ServiceSize } from "../scale.ts";
import { graceOf, type ServedApplication, uwsgiFile } from "../uwsgi.ts";

/** What answers the requests to a Django application. */
export interface Server {
  readonly command: (folder: string, processes: number) => readonly string[];
  /** Files that it reads, beside those of the application. */
  readonly files: (size: ServiceSize) => Readonly<Record<string, Content>>;
  /** Whether it says how its processes are. */
  readonly tells: boolean;
  /** Seconds that the longest request may take after it was told to stop. */
  readonly grace: number;
}

const INI = "uwsgi.ini";

export const uwsgi = (application: ServedApplication): Server => ({
  command: (folder) => ["uwsgi", `${folder}/${INI}`],
  files: (size) => ({
    [INI]: text(
      uwsgiFile(application, {
        processes: size.processes,
        memoryLimit: resourcesOf(size).memory.limit,
      }),
    ),
  }),
  tells: true,
  grace: graceOf(application, 0),
});

/** Seconds after which gunicorn gives a request up. */
const LONGEST = 60;

/** An image that has gunicorn and nothing else. */
export const gunicorn = (application: string): Server => ({
  command: (_, processes) => [
    "gunicorn",
    `--bind=0.0.0.0:${WEB_PORT}`,
    `--workers=${processes}`,
    `--timeout=${LONGEST}`,
    `--graceful-timeout=${LONGEST}`,
    // Python gives memory back late: a process is replaced before it has all of it, and not all at the same time.
    "--max-requests=1000",
    "--max-requests-jitter=200",
    // What it writes to tell that it lives must not wait for a disk.
    "--worker-tmp-dir=/tmp",
    application,
  ],
  files: () => ({}),
  tells: false,
  grace: LONGEST + 10,
});
