import { secondsOf } from "../../settings/shapes.ts";
import { component, edge, network } from "../../vocabulary/connection.ts";
import { contentHash, json, text, yaml } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import type { Database } from "../../vocabulary/store.ts";
import type { Job, Mount, Pod } from "../../vocabulary/workload.ts";
import { addresses, type StoreName, WEB_PORT } from "../addresses.ts";
import type { Application } from "../application.ts";
import { mergeContributions } from "../configuration.ts";
import type { Context } from "../context.ts";
import { afterUpstream } from "../django/afterUpstream.ts";
import { browser } from "../django/browser.ts";
import { databases } from "../django/databases.ts";
import { files } from "../django/files.ts";
import { mail } from "../django/mail.ts";
import { modulestore } from "../django/modulestore.ts";
import { broker, caches } from "../django/redis.ts";
import { indexPrefix, search } from "../django/search.ts";
import { site } from "../django/site.ts";
import { tokens } from "../django/tokens.ts";
import { CODE, CONFIGURATION, HOME, openedxImage } from "../images.ts";
import { searchKeyScript, settingsModule } from "../python/python.ts";
import { lmsSize, resourcesOf } from "../scale.ts";
import { userSettings } from "../userSettings.ts";

const NAME = "lms";
/** Component of its Jobs: no Service selects it, so no learner is ever sent to a migration. */
const JOBS = "lms-jobs";

const platform: Database = { name: "edxapp", user: "edxapp", password: "mysql/edxapp" };
const history: Database = { name: "edxapp_csmh", user: "edxapp_csmh", password: "mysql/edxapp-csmh" };
const content: Database = { name: "edxapp", user: "edxapp", password: "mongodb/edxapp" };

const STORES: Readonly<Record<StoreName, string>> = {
  mysql: "learners, grades, enrolments",
  mongodb: "course content",
  cache: "cached values",
  sessions: "who is logged in",
  broker: "tasks for the workers",
  search: "search in courses",
};

const mounts: readonly Mount[] = [
  { from: "files", files: "lms-configuration", path: CONFIGURATION },
  { from: "files", files: "lms-module", path: `${CODE}/lms/envs/arboretum.py`, only: "arboretum.py" },
  ...openedxImage.scratch,
];

const environment = (processes: number) => ({
  LMS_CFG: `${CONFIGURATION}/lms.env.yml`,
  REVISION_CFG: `${CONFIGURATION}/revisions.yml`,
  DJANGO_SETTINGS_MODULE: "lms.envs.arboretum",
  SERVICE_VARIANT: NAME,
  UWSGI_WORKERS: String(processes),
  PYTHONDONTWRITEBYTECODE: "1",
});

/** The LMS: what learners see, and the home of accounts, grades and certificates. */
export const lms: Application = {
  name: NAME,
  builtFrom: "edx-platform",
  size: lmsSize,

  secrets: [
    { name: "openedx/secret-key", shape: { kind: "password", length: 50 }, loss: "cheap" },
    { name: "jwt/shared-key", shape: { kind: "password", length: 50 }, loss: "cheap" },
    { name: "jwt/key", shape: { kind: "rsa", bits: 2048 }, loss: "irreplaceable" },
    { name: "jwt/private-jwk", shape: { kind: "jwk", of: "jwt/key", form: "private" }, loss: "cheap" },
    { name: "jwt/public-jwk-set", shape: { kind: "jwk", of: "jwt/key", form: "publicSet" }, loss: "cheap" },
  ],
  mysql: [platform, history],
  mongodb: [content],

  connections: ({ settings }) => [
    { from: edge, to: component(NAME), port: WEB_PORT, why: "learners" },
    ...Object.entries(STORES).flatMap(([store, why]) =>
      [NAME, JOBS].map((from) => ({
        from: component(from),
        to: component(store),
        port: addresses[store as StoreName].port,
        why,
      })),
    ),
    ...(settings.mail
      ? [
          {
            from: component(NAME),
            to: network("mail", "internet"),
            port: settings.mail.port,
            why: `mail through ${settings.mail.host}`,
          },
        ]
      : []),
  ],

  configuration: (context) =>
    mergeContributions([
      site(context),
      tokens(context),
      databases(platform, history),
      modulestore(content),
      caches(context),
      broker(context),
      search(context),
      mail(context),
      browser(context),
      files,
      afterUpstream(context),
      ...userSettings(NAME, context),
    ]),

  files: (context, configuration) => ({
    "lms-configuration": {
      "lms.env.yml": yaml(configuration.values),
      // The image names this file and the upstream module opens it; what it says is shown to nobody.
      "revisions.yml": text("{}\n"),
    },
    "lms-module": { "arboretum.py": text(settingsModule("lms")) },
    "lms-search-key": {
      "create.py": text(searchKeyScript),
      "key.json": json({
        server: `http://${addresses.search.host}:${addresses.search.port}`,
        master: secret("search/master-key"),
        uid: secret("search/key-uid"),
        indexes: `${indexPrefix(context)}*`,
      }),
    },
  }),

  web: (context) => ({
    kind: "web",
    name: NAME,
    scaling: { min: context.size.min, max: context.size.max, cpuTarget: 70 },
    processes: context.size.processes,
    pod: {
      image: context.image,
      environment: environment(context.size.processes),
      user: openedxImage.user,
      port: { name: "http", number: WEB_PORT },
      probes: {
        // On a busy node the imports of Django alone take minutes.
        startup: { by: "http", path: "/heartbeat", host: context.settings.edge.domain, seconds: 300 },
        readiness: { by: "http", path: "/heartbeat", host: context.settings.edge.domain },
        // The heartbeat fails when a store is down or every process is busy: neither is mended by a restart.
        liveness: { by: "tcp" },
      },
      resources: resourcesOf(context.size),
      mounts,
      grace: 60,
    },
  }),

  jobs: (context) => [
    job(context, "lms-migrate", ["./manage.py", "lms", "migrate", "--noinput"]),
    job(context, "lms-migrate-history", [
      ...["./manage.py", "lms", "migrate", "--noinput"],
      ...["--database", "student_module_history"],
    ]),
    job(context, "lms-search-key", ["python", `${HOME}/search-key/create.py`], {
      files: [{ from: "files", files: "lms-search-key", path: `${HOME}/search-key` }],
      // What it does follows the key and the index, not the code that happens to carry a Python.
      runs: {
        uid: context.versionOf("search/key-uid"),
        script: searchKeyScript,
        prefix: indexPrefix(context),
      },
    }),
  ],
};

interface Special {
  readonly files: readonly Mount[];
  readonly runs: unknown;
}

function job(context: Context, name: string, command: readonly string[], special?: Special): Job {
  const pod: Pod = {
    image: context.image,
    command,
    environment: environment(1),
    user: openedxImage.user,
    resources: resourcesOf({ cpu: "500m", memory: "2Gi" }),
    mounts: [...mounts, ...(special?.files ?? [])],
    grace: 60,
  };
  return {
    kind: "job",
    name,
    object: `${name}-${contentHash(special?.runs ?? { image: context.image, command })}`,
    component: JOBS,
    pod,
    longest: secondsOf(context.settings.change.migrations.longest),
    retries: 2,
  };
}
