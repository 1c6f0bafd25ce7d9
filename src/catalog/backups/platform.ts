import { json, text, yaml } from "../../vocabulary/content.ts";
import { isLate, type Late, type Tree } from "../../vocabulary/late.ts";
import type { Mount } from "../../vocabulary/workload.ts";
import type { FilesByObject } from "../application.ts";
import { cms } from "../applications/cms.ts";
import { lms } from "../applications/lms.ts";
import type { ApplicationContext } from "../context.ts";
import type { Variant } from "../edxapp/variant.ts";
import { CODE, CONFIGURATION, openedxImage } from "../openedxImage.ts";
import { settingsModule } from "../python/python.ts";

/** The file with the settings of the platform for servers that exist for a drill alone. */
export const PLATFORM = "backup-platform";

const ALONE = "127.0.0.1";

/** The platform runs as this user, and all containers of a pod run as one. */
export const PLATFORM_USER = openedxImage.user;

type Block = Readonly<Record<string, Tree>>;

const isBlock = (tree: Tree): tree is Block =>
  typeof tree === "object" && tree !== null && !Array.isArray(tree) && !isLate(tree);

/** The settings of a deployment, with none of its secrets and no way to any of its servers. */
export function apart(values: Block, password: Late): Block {
  const { ARBORETUM_EVENT_BUS: _, ...others } = values;
  return {
    ...(alone(others) as Block),
    DATABASES: mapped(values.DATABASES, (one) => databaseApart(one, password)),
    CACHES: mapped(values.CACHES, (_one, name) => ({
      BACKEND: "django.core.cache.backends.locmem.LocMemCache",
      LOCATION: name,
    })),
    CELERY_ALWAYS_EAGER: true,
    CELERY_BROKER_HOSTNAME: ALONE,
    CELERY_BROKER_USE_SSL: false,
  };
}

const mapped = (tree: Tree | undefined, each: (one: Block, name: string) => Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree !== undefined && isBlock(tree) ? tree : {}).map(([name, one]) => [
      name,
      each(isBlock(one) ? one : {}, name),
    ]),
  );

function databaseApart(database: Block, password: Late): Tree {
  const options = isBlock(database.OPTIONS ?? {}) ? (database.OPTIONS as Block | undefined) : {};
  const { ssl: _ssl, ssl_mode: _mode, ...kept } = options ?? {};
  return { ...database, HOST: ALONE, PORT: 3306, USER: "root", PASSWORD: password, OPTIONS: kept };
}

/** Secrets become a word, and each server of documents the one in the pod. */
function alone(tree: Tree): Tree {
  if (isLate(tree)) return "nothing";
  if (Array.isArray(tree)) return tree.map(alone);
  if (!isBlock(tree)) return tree;
  if ("db" in tree && "host" in tree) {
    const { db = "", connect = false } = tree;
    return {
      db,
      connect,
      host: ALONE,
      port: 27017,
      user: null,
      password: null,
      ssl: false,
      directConnection: true,
    };
  }
  return Object.fromEntries(Object.entries(tree).map(([key, one]) => [key, alone(one)]));
}

export function platformFiles(context: ApplicationContext, password: Late): FilesByObject {
  const values = (application: typeof lms) => application.configuration?.(context).values ?? {};
  return {
    [PLATFORM]: {
      "lms.env.yml": yaml(apart(values(lms), password)),
      "cms.env.yml": yaml(apart(values(cms), password)),
      "revisions.yml": json({}),
      "lms.py": text(settingsModule("lms")),
      "cms.py": text(settingsModule("cms")),
    },
  };
}

export const platformMounts = (variants: readonly Variant[]): readonly Mount[] => [
  { from: "files", files: PLATFORM, path: CONFIGURATION },
  ...variants.map(
    (variant): Mount => ({
      from: "files",
      files: PLATFORM,
      path: `${CODE}/${variant}/envs/arboretum.py`,
      only: `${variant}.py`,
    }),
  ),
  // Every step has a /tmp of its own.
  ...openedxImage.scratch.filter(({ path }) => path !== "/tmp"),
];

export const platformEnvironment = (variant: Variant): Readonly<Record<string, string>> => ({
  VARIANT: variant,
  [`${variant.toUpperCase()}_CFG`]: `${CONFIGURATION}/${variant}.env.yml`,
  REVISION_CFG: `${CONFIGURATION}/revisions.yml`,
  DJANGO_SETTINGS_MODULE: `${variant}.envs.arboretum`,
  SERVICE_VARIANT: variant,
  PYTHONDONTWRITEBYTECODE: "1",
});
