import { component } from "../../vocabulary/connection.ts";
import { json } from "../../vocabulary/content.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import type { Application } from "../application.ts";
import type { Context } from "../context.ts";
import { WEB_PORT } from "../openedxImage.ts";
import { resourcesOf } from "../scale.ts";
import { ACCOUNT, QUEUE, queueHost } from "./xqueue.ts";

const NAME = "xqueue-watcher";
const FOLDER = "/run/configuration";
/** A submission that is being graded may take so long; what is cut off is handed out again. */
const LONGEST = 120;

const queuesOf = (context: Context): Tree =>
  Object.fromEntries(
    Object.entries(context.settings.watcher.queues).map(([name, { connections, handlers }]) => [
      name,
      {
        SERVER: `http://${queueHost(context)}:${WEB_PORT}`,
        AUTH: [ACCOUNT, secret("xqueue/password")],
        CONNECTIONS: connections,
        HANDLERS: handlers as Tree,
      },
    ]),
  );

const LOGGING = {
  version: 1,
  disable_existing_loggers: false,
  handlers: { console: { class: "logging.StreamHandler", stream: "ext://sys.stdout" } },
  root: { handlers: ["console"], level: "INFO" },
};

/**
 * Fetches submissions and grades them with the programs of its image. It runs what learners have written, so it lives apart and
 * reaches the queue alone.
 */
export const watcher: Application = {
  name: NAME,
  builtFrom: NAME,
  apart: { suffix: "graders", trust: "restricted" },
  needs: [QUEUE],
  connections: () => [
    {
      from: component(NAME),
      to: component(QUEUE),
      port: WEB_PORT,
      why: "fetches submissions, hands in grades",
    },
  ],
  files: (context) => ({
    [NAME]: { "logging.json": json(LOGGING), "queues.json": json(queuesOf(context)) },
  }),
  workers: ({ image, settings: { watcher } }) => [
    {
      name: NAME,
      scaling: { by: "fixed", replicas: watcher.replicas },
      surge: 1,
      processes: 1,
      evictable: true,
      pod: {
        image,
        command: ["python", "-m", "xqueue_watcher", "-d", FOLDER],
        environment: { PYTHONDONTWRITEBYTECODE: "1", PYTHONUNBUFFERED: "1", HOME: "/tmp" },
        user: { uid: watcher.user, gid: watcher.user },
        resources: resourcesOf(watcher),
        mounts: [
          { from: "files", files: NAME, path: `${FOLDER}/logging.json`, only: "logging.json" },
          { from: "files", files: NAME, path: `${FOLDER}/conf.d/queues.json`, only: "queues.json" },
          { from: "scratch", name: "tmp", path: "/tmp", size: "512Mi" },
        ],
        grace: LONGEST,
      },
    },
  ],
};
