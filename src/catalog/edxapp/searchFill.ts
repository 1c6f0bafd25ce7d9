import { secondsOf } from "../../settings/shapes.ts";
import { type Content, files, json, text } from "../../vocabulary/content.ts";
import { urlOf } from "../addresses.ts";
import type { FilesByObject, Links } from "../application.ts";
import type { ApplicationContext } from "../context.ts";
import { indexPrefix } from "../django/search.ts";
import { searchKeyOf } from "../logins.ts";
import { fillSearch } from "../python/python.ts";
import { commandPod, manage } from "./pods.ts";
import { SETUP } from "./setup.ts";

/** The chain that fills the indexes. Nothing waits for it: search is poorer until its end, and everything else works. */
export const SEARCH_FILL = "edxapp-search";

const FOLDER = "/run/search";

function entriesOf(context: ApplicationContext): Readonly<Record<string, Content>> {
  const { release, stores } = context;
  const { reindexStudioAfterUpgrade: studio, reindexCourses } = release.dialect.search;
  return {
    "fill.py": text(fillSearch),
    "wanted.json": json({
      server: urlOf(stores.search),
      key: searchKeyOf(context.settings),
      index: `${indexPrefix(context)}arboretum`,
      release: release.name,
      commands: [
        ...(studio ? [manage("cms", "reindex_studio", ...studio)] : []),
        ...(reindexCourses ? [manage("cms", "reindex_course", "--active")] : []),
      ],
    }),
  };
}

export const searchFillFiles = (context: ApplicationContext): FilesByObject => ({
  [SEARCH_FILL]: entriesOf(context),
});

/** The Job runs for every new image, and finds out by itself whether there is anything to do. */
export const searchFill = (context: ApplicationContext): Links => ({
  chain: SEARCH_FILL,
  needs: [SETUP],
  jobs: [
    {
      name: SEARCH_FILL,
      works: files(SEARCH_FILL, "stable", entriesOf(context), context.versionOf).hash,
      longest: secondsOf(context.settings.change.search.longest),
      retries: 2,
      pod: commandPod("cms", context, ["python", `${FOLDER}/fill.py`], {
        mounts: [{ from: "files", files: SEARCH_FILL, path: FOLDER }],
      }),
    },
  ],
});
