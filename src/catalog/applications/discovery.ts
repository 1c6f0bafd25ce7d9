import { component, edge } from "../../vocabulary/connection.ts";
import { addressOf, type Context } from "../context.ts";
import { ida, publicPort } from "../django/ida.ts";
import { mailConnections, mailServer } from "../django/mail.ts";
import { redisCache } from "../django/redis.ts";
import { uwsgi } from "../django/server.ts";
import { accountsOf, signOn } from "../django/signOn.ts";
import { verification } from "../django/tokens.ts";
import { WEB_PORT } from "../openedxImage.ts";

const NAME = "discovery";
/** Whose catalogue it is: there is one in each deployment. */
const PARTNER = "openedx";
/** Account of the LMS with which it reads the catalogue, by its own default. */
const READER = "lms_catalog_service_user";
const manage = (...rest: readonly string[]) => ["python", "manage.py", ...rest];

const partnerOf = (context: Context): readonly string[] =>
  [
    ["--site-id", "1"],
    ["--site-domain", context.settings.edge.discovery],
    ["--code", PARTNER],
    ["--name", context.settings.site.name],
    ["--lms-url", `http://${context.hostOf("lms")}:${WEB_PORT}`],
    ["--studio-url", `http://${context.hostOf("cms")}:${WEB_PORT}`],
    ["--courses-api-url", `${addressOf(context, "domain")}/api/courses/v1/`],
    ["--organizations-api-url", `${addressOf(context, "domain")}/api/organizations/v1/`],
  ].flat();

/** The catalogue of courses and programmes, which it reads from the LMS and Studio every night. */
export const discovery = ida({
  name: NAME,
  host: () => NAME,
  upstream: "course_discovery.settings.production",
  reads: { file: "discovery.yml", variable: "DISCOVERY_CFG", names: "file" },
  server: uwsgi(NAME),
  health: "/health/",
  writes: ["/openedx/discovery/course_discovery/media"],
  stores: { elasticsearch: "the catalogue", cache: "cached values" },
  publicCallers: { lms: "catalogue of courses", cms: "catalogue of courses" },
  calls: (context) => [
    { to: component("lms"), port: WEB_PORT, why: "tokens, accounts" },
    { to: component("cms"), port: WEB_PORT, why: "courses of authors" },
    { to: edge, port: publicPort(context), why: "courses, with the addresses that browsers see" },
    ...mailConnections(NAME, context.settings.mail).map(({ from: _, ...call }) => ({
      ...call,
      from: [NAME],
    })),
  ],
  ...accountsOf(NAME),
  // Programmes are part of the LMS only where it is told so. It asks for them in the name of an account of its own.
  rows: ({ settings }) => ({
    users: [{ name: READER, email: `${READER}@${settings.edge.domain}`, staff: true, superuser: false }],
    configurations: [
      { model: "programs.ProgramsApiConfig", values: { enabled: true, marketing_path: "/programs" } },
    ],
  }),
  settings: (context) => ({
    ...signOn(NAME, context),
    ...mailServer(context),
    JWT_AUTH: verification(context),
    PLATFORM_NAME: context.settings.site.name,
    CACHES: { default: redisCache(context, "cache", `${NAME}.${context.release.name}`) },
    ELASTICSEARCH_CLUSTER_URL: `http://${context.stores.elasticsearch.host}:${context.stores.elasticsearch.port}/`,
    // There is one server: a copy of an index would be on it too.
    ELASTICSEARCH_DSL_INDEX_SETTINGS: { number_of_shards: 1, number_of_replicas: 0 },
    // Nobody takes its tasks from a queue.
    CELERY_TASK_ALWAYS_EAGER: true,
    CORS_ORIGIN_WHITELIST: [addressOf(context, "apps"), addressOf(context, "domain")],
  }),
  prepares: (context) => [
    {
      name: "discovery-indexes",
      command: manage("install_es_indexes"),
      works: context.release.stores.elasticsearch?.version ?? "",
    },
    { name: "discovery-partner", command: manage("create_or_update_partner", ...partnerOf(context)) },
  ],
  schedules: [
    {
      name: "discovery-refresh",
      cron: "17 2 * * *",
      longest: 4 * 3600,
      command: [
        "sh",
        "-euc",
        `python manage.py refresh_course_metadata --partner_code=${PARTNER}\npython manage.py update_index --disable-change-limit`,
      ],
    },
  ],
  tells: {
    lms: (context) => ({
      source: "catalog: discovery",
      values: {
        COURSE_CATALOG_API_URL: `${addressOf(context, NAME)}/api/v1`,
        MFE_CONFIG: { DISCOVERY_API_BASE_URL: addressOf(context, NAME), ENABLE_PROGRAMS: true },
      },
    }),
    cms: (context) => ({
      source: "catalog: discovery",
      values: { COURSE_CATALOG_API_URL: `${addressOf(context, NAME)}/api/v1` },
    }),
  },
});
