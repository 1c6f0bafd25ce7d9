import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labels, type Placement } from "../placement.ts";
import { ISSUER_ACCOUNT } from "./certificates.ts";

/** Where cert-manager lives by its own instructions, and the account of its controller. */
const CERT_MANAGER = { kind: "ServiceAccount", name: "cert-manager", namespace: "cert-manager" } as const;

/** An account that stands for this deployment at a cloud. No pod has it: cert-manager may ask for a token of this one, and of no other. */
export function registerIssuerAccount(
  name: string,
  placement: Placement,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const metadata = {
    name: ISSUER_ACCOUNT,
    namespace: placement.namespace,
    labels: labels(placement, ISSUER_ACCOUNT, "web"),
  };
  const child = `${name}-${ISSUER_ACCOUNT}`;
  return [
    new k8s.core.v1.ServiceAccount(child, { metadata, automountServiceAccountToken: false }, opts),
    new k8s.rbac.v1.Role(
      child,
      {
        metadata,
        rules: [
          {
            apiGroups: [""],
            resources: ["serviceaccounts/token"],
            resourceNames: [ISSUER_ACCOUNT],
            verbs: ["create"],
          },
        ],
      },
      opts,
    ),
    new k8s.rbac.v1.RoleBinding(
      child,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: ISSUER_ACCOUNT },
        subjects: [CERT_MANAGER],
      },
      opts,
    ),
  ];
}
