import { component } from "../../vocabulary/connection.ts";
import { json, text, yaml } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import type { Application } from "../application.ts";
import type { Context } from "../context.ts";
import { WEB_PORT } from "../openedxImage.ts";
import { retireLearners } from "../python/python.ts";
import { resourcesOf } from "../scale.ts";

const NAME = "retirement";
const SECRET = "retirement/oauth";
const WORKER = "retirement_service_worker";
const FOLDER = "/run/retirement";

/** From the state in which a step begins to the one in which it has ended, and what it asks of the LMS. */
type Step = readonly [begins: string, ends: string, of: "LMS", method: string];

const step = (name: string, method: string): Step => [`RETIRING_${name}`, `${name}_COMPLETE`, "LMS", method];

/** What knows an account, in the order in which it forgets it: the LMS itself is the last. */
const pipeline = ({ has }: Context): readonly Step[] => [
  step("FORUMS", "retirement_retire_forum"),
  step("EMAIL_LISTS", "retirement_retire_mailings"),
  step("ENROLLMENTS", "retirement_unenroll"),
  ...(has("notes") ? [step("NOTES", "retirement_retire_notes")] : []),
  step("LMS_MISC", "retirement_lms_retire_misc"),
  step("LMS", "retirement_lms_retire"),
];

/** The states of the platform, with those of all steps between its own. */
const states = (context: Context): readonly string[] => [
  "PENDING",
  "LOCKING_ACCOUNT",
  "LOCKING_COMPLETE",
  ...pipeline(context).flatMap((one) => one.slice(0, 2)),
  "ERRORED",
  "ABORTED",
  "COMPLETE",
];

/** Retires accounts that learners have deleted. Its scripts are the platform's, in an image that has their packages. */
export const retirement: Application = {
  name: NAME,
  builtFrom: "edx-platform",
  present: ({ settings }) => settings.retirement !== undefined,

  secrets: [{ name: SECRET, shape: { kind: "password", length: 50 }, loss: "cheap" }],
  clients: ({ settings }) => [
    {
      name: NAME,
      user: { name: WORKER, email: `${WORKER}@${settings.edge.domain}`, staff: true, superuser: true },
      grant: "client-credentials",
      id: NAME,
      secret: SECRET,
      redirects: [],
      scopes: [],
    },
  ],
  tells: {
    lms: (context) => ({
      source: "catalog: retirement",
      values: { RETIREMENT_SERVICE_WORKER_USERNAME: WORKER, RETIREMENT_STATES: states(context) },
    }),
  },
  connections: () => [
    { from: component(NAME), to: component("lms"), port: WEB_PORT, why: "asks whom to retire, and retires" },
  ],

  files: (context) => ({
    [NAME]: {
      "retire.py": text(retireLearners),
      "wanted.json": json({
        coolOffDays: context.settings.retirement?.coolOffDays ?? 0,
        most: context.settings.retirement?.most ?? 0,
      }),
      "pipeline.yml": yaml({
        client_id: NAME,
        client_secret: secret(SECRET),
        base_urls: { lms: `http://${context.hostOf("lms")}:${WEB_PORT}` },
        retirement_pipeline: pipeline(context),
      }),
    },
  }),

  needs: [],
  schedules: ({ settings }) => [
    {
      name: NAME,
      cron: "11 2 * * *",
      longest: 6 * 3600,
      // What could not be retired stays on the list for the next night.
      retries: 0,
      pod: {
        image: settings.retirement?.image ?? "",
        command: ["python", `${FOLDER}/retire.py`],
        environment: { HOME: "/tmp", PYTHONDONTWRITEBYTECODE: "1" },
        user: { uid: 1000, gid: 1000 },
        resources: resourcesOf({ cpu: "100m", memory: "256Mi" }),
        mounts: [
          { from: "files", files: NAME, path: FOLDER },
          { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" },
        ],
        grace: 60,
      },
    },
  ],
};
