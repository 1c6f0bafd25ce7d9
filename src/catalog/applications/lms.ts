import { secondsOf } from "../../settings/shapes.ts";
import { component, edge } from "../../vocabulary/connection.ts";
import { text, yaml } from "../../vocabulary/content.ts";
import type { Database } from "../../vocabulary/store.ts";
import type { Job, Mount } from "../../vocabulary/workload.ts";
import type { StoreName } from "../addresses.ts";
import type { Application } from "../application.ts";
import { mergeContributions } from "../configuration.ts";
import type { ApplicationContext } from "../context.ts";
import { afterUpstream } from "../django/afterUpstream.ts";
import { browser } from "../django/browser.ts";
import { databases } from "../django/databases.ts";
import { files } from "../django/files.ts";
import { mail, mailConnections } from "../django/mail.ts";
import { modulestore } from "../django/modulestore.ts";
import { broker, caches } from "../django/redis.ts";
import { search } from "../django/search.ts";
import { site } from "../django/site.ts";
import { tokens } from "../django/tokens.ts";
import { CODE, CONFIGURATION, openedxImage, WEB_PORT } from "../openedxImage.ts";
import { settingsModule } from "../python/python.ts";
import { lmsSize, resourcesOf, scaled } from "../scale.ts";
import { userSettings } from "../userSettings.ts";

const NAME = "lms";
/** The chain of everything that changes the databases of the platform, which the LMS and Studio share. */
const MIGRATIONS = "edxapp-migrations";

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

  secrets: [
    { name: "openedx/secret-key", shape: { kind: "password", length: 50 }, loss: "cheap" },
    { name: "jwt/shared-key", shape: { kind: "password", length: 50 }, loss: "cheap" },
    { name: "jwt/key", shape: { kind: "rsa", bits: 2048 }, loss: "irreplaceable" },
    { name: "jwt/private-jwk", shape: { kind: "jwk", of: "jwt/key", form: "private" }, loss: "cheap" },
    { name: "jwt/public-jwk-set", shape: { kind: "jwk", of: "jwt/key", form: "publicSet" }, loss: "cheap" },
  ],
  mysql: [platform, history],
  mongodb: [content],
  hosts: ({ settings }) => [{ name: NAME, host: settings.edge.domain, component: NAME }],

  connections: ({ settings, stores }) => [
    { from: edge, to: component(NAME), port: WEB_PORT, why: "learners" },
    ...Object.entries(STORES).flatMap(([store, why]) =>
      [NAME, MIGRATIONS].map((from) => {
        const { endpoint, port } = stores[store as StoreName];
        return { from: component(from), to: endpoint, port, why };
      }),
    ),
    ...mailConnections(NAME, settings.mail),
  ],

  configuration: (context) =>
    mergeContributions([
      site(context),
      tokens(context),
      databases(context, platform, history),
      modulestore(context, content),
      caches(context),
      broker(context),
      search(context),
      mail(context),
      browser(context),
      files,
      afterUpstream(context),
      ...context.told,
      ...userSettings(NAME, context),
    ]),

  files: (_, configuration) => ({
    "lms-configuration": {
      "lms.env.yml": yaml(configuration.values),
      // The image names this file and the upstream module opens it; what it says is shown to nobody.
      "revisions.yml": text("{}\n"),
    },
    "lms-module": { "arboretum.py": text(settingsModule("lms")) },
  }),

  prepare: (context) => [
    {
      chain: MIGRATIONS,
      needs: ["mysql-databases", "mongodb-databases", "cache", "sessions", "broker", "search"],
      jobs: [
        migration(context, "lms-migrate", []),
        migration(context, "lms-migrate-history", ["--database", "student_module_history"]),
      ],
    },
  ],

  needs: [MIGRATIONS, "search-key"],

  web: (context) => {
    const size = lmsSize(context.settings.scale);
    const heartbeat = { by: "http", path: "/heartbeat", host: context.settings.edge.domain } as const;
    return {
      name: NAME,
      ...scaled(size),
      processes: size.processes,
      pod: {
        image: context.image,
        environment: environment(size.processes),
        user: openedxImage.user,
        port: { name: "http", number: WEB_PORT },
        probes: {
          // On a busy node the imports of Django alone take minutes.
          startup: { ...heartbeat, seconds: 300 },
          readiness: heartbeat,
          // The heartbeat fails when a store is down or every process is busy: neither is mended by a restart.
          liveness: { by: "tcp" },
        },
        resources: resourcesOf(size),
        mounts,
        grace: 60,
        drain: 15,
      },
    };
  },
};

const migration = (context: ApplicationContext, name: string, options: readonly string[]): Job => ({
  name,
  longest: secondsOf(context.settings.change.migrations.longest),
  retries: 2,
  pod: {
    image: context.image,
    command: ["./manage.py", NAME, "migrate", "--noinput", ...options],
    environment: environment(1),
    user: openedxImage.user,
    resources: resourcesOf({ cpu: "500m", memory: "2Gi" }),
    mounts,
    grace: 60,
  },
});
