import { type AlertKind, anyOf, matching, within } from "./kind.ts";

/**
 * Rules of kube-prometheus-stack that tell of a deployment what an alert of ours tells too, with a page of what to do. For what is not of a
 * deployment they are needed, so they stay, and Alertmanager keeps them quiet in namespaces of a deployment that tells by itself.
 */
export const TOLD_BETTER = {
  // It stands for as long as the Job lies there, weeks after a later run has ended well.
  KubeJobFailed: "JobFailed",
  KubeHpaMaxedOut: "ScalerAtItsMost",
  // The critical one, of the last three hundredths, is nobody else's: it stays.
  KubePersistentVolumeFillingUp: "VolumeFillsUp",
  TargetDown: "NotMeasured",
} as const;

/** What those are by severity. */
export const BETTER_THAN = "warning";

export const twiceKinds: readonly AlertKind[] = [
  {
    name: "ToldByTheDeployment",
    severity: "note",
    summary: "What the cluster's own rules say here, an alert of the deployment says as well",
    when: (watched) => [
      `max by (namespace) (ALERTS${matching({ alertname: anyOf(Object.keys(TOLD_BETTER)), severity: BETTER_THAN, namespace: within(watched) })})`,
    ],
    runbook: {
      means: `One thing is told once. While this one stands, Alertmanager keeps these quiet in its namespace: ${Object.entries(
        TOLD_BETTER,
      )
        .map(([theirs, ours]) => `\`${theirs}\`, for which there is ${ours}`)
        .join("; ")}.`,
      look: ["What is kept quiet: the page of Alertmanager, with inhibited alerts shown."],
      mend: ["Nothing: it goes with the alert that it keeps quiet."],
    },
  },
];
