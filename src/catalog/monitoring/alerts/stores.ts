import { type AlertKind, matching, monitorsBy, type Watched, within } from "./kind.ts";

const here = ({ home }: Watched, more: Readonly<Record<string, string>> = {}) =>
  matching({ namespace: home, ...more });

const LOOK_POD = (store: string) => [
  `Its pod: \`kubectl -n <namespace> get pods -l arboretum.dev/component=${store}\`, then \`describe\` and \`logs --previous\`.`,
  "Its volume: VolumeFillsUp and the dashboard of storage. Its node: `kubectl describe node <node>`.",
];

export const storeKinds: readonly AlertKind[] = [
  {
    name: "MysqlDown",
    severity: "page",
    for: "2m",
    summary: "MySQL does not answer",
    when: (watched) => (watched.has("mysql") ? [`max(mysql_up${here(watched)}) == 0`] : []),
    runbook: {
      means: "Every page of the LMS and of Studio needs MySQL: the site is down.",
      look: [...LOOK_POD("mysql"), "A restart after a crash takes as long as there is log to read: minutes."],
      mend: [
        "Out of memory: raise `stores.mysql.memory`.",
        "A full volume: raise `stores.mysql.volume`, it grows while it runs where its class allows that.",
        "Lost data: `docs/runbooks/restore.md`.",
      ],
    },
  },
  {
    name: "MysqlConnectionsNearTheirLimit",
    severity: "page",
    for: "5m",
    summary: "{{ $value | humanizePercentage }} of the connections that MySQL accepts are taken",
    when: (watched) =>
      watched.has("mysql")
        ? [
            `max(mysql_global_status_threads_connected${here(watched)}) / max(mysql_global_variables_max_connections${here(watched)}) > 0.8`,
          ]
        : [],
    runbook: {
      means:
        "When all are taken new requests fail at once, of everybody. A fifth is kept free for administrators and backups.",
      look: [
        "Who has them: `kubectl -n <namespace> exec mysql-0 -- sh -c 'MYSQL_PWD=$(cat /run/credentials/root) mysql --user=root --execute=\"SELECT user, command, COUNT(*) FROM information_schema.processlist GROUP BY 1, 2\"'`. Elsewhere the same question to that server.",
        "Whether pods run at their most: `kubectl -n <namespace> get hpa`.",
      ],
      mend: [
        "Raise `stores.mysql.maxConnections` and its memory; `arboretum check` says how many all pods hold at most.",
        "One query that blocks the others: kill it.",
      ],
    },
  },
  {
    name: "MongodbDown",
    severity: "page",
    for: "2m",
    summary: "MongoDB does not answer",
    when: (watched) => (watched.has("mongodb") ? [`max(mongodb_up${here(watched)}) == 0`] : []),
    runbook: {
      means: "Courses are kept there: learners get no course, and authors cannot write.",
      look: LOOK_POD("mongodb"),
      mend: [
        "Out of memory: raise `stores.mongodb.memory`. A full volume: raise `stores.mongodb.volume`.",
        "Lost data: `docs/runbooks/restore.md`.",
      ],
    },
  },
  {
    name: "RedisDown",
    severity: "page",
    for: "2m",
    summary: "The server of {{ $labels.store }} does not answer",
    when: (watched) => (watched.has("redis") ? [`max by (store) (redis_up${here(watched)}) == 0`] : []),
    runbook: {
      means:
        "Without the cache the site is slow, without the sessions nobody is logged in, without the broker no task is taken.",
      look: [
        ...LOOK_POD("<cache, sessions or broker>"),
        "A log that is loaded after a restart: readiness waits for it.",
      ],
      mend: ["Out of memory: raise `stores.<store>.memory`; a server may use three quarters of it."],
    },
  },
  {
    name: "SessionsAreForgotten",
    severity: "ticket",
    for: "10m",
    summary: "The server of sessions is full and forgets who is logged in",
    when: (watched) =>
      watched.has("redis")
        ? [`sum(rate(redis_evicted_keys_total${here(watched, { store: "sessions" })}[10m])) > 0`]
        : [],
    runbook: {
      means: "Learners are logged out in the middle of what they do, those first whose sessions end soonest.",
      look: [
        "How many there are: `redis_db_keys`. Robots make sessions too: look at who asks, at the gateway.",
      ],
      mend: ["Raise `stores.sessions.memory`."],
    },
  },
  {
    name: "SearchDown",
    severity: "ticket",
    for: "5m",
    summary: "The search server does not answer",
    when: (watched) =>
      watched.has("meilisearch") ? [`max(up${here(watched, { component: "search" })}) == 0`] : [],
    runbook: {
      means: "Search in courses and in Studio finds nothing; everything else works.",
      look: LOOK_POD("search"),
      mend: [
        "Indexes can always be built again: delete the volume, and the Jobs fill it at the next update.",
      ],
    },
  },
  {
    name: "SearchIsEmpty",
    severity: "ticket",
    for: "2h",
    summary: "The search server has no documents at all",
    when: (watched) => {
      const empty = (store: "meilisearch" | "elasticsearch", documents: string) =>
        watched.has(store) ? [{ expr: `${documents} == 0`, labels: { store } }] : [];
      // Without any index there are no figures of documents at all.
      const none = `0 * max(meilisearch_index_count${here(watched)})`;
      return [
        ...empty("meilisearch", `(sum(meilisearch_index_docs_count${here(watched)}) or ${none})`),
        ...empty("elasticsearch", `sum(elasticsearch_indices_docs${here(watched)})`),
      ];
    },
    runbook: {
      means:
        "The server answers, and nobody has filled it: after a new volume, or because the Job that fills it has failed.",
      look: [
        "The Jobs: `kubectl -n <namespace> get jobs | grep -E 'search|index'`. A site without a course is empty too.",
      ],
      mend: [
        "Fill it: `kubectl -n <namespace> exec deploy/cms -- ./manage.py cms reindex_studio`, and the same with `reindex_course --active`.",
      ],
    },
  },
  {
    name: "ElasticsearchRed",
    severity: "ticket",
    for: "5m",
    summary: "Elasticsearch has lost a part of an index",
    when: (watched) =>
      watched.has("elasticsearch")
        ? [`max(elasticsearch_cluster_health_status${here(watched, { color: "red" })}) == 1`]
        : [],
    runbook: {
      means: "The catalogue of the course discovery is incomplete.",
      look: [
        ...LOOK_POD("elasticsearch"),
        "What it says: `kubectl -n <namespace> exec elasticsearch-0 -- curl -s 'http://127.0.0.1:9200/_cluster/health?level=indices'`.",
      ],
      mend: [
        "Build the index again: `kubectl -n <namespace> exec deploy/discovery -- python manage.py update_index --disable-change-limit`.",
      ],
    },
  },
  {
    name: "ObjectStorageNearlyFull",
    severity: "ticket",
    for: "30m",
    summary: "{{ $value | humanizePercentage }} of the object storage are free",
    when: (watched) =>
      watched.has("minio")
        ? [
            `max(minio_cluster_capacity_usable_free_bytes${here(watched)}) / max(minio_cluster_capacity_usable_total_bytes${here(watched)}) < 0.15`,
          ]
        : [],
    runbook: {
      means: "When it is full uploads and submissions of learners fail.",
      look: ["Which bucket grows: `minio_bucket_usage_total_bytes` on the dashboard of storage."],
      mend: [
        "Raise `objectStorage.volume`, or let old files go or move: `objectStorage.keep`, `objectStorage.tiers`.",
      ],
    },
  },
  {
    name: "ObjectStorageDown",
    severity: "page",
    for: "3m",
    summary: "The object storage has lost a disk, or does not answer",
    when: (watched) =>
      monitorsBy(watched, "minio").map(
        ({ component }) =>
          `max(up${here(watched, { component })}) == 0 or max(minio_cluster_drive_offline_total${here(watched)}) > 0`,
      ),
    runbook: {
      means: "Uploads, submissions, pictures and reports are not reachable.",
      look: LOOK_POD("<minio, or minio-4x1 where there are several servers>"),
      mend: ["A lost disk: `docs/runbooks/restore.md`."],
    },
  },
  {
    name: "VolumeFillsUp",
    severity: "ticket",
    for: "30m",
    summary:
      "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left, and is full within four days",
    when: (watched) => {
      const of = matching({ namespace: within(watched) });
      const available = `kubelet_volume_stats_available_bytes${of}`;
      return [
        `min by (namespace, persistentvolumeclaim) (${available} / kubelet_volume_stats_capacity_bytes${of}) < 0.2 and min by (namespace, persistentvolumeclaim) (predict_linear(${available}[6h], 345600)) < 0`,
      ];
    },
    runbook: {
      means: "A server whose disk is full stops, and MySQL and MongoDB need room to start again.",
      look: ["What grew: the dashboard of storage, and the last change of the deployment."],
      mend: ["Raise the `volume` of the store; where the class of storage can, it grows while it is in use."],
    },
  },
];
