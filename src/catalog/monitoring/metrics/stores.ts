import { counter, FOUND, gauge, histogram, OURS, type Producer } from "./metric.ts";

const OWN = [...FOUND, ...OURS] as const;

/** `SHOW GLOBAL STATUS` and `SHOW GLOBAL VARIABLES`, each line a metric of its name in small letters. */
export const mysql: Producer = {
  what: "MySQL, by mysqld_exporter",
  version: "0.19.0",
  source: "https://github.com/prometheus/mysqld_exporter/tree/v0.19.0/collector",
  target: OWN,
  metrics: {
    mysql_up: gauge(),
    mysql_exporter_collector_success: gauge("collector"),
    mysql_global_status_aborted_connects: gauge(),
    mysql_global_status_bytes_received: gauge(),
    mysql_global_status_bytes_sent: gauge(),
    mysql_global_status_commands_total: counter("command"),
    mysql_global_status_connection_errors_total: counter("error"),
    mysql_global_status_created_tmp_disk_tables: gauge(),
    mysql_global_status_innodb_buffer_pool_read_requests: gauge(),
    mysql_global_status_innodb_buffer_pool_reads: gauge(),
    mysql_global_status_innodb_data_reads: gauge(),
    mysql_global_status_innodb_data_writes: gauge(),
    mysql_global_status_innodb_row_lock_time: gauge(),
    mysql_global_status_innodb_row_lock_waits: gauge(),
    mysql_global_status_max_used_connections: gauge(),
    mysql_global_status_queries: gauge(),
    mysql_global_status_slow_queries: gauge(),
    mysql_global_status_threads_connected: gauge(),
    mysql_global_status_threads_running: gauge(),
    mysql_global_status_uptime: gauge(),
    mysql_global_variables_innodb_buffer_pool_size: gauge(),
    mysql_global_variables_max_connections: gauge(),
    mysql_global_variables_read_only: gauge(),
    mysql_version_info: gauge("innodb_version", "version", "version_comment"),
  },
};

/** Of `getDiagnosticData` each number is a metric; these labels say which server it is of. */
const MEMBER = ["cl_id", "cl_role", "rs_nm", "rs_state"] as const;

export const mongodb: Producer = {
  what: "MongoDB, by mongodb_exporter",
  version: "0.53.0",
  source: "https://github.com/percona/mongodb_exporter/blob/v0.53.0/exporter/metrics.go",
  target: OWN,
  metrics: {
    mongodb_up: gauge("cluster_role"),
    mongodb_ss_connections: gauge(...MEMBER, "conn_type"),
    mongodb_ss_globalLock_currentQueue: gauge(...MEMBER, "count_type"),
    mongodb_ss_mem_resident: gauge(...MEMBER),
    mongodb_ss_metrics_document: gauge(...MEMBER, "doc_op_type"),
    mongodb_ss_opcounters: gauge(...MEMBER, "legacy_op_type"),
    mongodb_ss_uptime: gauge(...MEMBER),
    mongodb_ss_wt_cache_bytes_currently_in_the_cache: gauge(...MEMBER),
    mongodb_ss_wt_cache_maximum_bytes_configured: gauge(...MEMBER),
    mongodb_dbstats_dataSize: gauge(...MEMBER, "database"),
    mongodb_dbstats_indexSize: gauge(...MEMBER, "database"),
    mongodb_dbstats_objects: gauge(...MEMBER, "database"),
    mongodb_dbstats_storageSize: gauge(...MEMBER, "database"),
  },
};

export const redis: Producer = {
  what: "Redis and Valkey, by redis_exporter",
  version: "1.89.0",
  source: "https://github.com/oliver006/redis_exporter/blob/v1.89.0/exporter/exporter.go",
  target: [...OWN, "store"],
  metrics: {
    redis_up: gauge(),
    redis_blocked_clients: gauge(),
    redis_commands_processed_total: counter(),
    redis_connected_clients: gauge(),
    redis_db_keys: gauge("db"),
    redis_evicted_keys_total: counter(),
    redis_expired_keys_total: counter(),
    redis_keys_count: gauge("db", "key"),
    redis_keyspace_hits_total: counter(),
    redis_keyspace_misses_total: counter(),
    redis_memory_max_bytes: gauge(),
    redis_memory_used_bytes: gauge(),
    redis_aof_last_write_status: gauge(),
    redis_rejected_connections_total: counter(),
    redis_script_values: gauge("key", "filename"),
    redis_uptime_in_seconds: gauge(),
  },
};

const QUEUE = ["vhost", "queue"] as const;
const TRAFFIC = ["protocol"] as const;
const DELIVERED = [...TRAFFIC, "queue_type"] as const;

/** Of the server as a whole; of each queue what begins with `rabbitmq_detailed_`. */
export const rabbitmq: Producer = {
  what: "RabbitMQ, by its own plugin",
  version: "4.2.6",
  source: "https://github.com/rabbitmq/rabbitmq-server/blob/v4.2.6/deps/rabbitmq_prometheus/metrics.md",
  target: [...OWN, "metrics_path"],
  metrics: {
    rabbitmq_alarms_free_disk_space_watermark: gauge(),
    rabbitmq_alarms_memory_used_watermark: gauge(),
    rabbitmq_auth_attempts_failed_total: counter(),
    rabbitmq_channels: gauge(),
    rabbitmq_connections: gauge(),
    rabbitmq_consumers: gauge(),
    rabbitmq_detailed_queue_consumers: gauge(...QUEUE),
    rabbitmq_detailed_queue_messages: gauge(...QUEUE),
    rabbitmq_detailed_queue_messages_ready: gauge(...QUEUE),
    rabbitmq_detailed_queue_messages_unacked: gauge(...QUEUE),
    rabbitmq_disk_space_available_bytes: gauge(),
    rabbitmq_disk_space_available_limit_bytes: gauge(),
    rabbitmq_global_messages_acknowledged_total: counter(...DELIVERED),
    rabbitmq_global_messages_delivered_total: counter(...DELIVERED),
    rabbitmq_global_messages_received_total: counter(...TRAFFIC),
    rabbitmq_global_messages_redelivered_total: counter(...DELIVERED),
    rabbitmq_process_resident_memory_bytes: gauge(),
    rabbitmq_queues: gauge(),
    rabbitmq_resident_memory_limit_bytes: gauge(),
  },
};

/** With `experimental_enable_metrics`; each release has its own version, and these are in all of them. */
export const meilisearch: Producer = {
  what: "Meilisearch, by itself",
  version: "1.8.4 to 1.36.0",
  source: "https://github.com/meilisearch/meilisearch/blob/v1.36.0/crates/meilisearch/src/metrics.rs",
  target: OWN,
  metrics: {
    meilisearch_db_size_bytes: gauge(),
    meilisearch_http_requests_total: counter("method", "path", "status"),
    meilisearch_http_response_time_seconds: histogram("method", "path"),
    meilisearch_index_count: gauge(),
    meilisearch_index_docs_count: gauge("index"),
    meilisearch_is_indexing: gauge(),
    meilisearch_last_update: gauge(),
    meilisearch_nb_tasks: gauge("kind", "value"),
    meilisearch_used_db_size_bytes: gauge(),
  },
};

const NODE = [
  "cluster",
  "host",
  "name",
  "es_master_node",
  "es_data_node",
  "es_ingest_node",
  "es_client_node",
] as const;

export const elasticsearch: Producer = {
  what: "Elasticsearch, by elasticsearch_exporter",
  version: "1.11.0",
  source: "https://github.com/prometheus-community/elasticsearch_exporter/blob/v1.11.0/metrics.md",
  target: OWN,
  metrics: {
    elasticsearch_cluster_health_status: gauge("cluster", "color"),
    elasticsearch_cluster_health_active_shards: gauge("cluster"),
    elasticsearch_cluster_health_number_of_nodes: gauge("cluster"),
    elasticsearch_cluster_health_unassigned_shards: gauge("cluster"),
    elasticsearch_filesystem_data_available_bytes: gauge(...NODE, "mount", "path"),
    elasticsearch_filesystem_data_size_bytes: gauge(...NODE, "mount", "path"),
    elasticsearch_indices_docs: gauge(...NODE),
    elasticsearch_jvm_memory_max_bytes: gauge(...NODE, "area"),
    elasticsearch_jvm_memory_used_bytes: gauge(...NODE, "area"),
  },
};

export const minio: Producer = {
  what: "the object storage, by MinIO itself",
  version: "RELEASE.2025-09-07",
  source: "https://github.com/minio/minio/blob/master/docs/metrics/prometheus/list.md",
  target: [...OWN, "metrics_path"],
  metrics: {
    minio_bucket_replication_total_failed_bytes: gauge("server", "bucket"),
    minio_bucket_usage_object_total: gauge("server", "bucket"),
    minio_bucket_usage_total_bytes: gauge("server", "bucket"),
    minio_cluster_capacity_usable_free_bytes: gauge("server"),
    minio_cluster_capacity_usable_total_bytes: gauge("server"),
    minio_cluster_drive_offline_total: gauge("server"),
    minio_cluster_health_status: gauge("server"),
    minio_s3_requests_total: counter("server", "api"),
    minio_s3_requests_5xx_errors_total: counter("server", "api"),
    minio_s3_requests_ttfb_seconds_distribution: gauge("server", "api", "le"),
    minio_s3_traffic_received_bytes: counter("server"),
    minio_s3_traffic_sent_bytes: counter("server"),
  },
};
