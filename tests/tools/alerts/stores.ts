import { type Case, either, N, type Series, series } from "./case.ts";

const here = { namespace: N };
const claim = { ...here, persistentvolumeclaim: "mysql-data" };

const connections = (taken: string): Series => ({
  [series("mysql_global_status_threads_connected", here)]: taken,
  [series("mysql_global_variables_max_connections", here)]: "100x20",
});
const free = (bytes: string): Series => ({
  [series("minio_cluster_capacity_usable_free_bytes", here)]: bytes,
  [series("minio_cluster_capacity_usable_total_bytes", here)]: "100x60",
});
const left = (bytes: string): Series => ({
  [series("kubelet_volume_stats_available_bytes", claim)]: bytes,
  [series("kubelet_volume_stats_capacity_bytes", claim)]: "1000x500",
});

export const storeCases: readonly Case[] = [
  either("MysqlDown", "5m", "mysql_up", here, "0x10", "1x10"),
  {
    alert: "MysqlConnectionsNearTheirLimit",
    at: "10m",
    fires: connections("90x20"),
    silent: connections("60x20"),
  },
  either("MongodbDown", "5m", "mongodb_up", { ...here, cluster_role: "mongod" }, "0x10", "1x10"),
  either("RedisDown", "5m", "redis_up", { ...here, store: "cache" }, "0x10", "1x10"),
  either(
    "SessionsAreForgotten",
    "30m",
    "redis_evicted_keys_total",
    { ...here, store: "sessions" },
    "0+10x40",
    "5x40",
  ),
  either("SearchDown", "10m", "up", { ...here, component: "search" }, "0x20", "1x20"),
  either("SearchIsEmpty", "140m", "meilisearch_index_docs_count", { ...here, index: "a" }, "0x150", "5x150"),
  {
    // Nobody has made any index.
    alert: "SearchIsEmpty",
    at: "140m",
    fires: { [series("meilisearch_index_count", here)]: "0x150" },
    silent: {
      [series("meilisearch_index_count", here)]: "1x150",
      [series("meilisearch_index_docs_count", { ...here, index: "a" })]: "5x150",
    },
  },
  either(
    "ElasticsearchRed",
    "10m",
    "elasticsearch_cluster_health_status",
    { ...here, color: "red" },
    "1x20",
    "0x20",
  ),
  { alert: "ObjectStorageNearlyFull", at: "40m", fires: free("10x60"), silent: free("40x60") },
  either("ObjectStorageDown", "10m", "up", { ...here, component: "minio" }, "0x20", "1x20"),
  { alert: "VolumeFillsUp", at: "8h", fires: left("150-0.1x500"), silent: left("150x500") },
];
