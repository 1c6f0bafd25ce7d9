import { counter, FOUND, gauge, histogram, type Producer } from "./metric.ts";

const CERTIFICATE = ["name", "exported_namespace", "issuer_name", "issuer_kind", "issuer_group"] as const;
const SERVED = [...FOUND, "service"] as const;

/** A label that the scrape has too is called `exported_…`: the namespace of the certificate is that. */
export const certManager: Producer = {
  what: "certificates, by cert-manager",
  version: "1.21.1",
  source: "https://github.com/cert-manager/cert-manager/tree/v1.21.1/internal/collectors",
  target: SERVED,
  metrics: {
    certmanager_certificate_expiration_timestamp_seconds: gauge(...CERTIFICATE),
    certmanager_certificate_renewal_timestamp_seconds: gauge(...CERTIFICATE),
    certmanager_certificate_not_after_timestamp_seconds: gauge(...CERTIFICATE),
    certmanager_certificate_ready_status: gauge(...CERTIFICATE, "condition"),
    certmanager_issuer_ready_status: gauge("name", "exported_namespace", "condition"),
    certmanager_clusterissuer_ready_status: gauge("name", "condition"),
    certmanager_http_acme_client_request_count: counter("scheme", "host", "action", "method", "status"),
  },
};

export const velero: Producer = {
  what: "backups of the cluster, by Velero",
  version: "1.18.1",
  source: "https://github.com/vmware-tanzu/velero/blob/v1.18.1/pkg/metrics/metrics.go",
  target: SERVED,
  metrics: {
    velero_backup_attempt_total: counter("schedule"),
    velero_backup_duration_seconds: histogram("schedule"),
    velero_backup_failure_total: counter("schedule"),
    velero_backup_partial_failure_total: counter("schedule"),
    velero_backup_success_total: counter("schedule"),
    velero_backup_last_status: gauge("schedule"),
    velero_backup_last_successful_timestamp: gauge("schedule"),
    velero_backup_location_status_gauge: gauge("backup_location_name"),
    velero_backup_tarball_size_bytes: gauge("schedule"),
    velero_backup_total: gauge(),
    velero_restore_attempt_total: counter("schedule"),
    velero_restore_failed_total: counter("schedule"),
    velero_restore_success_total: counter("schedule"),
    velero_restore_total: gauge(),
  },
};

const ROUTED = ["envoy_cluster_name"] as const;

/** A route of a deployment is the cluster `httproute/<namespace>/<route>/rule/<number>`. Times are in milliseconds. */
export const envoy: Producer = {
  what: "requests at the gateway, by Envoy",
  version: "1.39.0",
  source: "https://www.envoyproxy.io/docs/envoy/v1.39.0/configuration/upstream/cluster_manager/cluster_stats",
  target: FOUND,
  metrics: {
    envoy_cluster_upstream_rq_total: counter(...ROUTED),
    envoy_cluster_upstream_rq_xx: counter(...ROUTED, "envoy_response_code_class"),
    envoy_cluster_upstream_rq_time: histogram(...ROUTED),
    envoy_cluster_upstream_rq_active: gauge(...ROUTED),
    envoy_cluster_upstream_rq_timeout: counter(...ROUTED),
    envoy_cluster_upstream_cx_active: gauge(...ROUTED),
    envoy_cluster_membership_healthy: gauge(...ROUTED),
    envoy_cluster_membership_total: gauge(...ROUTED),
    envoy_http_downstream_cx_active: gauge("envoy_http_conn_manager_prefix"),
    envoy_http_downstream_rq_total: counter("envoy_http_conn_manager_prefix"),
    envoy_http_downstream_rq_xx: counter("envoy_http_conn_manager_prefix", "envoy_response_code_class"),
  },
};

const SCALER = ["exported_namespace", "scaledObject", "scaler", "triggerIndex", "metric", "type"] as const;

export const keda: Producer = {
  what: "scalers, by KEDA",
  version: "2.20.2",
  source: "https://github.com/kedacore/keda/blob/v2.20.2/pkg/metricscollector/prommetrics.go",
  target: SERVED,
  metrics: {
    keda_scaler_active: gauge(...SCALER),
    keda_scaler_metrics_value: gauge(...SCALER),
    keda_scaler_detail_errors_total: counter(...SCALER),
    keda_scaled_object_errors_total: counter("exported_namespace", "scaledObject"),
    keda_scaled_object_paused: gauge("exported_namespace", "scaledObject"),
  },
};

/** Pushed where the settings name a Pushgateway; what is pushed keeps its own labels. */
export const drill: Producer = {
  what: "restore drills, by the Job that does them",
  version: "this one",
  source: "src/catalog/backups/programs/report.sh",
  target: ["job", "instance"],
  metrics: {
    arboretum_restore_drill_success: gauge("deployment", "stage"),
    arboretum_restore_drill_timestamp_seconds: gauge("deployment", "stage"),
    arboretum_restore_drill_seconds: gauge("deployment", "stage"),
    arboretum_backup_timestamp_seconds: gauge("deployment", "stage"),
  },
};
