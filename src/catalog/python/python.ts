import { readFileSync } from "node:fs";

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");

const logLines = read("./log_lines.py").trimEnd();
/** Modules are mounted alone: what two of them have stands in both. */
const withLogLines = (module: string) => module.replace("__LOG_LINES__", () => logLines);

const module = withLogLines(read("./settings_module.py"));

/** The Python module that extends the upstream settings of the LMS or of Studio. The same for every stack and release. */
export const settingsModule = (variant: "lms" | "cms"): string => module.replaceAll("__VARIANT__", variant);

const service = withLogLines(read("./service_settings.py"));

/** The Python module that extends the upstream settings of a service, which it names: `notesserver.settings.yaml_config`. */
export const serviceSettings = (upstream: string): string => service.replaceAll("__UPSTREAM__", upstream);

/** Key of the YAML file under which both find what upstream must not overwrite. */
export const AFTER_UPSTREAM = "ARBORETUM_AFTER_UPSTREAM";

/** Key of the YAML file that says how lines of the log are written. */
export const LOG_FORMAT = "ARBORETUM_LOG_FORMAT";

/** Variable with the file that tracking events go to as well, where somebody beside the process archives them. */
export const TRACKING_LOG = "ARBORETUM_TRACKING_LOG";

/** Moves the tracking log of a pod to its bucket. Runs beside the processes that write it. */
export const archiveTracking = read("./archive_tracking.py");

/** Key of the YAML file with what the address of the event bus is made of. */
export const EVENT_BUS = "ARBORETUM_EVENT_BUS";

/** Sites, accounts, clients, toggles: what a new site cannot be without. Runs inside Django. */
export const platformSetup = read("./platform_setup.py");

/** Brings identity providers into the tables of the LMS. Runs inside Django. */
export const identityProviders = read("./identity_providers.py");

/** Fills the search indexes when they are empty or of another time. */
export const fillSearch = read("./fill_search.py");

/** Imports the demo course. Runs inside Django. */
export const demoCourse = read("./demo_course.py");

/** Runs the scripts of upstream for each account that is to be retired. */
export const retireLearners = read("./retire_learners.py");

/** Anchors certificates on a blockchain, by the tool of the Blockcerts project. */
export const anchorCertificates = read("./anchor_certificates.py");

/** Turns gateways of the shop on and off as they answer. Runs inside its Django. */
export const watchGateways = read("./watch_gateways.py");

/** Site, countries and switches of a new shop. Runs inside its Django. */
export const shopSetup = read("./shop_setup.py");

/** Settings of the workers of the shop, as a module. */
export const shopWorkerSettings = read("./shop_worker.py");

/** Key of the YAML file with the servers of Redis whose addresses a service wants with the password in them. */
export const REDIS_ADDRESSES = "ARBORETUM_REDIS_ADDRESSES";

/** Starts the exporter of Celery with the address of the broker. */
export const celeryExporterStart = read("./celery_exporter.py");

/** Makes the virtual host and the user of a deployment on a RabbitMQ of many. */
export const brokerAccount = read("./broker_account.py");

/** Makes the user of a deployment on a Redis of many. */
export const redisAccount = read("./redis_account.py");

/** Makes the key of a deployment on a Meilisearch of many. */
export const searchAccount = read("./search_account.py");

/** Key of the YAML file with the identifier of the key of the search, for who may not ask the server for it. */
export const SEARCH_KEY_UID = "ARBORETUM_SEARCH_KEY_UID";

/** Creates the platform's own key on the search server. */
export const searchKeyScript = read("./search_key.py");

/** Where JupyterHub keeps its users. Run by the configuration of its chart. */
export const hubConfiguration = read("./hub_configuration.py");
