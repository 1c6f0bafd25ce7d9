import { counter, FOUND, gauge, histogram, OURS, type Producer } from "./metric.ts";

const WORKER = ["stats_uri", "worker_id"] as const;

export const uwsgi: Producer = {
  what: "processes that answer requests, by uwsgi_exporter",
  version: "1.3.0",
  source: "https://github.com/timonwong/uwsgi_exporter/blob/v1.3.0/pkg/collector/exporter.go",
  target: [...FOUND, ...OURS],
  metrics: {
    uwsgi_up: gauge(),
    uwsgi_workers: gauge("stats_uri"),
    uwsgi_listen_queue_length: gauge("stats_uri"),
    uwsgi_listen_queue_errors: gauge("stats_uri"),
    uwsgi_worker_accepting: gauge(...WORKER),
    uwsgi_worker_busy: gauge(...WORKER),
    uwsgi_worker_idle: gauge(...WORKER),
    uwsgi_worker_rss_bytes: gauge(...WORKER),
    uwsgi_worker_average_response_time_seconds: gauge(...WORKER),
    uwsgi_worker_requests_total: counter(...WORKER),
    uwsgi_worker_exceptions_total: counter(...WORKER),
    uwsgi_worker_harakiri_count_total: counter(...WORKER),
    uwsgi_worker_respawn_count_total: counter(...WORKER),
    uwsgi_worker_transmitted_bytes_total: counter(...WORKER),
  },
};

const TASK = ["name", "hostname", "queue_name"] as const;

export const celery: Producer = {
  what: "queues and tasks, by celery-exporter",
  version: "0.12.2",
  source: "https://github.com/danihodovic/celery-exporter/blob/v0.12.2/src/exporter.py",
  target: [...FOUND, ...OURS],
  metrics: {
    celery_task_sent_total: counter(...TASK),
    celery_task_received_total: counter(...TASK),
    celery_task_started_total: counter(...TASK),
    celery_task_succeeded_total: counter(...TASK),
    celery_task_failed_total: counter(...TASK, "exception"),
    celery_task_rejected_total: counter(...TASK),
    celery_task_revoked_total: counter(...TASK),
    celery_task_retried_total: counter(...TASK),
    celery_task_runtime: histogram(...TASK),
    celery_worker_up: gauge("hostname"),
    celery_worker_tasks_active: gauge("hostname"),
    celery_queue_length: gauge("queue_name"),
    celery_active_worker_count: gauge("queue_name"),
    celery_active_process_count: gauge("queue_name"),
  },
};

export const blackbox: Producer = {
  what: "public hosts, by blackbox_exporter",
  version: "0.28.0",
  source: "https://github.com/prometheus/blackbox_exporter/blob/v0.28.0/prober/http.go",
  target: ["job", "instance", "namespace", "deployment", "stage", "host", "name"],
  metrics: {
    probe_success: gauge(),
    probe_duration_seconds: gauge(),
    probe_dns_lookup_time_seconds: gauge(),
    probe_http_duration_seconds: gauge("phase"),
    probe_http_status_code: gauge(),
    probe_http_redirects: gauge(),
    probe_failed_due_to_regex: gauge(),
    probe_ssl_earliest_cert_expiry: gauge(),
  },
};

const GATEWAY = "gateway";

/** By the names that people have for them. */
export const gateways: Producer = {
  what: "payment gateways, by the watch of the shop",
  version: "this one",
  source: "src/catalog/python/watch_gateways.py",
  target: [...FOUND, ...OURS],
  metrics: {
    arboretum_payment_gateway_up: gauge(GATEWAY),
    arboretum_payment_gateway_offered: gauge(GATEWAY),
    arboretum_payment_gateway_replaced: gauge(GATEWAY, "by"),
    arboretum_payment_gateway_asked_timestamp_seconds: gauge(),
  },
};

export const jupyterhub: Producer = {
  what: "notebooks, by JupyterHub",
  version: "5.5.0",
  source: "https://github.com/jupyterhub/jupyterhub/blob/5.5.0/jupyterhub/metrics.py",
  target: [...FOUND, ...OURS],
  metrics: {
    jupyterhub_running_servers: gauge(),
    jupyterhub_total_users: gauge(),
    jupyterhub_active_users: gauge("period"),
    jupyterhub_server_spawn_duration_seconds: histogram("status"),
    jupyterhub_server_stop_seconds: histogram("status"),
    jupyterhub_proxy_add_duration_seconds: histogram("status"),
    jupyterhub_check_routes_duration_seconds: histogram(),
    jupyterhub_event_loop_interval_seconds: histogram(),
  },
};
