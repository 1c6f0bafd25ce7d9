import type { CeleryQueues, SettingsDialect } from "./dialect.ts";

/** What the server of MySQL is started with since 8.4: old accounts still log in with native passwords. */
export const mysqlArguments = [
  "--character-set-server=utf8mb4",
  "--collation-server=utf8mb4_unicode_ci",
  "--binlog-expire-logs-seconds=259200",
  "--mysql-native-password=ON",
] as const;

/** A toggle of these that is true in YAML forces the LMS to Elasticsearch. */
export const searchToggles = [
  "ENABLE_COURSEWARE_SEARCH",
  "ENABLE_DASHBOARD_SEARCH",
  "ENABLE_COURSE_DISCOVERY",
  "ENABLE_TEAMS",
] as const;

export const celeryFlags = [
  "--max-tasks-per-child=100",
  "--prefetch-multiplier=1",
  "--without-gossip",
  "--without-mingle",
] as const;

export const namedQueues: CeleryQueues = {
  form: "named",
  lms: ["edx.lms.core.default", "edx.lms.core.high", "edx.lms.core.high_mem"],
  cms: ["edx.cms.core.default", "edx.cms.core.high", "edx.cms.core.low"],
};

export const uwsgi: SettingsDialect["uwsgi"] = {
  path: "/openedx/uwsgi.ini",
  command: ["uwsgi", "/openedx/uwsgi.ini"],
};

/** What every platform needs to start, whatever the release. */
export const platformSecrets = [
  "SECRET_KEY",
  "DATABASES.default.PASSWORD",
  "JWT_AUTH.JWT_PRIVATE_SIGNING_JWK",
  "SOCIAL_AUTH_EDX_OAUTH2_SECRET",
] as const;

/** Notebooks do not follow the releases: each has the hub of the chart that runs it, and an image that adds Octave. */
export const notebookImages = {
  jupyterhub: "quay.io/jupyterhub/k8s-hub:4.4.0",
  octave: {
    unknown:
      "Nobody publishes an image of Octave for notebooks under a version. Build `notebooks/octave/Dockerfile` of Arboretum.",
  },
} as const;

export const notebookApplications = {
  jupyterhub: {
    ref: { kind: "tag", name: "4.4.0" },
    runtime: "3.12",
  },
  octave: {
    ref: { kind: "tag", name: "v1.1.1" },
    runtime: {
      unknown: "The image brings the Python of the images of Jupyter, which moves with their date.",
    },
    needs: ["jupyterhub"],
  },
} as const;

export const nextPointRelease = (release: string, planned: string) => ({
  unknown: `Support ends the day the first point release of ${release} comes out. It is planned for ${planned}.`,
});
