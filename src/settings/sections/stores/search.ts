import * as z from "zod";
import { host, line, secret, size } from "../../shapes.ts";
import { external } from "./external.ts";

/** Indexes of courses, libraries and forums: Meilisearch, in every release that can be deployed. */
export const search = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: z
      .literal("meilisearch")
      .default("meilisearch")
      .describe("`meilisearch`: one pod in the namespace; replicas are not in its free edition."),
    volume: size.default("10Gi").describe("Disk for the indexes."),
    memory: size.default("512Mi").describe("Memory of the server."),
  }),
  z.strictObject({
    driver: z
      .literal("shared")
      .describe(
        "`shared`: a Meilisearch that the platform stack names, with a key of this deployment to its own indexes alone.",
      ),
    key: secret()
      .optional()
      .describe("Key of this deployment there, as `arboretum search-key` prints it. It has to be said."),
    generation: z
      .int()
      .min(1)
      .default(1)
      .describe(
        "Another number is another key; the one before is gone with the update. Set `key` anew with it.",
      ),
  }),
  z.strictObject({
    ...external(7700),
    key: secret().describe(
      "Key that may do everything to the indexes of this deployment, which start with `<deployment>_<stage>_`, and nothing else.",
    ),
    public: host.optional().describe("Host at which browsers of authors reach it by https. Default: `host`."),
  }),
]);

/** Indexes of the course discovery, which knows no other search server. */
export const elasticsearch = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: z
      .enum(["elasticsearch", "opensearch"])
      .default("elasticsearch")
      .describe(
        "`elasticsearch`, `opensearch`: one pod in the namespace, without a password. OpenSearch 2 answers the client of the course discovery as Elasticsearch 7.10 would.",
      ),
    volume: size.default("5Gi").describe("Disk for the indexes."),
    memory: size.default("2Gi").describe("Memory of the server. Half of it is its heap."),
  }),
  z.strictObject({
    ...external(9200),
    login: z
      .strictObject({
        user: line.describe("Name to log in with."),
        password: secret().describe("Password to log in with."),
      })
      .optional()
      .describe("Default: who reaches it is in."),
  }),
]);
