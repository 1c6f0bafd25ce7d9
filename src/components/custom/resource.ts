import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import type { metadata } from "../placement.ts";
import type { CustomKind } from "./kinds.ts";

/** Registers a custom resource whose spec has been checked against what we know of its kind. */
export const registerCustom = <Kind extends CustomKind>(
  name: string,
  kind: Kind,
  object: ReturnType<typeof metadata> & { readonly annotations?: Readonly<Record<string, string>> },
  spec: z.input<Kind["spec"]>,
  opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource =>
  new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: `${kind.group}/${kind.version}`,
      kind: kind.kind,
      metadata: object,
      spec: kind.spec.parse(spec),
    },
    opts,
  );
