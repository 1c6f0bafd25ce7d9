import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { Placement } from "../placement.ts";
import { everywhereWithHosts } from "../pods/lateHosts.ts";
import type { CustomKind } from "./kinds.ts";

/** What a custom resource is called. One for the whole cluster has no namespace. */
export interface Identified {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function checked<Kind extends CustomKind>(
  { kind, spec: schema }: Kind,
  name: string,
  spec: z.input<Kind["spec"]>,
) {
  const { data, error } = schema.safeParse(spec);
  if (error === undefined) return data;
  const found = error.issues.map(({ path, message }) => `spec.${z.core.toDotPath(path)}: ${message}`);
  throw new Error(`the ${kind} ${name} is none: ${found.join("; ")}`);
}

/** Registers a custom resource whose spec has been checked against what we know of its kind. `placement` where hosts in it may be known late. */
export const registerCustom = <Kind extends CustomKind>(
  name: string,
  kind: Kind,
  object: Identified,
  spec: z.input<Kind["spec"]>,
  opts: pulumi.CustomResourceOptions,
  placement: Pick<Placement, "lateHosts"> = {},
): k8s.apiextensions.CustomResource =>
  new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: `${kind.group}/${kind.version}`,
      kind: kind.kind,
      metadata: { ...object },
      spec: everywhereWithHosts(checked(kind, object.name, spec), placement),
    },
    opts,
  );
