import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Chart, Guard, PlatformBlueprint, Priority } from "../../blueprint/model.ts";
import { ours } from "../../vocabulary/labels.ts";
import { tokens } from "../tokens.ts";

export interface PlatformArgs {
  /** What the cluster has once, for all deployments on it. */
  readonly blueprint: PlatformBlueprint;
}

/** The parts of a cluster that every deployment on it relies on. */
export class Platform extends pulumi.ComponentResource {
  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.platform, name, {}, opts);
    const within = { parent: this };
    for (const priority of args.blueprint.priorities) {
      new k8s.scheduling.v1.PriorityClass(`${name}-${priority.name}`, priorityArgs(priority), within);
    }
    for (const guard of args.blueprint.guards) {
      const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
        `${name}-${guard.name}`,
        guardArgs(guard),
        within,
      );
      new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
        `${name}-${guard.name}`,
        bindingArgs(guard),
        {
          parent: this,
          dependsOn: [policy],
        },
      );
    }
    for (const chart of args.blueprint.charts) {
      new k8s.helm.v3.Release(`${name}-${chart.name}`, releaseArgs(chart), within);
    }
    this.registerOutputs({});
  }
}

export const priorityArgs = ({ name, value, why }: Priority): k8s.scheduling.v1.PriorityClassArgs => ({
  metadata: { name, labels: ours },
  value,
  description: why,
});

export const guardArgs = (guard: Guard): k8s.admissionregistration.v1.ValidatingAdmissionPolicyArgs => ({
  metadata: { name: guard.name, labels: ours },
  spec: {
    failurePolicy: "Fail",
    matchConstraints: {
      resourceRules: guard.resources.map(({ group, version, resource }) => ({
        apiGroups: [group],
        apiVersions: [version],
        resources: [resource],
        operations: [...guard.operations],
      })),
      objectSelector: { matchLabels: guard.label },
    },
    validations: [{ expression: guard.holds, message: guard.message }],
  },
});

export const bindingArgs = ({
  name,
}: Guard): k8s.admissionregistration.v1.ValidatingAdmissionPolicyBindingArgs => ({
  metadata: { name, labels: ours },
  spec: { policyName: name, validationActions: ["Deny"] },
});

export const releaseArgs = (chart: Chart): k8s.helm.v3.ReleaseArgs => ({
  name: chart.name,
  namespace: chart.namespace,
  chart: chart.chart,
  version: chart.version,
  repositoryOpts: { repo: chart.repository },
  values: { ...chart.values },
  atomic: true,
});
