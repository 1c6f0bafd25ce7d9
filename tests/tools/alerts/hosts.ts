import { type Case, either, HOST, N, type Series, series } from "./case.ts";

const host = { namespace: N, host: HOST, name: "lms" };
const route = { envoy_cluster_name: `httproute/${N}/lms/rule/0` };
const answersOf = (kind: string) =>
  series("envoy_cluster_upstream_rq_xx", { ...route, envoy_response_code_class: kind });
const [good, errors] = [answersOf("2"), answersOf("5")];
/** As Prometheus keeps what Envoy writes as 2500. */
const soon = series("envoy_cluster_upstream_rq_time_bucket", { ...route, le: "2500.0" });
const answers = series("envoy_cluster_upstream_rq_time_count", route);

const answered = (well: string, failed: string): Series => ({ [good]: well, [errors]: failed });
const timed = (all: string, inTime: string): Series => ({ [good]: all, [answers]: all, [soon]: inTime });

const PROBES = "no gateway that counts";

export const hostCases: readonly Case[] = [
  either("HostDown", "10m", "probe_success", host, "0x20", "1x20"),
  either("HostCertificateExpires", "80m", "probe_ssl_earliest_cert_expiry", host, "864000x90", "8640000x90"),
  either("HostCertificateExpiresNow", "20m", "probe_ssl_earliest_cert_expiry", host, "86400x30", "864000x30"),
  either(
    "CertificateNotReady",
    "80m",
    "certmanager_certificate_ready_status",
    { exported_namespace: N, condition: "True", name: "lms-certificate" },
    "0x90",
    "1x90",
  ),
  { alert: "DeploymentClosed", stack: "closed", silentStack: "everything", at: "2m", fires: {}, silent: {} },
  {
    alert: "AvailabilityBudgetBurnsFast",
    at: "80m",
    fires: answered("0+60x90", "0+12x90"),
    silent: answered("0+60x90", "0+1x90"),
  },
  {
    // Every second of three requests in an hour fails, and nobody gets up for it.
    alert: "AvailabilityBudgetBurnsFast",
    at: "80m",
    fires: answered("0+60x90", "0+12x90"),
    silent: answered("0+0.1x90", "0+0.05x90"),
  },
  {
    // Every pod is gone for longer than any window of traffic: what answers is the gateway alone.
    alert: "AvailabilityBudgetBurnsFast",
    at: "180m",
    fires: { [good]: "0+60x60 3600x140", [errors]: "0x60 0+60x140" },
    silent: { [good]: "0+60x200", [errors]: "0x200" },
  },
  {
    alert: "AvailabilityBudgetBurnsFast",
    stack: PROBES,
    at: "80m",
    fires: { [series("probe_success", host)]: "1x20 0x70" },
    silent: { [series("probe_success", host)]: "1x90" },
  },
  {
    alert: "AvailabilityBudgetBurnsSlowly",
    step: "10m",
    at: "26h",
    fires: answered("0+600x200", "0+12x200"),
    silent: answered("0+600x200", "0+1x200"),
  },
  {
    alert: "LatencyBudgetBurnsFast",
    at: "80m",
    fires: timed("0+60x90", "0+6x90"),
    silent: timed("0+60x90", "0+59x90"),
  },
  {
    alert: "LatencyBudgetBurnsFast",
    stack: PROBES,
    at: "80m",
    fires: { [series("probe_duration_seconds", host)]: "9x90" },
    silent: { [series("probe_duration_seconds", host)]: "0.4x90" },
  },
  {
    alert: "LatencyBudgetBurnsSlowly",
    step: "10m",
    at: "26h",
    fires: timed("0+600x200", "0+480x200"),
    silent: timed("0+600x200", "0+590x200"),
  },
];
