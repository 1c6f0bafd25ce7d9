import { secret, type Tree } from "../../vocabulary/late.ts";
import type { Database } from "../../vocabulary/store.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import { DATA } from "../openedxImage.ts";
import { calledOn } from "../stores/shared.ts";

/** The name by which clients find all members of it. An operator calls it like its resource. */
export function replicaSetOf(said: Context["settings"]["stores"]["mongodb"]): string | undefined {
  if (said.driver === "replicaset") return "mongodb";
  return said.driver === "external" ? said.replicaSet : undefined;
}

/**
 * Where course content lives. The upstream defaults share one dictionary by reference, so a file that changes one of the
 * three has to write all three.
 */
export const modulestore = (context: Context, database: Database): Contribution => {
  const { stores, settings } = context;
  const content = calledOn("mongodb", database, context);
  const { host, port, tls } = stores.mongodb;
  const said = settings.stores.mongodb;
  const replicaSet = replicaSetOf(said);
  const outside = said.driver === "external" ? said : undefined;
  const server: Tree = {
    db: content.name,
    host,
    port,
    user: content.user,
    password: secret(content.password),
    authsource: outside?.logins ?? content.name,
    connect: false,
    ssl: tls !== undefined,
    ...(tls?.file ? { tlsCAFile: tls.file } : {}),
    // A set of one member knows itself by a name that is nobody else's.
    ...(said.driver === "single" ? { directConnection: true } : {}),
    ...(replicaSet ? { replicaSet } : {}),
  };
  const store = (name: string, engine: string): Tree => ({
    NAME: name,
    ENGINE: engine,
    DOC_STORE_CONFIG: server,
    OPTIONS: {
      default_class: "xmodule.hidden_block.HiddenBlock",
      fs_root: `${DATA}/modulestore`,
      render_template: "common.djangoapps.edxmako.shortcuts.render_to_string",
    },
  });
  return {
    source: "catalog: modulestore",
    values: {
      DOC_STORE_CONFIG: server,
      CONTENTSTORE: {
        ENGINE: "xmodule.contentstore.mongo.MongoContentStore",
        ADDITIONAL_OPTIONS: {},
        DOC_STORE_CONFIG: server,
      },
      MODULESTORE: {
        default: {
          ENGINE: "xmodule.modulestore.mixed.MixedModuleStore",
          OPTIONS: {
            mappings: {},
            stores: [
              store("split", "xmodule.modulestore.split_mongo.split_draft.DraftVersioningModuleStore"),
              store("draft", "xmodule.modulestore.mongo.DraftMongoModuleStore"),
            ],
          },
        },
      },
    },
  };
};
