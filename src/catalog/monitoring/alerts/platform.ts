import { matching, type Watched } from "./kind.ts";

/** What a program of the platform always says of a deployment. Without it alerts about Jobs, certificates, requests are silent. */
interface Always {
  readonly component: string;
  readonly always: string;
}

/** Who of the platform is missed by name: once it is gone every deployment of the cluster says so. */
export const SHARED = ["kube-state-metrics", "cadvisor", "gateway", "cert-manager", "keda"] as const;

const shared = (
  component: (typeof SHARED)[number],
  metric: string,
  labels: Readonly<Record<string, string>>,
) => ({
  component,
  always: `${metric}${matching(labels)}`,
});

// A site that is closed to everybody answers by itself: behind its routes there is nothing to count.
const routed = ({ has, entry }: Watched): boolean => has("envoy") && entry?.maintenance?.open.length !== 0;

const certified = ({ has, entry }: Watched): boolean =>
  has("certManager") && entry?.certification.by === "issuer";

export const ofThePlatform = (watched: Watched): readonly Always[] => {
  const { home, has, saved } = watched;
  return [
    shared("kube-state-metrics", "kube_namespace_status_phase", { namespace: home }),
    shared("cadvisor", "container_memory_working_set_bytes", { namespace: home }),
    ...(routed(watched)
      ? [shared("gateway", "envoy_cluster_membership_total", { envoy_cluster_name: `~httproute/${home}/.+` })]
      : []),
    ...(certified(watched)
      ? [shared("cert-manager", "certmanager_certificate_ready_status", { exported_namespace: home })]
      : []),
    // It says of each object whether somebody has stopped it, and of those whose scaler fails as well.
    ...(has("keda") ? [shared("keda", "keda_scaled_object_paused", { exported_namespace: home })] : []),
    ...(has("velero")
      ? saved.map(({ schedule }) => ({
          component: `velero ${schedule}`,
          always: `velero_backup_attempt_total${matching({ schedule })}`,
        }))
      : []),
  ];
};
