import { counter, FOUND, gauge, histogram, type Producer } from "./metric.ts";

const CONTAINER = ["namespace", "pod", "container", "id", "image", "name", "node"] as const;
const SCRAPED = ["job", "instance", "endpoint", "service", "metrics_path"] as const;
const CHART = "kube-prometheus-stack 88.5.3";

const KUBERNETES_SOURCE = "https://kubernetes.io/docs/reference/instrumentation/metrics/";

/** What runs in containers, as the kubelet counts it. The chart drops what is rarely of use. */
export const cadvisor: Producer = {
  what: "containers, by the kubelet's cAdvisor",
  version: "Kubernetes 1.33",
  source: `https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md, without what ${CHART} drops`,
  target: SCRAPED,
  metrics: {
    container_cpu_usage_seconds_total: counter(...CONTAINER, "cpu"),
    container_cpu_cfs_periods_total: counter(...CONTAINER),
    container_cpu_cfs_throttled_periods_total: counter(...CONTAINER),
    container_memory_working_set_bytes: gauge(...CONTAINER),
    container_memory_rss: gauge(...CONTAINER),
    container_memory_cache: gauge(...CONTAINER),
    container_network_receive_bytes_total: counter("namespace", "pod", "id", "image", "name", "interface"),
    container_network_transmit_bytes_total: counter("namespace", "pod", "id", "image", "name", "interface"),
    container_fs_reads_total: counter(...CONTAINER, "device"),
    container_fs_writes_total: counter(...CONTAINER, "device"),
    container_fs_reads_bytes_total: counter(...CONTAINER, "device"),
    container_fs_writes_bytes_total: counter(...CONTAINER, "device"),
    container_oom_events_total: counter(...CONTAINER),
  },
};

const VOLUME = ["namespace", "persistentvolumeclaim", "node"] as const;

export const kubelet: Producer = {
  what: "volumes and nodes, by the kubelet",
  version: "Kubernetes 1.33",
  source: KUBERNETES_SOURCE,
  target: SCRAPED,
  metrics: {
    kubelet_volume_stats_available_bytes: gauge(...VOLUME),
    kubelet_volume_stats_capacity_bytes: gauge(...VOLUME),
    kubelet_volume_stats_used_bytes: gauge(...VOLUME),
    kubelet_volume_stats_inodes: gauge(...VOLUME),
    kubelet_volume_stats_inodes_free: gauge(...VOLUME),
    kubelet_volume_stats_inodes_used: gauge(...VOLUME),
    kubelet_running_pods: gauge("node"),
  },
};

const REQUEST = ["verb", "group", "version", "resource", "subresource", "scope", "component"] as const;

export const apiServer: Producer = {
  what: "the API server of the cluster",
  version: "Kubernetes 1.33",
  source: KUBERNETES_SOURCE,
  target: ["job", "instance", "endpoint", "namespace", "service"],
  metrics: {
    apiserver_request_total: counter(...REQUEST, "code", "dry_run"),
    apiserver_request_duration_seconds: histogram(...REQUEST, "dry_run"),
    apiserver_request_sli_duration_seconds: histogram(...REQUEST),
    apiserver_current_inflight_requests: gauge("request_kind"),
    apiserver_storage_objects: gauge("resource"),
    apiserver_admission_controller_admission_duration_seconds: histogram(
      "name",
      "operation",
      "rejected",
      "type",
    ),
    apiserver_flowcontrol_rejected_requests_total: counter("flow_schema", "priority_level", "reason"),
    // What it was about is `type` up to 1.33, and `group` and `resource` later.
    etcd_request_duration_seconds: histogram("operation"),
    workqueue_depth: gauge("name"),
  },
};

const POD = ["namespace", "pod", "uid"] as const;
const RESOURCE = [...POD, "container", "node", "resource", "unit"] as const;

/** Its monitor honours the labels that it gives: a namespace is that of the object. */
export const states: Producer = {
  what: "objects of the cluster, by kube-state-metrics",
  version: "2.20.0",
  source: "https://github.com/kubernetes/kube-state-metrics/tree/v2.20.0/docs/metrics",
  target: ["job", "instance", "endpoint", "service"],
  metrics: {
    kube_pod_info: gauge(...POD, "host_ip", "pod_ip", "node", "created_by_kind", "created_by_name"),
    kube_pod_status_phase: gauge(...POD, "phase"),
    kube_pod_status_ready: gauge(...POD, "condition"),
    kube_pod_status_reason: gauge(...POD, "reason"),
    kube_pod_status_unschedulable: gauge(...POD),
    kube_pod_start_time: gauge(...POD),
    kube_pod_container_info: gauge(...POD, "container", "image", "image_id", "image_spec", "container_id"),
    kube_pod_container_status_restarts_total: counter(...POD, "container"),
    kube_pod_container_status_ready: gauge(...POD, "container"),
    kube_pod_container_status_waiting_reason: gauge(...POD, "container", "reason"),
    kube_pod_container_status_last_terminated_reason: gauge(...POD, "container", "reason"),
    kube_pod_container_resource_requests: gauge(...RESOURCE),
    kube_pod_container_resource_limits: gauge(...RESOURCE),
    kube_deployment_created: gauge("namespace", "deployment"),
    kube_deployment_metadata_generation: gauge("namespace", "deployment"),
    kube_deployment_spec_replicas: gauge("namespace", "deployment"),
    kube_deployment_status_replicas: gauge("namespace", "deployment"),
    kube_deployment_status_replicas_available: gauge("namespace", "deployment"),
    kube_deployment_status_replicas_updated: gauge("namespace", "deployment"),
    kube_deployment_status_condition: gauge("namespace", "deployment", "reason", "condition", "status"),
    kube_statefulset_replicas: gauge("namespace", "statefulset"),
    kube_statefulset_status_replicas_ready: gauge("namespace", "statefulset"),
    kube_horizontalpodautoscaler_spec_max_replicas: gauge("namespace", "horizontalpodautoscaler"),
    kube_horizontalpodautoscaler_spec_min_replicas: gauge("namespace", "horizontalpodautoscaler"),
    kube_horizontalpodautoscaler_status_current_replicas: gauge("namespace", "horizontalpodautoscaler"),
    kube_horizontalpodautoscaler_status_desired_replicas: gauge("namespace", "horizontalpodautoscaler"),
    kube_horizontalpodautoscaler_status_condition: gauge(
      "namespace",
      "horizontalpodautoscaler",
      "condition",
      "status",
    ),
    kube_cronjob_created: gauge("namespace", "cronjob"),
    kube_cronjob_info: gauge("namespace", "cronjob", "schedule", "concurrency_policy", "timezone"),
    kube_cronjob_spec_suspend: gauge("namespace", "cronjob"),
    kube_cronjob_status_active: gauge("namespace", "cronjob"),
    kube_cronjob_status_last_schedule_time: gauge("namespace", "cronjob"),
    kube_cronjob_status_last_successful_time: gauge("namespace", "cronjob"),
    kube_cronjob_next_schedule_time: gauge("namespace", "cronjob"),
    kube_job_created: gauge("namespace", "job_name"),
    kube_job_failed: gauge("namespace", "job_name", "condition"),
    kube_job_complete: gauge("namespace", "job_name", "condition"),
    kube_job_owner: gauge("namespace", "job_name", "owner_kind", "owner_name", "owner_is_controller"),
    kube_job_status_active: gauge("namespace", "job_name"),
    kube_job_status_failed: gauge("namespace", "job_name", "reason"),
    kube_job_status_succeeded: gauge("namespace", "job_name"),
    kube_job_status_start_time: gauge("namespace", "job_name"),
    kube_job_status_completion_time: gauge("namespace", "job_name"),
    kube_persistentvolumeclaim_info: gauge(
      "namespace",
      "persistentvolumeclaim",
      "storageclass",
      "volumename",
      "volumemode",
    ),
    kube_persistentvolumeclaim_resource_requests_storage_bytes: gauge("namespace", "persistentvolumeclaim"),
    kube_persistentvolumeclaim_status_phase: gauge("namespace", "persistentvolumeclaim", "phase"),
    kube_resourcequota: gauge("namespace", "resourcequota", "resource", "type"),
    kube_poddisruptionbudget_status_pod_disruptions_allowed: gauge("namespace", "poddisruptionbudget"),
    kube_node_info: gauge(
      "node",
      "kernel_version",
      "os_image",
      "container_runtime_version",
      "kubelet_version",
      "provider_id",
      "pod_cidr",
      "system_uuid",
      "internal_ip",
    ),
    kube_node_status_allocatable: gauge("node", "resource", "unit"),
    kube_node_status_condition: gauge("node", "condition", "status"),
    kube_namespace_status_phase: gauge("namespace", "phase"),
  },
};

export const nodes: Producer = {
  what: "machines, by node_exporter",
  version: "1.12.1",
  source: "https://github.com/prometheus/node_exporter/tree/v1.12.1/collector",
  target: [...FOUND, "service"],
  metrics: {
    node_cpu_seconds_total: counter("cpu", "mode"),
    node_load1: gauge(),
    node_memory_MemTotal_bytes: gauge(),
    node_memory_MemAvailable_bytes: gauge(),
    node_filesystem_avail_bytes: gauge("device", "fstype", "mountpoint", "device_error"),
    node_filesystem_size_bytes: gauge("device", "fstype", "mountpoint", "device_error"),
    node_disk_io_time_seconds_total: counter("device"),
    node_disk_io_time_weighted_seconds_total: counter("device"),
    node_disk_read_bytes_total: counter("device"),
    node_disk_read_time_seconds_total: counter("device"),
    node_disk_reads_completed_total: counter("device"),
    node_disk_write_time_seconds_total: counter("device"),
    node_disk_writes_completed_total: counter("device"),
    node_disk_written_bytes_total: counter("device"),
    node_network_receive_bytes_total: counter("device"),
    node_network_transmit_bytes_total: counter("device"),
  },
};

/** What Prometheus itself adds to everything that it asks. */
export const prometheus: Producer = {
  what: "every target, by Prometheus itself",
  version: "3.14.0",
  source: "https://prometheus.io/docs/concepts/jobs_instances/",
  target: [...FOUND, "service", "component", "deployment", "stage"],
  metrics: {
    up: gauge(),
    // What its rules have found: labels of the alert, and of what it tells.
    ALERTS: gauge("alertname", "alertstate", "severity"),
    scrape_duration_seconds: gauge(),
    prometheus_tsdb_head_series: gauge(),
    prometheus_tsdb_storage_blocks_bytes: gauge(),
    prometheus_notifications_dropped_total: counter(),
    prometheus_rule_evaluation_failures_total: counter("rule_group"),
    alertmanager_notifications_failed_total: counter("integration", "reason", "receiver_name"),
  },
};
