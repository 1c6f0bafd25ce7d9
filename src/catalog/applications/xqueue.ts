import { component } from "../../vocabulary/connection.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import { isBlock } from "../configuration.ts";
import type { Context } from "../context.ts";
import { ida } from "../django/ida.ts";
import { uwsgi } from "../django/server.ts";
import { WEB_PORT } from "../openedxImage.ts";

/** Name of the queue, and of its Service. */
export const QUEUE = "xqueue";
const NAME = QUEUE;
const CONSUMER = "xqueue-consumer";
const MEDIA = "/openedx/data/media";
/** The account with which the LMS hands in, and graders fetch. */
export const ACCOUNT = "lms";

/** Name under which pods of every namespace of the deployment find it. */
export const queueHost = ({ namespace }: Context): string => `${QUEUE}.${namespace}.svc`;

/** Queues by name: to the address of a grader that is sent its work, or to nothing where graders fetch it. */
function queuesOf({ settings }: Context): Readonly<Record<string, Tree>> {
  const said = settings.django.xqueue.XQUEUES as Tree | undefined;
  return isBlock(said) ? said : { openedx: null };
}

const isFetched = (context: Context) => Object.values(queuesOf(context)).includes(null);
const isSent = (context: Context) => Object.values(queuesOf(context)).some((url) => url !== null);

/** Submissions that programs outside of the platform grade. */
export const xqueue = ida({
  name: NAME,
  host: (context) => (isFetched(context) ? NAME : undefined),
  upstream: "xqueue.production",
  reads: { file: "xqueue.yml", variable: "XQUEUE_CFG", names: "file" },
  server: uwsgi(NAME),
  health: "/xqueue/status/",
  writes: [MEDIA],
  callers: { lms: "submissions" },
  // A grade is handed on by whoever takes it: from a grader that has fetched the work, or from one that was sent it.
  calls: (context) => [
    {
      to: component("lms"),
      port: WEB_PORT,
      why: "grades",
      from: [NAME, ...(isSent(context) ? [CONSUMER] : [])],
    },
  ],
  secrets: [{ name: "xqueue/password", shape: { kind: "password", length: 32 }, loss: "cheap" }],
  settings: (context) => ({
    ALLOWED_HOSTS: [NAME, queueHost(context), ...(isFetched(context) ? [context.settings.edge[NAME]] : [])],
    USERS: { [ACCOUNT]: secret("xqueue/password") },
    XQUEUES: queuesOf(context),
    MEDIA_ROOT: MEDIA,
    MEDIA_URL: "media/",
    // Upstream's module computes with these and has no default for any of them.
    LOG_DIR: "/tmp",
    LOGGING_ENV: `${context.deployment}-${context.stage}`,
    LOCAL_LOGLEVEL: "INFO",
    SYSLOG_SERVER: "localhost",
    NEWRELIC_LICENSE_KEY: "",
  }),
  prepares: ({ versionOf }) => [
    {
      name: "xqueue-users",
      command: ["python", "manage.py", "update_users"],
      works: versionOf("xqueue/password"),
    },
  ],
  // Without a queue whose grader is sent its work it ends at once.
  workers: (context) =>
    isSent(context) ? [{ name: CONSUMER, command: ["python", "manage.py", "run_consumer"] }] : [],
  tells: {
    lms: (context) => ({
      source: "catalog: xqueue",
      values: {
        XQUEUE_INTERFACE: {
          url: `http://${context.hostOf(NAME)}:${WEB_PORT}`,
          callback_url: `http://${context.hostOf("lms")}:${WEB_PORT}`,
          django_auth: { username: ACCOUNT, password: secret("xqueue/password") },
        },
      },
    }),
  },
});
