import { type Content, text, yaml } from "../../vocabulary/content.ts";
import type { Mount, Pod } from "../../vocabulary/workload.ts";
import type { FilesByObject } from "../application.ts";
import { certificateFiles } from "../certificates.ts";
import type { Configuration } from "../configuration.ts";
import type { ApplicationContext } from "../context.ts";
import { CODE, CONFIGURATION, openedxImage } from "../openedxImage.ts";
import { settingsModule } from "../python/python.ts";
import { resourcesOf, type ServiceSize, sizeOf } from "../scale.ts";
import { bucketEnvironment } from "../storage/access.ts";
import { uwsgiFile } from "../uwsgi.ts";
import { withSharedFolder } from "./imports.ts";
import { trackingFiles } from "./tracking.ts";
import type { Variant } from "./variant.ts";

const objects = (variant: Variant) => ({
  configuration: `${variant}-configuration`,
  module: `${variant}-module`,
  uwsgi: `${variant}-uwsgi`,
});

/** What a process of the platform finds in its pod when it works on what others have begun. */
export const sharingMounts = (variant: Variant, context: ApplicationContext): readonly Mount[] =>
  variant === "cms" ? withSharedFolder(context, mounts(variant)) : mounts(variant);

/** What every process of the platform finds in its pod, whatever it does. */
export const mounts = (variant: Variant): readonly Mount[] => [
  { from: "files", files: objects(variant).configuration, path: CONFIGURATION },
  {
    from: "files",
    files: objects(variant).module,
    path: `${CODE}/${variant}/envs/arboretum.py`,
    only: "arboretum.py",
  },
  ...openedxImage.scratch,
];

export const environment = (
  variant: Variant,
  context: ApplicationContext,
): Readonly<Record<string, string>> => ({
  [`${variant.toUpperCase()}_CFG`]: `${CONFIGURATION}/${variant}.env.yml`,
  REVISION_CFG: `${CONFIGURATION}/revisions.yml`,
  DJANGO_SETTINGS_MODULE: `${variant}.envs.arboretum`,
  SERVICE_VARIANT: variant,
  PYTHONDONTWRITEBYTECODE: "1",
  ...bucketEnvironment(context),
});

/** The files that these mounts name. */
export const filesOf = (
  variant: Variant,
  context: ApplicationContext,
  { values }: Configuration,
): FilesByObject => ({
  [objects(variant).configuration]: {
    [`${variant}.env.yml`]: yaml(values),
    // The image names this file and the upstream module opens it; what it says is shown to nobody.
    "revisions.yml": text("{}\n"),
    ...certificateFiles(context.stores),
  },
  [objects(variant).module]: { "arboretum.py": text(settingsModule(variant)) },
  [objects(variant).uwsgi]: {
    [fileName(context.release.dialect.uwsgi.path)]: uwsgiOf(variant, sizeOf(variant, context.settings.scale)),
  },
  ...trackingFiles(variant, context),
});

function uwsgiOf(variant: Variant, size: ServiceSize): Content {
  const memoryLimit = resourcesOf(size).memory.limit;
  return text(uwsgiFile(variant, { processes: size.processes, memoryLimit }));
}

const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Our uWSGI file in the place of the one that the image brings. */
export const uwsgiMount = (variant: Variant, { release }: ApplicationContext): Mount => {
  const { path } = release.dialect.uwsgi;
  return { from: "files", files: objects(variant).uwsgi, path, only: fileName(path) };
};

/** A pod that does one thing with the code of the platform and ends. */
export const commandPod = (
  variant: Variant,
  context: ApplicationContext,
  command: readonly string[],
  more: Partial<Pick<Pod, "mounts" | "resources">> = {},
): Pod => ({
  image: context.image,
  command,
  environment: environment(variant, context),
  user: openedxImage.user,
  resources: more.resources ?? resourcesOf({ cpu: "500m", memory: "2Gi" }),
  mounts: [...mounts(variant), ...(more.mounts ?? [])],
  grace: 60,
});

/** A command of Django, as a person would type it. */
export const manage = (variant: Variant, ...command: readonly string[]): readonly string[] => [
  "./manage.py",
  variant,
  ...command,
];
