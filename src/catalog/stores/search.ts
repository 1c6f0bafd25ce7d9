import { component, edge } from "../../vocabulary/connection.ts";
import { files, json, quoted, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import { bytesOf } from "../../vocabulary/quantity.ts";
import { isElsewhere } from "../../vocabulary/store.ts";
import type { Preparation } from "../../vocabulary/workload.ts";
import { isExternal, urlOf, wayTo } from "../addresses.ts";
import type { SecretNeed } from "../application.ts";
import type { Context } from "../context.ts";
import { indexPrefix } from "../django/search.ts";
import { isMeasured } from "../monitoring/exporters/exporter.ts";
import { openedxImage } from "../openedxImage.ts";
import { searchKeyScript } from "../python/python.ts";
import { sharedSearch } from "./sharedAccounts.ts";
import {
  outside,
  password,
  type StoreContext,
  type StorePart,
  scriptPreparation,
  serverResources,
  volume,
} from "./store.ts";

const KEY = "search-key";

export const searchSecrets = ({ stores, monitoring }: Context["settings"]): readonly SecretNeed[] =>
  isElsewhere(stores.search) ? [] : [...SECRETS, ...(monitoring ? WATCHER_SECRETS : [])];

/** Meilisearch derives each key from its identifier and the master key, so nobody has to ask the server for it. */
const key = (uid: string, name: string): readonly SecretNeed[] => [
  { name: uid, shape: { kind: "uuid" }, loss: "cheap" },
  { name, shape: { kind: "hmac", key: "search/master-key", message: uid }, loss: "cheap" },
];

const WATCHER_UID = "search/watcher-uid";
/** The key of whoever looks how the server is. */
export const SEARCH_WATCHER = "search/watcher";

const SECRETS: readonly SecretNeed[] = [
  password("search/master-key"),
  ...key("search/key-uid", "search/api-key"),
];
const WATCHER_SECRETS = key(WATCHER_UID, SEARCH_WATCHER);

/** `v1.36.0` writes the format `1-36`. */
export const formatOf = (version: string): string =>
  version.replace(/^v/, "").split(".").slice(0, 2).join("-");

/** Meilisearch: the indexes of courses, libraries and forums. */
export function search(context: StoreContext): StorePart {
  const said = context.settings.stores.search;
  const address = context.stores.search;
  if (said.driver === "shared") return sharedSearch(context, said.generation);
  const preparations = [keyOf(context)];
  const asked = wayTo(address, component(KEY), "creates the key of the platform, or tries it");
  if (isExternal(said)) {
    return { store: outside("meilisearch", "search", address), preparations, connections: asked, hosts: [] };
  }
  const { host, port } = address;
  const { image, version, arguments: released } = context.server("meilisearch");
  const configuration = text(
    `env = "production"\nno_analytics = true\ndb_path = "/meili_data/data.ms"\n`,
    isMeasured(context) ? "experimental_enable_metrics = true\n" : "",
    // It takes two thirds of what the machine has unless it is told, and the machine is the node.
    `max_indexing_memory = "${Math.floor((bytesOf(said.memory) * 2) / 3 / 1024 ** 2)} MiB"\nmaster_key = `,
    quoted(secret("search/master-key")),
    "\n",
  );
  return {
    store: {
      kind: "meilisearch",
      driver: said.driver,
      name: host,
      port,
      image,
      arguments: released,
      resources: serverResources(said.memory, "250m"),
      // Each minor version writes a format of its own and gets a fresh volume. Indexes can always be built again.
      volume: { ...volume(context, `search-data-${formatOf(version)}`, said.volume), keep: false },
      configuration: files(
        "search-configuration",
        "hashed",
        { "meilisearch.toml": configuration },
        context.versionOf,
      ),
    },
    preparations,
    connections: [
      ...asked,
      ...wayTo(address, edge, "search in Studio, from the browser"),
      ...(isMeasured(context) ? wayTo(address, { kind: "role", role: "monitoring" }, "metrics") : []),
    ],
    hosts: [{ name: "search", host: context.settings.edge.search, component: host, pages: false }],
  };
}

/** The platform's own key, which may do everything to its own indexes and nothing else. One that was given is tried. */
function keyOf(context: StoreContext): Preparation {
  const said = context.settings.stores.search;
  const entries = {
    "create.py": text(searchKeyScript),
    "key.json": json({
      server: urlOf(context.stores.search),
      ...(isExternal(said)
        ? { key: said.key }
        : {
            master: secret("search/master-key"),
            uid: secret("search/key-uid"),
            indexes: `${indexPrefix(context)}*`,
            ...(isMeasured(context) ? { watcher: secret(WATCHER_UID) } : {}),
          }),
    }),
  };
  const keyFiles = files(KEY, "stable", entries, context.versionOf);
  return scriptPreparation(KEY, {
    needs: "search",
    // A fresh volume has no keys, so the server's version counts as well.
    works: `${keyFiles.hash} ${context.server("meilisearch").version}`,
    image: context.python,
    command: ["python", `/run/${KEY}/create.py`],
    environment: { PYTHONDONTWRITEBYTECODE: "1" },
    user: openedxImage.user,
    files: keyFiles,
    path: `/run/${KEY}`,
  });
}
