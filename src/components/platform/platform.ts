import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Chart, Guard, Login, PlatformBlueprint, Priority } from "../../blueprint/model.ts";
import { labelsOf, ours } from "../../vocabulary/labels.ts";
import { REGISTRY_LOGIN } from "../../vocabulary/secret.ts";
import { registerCustom } from "../custom/resource.ts";
import { Namespace, loginArgs as registryLoginArgs } from "../foundation/namespace.ts";
import { Secrets } from "../foundation/secrets.ts";
import type { Before, Configured } from "../placement.ts";
import { releaseArgs } from "../release.ts";
import { tokens } from "../tokens.ts";
import { chartPolicies } from "./chartPolicies.ts";
import { customResources } from "./customResources.ts";

export interface PlatformArgs {
  /** What the cluster has once, for all deployments on it. */
  readonly blueprint: PlatformBlueprint;
  /** Fetches a secret of the stack's configuration. Only asked where the blueprint names one. */
  readonly configured?: Configured;
}

const NOTHING_CONFIGURED: Configured = ({ path }) => {
  throw new Error(
    `the platform asks for ${path}, and its program fetches no secrets: give it \`configured\``,
  );
};

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
    const secrets = secretsOf(name, args, within);
    const places = this.places(name, args.blueprint, secrets);
    const released = new Map<string, pulumi.Resource>();
    for (const chart of args.blueprint.charts) {
      const before = chart.after.flatMap((other) => released.get(other) ?? []);
      const release = new k8s.helm.v3.Release(`${name}-${chart.name}`, chartArgs(chart, secrets), {
        parent: this,
        dependsOn: [...(places.get(chart.namespace) ?? []), ...before],
        retainOnDelete: chart.stays,
      });
      released.set(chart.name, release);
    }
    for (const page of args.blueprint.dashboards?.pages ?? []) {
      const { namespace } = args.blueprint.dashboards ?? {};
      new k8s.core.v1.ConfigMap(`${name}-${page.name}`, dashboardArgs(page, args.blueprint), {
        parent: this,
        dependsOn: [...(places.get(namespace ?? "") ?? [])],
      });
    }
    for (const { kind, name: object, namespace, spec, after } of customResources(args.blueprint)) {
      const before = after.flatMap((other) => released.get(other) ?? []);
      const identified = {
        name: object,
        ...(namespace ? { namespace } : {}),
        labels: handedLabels(args.blueprint, namespace ?? "", object, kind.kind.toLowerCase()),
      };
      const resource = registerCustom(
        `${name}-${object}-${kind.kind.toLowerCase()}`,
        kind,
        identified,
        spec,
        {
          parent: this,
          dependsOn: [...(places.get(namespace ?? "") ?? []), ...before],
        },
      );
      released.set(`${kind.kind} ${object}`, resource);
    }
    this.registerOutputs({});
  }

  /** The namespaces of the charts, closed and with the secrets in them. What lives there depends on all of it. */
  private places(name: string, blueprint: PlatformBlueprint, secrets: Secrets): Map<string, Before> {
    const { namespaces, identity, cluster } = blueprint;
    const within = { parent: this };
    const login = blueprint.login && { ...blueprint.login, reveal: secrets.reveal.bind(secrets) };
    const borrowed = borrowedBy(blueprint).map((namespace): [string, Before] => {
      const secretName = `${name}-${namespace}-${REGISTRY_LOGIN}`;
      const there = { namespace: { name: namespace }, identity };
      return [
        namespace,
        login ? [new k8s.core.v1.Secret(secretName, registryLoginArgs(there, login), within)] : [],
      ];
    });
    return new Map([
      ...borrowed,
      ...namespaces.map((namespace): [string, Before] => {
        const placed = `${name}-${namespace.name}`;
        const meant = { namespace, identity, cluster: cluster.identifier };
        const { ready } = new Namespace(placed, { ...meant, ...(login ? { login } : {}) }, within);
        const inside = { parent: this, dependsOn: [...ready] };
        const closed = Object.entries(chartPolicies(namespace, identity)).map(
          ([policy, policyArgs]) =>
            new k8s.networking.v1.NetworkPolicy(`${placed}-${policy}`, policyArgs, inside),
        );
        const logins = blueprint.logins
          .filter((login) => login.namespace === namespace.name)
          .map(
            (login) =>
              new k8s.core.v1.Secret(`${placed}-${login.name}`, loginArgs(login, secrets, blueprint), inside),
          );
        return [namespace.name, [...ready, ...closed, ...logins]];
      }),
    ]);
  }
}

const secretsOf = (
  name: string,
  { blueprint, configured = NOTHING_CONFIGURED }: PlatformArgs,
  opts: pulumi.ComponentResourceOptions,
): Secrets => new Secrets(`${name}-secrets`, { secrets: blueprint.secrets, configured }, opts);

/** Namespaces of the cluster itself that charts have pods in. */
const borrowedBy = ({ charts, namespaces }: PlatformBlueprint): readonly string[] => [
  ...new Set(
    charts.map(({ namespace }) => namespace).filter((one) => !namespaces.some(({ name }) => name === one)),
  ),
];

const chartArgs = ({ login, ...chart }: Chart, secrets: Secrets): k8s.helm.v3.ReleaseArgs =>
  releaseArgs({
    ...chart,
    ...(login ? { login: { user: login.user, password: secrets.reveal(login.password) } } : {}),
  });

/** Labels of what is handed to the charts of a namespace. Of a whole cluster, and of servers outside, there is no version. */
function handedLabels(
  { identity, charts }: Pick<PlatformBlueprint, "identity" | "charts">,
  namespace: string,
  name: string,
  what: string,
): Record<string, string> {
  const chart = charts.find((one) => one.namespace === namespace);
  return {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/instance": chart?.name ?? name,
    "app.kubernetes.io/component": what,
    ...(chart ? { "app.kubernetes.io/version": chart.version } : {}),
    ...labelsOf(identity),
  };
}

const loginArgs = (
  { name, namespace, type = "Opaque", entries }: Login,
  secrets: Secrets,
  blueprint: PlatformBlueprint,
): k8s.core.v1.SecretArgs => ({
  metadata: { name, namespace, labels: handedLabels(blueprint, namespace, name, "login") },
  type,
  stringData: Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [
      key,
      pulumi.secret(typeof value === "string" ? value : secrets.reveal(value)),
    ]),
  ),
});

type Page = NonNullable<PlatformBlueprint["dashboards"]>["pages"][number];

/** A container beside Grafana looks for this label in every namespace, and for the folder in the annotation. */
const dashboardArgs = (
  { name, file, model }: Page,
  { dashboards, ...blueprint }: PlatformBlueprint,
): k8s.core.v1.ConfigMapArgs => ({
  metadata: {
    name,
    namespace: dashboards?.namespace ?? "",
    labels: {
      ...handedLabels(blueprint, dashboards?.namespace ?? "", name, "dashboard"),
      grafana_dashboard: "1",
    },
    annotations: { grafana_folder: "Open edX" },
  },
  data: { [file]: JSON.stringify(model) },
});

const priorityArgs = ({ name, value, why }: Priority): k8s.scheduling.v1.PriorityClassArgs => ({
  metadata: { name, labels: ours },
  value,
  description: why,
});

const guardArgs = (guard: Guard): k8s.admissionregistration.v1.ValidatingAdmissionPolicyArgs => ({
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
      ...(guard.label ? { objectSelector: { matchLabels: guard.label } } : {}),
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
