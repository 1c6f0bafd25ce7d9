import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import type { CustomKind } from "./kinds.ts";

/** What a custom resource is called. One for the whole cluster has no namespace. */
export interface Identified {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Registers a custom resource whose spec has been checked against what we know of its kind. */
export const registerCustom = <Kind extends CustomKind>(
  name: string,
  kind: Kind,
  object: Identified,
  spec: z.input<Kind["spec"]>,
  opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource =>
  new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: `${kind.group}/${kind.version}`,
      kind: kind.kind,
      metadata: { ...object },
      spec: kind.spec.parse(spec),
    },
    opts,
  );
