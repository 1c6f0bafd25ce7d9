import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { IMMUTABLE } from "../../vocabulary/immutable.ts";
import type { MinioStore, Volume } from "../../vocabulary/store.ts";
import type { Mount } from "../../vocabulary/workload.ts";
import { PORT, type StoreArgs } from "../data/instance.ts";
import { apart, claimOf, spread } from "../data/operated.ts";
import { type Before, keptMetadata, metadata, type Placement, podLabels, selector } from "../placement.ts";
import { registerAccount } from "../pods/account.ts";
import { budgetArgs } from "../pods/budget.ts";
import { registerFiles } from "../pods/files.ts";
import { podSpec } from "../pods/podSpec.ts";
import { registerVolume } from "../pods/volume.ts";
import { tokens } from "../tokens.ts";
import { minioPod } from "./minio.ts";

/** `store.spread` says how many servers there are, and how many disks of each. */
export type MinioClusterArgs = StoreArgs<MinioStore>;

/** MinIO on several machines: every object is spread over all disks, and what is lost with one machine the others make again. */
export class MinioCluster extends pulumi.ComponentResource {
  /** Name under which pods of the namespace find it. */
  readonly host: string;
  /** Port on which it answers there. */
  readonly port: number;
  /** Whoever uses it depends on these. */
  readonly ready: Before;

  constructor(name: string, args: MinioClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.minioCluster, name, {}, opts);
    const { placement, store, reveal } = args;
    const { keep } = store.volume;
    const first = { parent: this, dependsOn: [...(args.after ?? [])] };
    const owner = { placement, component: store.name, kind: "store", reveal } as const;
    const before = [
      registerAccount(name, placement, store.name, "store", first),
      registerFiles(name, store.credentials, owner, first),
      new k8s.core.v1.Service(name, frontArgs(placement, store), first),
      new k8s.core.v1.Service(`${name}-peers`, peersArgs(placement, store), first),
      // Made here and not from the template, so that they can grow: a claim that is there already is taken.
      ...claimsOf(store).map((claim) => registerVolume(name, claim, owner, first)),
    ];
    // With four servers three are the majority that writes, and with more at least one may be gone as well.
    new k8s.policy.v1.PodDisruptionBudget(
      `${name}-budget`,
      budgetArgs(placement, store.name, "store"),
      first,
    );
    const servers = new k8s.apps.v1.StatefulSet(name, clusterArgs(placement, store), {
      parent: this,
      dependsOn: before,
      protect: keep,
      retainOnDelete: keep,
      ignoreChanges: [...IMMUTABLE["kubernetes:apps/v1:StatefulSet"]],
      customTimeouts: { create: "30m", update: "60m" },
    });
    this.host = store.name;
    this.port = store.port;
    this.ready = [servers];
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

const spreadOf = ({ name, spread: said }: MinioStore) => {
  if (said === undefined) throw new Error(`${name} is one server, and not a cluster of some`);
  return said;
};

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const diskName = (disk: number): string => `data${disk + 1}`;

/** The claim of each disk, under the name that the set looks for: `data1-minio-4x1-0`. */
function claimsOf(store: MinioStore): readonly Volume[] {
  const { servers, disks } = spreadOf(store);
  return upTo(servers).flatMap((server) =>
    upTo(disks).map((disk) => ({ ...store.volume, name: `${diskName(disk)}-${store.name}-${server}` })),
  );
}

/** As MinIO writes all that there are: `http://minio-4x1-{0...3}.minio-4x1-peers:9000/data{1...2}`. */
function foldersOf(store: MinioStore): string {
  const { servers, disks } = spreadOf(store);
  const folder = disks === 1 ? "/data1" : `/data{1...${disks}}`;
  return `http://${store.name}-{0...${servers - 1}}.${store.name}-peers:${store.port}${folder}`;
}

function clusterArgs(placement: Placement, store: MinioStore): k8s.apps.v1.StatefulSetArgs {
  const { servers, disks } = spreadOf(store);
  const mounts = upTo(disks).map(
    (disk): Mount => ({ from: "volume", volume: diskName(disk), path: `/${diskName(disk)}` }),
  );
  const pod = podSpec(minioPod(store, [foldersOf(store)], mounts), {
    placement,
    component: store.name,
    kind: "store",
    files: [store.credentials],
  });
  const names = new Set(mounts.map((_, disk) => diskName(disk)));
  const volumes = pod.volumes as k8s.types.input.core.v1.Volume[];
  return {
    metadata: keptMetadata(placement, store.name, "store", store.volume.keep),
    spec: {
      serviceName: `${store.name}-peers`,
      replicas: servers,
      // Each waits for most of the others before it is ready, so that none may wait for the one before it.
      podManagementPolicy: "Parallel",
      selector: { matchLabels: selector(store.name) },
      template: {
        metadata: { labels: podLabels(placement, store.name, "store") },
        spec: {
          ...pod,
          affinity: apart(store.name),
          topologySpreadConstraints: spread(store.name),
          // These come with the claims of each pod.
          volumes: volumes.filter(({ name }) => !names.has(String(name))),
        },
      },
      // Only their names matter, and none of it ever changes: each claim is there before its pod.
      volumeClaimTemplates: [...names].map((name) => ({
        metadata: { name },
        spec: claimOf({ ...store.volume, size: "1Gi" }),
      })),
    },
  };
}

const ports = [{ name: PORT, targetPort: PORT }];

/** Whoever has a file or wants one asks any of those that are ready. */
const frontArgs = (placement: Placement, store: MinioStore): k8s.core.v1.ServiceArgs => ({
  metadata: {
    ...metadata(placement, store.name, "store"),
    annotations: { "pulumi.com/skipAwait": "true" },
  },
  spec: { selector: selector(store.name), ports: ports.map((one) => ({ ...one, port: store.port })) },
});

/** Servers find each other before any of them is ready. */
const peersArgs = (placement: Placement, store: MinioStore): k8s.core.v1.ServiceArgs => ({
  metadata: {
    ...metadata(placement, store.name, "store", `${store.name}-peers`),
    annotations: { "pulumi.com/skipAwait": "true" },
  },
  spec: {
    clusterIP: "None",
    publishNotReadyAddresses: true,
    selector: selector(store.name),
    ports: ports.map((one) => ({ ...one, port: store.port })),
  },
});
