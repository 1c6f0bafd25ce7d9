import * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import {
  type Alert,
  isAlert,
  type Monitor,
  type Monitoring,
  type Page,
  type Probe,
  type Recording,
  type RuleGroup,
} from "../../vocabulary/monitoring.ts";
import { customKinds } from "../custom/kinds.ts";
import type { podMonitor, probe, prometheusRule } from "../custom/prometheus.ts";
import { registerCustom } from "../custom/resource.ts";
import { type Before, metadata, type Placement, type Reveal, selector } from "../placement.ts";
import { registerFiles } from "../pods/files.ts";
import { tokens } from "../tokens.ts";

export interface MonitorsArgs {
  /** Whose objects these are. */
  readonly placement: Placement;
  /** What is measured, and who is told of what. */
  readonly monitoring: Monitoring;
  /** Looks up the tokens that Prometheus asks with. */
  readonly reveal: Reveal;
  /** What has to exist before the first object: the namespaces. Default: nothing. */
  readonly after?: Before;
}

/** What Prometheus asks, how often, and when it tells somebody. Its operator finds these in every namespace. */
export class Monitors extends pulumi.ComponentResource {
  constructor(name: string, args: MonitorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.monitors, name, {}, opts);
    const { placement, monitoring, reveal } = args;
    const within = { parent: this, dependsOn: [...(args.after ?? [])] };
    const owner = { placement, component: COMPONENT, kind: "job", reveal } as const;
    for (const files of monitoring.files) registerFiles(name, files, owner, within);
    for (const one of monitoring.monitors) {
      const there = { ...placement, namespace: one.namespace };
      registerCustom(
        `${name}-${one.name}`,
        customKinds.podMonitor,
        object(there, one.name),
        podMonitorSpec(placement, monitoring, one),
        within,
        placement,
      );
    }
    for (const one of monitoring.probes) {
      registerCustom(
        `${name}-probe-${one.name}`,
        customKinds.probe,
        object(placement, `probe-${one.name}`),
        probeSpec(placement, monitoring, one),
        within,
      );
    }
    if (monitoring.groups.length > 0) {
      registerCustom(
        `${name}-rules`,
        customKinds.prometheusRule,
        object(placement, "alerts"),
        rulesSpec(placement, monitoring),
        within,
      );
    }
    this.registerOutputs({});
  }
}

const COMPONENT = "monitors";

const object = (placement: Placement, name: string) => metadata(placement, COMPONENT, "job", name);

/** As Prometheus calls the label of a pod: it makes no difference between hyphens, dots and slashes. */
const COMPONENT_LABEL = "__meta_kubernetes_pod_label_arboretum_dev_component";

const whose = ({ deployment, stage }: Placement) => ({ deployment, stage });

const fixed = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([targetLabel, replacement]) => ({ targetLabel, replacement }));

/** Of two pages of one pod Prometheus would write what it adds by itself, such as `up`, into the same series. */
const severalPaths = (pages: readonly Page[]): boolean => new Set(pages.map(({ path }) => path)).size > 1;

/** Found by one label alone: of several only one has to be misspelt, and nobody hears that nothing is found. */
export const podMonitorSpec = (
  placement: Placement,
  { interval }: Pick<Monitoring, "interval">,
  { component, pages }: Monitor,
): z.input<typeof podMonitor> => ({
  selector: { matchLabels: selector(component) },
  podMetricsEndpoints: pages.map(({ port, path, params, token, labels = {} }: Page) => ({
    port,
    path,
    interval,
    ...(params
      ? { params: Object.fromEntries(Object.entries(params).map(([name, all]) => [name, [...all]])) }
      : {}),
    ...(token
      ? { authorization: { type: "Bearer" as const, credentials: { name: token.object, key: token.entry } } }
      : {}),
    relabelings: [
      { sourceLabels: [COMPONENT_LABEL], targetLabel: "component" },
      ...(severalPaths(pages) ? [{ sourceLabels: ["__metrics_path__"], targetLabel: "metrics_path" }] : []),
      ...fixed({ ...whose(placement), ...labels }),
    ],
  })),
});

export const probeSpec = (
  placement: Placement,
  { interval, prober }: Pick<Monitoring, "interval" | "prober">,
  { name, host, url, module }: Probe,
): z.input<typeof probe> => ({
  interval,
  module,
  prober: { url: `${prober.component}.${placement.namespace}.svc:${prober.port}`, path: "/probe" },
  targets: { staticConfig: { static: [url], labels: { ...whose(placement), name, host } } },
});

export const rulesSpec = (
  placement: Placement,
  { groups, runbooks }: Pick<Monitoring, "groups" | "runbooks">,
): z.input<typeof prometheusRule> => ({
  groups: groups.map(({ name, rules }: RuleGroup) => ({
    name: `${placement.namespace}-${name}`,
    rules: rules.map((rule) => ruleSpec(placement, runbooks, rule)),
  })),
});

/** Where the thing itself is; a figure that has been summed up says that no more, and is the deployment's. */
const ownOr = (namespace: string): string =>
  `{{ with $labels.namespace }}{{ . }}{{ else }}${namespace}{{ end }}`;

function ruleSpec(placement: Placement, runbooks: string, rule: Recording | Alert) {
  const { labels = {} } = rule;
  if (!isAlert(rule)) return { ...rule, labels: { ...whose(placement), ...labels } };
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.for ? { for: rule.for } : {}),
    ...(rule.keepFiring ? { keep_firing_for: rule.keepFiring } : {}),
    // Whose it is stands in every alert, so that one of a deployment can be told from the same of another.
    labels: {
      severity: rule.severity,
      namespace: ownOr(placement.namespace),
      ...whose(placement),
      ...labels,
    },
    annotations: {
      summary: rule.summary,
      ...(rule.means ? { description: rule.means } : {}),
      runbook_url: `${runbooks}/${rule.alert}.md`,
    },
  };
}
