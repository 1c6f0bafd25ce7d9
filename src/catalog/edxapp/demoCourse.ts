import { isKnown } from "../../releases/release.ts";
import { type Connection, component, network } from "../../vocabulary/connection.ts";
import { type Content, files, json, text } from "../../vocabulary/content.ts";
import type { FilesByObject, Links } from "../application.ts";
import type { ApplicationContext, Context } from "../context.ts";
import { demoCourse as program } from "../python/python.ts";
import { storeConnections } from "./connections.ts";
import { commandPod } from "./pods.ts";
import { insideDjango, SETUP } from "./setup.ts";

const DEMO = "edxapp-demo";
const FOLDER = "/run/demo";
/** Where it is published, with a tag for each release. */
const REPOSITORY = "https://github.com/openedx/openedx-demo-course";

const entriesOf = ({ release }: Context): Readonly<Record<string, Content>> => ({
  "demo.py": text(program),
  "wanted.json": json({
    repository: REPOSITORY,
    ref: isKnown(release.published.ref) ? release.published.ref : release.line,
  }),
});

const isWanted = ({ settings }: Context): boolean => settings.studio.demoCourse;

export const demoFiles = (context: Context): FilesByObject =>
  isWanted(context) ? { [DEMO]: entriesOf(context) } : {};

/** Something to look at in a new site. Nothing waits for it. */
export const demo = (context: ApplicationContext): readonly Links[] => {
  if (!isWanted(context)) return [];
  return [
    {
      chain: DEMO,
      needs: [SETUP],
      jobs: [
        {
          name: DEMO,
          works: files(DEMO, "stable", entriesOf(context), context.versionOf).hash,
          longest: 3600,
          retries: 2,
          pod: commandPod("cms", context, insideDjango("cms", `${FOLDER}/demo.py`), {
            mounts: [{ from: "files", files: DEMO, path: FOLDER }],
          }),
        },
      ],
    },
  ];
};

export const demoConnections = (context: Context): readonly Connection[] =>
  isWanted(context)
    ? [
        ...storeConnections(context, [DEMO]),
        {
          from: component(DEMO),
          to: network("demo-course", "internet"),
          port: 443,
          why: "fetches the demo course",
        },
      ]
    : [];
