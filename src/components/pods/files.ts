import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Files } from "../../vocabulary/content.ts";
import type { PodKind } from "../../vocabulary/workload.ts";
import { childName, metadata, type Placement, type Reveal } from "../placement.ts";
import { fileText } from "./content.ts";
import { replaced } from "./lateHosts.ts";

/** Who mounts the files. */
export interface FilesOwner {
  readonly placement: Placement;
  readonly component: string;
  readonly kind: PodKind;
  readonly reveal: Reveal;
}

/** Registers the object that holds files: a Secret where any of them is secret, else a ConfigMap. */
export function registerFiles(
  parentName: string,
  files: Files,
  { placement, component, kind, reveal }: FilesOwner,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret | k8s.core.v1.ConfigMap {
  const name = childName(parentName, component, files.name);
  const object = metadata(placement, component, kind, files.object);
  const data = Object.fromEntries(
    Object.entries(files.entries).map(([file, content]) => {
      const written = fileText(content, reveal);
      return [file, placement.lateHosts ? replaced(written, JSON.stringify(content), placement) : written];
    }),
  );
  return files.kind === "secret"
    ? new k8s.core.v1.Secret(name, { metadata: object, stringData: data }, opts)
    : new k8s.core.v1.ConfigMap(name, { metadata: object, data }, opts);
}
