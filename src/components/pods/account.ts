import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PodKind } from "../../vocabulary/workload.ts";
import { metadata, type Placement } from "../placement.ts";

/** Registers the service account of a component's pods. None of them talks to the API server, so none gets a token. */
export const registerAccount = (
  name: string,
  placement: Placement,
  component: string,
  kind: PodKind,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.ServiceAccount =>
  new k8s.core.v1.ServiceAccount(
    name,
    {
      metadata: {
        ...metadata(placement, component, kind),
        ...(placement.roles?.[component]
          ? { annotations: { "eks.amazonaws.com/role-arn": placement.roles[component] } }
          : {}),
      },
      automountServiceAccountToken: false,
    },
    opts,
  );
