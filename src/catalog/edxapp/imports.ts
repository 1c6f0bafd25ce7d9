import type { Volume } from "../../vocabulary/store.ts";
import type { Mount } from "../../vocabulary/workload.ts";
import type { Context } from "../context.ts";
import { DATA } from "../openedxImage.ts";

const FOLDER = "studio-data";

/** The folder in which the parts of a course meet, where all pods of Studio share it. */
export const sharedFolder = ({ settings }: Context): readonly Volume[] => {
  const { imports } = settings.studio;
  if (imports?.by !== "sharedVolume") return [];
  const storageClass = imports.storageClass ?? settings.cluster.storageClass;
  return [
    {
      name: FOLDER,
      size: imports.size,
      shared: true,
      keep: false,
      ...(storageClass ? { storageClass } : {}),
    },
  ];
};

/** The same mounts, with that folder in the place of the scratch directory of each pod. */
export const withSharedFolder = (context: Context, mounts: readonly Mount[]): readonly Mount[] => {
  const [volume] = sharedFolder(context);
  if (volume === undefined) return mounts;
  return mounts.map((mount) =>
    mount.path === DATA ? { from: "volume", volume: volume.name, path: DATA } : mount,
  );
};
