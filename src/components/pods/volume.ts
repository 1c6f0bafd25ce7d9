import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { IMMUTABLE } from "../../vocabulary/immutable.ts";
import type { Volume } from "../../vocabulary/store.ts";
import type { PodKind } from "../../vocabulary/workload.ts";
import { childName, keptMetadata, type Placement } from "../placement.ts";

/** Whose pods mount a disk. */
export interface VolumeOwner {
  readonly placement: Placement;
  readonly component: string;
  readonly kind: PodKind;
}

/** Registers a disk as an object of its own, so that it can grow and outlive the pods that mount it. */
export const registerVolume = (
  parentName: string,
  volume: Volume,
  owner: VolumeOwner,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.PersistentVolumeClaim =>
  new k8s.core.v1.PersistentVolumeClaim(
    childName(parentName, owner.component, volume.name),
    volumeArgs(volume, owner),
    pulumi.mergeOptions(opts, {
      protect: volume.keep,
      retainOnDelete: volume.keep,
      ignoreChanges: [...IMMUTABLE["kubernetes:core/v1:PersistentVolumeClaim"]],
    }),
  );

function volumeArgs(
  volume: Volume,
  { placement, component, kind }: VolumeOwner,
): k8s.core.v1.PersistentVolumeClaimArgs {
  return {
    metadata: keptMetadata(placement, component, kind, volume.keep, volume.name),
    spec: {
      accessModes: [volume.shared ? "ReadWriteMany" : "ReadWriteOnce"],
      ...(volume.storageClass ? { storageClassName: volume.storageClass } : {}),
      resources: { requests: { storage: volume.size } },
    },
  };
}
