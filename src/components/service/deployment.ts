import type * as k8s from "@pulumi/kubernetes";
import type { Files } from "../../vocabulary/content.ts";
import { fewest, kindOfProcess, most, type Web, type Worker } from "../../vocabulary/workload.ts";
import { labels, metadata, type Placement, selector } from "../placement.ts";
import { apartBySandbox, sandboxLabels } from "../pods/apart.ts";
import { podSpec } from "../pods/podSpec.ts";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type PodAffinityTerm = k8s.types.input.core.v1.PodAffinityTerm;

/** Says to the autoscalers of nodes that a pod is not theirs to move. */
const STEADY = {
  "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
  "karpenter.sh/do-not-disrupt": "true",
};

/** What answers requests, or takes its work from a queue: a new pod is there before an old one goes. */
export function deploymentArgs(
  placement: Placement,
  process: Web | Worker,
  files: readonly Files[],
): k8s.apps.v1.DeploymentArgs {
  const { name, scaling } = process;
  const kind = kindOfProcess(process);
  const { sandbox, user } = process.pod;
  const spec = podSpec(process.pod, { placement, component: name, kind, files });
  const object = metadata(placement, name, kind);
  const isSteady = "evictable" in process && !process.evictable;
  // Somebody who scales a Deployment by hand owns its number from then on, and every later update would be a conflict.
  const ours = scaling.by === "fixed" ? { annotations: { "pulumi.com/patchForce": "true" } } : {};
  return {
    metadata: { ...object, ...ours },
    spec: {
      // Where an autoscaler owns the number, this is what it starts from, and later changes of it are ignored.
      replicas: fewest(scaling),
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: 900,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: process.surge } },
      selector: { matchLabels: selector(name) },
      template: {
        metadata: {
          labels: { ...labels(placement, name, kind), ...(sandbox ? sandboxLabels(user.uid) : {}) },
          ...(isSteady ? { annotations: STEADY } : {}),
        },
        spec: {
          ...spec,
          ...spread(
            name,
            spec.affinity,
            sandbox ? apartBySandbox(name, placement.namespace, user.uid) : undefined,
          ),
        },
      },
    },
  };
}

/** A cold image of two gigabytes was measured at four minutes. */
const PULL_SECONDS = 240;

/** How long a rollout may take: as many steps as it needs, each as long as one pod may take to start. */
export const rolloutSeconds = ({ pod, scaling, surge }: Web | Worker): number =>
  (Math.ceil(most(scaling) / surge) + 1) * (PULL_SECONDS + (pod.probes?.startup.seconds ?? 0));

/** Pods go to different nodes and zones where there are some, and start all the same where there are none. */
function spread(component: string, towards: PodSpec["affinity"], apart?: PodAffinityTerm[]) {
  const labelSelector = { matchLabels: selector(component) };
  const over = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector,
  });
  return {
    affinity: {
      ...towards,
      podAntiAffinity: {
        ...(apart ? { requiredDuringSchedulingIgnoredDuringExecution: apart } : {}),
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector } },
        ],
      },
    },
    topologySpreadConstraints: [over("topology.kubernetes.io/zone"), over("kubernetes.io/hostname")],
  };
}

export const serviceArgs = (placement: Placement, web: Web): k8s.core.v1.ServiceArgs => ({
  metadata: {
    ...metadata(placement, web.name, "web"),
    // The Deployment behind it is waited for; waiting for endpoints as well made a first deployment four times slower.
    annotations: { "pulumi.com/skipAwait": "true" },
  },
  spec: {
    type: "ClusterIP",
    selector: selector(web.name),
    ports: [{ name: web.pod.port.name, port: web.pod.port.number, targetPort: web.pod.port.name }],
  },
});
