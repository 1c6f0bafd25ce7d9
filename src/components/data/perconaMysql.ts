import type * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import type { Beside, OperatedStore } from "../../vocabulary/store.ts";
import type { Resources } from "../../vocabulary/workload.ts";
import type { perconaServerMySql } from "../custom/databases.ts";
import { customKinds } from "../custom/kinds.ts";
import type { Placement } from "../placement.ts";
import { tokens } from "../tokens.ts";
import {
  amounts,
  claimOf,
  memberLabels,
  mycnf,
  Operated,
  type OperatedArgs,
  pulls,
  securedAs,
  spread,
  urgency,
} from "./operated.ts";

export type PerconaMysqlArgs = OperatedArgs;

/** Percona Server for MySQL in three instances that replicate as a group, behind proxies. The operator of Percona keeps it. */
export class PerconaMysql extends Operated {
  constructor(name: string, args: PerconaMysqlArgs, opts?: pulumi.ComponentResourceOptions) {
    const particular = {
      kind: customKinds.perconaServerMySql,
      spec: perconaMysqlSpec(args.store, args.placement),
      ready: "{.status.state}=ready",
      // Its operator lets claims grow by itself when this says more.
      claims: [],
    };
    super(tokens.perconaMysql, name, { ...args, particular }, opts);
  }
}

const initialOf = ([initial]: readonly Beside[]) =>
  initial ? { initContainer: { image: initial.image, resources: amounts(initial.resources) } } : {};

/** Version of the operator that the resource is written for: the one that the platform installs. */
const OPERATOR = "1.1.0";
/** User of the images that Percona publishes. */
const USER = 1001;

export function perconaMysqlSpec(
  store: OperatedStore,
  placement: Placement,
): z.input<typeof perconaServerMySql> {
  const { proxy, volume, beside = [] } = store;
  if (proxy === undefined) throw new Error(`${store.name} has no proxies`);
  const pods = (component: string, image: string, size: number, resources: Resources) => ({
    image,
    size,
    labels: memberLabels(placement, component),
    ...pulls(placement),
    affinity: { antiAffinityTopologyKey: "kubernetes.io/hostname" as const },
    topologySpreadConstraints: spread(component),
    ...urgency(placement),
    podDisruptionBudget: { maxUnavailable: 1 as const },
    podSecurityContext: securedAs(USER),
    resources: amounts(resources),
  });
  return {
    crVersion: OPERATOR,
    secretsName: store.credentials.object,
    updateStrategy: "SmartUpdate",
    // It would ask its maker for newer versions, and the release says which one it is.
    upgradeOptions: { apply: "disabled" },
    storageScaling: { enableVolumeScaling: true },
    ...initialOf(beside),
    mysql: {
      ...pods(store.name, store.image, store.members, store.resources),
      clusterType: "group-replication",
      autoRecovery: true,
      configuration: mycnf(store.arguments),
      volumeSpec: { persistentVolumeClaim: claimOf(volume) },
    },
    proxy: { haproxy: { ...pods(proxy.name, proxy.image, proxy.replicas, proxy.resources), enabled: true } },
  };
}
