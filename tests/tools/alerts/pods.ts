import { type Case, either, N, type Series, series } from "./case.ts";

/** Of the namespaces of its deployment another one. */
const SHOP = `${N}-ecommerce`;
const lms = { namespace: N, component: "lms" };
const container = { namespace: N, pod: "lms-1", container: "lms" };
const scaler = { namespace: N, horizontalpodautoscaler: "lms" };
const exporter = { namespace: N, component: "mysql-exporter" };

const busy = (second: string): Series => ({
  [series("uwsgi_worker_busy", { ...lms, worker_id: "1" })]: "1x30",
  [series("uwsgi_worker_busy", { ...lms, worker_id: "2" })]: second,
  [series("uwsgi_workers", lms)]: "2x30",
});
const taken = (bytes: string): Series => ({
  [series("container_memory_working_set_bytes", container)]: bytes,
  [series("kube_pod_container_resource_limits", { ...container, resource: "memory", unit: "byte" })]:
    "100x30",
});
const killed = (forMemory: string, namespace = N): Series => {
  const here = { ...container, namespace };
  return {
    [series("kube_pod_container_status_restarts_total", here)]: "0+0.1x90",
    [series("kube_pod_container_status_last_terminated_reason", { ...here, reason: "OOMKilled" })]: forMemory,
  };
};
const replicas = (now: string): Series => ({
  [series("kube_horizontalpodautoscaler_status_current_replicas", scaler)]: now,
  [series("kube_horizontalpodautoscaler_spec_max_replicas", scaler)]: "5x60",
  [series("kube_horizontalpodautoscaler_spec_min_replicas", scaler)]: "2x60",
});

export const podCases: readonly Case[] = [
  { alert: "ProcessesBusy", at: "20m", fires: busy("1x30"), silent: busy("0x30") },
  either("RequestsQueue", "10m", "uwsgi_listen_queue_length", lms, "60x20", "3x20"),
  either("RequestsGivenUp", "30m", "uwsgi_worker_harakiri_count_total", lms, "0+1x40", "3x40"),
  { alert: "MemoryNearItsLimit", at: "20m", fires: taken("98x30"), silent: taken("60x30") },
  { alert: "KilledForMemory", at: "80m", fires: killed("1x90"), silent: killed("0x90") },
  {
    // Containers beside the processes have one name in every namespace of a deployment.
    alert: "KilledForMemory",
    stack: "a shop",
    at: "80m",
    of: { namespace: SHOP },
    fires: { ...killed("1x90"), ...killed("1x90", SHOP) },
    silent: { ...killed("1x90"), ...killed("0x90", SHOP) },
  },
  either(
    "ScalerFrozen",
    "20m",
    "kube_horizontalpodautoscaler_status_condition",
    { ...scaler, condition: "ScalingActive", status: "false" },
    "1x30",
    "0x30",
  ),
  either(
    "ScalerErrors",
    "35m",
    "keda_scaled_object_errors_total",
    { exported_namespace: N, scaledObject: "lms-worker" },
    "0+1x40",
    "1x40",
  ),
  {
    ...either(
      "ScalingIsPaused",
      "8h",
      "keda_scaled_object_paused",
      { exported_namespace: N, scaledObject: "lms-worker" },
      "1x60",
      "0x60",
    ),
    step: "10m",
  },
  { alert: "ScalerAtItsMost", at: "40m", fires: replicas("5x60"), silent: replicas("3x60") },
  {
    alert: "NothingMeasured",
    at: "20m",
    of: { component: "mysql-exporter" },
    fires: {},
    silent: { [series("up", exporter)]: "1x30" },
  },
  {
    // Whoever says how Jobs are is gone, and with it every alert about backups.
    alert: "NothingMeasured",
    at: "20m",
    of: { component: "kube-state-metrics" },
    fires: {},
    silent: { [series("kube_namespace_status_phase", { namespace: N, phase: "Active" })]: "1x30" },
  },
  {
    // Nobody asks the hosts any more, and none of them would ever be down.
    alert: "NothingMeasured",
    at: "20m",
    of: { component: "blackbox-exporter" },
    fires: {},
    silent: { [series("probe_success", { namespace: N, name: "lms", host: "learn.example.edu" })]: "0x30" },
  },
  {
    // Workers would stay as many as they are, and nothing that KEDA counts would say so.
    alert: "NothingMeasured",
    at: "20m",
    of: { component: "keda" },
    fires: {},
    silent: {
      [series("keda_scaled_object_paused", { exported_namespace: N, scaledObject: "lms-worker" })]: "0x30",
    },
  },
  {
    alert: "NothingMeasured",
    stack: "backups elsewhere",
    at: "20m",
    of: { component: `velero ${N}-daily` },
    fires: {},
    silent: { [series("velero_backup_attempt_total", { schedule: `${N}-daily` })]: "0x30" },
  },
  either("NotMeasured", "15m", "up", exporter, "0x30", "1x30"),
];
