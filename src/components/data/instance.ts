import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Files } from "../../vocabulary/content.ts";
import { IMMUTABLE } from "../../vocabulary/immutable.ts";
import type { InstanceStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import {
  type Before,
  keptMetadata,
  metadata,
  type Placement,
  podLabels,
  type Reveal,
  selector,
} from "../placement.ts";
import { registerAccount } from "../pods/account.ts";
import { registerFiles } from "../pods/files.ts";
import { podSpec } from "../pods/podSpec.ts";
import { registerVolume } from "../pods/volume.ts";

/** What every store needs to be placed. */
export interface StoreArgs<Kind extends InstanceStore> {
  /** Where its objects live. */
  readonly placement: Placement;
  /** The store: its image, its size, its disk. */
  readonly store: Kind;
  /** Looks up passwords. */
  readonly reveal: Reveal;
  /** What has to exist before the first object: the namespace, its quota, its network policies. */
  readonly after?: Before;
}

/** What is particular of a kind of store: the pod, and the files that it mounts. */
export interface Particular {
  readonly pod: Pod;
  readonly files: readonly Files[];
}

type InstanceArgs = StoreArgs<InstanceStore> & Particular;

/** A store of one pod, whatever its kind. */
export abstract class Instance extends pulumi.ComponentResource {
  /** Name under which pods of the namespace find it. */
  readonly host: string;
  /** Port on which it answers there. */
  readonly port: number;
  /** Whoever uses it depends on these. */
  readonly ready: Before;

  protected constructor(
    token: string,
    name: string,
    args: InstanceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(token, name, {}, opts);
    this.ready = [registerInstance(this, name, args)];
    this.host = args.store.name;
    this.port = args.store.port;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

/** Registers it under `parent`. Its disk is an object of its own, so that it can grow and outlive the pod. */
function registerInstance(
  parent: pulumi.ComponentResource,
  name: string,
  args: InstanceArgs,
): k8s.apps.v1.StatefulSet {
  const { placement, store, reveal } = args;
  const opts = { parent, dependsOn: [...(args.after ?? [])] };
  const account = registerAccount(name, placement, store.name, "store", opts);
  const service = new k8s.core.v1.Service(name, serviceArgs(placement, store), opts);
  const owner = { placement, component: store.name, kind: "store", reveal } as const;
  const files = args.files.map((one) => registerFiles(name, one, owner, opts));
  const disks = store.volume
    ? [registerVolume(name, store.volume, { placement, component: store.name, kind: "store" }, opts)]
    : [];
  return new k8s.apps.v1.StatefulSet(name, statefulSetArgs(args), {
    parent,
    dependsOn: [account, service, ...files, ...disks],
    protect: store.volume?.keep ?? false,
    retainOnDelete: store.volume?.keep ?? false,
    ignoreChanges: [...IMMUTABLE["kubernetes:apps/v1:StatefulSet"]],
    // Longer than the slowest start that the probes allow.
    customTimeouts: { create: "30m", update: "30m" },
  });
}

/**
 * Headless: a store of one pod has nothing to balance, and clients see at once when it is not there. Its name stays whatever a probe says: there
 * is no other pod that could answer, and one that is slow to say how it is still answers its clients.
 */
export const serviceArgs = (placement: Placement, store: InstanceStore): k8s.core.v1.ServiceArgs => ({
  metadata: {
    ...metadata(placement, store.name, "store"),
    // The set behind it is waited for; waiting for its endpoints as well made a first deployment four times slower.
    annotations: { "pulumi.com/skipAwait": "true" },
  },
  spec: {
    clusterIP: "None",
    publishNotReadyAddresses: true,
    selector: selector(store.name),
    ports: [{ name: PORT, port: store.port, targetPort: PORT }],
  },
});

/** Where a store finds the password of its administrator, and where its configuration. */
export const CREDENTIALS = "/run/credentials";
export const CONFIGURATION = "/run/configuration";

/** Name of the one port of a store. */
export const PORT = "store";

function statefulSetArgs({ placement, store, pod, files }: InstanceArgs): k8s.apps.v1.StatefulSetArgs {
  return {
    metadata: keptMetadata(placement, store.name, "store", store.volume?.keep ?? false),
    spec: {
      serviceName: store.name,
      replicas: 1,
      selector: { matchLabels: selector(store.name) },
      template: {
        metadata: { labels: podLabels(placement, store.name, "store") },
        spec: podSpec(pod, { placement, component: store.name, kind: "store", files }),
      },
    },
  };
}
