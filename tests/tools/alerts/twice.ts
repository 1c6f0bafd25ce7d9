import { type Case, N, type Series, series } from "./case.ts";

const theirs = (alertname: string, severity = "warning", namespace = N): Series => ({
  [series("ALERTS", { alertname, alertstate: "pending", severity, namespace })]: "1x10",
});

export const twiceCases: readonly Case[] = [
  // While the other one waits it is already there.
  {
    alert: "ToldByTheDeployment",
    at: "5m",
    of: { namespace: N },
    fires: theirs("KubeJobFailed"),
    silent: theirs("KubeJobNotCompleted"),
  },
  {
    alert: "ToldByTheDeployment",
    at: "5m",
    fires: theirs("TargetDown"),
    silent: theirs("TargetDown", "warning", "keda"),
  },
  {
    alert: "ToldByTheDeployment",
    at: "5m",
    fires: theirs("KubePersistentVolumeFillingUp"),
    silent: theirs("KubePersistentVolumeFillingUp", "critical"),
  },
];
