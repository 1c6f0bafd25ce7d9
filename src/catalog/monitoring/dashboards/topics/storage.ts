import { HERE, lines, share, type Topic } from "../dashboard.ts";

const volume = (metric: string) =>
  `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_${metric}{${HERE}})`;
const perSecond = (metric: string) => `rate(${metric}[$__rate_interval])`;
const latency = (kind: "read" | "write") =>
  share(
    `sum by (instance) (${perSecond(`node_disk_${kind}_time_seconds_total`)})`,
    `sum by (instance) (${perSecond(`node_disk_${kind}s_completed_total`)})`,
  );

/** How full volumes are, how fast disks are, and how stores get along with both. */
export const storage: Topic = {
  title: "Storage performance",
  about:
    "How full volumes are, how fast the disks below them, and how databases and the object storage get along with both.",
  scope: "everything",
  panels: [
    lines(
      "Volumes",
      "percentunit",
      ["kubelet"],
      "Used, of what they hold.",
      [[share(volume("used_bytes"), volume("capacity_bytes")), "{{namespace}} {{persistentvolumeclaim}}"]],
      { limits: { warning: 0.8, bad: 0.9 }, alerts: ["VolumeFillsUp"] },
    ),
    lines(
      "Full in",
      "dtdurations",
      ["kubelet"],
      "If they fill up as in the last six hours. Volumes that do not grow are not here.",
      [
        [
          `${volume("available_bytes")} / (-1 * (max by (namespace, persistentvolumeclaim) (deriv(kubelet_volume_stats_available_bytes{${HERE}}[6h])) < 0))`,
          "{{namespace}} {{persistentvolumeclaim}}",
        ],
      ],
      {
        limits: { warning: 604_800, bad: 86_400, below: true },
        alerts: ["VolumeFillsUp"],
        calm: "No volume grows",
      },
    ),
    lines(
      "Files",
      "percentunit",
      ["kubelet"],
      "Used, of the files that there can be: many small ones fill a volume that has room.",
      [[share(volume("inodes_used"), volume("inodes")), "{{namespace}} {{persistentvolumeclaim}}"]],
      { limits: { warning: 0.8, bad: 0.9 } },
    ),
    lines(
      "Disks of nodes: busy",
      "percentunit",
      ["nodes"],
      "The share of time in which a disk had something to do.",
      [
        [
          `max by (instance, device) (${perSecond("node_disk_io_time_seconds_total")})`,
          "{{instance}} {{device}}",
        ],
      ],
      { limits: { warning: 0.7, bad: 0.9 } },
    ),
    lines(
      "Disks of nodes: time of an access",
      "s",
      ["nodes"],
      "On average, with the time in the queue. Databases wait for writes.",
      [
        [latency("read"), "{{instance}} read"],
        [latency("write"), "{{instance}} write"],
      ],
      { limits: { warning: 0.02, bad: 0.1 } },
    ),
    lines("Disks of nodes: data", "Bps", ["nodes"], "What is read and written.", [
      [`sum by (instance) (${perSecond("node_disk_read_bytes_total")})`, "{{instance}} read"],
      [`sum by (instance) (${perSecond("node_disk_written_bytes_total")})`, "{{instance}} written"],
    ]),
    lines(
      "MySQL: reads that missed its memory",
      "percentunit",
      ["mysql"],
      "Where more than a few of a hundred go to the disk, the memory is too small for the data that is in use.",
      [
        [
          share(
            `sum by (namespace) (rate(mysql_global_status_innodb_buffer_pool_reads{${HERE}}[$__rate_interval]))`,
            `sum by (namespace) (rate(mysql_global_status_innodb_buffer_pool_read_requests{${HERE}}[$__rate_interval]))`,
          ),
          "{{namespace}}",
        ],
      ],
      { limits: { warning: 0.01, bad: 0.05 } },
    ),
    lines("MySQL: queries", "ops", ["mysql"], "All, slow ones, and how many are worked on.", [
      [
        `sum by (namespace) (rate(mysql_global_status_queries{${HERE}}[$__rate_interval]))`,
        "{{namespace}} queries",
      ],
      [
        `sum by (namespace) (rate(mysql_global_status_slow_queries{${HERE}}[$__rate_interval]))`,
        "{{namespace}} slow",
      ],
      [`max by (namespace) (mysql_global_status_threads_running{${HERE}})`, "{{namespace}} running"],
    ]),
    lines(
      "MySQL: connections",
      "percentunit",
      ["mysql"],
      "Used, of what it allows.",
      [
        [
          share(
            `max by (namespace) (mysql_global_status_threads_connected{${HERE}})`,
            `max by (namespace) (mysql_global_variables_max_connections{${HERE}})`,
          ),
          "{{namespace}}",
        ],
      ],
      { limits: { warning: 0.7, bad: 0.85 }, alerts: ["MysqlConnectionsNearTheirLimit"] },
    ),
    lines("MySQL: waiting for rows", "ops", ["mysql"], "Transactions that wait for one another.", [
      [
        `sum by (namespace) (rate(mysql_global_status_innodb_row_lock_waits{${HERE}}[$__rate_interval]))`,
        "{{namespace}}",
      ],
    ]),
    lines(
      "MongoDB: cache",
      "percentunit",
      ["mongodb"],
      "Used, of what it may take. It is full by nature; what counts is whether requests queue.",
      [
        [
          share(
            `max by (namespace) (mongodb_ss_wt_cache_bytes_currently_in_the_cache{${HERE}})`,
            `max by (namespace) (mongodb_ss_wt_cache_maximum_bytes_configured{${HERE}})`,
          ),
          "{{namespace}}",
        ],
      ],
    ),
    lines(
      "MongoDB: requests that queue",
      "none",
      ["mongodb"],
      "For a lock of the server.",
      [
        [
          `max by (namespace, count_type) (mongodb_ss_globalLock_currentQueue{${HERE}})`,
          "{{namespace}} {{count_type}}",
        ],
      ],
      { limits: { warning: 5, bad: 20 } },
    ),
    lines(
      "Redis: memory",
      "percentunit",
      ["redis"],
      "Of the cache it is full by nature. The sessions and the broker must not be.",
      [
        [
          share(
            `max by (namespace, store) (redis_memory_used_bytes{${HERE}})`,
            `max by (namespace, store) (redis_memory_max_bytes{${HERE}})`,
          ),
          "{{namespace}} {{store}}",
        ],
      ],
      { limits: { warning: 0.8, bad: 0.9 }, alerts: ["BrokerMemoryNearItsLimit", "SessionsAreForgotten"] },
    ),
    lines(
      "Object storage: requests",
      "reqps",
      ["minio"],
      "All, and those that it could not answer.",
      [
        [
          `sum by (namespace) (rate(minio_s3_requests_total{${HERE}}[$__rate_interval]))`,
          "{{namespace}} all",
        ],
        [
          `sum by (namespace) (rate(minio_s3_requests_5xx_errors_total{${HERE}}[$__rate_interval]))`,
          "{{namespace}} errors",
        ],
      ],
      { alerts: ["ObjectStorageDown"] },
    ),
    lines(
      "Object storage: room",
      "percentunit",
      ["minio"],
      "What is left.",
      [
        [
          share(
            `max by (namespace) (minio_cluster_capacity_usable_free_bytes{${HERE}})`,
            `max by (namespace) (minio_cluster_capacity_usable_total_bytes{${HERE}})`,
          ),
          "{{namespace}}",
        ],
      ],
      { limits: { warning: 0.25, bad: 0.15, below: true }, alerts: ["ObjectStorageNearlyFull"] },
    ),
    lines("Object storage: buckets", "bytes", ["minio"], "How large each is.", [
      [`max by (bucket) (minio_bucket_usage_total_bytes{${HERE}})`, "{{bucket}}"],
    ]),
  ],
};
