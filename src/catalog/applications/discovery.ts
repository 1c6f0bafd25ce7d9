import { component, edge } from "../../vocabulary/connection.ts";
import type { Tree } from "../../vocabulary/late.ts";
import { urlOf } from "../addresses.ts";
import { addressOf, type Context, publicPort } from "../context.ts";
import { media } from "../django/buckets.ts";
import { valueCache } from "../django/caches.ts";
import { ida } from "../django/ida.ts";
import { mailConnections, mailServer } from "../django/mail.ts";
import { uwsgi } from "../django/server.ts";
import { accountsOf, signOn } from "../django/signOn.ts";
import { verification } from "../django/tokens.ts";
import { WEB_PORT } from "../openedxImage.ts";
import type { Rows } from "../rows.ts";
import { standIns } from "../stores/standIns.ts";

const NAME = "discovery";
/** Whose catalogue it is: there is one in each deployment. */
const PARTNER = "openedx";
/** In whose name the LMS reads the catalogue. */
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

/** What is in the indexes follows the server: a new one begins empty. */
const serverOf = ({ settings, release }: Context): string =>
  settings.stores.elasticsearch.driver === "opensearch"
    ? `opensearch ${standIns.opensearch?.version}`
    : (release.stores.elasticsearch?.version ?? "");

/** Upstream adds the address to this block. */
function elasticsearchLogin({ settings, stores }: Context): Readonly<Record<string, Tree>> {
  const said = settings.stores.elasticsearch;
  if (said.driver !== "external") return {};
  const { file } = stores.elasticsearch.tls ?? {};
  const login = said.login ? { http_auth: [said.login.user, said.login.password] } : {};
  return { ELASTICSEARCH_DSL: { default: { ...login, ...(file ? { ca_certs: file } : {}) } } };
}

const catalogAddress = (context: Context): string => `${addressOf(context, NAME)}/api/v1`;

/** Without these the LMS shows no programme: the address of a site's catalogue is a row, and so is whether it is asked at all. */
const rowsOf = (context: Context): Rows => ({
  users: [
    {
      name: READER,
      email: `${READER}@${context.settings.edge.domain}`,
      staff: true,
      superuser: false,
    },
  ],
  site: { COURSE_CATALOG_API_URL: catalogAddress(context) },
  configurations: [
    {
      model: "catalog.CatalogIntegration",
      first: { enabled: true, service_username: READER },
      always: { internal_api_url: catalogAddress(context) },
    },
    {
      model: "programs.ProgramsApiConfig",
      first: { enabled: true, marketing_path: "/programs" },
      always: {},
    },
  ],
});

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
  buckets: { discoveryuploads: "write" },
  ...accountsOf(NAME),
  rows: rowsOf,
  settings: (context) => ({
    ...signOn(NAME, context),
    ...mailServer(context),
    ...media(NAME, "discoveryuploads", context),
    JWT_AUTH: verification(context),
    PLATFORM_NAME: context.settings.site.name,
    CACHES: { default: valueCache(context, `${NAME}.${context.release.name}`, "unknown") },
    ELASTICSEARCH_CLUSTER_URL: `${urlOf(context.stores.elasticsearch)}/`,
    ...elasticsearchLogin(context),
    // There is one server: a copy of an index would be on it too.
    ELASTICSEARCH_DSL_INDEX_SETTINGS: { number_of_shards: 1, number_of_replicas: 0 },
    DEFAULT_PRODUCT_SOURCE_SLUG: "edx",
    MEDIA_URL: `${addressOf(context, NAME)}/media/`,
    // Upstream gives the LMS one second to answer.
    OAUTH_API_TIMEOUT: 10,
    // Nobody takes its tasks from a queue.
    CELERY_TASK_ALWAYS_EAGER: true,
    CORS_ORIGIN_WHITELIST: [addressOf(context, "apps"), addressOf(context, "domain")],
  }),
  prepares: (context) => [
    ...[
      { name: "discovery-indexes", command: manage("install_es_indexes") },
      { name: "discovery-fill", command: manage("update_index", "--disable-change-limit") },
    ].map((step) => ({ ...step, works: serverOf(context) })),
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
        COURSE_CATALOG_API_URL: catalogAddress(context),
        MFE_CONFIG: { DISCOVERY_API_BASE_URL: addressOf(context, NAME), ENABLE_PROGRAMS: true },
      },
    }),
    cms: (context) => ({
      source: "catalog: discovery",
      values: { COURSE_CATALOG_API_URL: catalogAddress(context) },
    }),
  },
});
