import type * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import type { OperatedStore, StoreProxy } from "../../vocabulary/store.ts";
import type { innoDbCluster } from "../custom/databases.ts";
import { customKinds } from "../custom/kinds.ts";
import type { Placement } from "../placement.ts";
import { tokens } from "../tokens.ts";
import {
  amounts,
  apart,
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

export type InnoDbClusterArgs = OperatedArgs;

/** MySQL in three instances that replicate as a group, behind routers. The operator of Oracle keeps it. */
export class InnoDbCluster extends Operated {
  constructor(name: string, args: InnoDbClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const particular = {
      kind: customKinds.innoDbCluster,
      spec: innoDbClusterSpec(args.store, args.placement),
      ready: "{.status.cluster.status}=ONLINE",
      claims: ["spec.datadirVolumeClaimTemplate"],
    };
    super(tokens.innoDbCluster, name, { ...args, particular }, opts);
  }
}

/** User of the images that Oracle publishes. */
const USER = 27;
/** User of its routers. */
const ROUTER_USER = 999;

export function innoDbClusterSpec(store: OperatedStore, placement: Placement): z.input<typeof innoDbCluster> {
  const { proxy } = store;
  if (proxy === undefined) throw new Error(`${store.name} has no routers`);
  return {
    secretName: store.credentials.object,
    tlsUseSelfSigned: true,
    instances: store.members,
    version: store.version,
    imageRepository: store.image.slice(0, store.image.lastIndexOf("/")),
    ...pulls(placement),
    mycnf: mycnf(store.arguments),
    datadirVolumeClaimTemplate: claimOf(store.volume),
    // An init container that is root would be refused in a namespace of restricted pods.
    datadirPermissions: { setRightsUsingInitContainer: false, fsGroupChangePolicy: "OnRootMismatch" },
    podLabels: memberLabels(placement, store.name),
    podSpec: {
      affinity: apart(store.name),
      topologySpreadConstraints: spread(store.name),
      ...urgency(placement),
      securityContext: securedAs(USER),
      containers: [{ name: "mysql", resources: amounts(store.resources) }],
    },
    router: routerSpec(proxy, placement),
  };
}

const routerSpec = ({ name, replicas, resources }: StoreProxy, placement: Placement) => ({
  instances: replicas,
  podLabels: memberLabels(placement, name),
  podSpec: {
    affinity: apart(name),
    topologySpreadConstraints: spread(name),
    ...urgency(placement),
    securityContext: securedAs(ROUTER_USER),
    containers: [{ name: "router", resources: amounts(resources) }],
  },
});
