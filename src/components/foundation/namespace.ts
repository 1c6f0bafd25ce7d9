import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type {
  Identity,
  Namespace as NamespaceModel,
  Presumed,
  RegistryLogin,
} from "../../blueprint/model.ts";
import { CLUSTER, KEPT, labelsOf, ROLE } from "../../vocabulary/labels.ts";
import { REGISTRY_LOGIN } from "../../vocabulary/secret.ts";
import type { Before, Reveal } from "../placement.ts";
import { tokens } from "../tokens.ts";

export interface NamespaceArgs {
  /** The namespace: its name, how far its pods are trusted, and the most they may ask for together. */
  readonly namespace: NamespaceModel;
  /** Whose namespace it is; becomes labels. */
  readonly identity: Identity;
  /** Identifier of the cluster it is meant for; the platform of any other cluster refuses it. */
  readonly cluster: string;
  /** A login with a registry, for pods that pull from it. Default: none. */
  readonly login?: RegistryLogin & { readonly reveal: Reveal };
}

/** A namespace with the limits that keep one deployment from starving another: Pod Security, a quota, defaults for pods. */
export class Namespace extends pulumi.ComponentResource {
  /** Name of the namespace in the cluster. */
  readonly name: string;
  /** Everything that lives in the namespace depends on these. */
  readonly ready: Before;

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.namespace, name, {}, opts);
    const { keep } = args.namespace;
    const namespace = new k8s.core.v1.Namespace(name, namespaceArgs(args), {
      parent: this,
      protect: keep,
      retainOnDelete: keep,
    });
    const within = { parent: this, dependsOn: [namespace] };
    const quota = new k8s.core.v1.ResourceQuota(`${name}-quota`, quotaArgs(args), within);
    const { presumed } = args.namespace;
    const limits = presumed
      ? [new k8s.core.v1.LimitRange(`${name}-limits`, limitRangeArgs(args, presumed), within)]
      : [];
    const login = args.login
      ? [new k8s.core.v1.Secret(`${name}-${REGISTRY_LOGIN}`, loginArgs(args, args.login), within)]
      : [];
    this.ready = [namespace, quota, ...limits, ...login];
    this.name = args.namespace.name;
    this.registerOutputs({ name: this.name });
  }
}

function namespaceArgs(args: NamespaceArgs): k8s.core.v1.NamespaceArgs {
  const { name, trust, keep, role } = args.namespace;
  const security = ["enforce", "audit", "warn"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, trust],
    [`pod-security.kubernetes.io/${mode}-version`, "latest"],
  ]);
  return {
    metadata: {
      name,
      labels: {
        ...labelsOf(args.identity),
        ...Object.fromEntries(security),
        ...(keep ? KEPT : {}),
        ...(role ? { [ROLE]: role } : {}),
      },
      annotations: { [CLUSTER]: args.cluster },
    },
  };
}

/** The Secret in the one form that the kubelet reads. */
export function loginArgs(
  args: Pick<NamespaceArgs, "identity"> & { readonly namespace: Pick<NamespaceModel, "name"> },
  { registry, user, password, reveal }: NonNullable<NamespaceArgs["login"]>,
): k8s.core.v1.SecretArgs {
  const written = pulumi
    .output(reveal(password))
    .apply((value) => JSON.stringify({ auths: { [registry]: { username: user, password: value } } }));
  return {
    metadata: { name: REGISTRY_LOGIN, namespace: args.namespace.name, labels: labelsOf(args.identity) },
    type: "kubernetes.io/dockerconfigjson",
    stringData: { ".dockerconfigjson": pulumi.secret(written) },
  };
}

function quotaArgs(args: NamespaceArgs): k8s.core.v1.ResourceQuotaArgs {
  const { name, quota } = args.namespace;
  return {
    metadata: { name: "quota", namespace: name, labels: labelsOf(args.identity) },
    spec: {
      hard: {
        "requests.cpu": quota.cpu,
        "requests.memory": quota.memory,
        ...(quota.cpuLimit ? { "limits.cpu": quota.cpuLimit } : {}),
        "limits.memory": quota.memoryLimit,
        pods: String(quota.pods),
      },
    },
  };
}

/** Somebody's debugging pod without limits gets these, so that the quota does not refuse it. */
function limitRangeArgs(args: NamespaceArgs, { unsaid, smallest }: Presumed): k8s.core.v1.LimitRangeArgs {
  const { cpuLimit, memoryLimit } = args.namespace.quota;
  return {
    metadata: { name: "limits", namespace: args.namespace.name, labels: labelsOf(args.identity) },
    spec: {
      limits: [
        {
          type: "Container",
          defaultRequest: { cpu: unsaid.cpu, memory: unsaid.memory },
          // A default or a highest limit of processors would be one for every pod that has none.
          default: { ...(cpuLimit ? { cpu: unsaid.cpu } : {}), memory: unsaid.memoryLimit },
          min: smallest,
          max: { ...(cpuLimit ? { cpu: cpuLimit } : {}), memory: memoryLimit },
        },
      ],
    },
  };
}
