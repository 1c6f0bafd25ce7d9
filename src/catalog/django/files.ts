import type { Contribution } from "../configuration.ts";
import { DATA, MEDIA } from "../openedxImage.ts";

/** Where the process writes. All of it is scratch: what has to last goes to a store, or to a bucket. */
export const files = (): Contribution => ({
  source: "catalog: files",
  values: {
    DATA_DIR: `${DATA}/modulestore`,
    LOG_DIR: `${DATA}/logs`,
    MEDIA_ROOT: `${MEDIA}/`,
    ORA2_FILEUPLOAD_ROOT: `${DATA}/ora2`,
    ORA2_FILEUPLOAD_CACHE_NAME: "ora2-storage",
  },
});
