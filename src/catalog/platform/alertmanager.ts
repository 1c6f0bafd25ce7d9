import type { ConfigurationSecret } from "../../settings/late.ts";
import type { Alerting } from "../../settings/sections/alerting.ts";
import { SHARED } from "../monitoring/alerts/platform.ts";
import { BETTER_THAN, TOLD_BETTER } from "../monitoring/alerts/twice.ts";
import type { Values } from "./part.ts";

/** Secret with whatever a receiver is reached with, an entry each. */
export const ALERT_LOGINS = "alertmanager-receivers";

const MAIL = "mail";
const fileOf = (entry: string) => `/etc/alertmanager/secrets/${ALERT_LOGINS}/${entry}`;

/** The entries of that Secret. */
export function alertLogins({ receivers, mail }: Alerting): Readonly<Record<string, ConfigurationSecret>> {
  const own = Object.entries(receivers).flatMap(([name, one]) => {
    if (one.by === "mail") return [];
    return [[name, one.by === "pagerDuty" ? one.key : one.url] as const];
  });
  return { ...Object.fromEntries(own), ...(mail?.password ? { [MAIL]: mail.password } : {}) };
}

/** Alerts of the same thing come together, and each deployment by itself. */
const TOGETHER = ["alertname", "namespace", "host"];

const labels = (...matchers: readonly string[]): readonly string[] => matchers;

/** Parts of a deployment have namespaces of their own. */
const ONE_DEPLOYMENT = ["deployment", "stage"];

/** What is only a consequence of something that is told anyway. `equal`: of the same. */
const INHIBITED = [
  {
    source_matchers: labels('alertname="DeploymentClosed"'),
    target_matchers: labels(
      'alertname=~"HostDown|AvailabilityBudget.*|LatencyBudget.*|ProcessesBusy|RequestsQueue"',
    ),
    equal: ONE_DEPLOYMENT,
  },
  {
    source_matchers: labels('alertname=~"MysqlDown|MongodbDown"'),
    target_matchers: labels(
      'alertname=~"HostDown|AvailabilityBudget.*|LatencyBudget.*|RequestsQueue|TasksFail"',
    ),
    equal: ONE_DEPLOYMENT,
  },
  {
    source_matchers: labels('alertname="RabbitmqDown"'),
    target_matchers: labels('alertname=~"QueueStuck|QueueWithoutWorkers"'),
    equal: ONE_DEPLOYMENT,
  },
  {
    source_matchers: labels('alertname="RabbitmqDown"'),
    target_matchers: labels('alertname="NotMeasured"', 'component="broker-rabbitmq"'),
    equal: ONE_DEPLOYMENT,
  },
  {
    source_matchers: labels('alertname="HostDown"'),
    target_matchers: labels('alertname=~"AvailabilityBudget.*|LatencyBudget.*"'),
    equal: [...ONE_DEPLOYMENT, "host"],
  },
  {
    source_matchers: labels('alertname="HostCertificateExpiresNow"'),
    target_matchers: labels('alertname="HostCertificateExpires"'),
    equal: [...ONE_DEPLOYMENT, "host"],
  },
  {
    source_matchers: labels('alertname="ToldByTheDeployment"'),
    target_matchers: labels(
      `alertname=~"${Object.keys(TOLD_BETTER).join("|")}"`,
      `severity="${BETTER_THAN}"`,
    ),
    equal: ["namespace"],
  },
  {
    source_matchers: labels('alertname="KubePersistentVolumeFillingUp"', 'severity="critical"'),
    target_matchers: labels('alertname="VolumeFillsUp"'),
    equal: ["namespace", "persistentvolumeclaim"],
  },
  {
    source_matchers: labels('alertname="KilledForMemory"'),
    target_matchers: labels('alertname="KubePodCrashLooping"'),
    equal: ["namespace", "container"],
  },
  {
    source_matchers: labels('severity=~"page|critical"'),
    target_matchers: labels('severity=~"ticket|warning|info"'),
    equal: ["namespace", "alertname"],
  },
  {
    source_matchers: labels('alertname="InfoInhibitor"'),
    target_matchers: labels('severity="info"'),
    equal: ["namespace"],
  },
];

const NOBODY = { name: "nobody" };

/** How a receiver is told. What it is reached with stands in files, so that this can be shown to everybody. */
function told(name: string, receiver: Alerting["receivers"][string]): Readonly<Record<string, unknown>> {
  const common = { send_resolved: true };
  switch (receiver.by) {
    case "mail":
      return { email_configs: receiver.to.map((to) => ({ to, ...common })) };
    case "slack":
      return {
        slack_configs: [{ api_url_file: fileOf(name), channel: receiver.channel, ...SLACK, ...common }],
      };
    case "pagerDuty":
      return { pagerduty_configs: [{ routing_key_file: fileOf(name), ...common }] };
    case "webhook":
      return { webhook_configs: [{ url_file: fileOf(name), ...common }] };
  }
}

const SLACK = {
  title: "{{ .CommonLabels.alertname }} {{ .CommonLabels.namespace }}",
  text: "{{ range .Alerts }}{{ .Annotations.summary }} {{ .Annotations.runbook_url }}\n{{ end }}",
};

/** Several receivers as one: each of them is told. */
function together(name: string, who: readonly string[], { receivers }: Alerting) {
  const merged: Record<string, unknown[]> = {};
  for (const one of who) {
    const receiver = receivers[one];
    if (receiver === undefined) continue;
    for (const [kind, configs] of Object.entries(told(one, receiver)))
      merged[kind] = [...(merged[kind] ?? []), ...(configs as unknown[])];
  }
  return { name, ...merged };
}

/** Alertmanager's own configuration. */
export function alertmanagerConfig(said: Alerting | undefined): Values {
  if (said === undefined) {
    return {
      // The chart has routes of its own, to a receiver that is not here.
      route: { receiver: NOBODY.name, group_by: TOGETHER, routes: [] },
      receivers: [NOBODY],
      inhibit_rules: INHIBITED,
    };
  }
  const { mail, alive, repeat } = said;
  return {
    ...(mail
      ? {
          global: {
            smtp_smarthost: `${mail.host}:${mail.port}`,
            smtp_from: mail.from,
            smtp_require_tls: mail.tls,
            ...(mail.user ? { smtp_auth_username: mail.user } : {}),
            ...(mail.password ? { smtp_auth_password_file: fileOf(MAIL) } : {}),
          },
        }
      : {}),
    route: {
      receiver: NOBODY.name,
      group_by: TOGETHER,
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: repeat,
      routes: [
        {
          matchers: labels('alertname="Watchdog"'),
          receiver: alive ? "alive" : NOBODY.name,
          group_wait: "0s",
          group_interval: "1m",
          repeat_interval: "5m",
        },
        { matchers: labels('severity="note"'), receiver: NOBODY.name },
        {
          // Every deployment of the cluster misses it: that is one thing.
          matchers: labels('alertname="NothingMeasured"', `component=~"${SHARED.join("|")}"`),
          receiver: "ticket",
          group_by: ["alertname", "component"],
        },
        { matchers: labels('severity=~"page|critical"'), receiver: "page" },
        { matchers: labels('severity=~"ticket|warning"'), receiver: "ticket" },
      ],
    },
    receivers: [
      NOBODY,
      together("page", said.page, said),
      together("ticket", said.ticket, said),
      ...(alive ? [together("alive", [alive], said)] : []),
    ],
    inhibit_rules: INHIBITED,
  };
}
