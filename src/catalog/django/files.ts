import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import { DATA, HOME, MEDIA } from "../openedxImage.ts";

const LIBRARIES = {
  MEDIA: {
    BACKEND: "django.core.files.storage.FileSystemStorage",
    // Nobody but the platform itself may read the files of a library.
    OPTIONS: { location: `${HOME}/media-private/openedx-learning` },
  },
};

/** Where the process writes. All of it is scratch: what has to last goes to a store, or to a bucket. */
export const files = ({ release, settings }: Context): Contribution => ({
  source: "catalog: files",
  values: {
    DATA_DIR: `${DATA}/modulestore`,
    LOG_DIR: `${DATA}/logs`,
    MEDIA_ROOT: `${MEDIA}/`,
    ORA2_FILEUPLOAD_ROOT: `${DATA}/ora2`,
    ORA2_FILEUPLOAD_CACHE_NAME: "ora2-storage",
    ...(settings.objectStorage === undefined ? withoutBuckets(release.dialect) : {}),
  },
});

const withoutBuckets = ({ learningMedia }: Context["release"]["dialect"]): Contribution["values"] => ({
  ORA2_FILEUPLOAD_BACKEND: "filesystem",
  GRADES_DOWNLOAD: {
    STORAGE_TYPE: "",
    STORAGE_KWARGS: { base_url: "/media/grades/", location: `${MEDIA}/grades` },
  },
  ...(learningMedia ? { OPENEDX_LEARNING: LIBRARIES } : {}),
});
