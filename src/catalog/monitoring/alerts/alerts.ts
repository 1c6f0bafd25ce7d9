import type { Alert, RuleGroup } from "../../../vocabulary/monitoring.ts";
import { hostKinds } from "./hosts.ts";
import type { AlertKind, Watched } from "./kind.ts";
import { notebookKinds } from "./notebooks.ts";
import { objectiveGroups, objectiveKinds } from "./objectives.ts";
import { paymentKinds } from "./payments.ts";
import { podKinds } from "./pods.ts";
import { queueKinds } from "./queues.ts";
import { rabbitmqKinds } from "./rabbitmq.ts";
import { storeKinds } from "./stores.ts";
import { supportKinds } from "./support.ts";
import { twiceKinds } from "./twice.ts";
import { workKinds } from "./work.ts";

/** What alerts are about, in the order in which a person looks. */
export const alertSubjects = {
  hosts: [...hostKinds, ...objectiveKinds],
  payments: paymentKinds,
  notebooks: notebookKinds,
  queues: [...queueKinds, ...rabbitmqKinds],
  stores: storeKinds,
  work: workKinds,
  pods: podKinds,
  support: supportKinds,
  twice: twiceKinds,
} as const satisfies Readonly<Record<string, readonly AlertKind[]>>;

export const alertKinds: readonly AlertKind[] = Object.values(alertSubjects).flat();

const alertsOf = (
  { name, when, runbook: { means }, ...kind }: AlertKind,
  watched: Watched,
): readonly Alert[] =>
  when(watched).map((one) => ({
    alert: name,
    ...kind,
    means,
    ...(typeof one === "string" ? { expr: one } : one),
  }));

/** Every rule of a deployment: what is worked out ahead, then who is told of what. */
export const ruleGroups = (watched: Watched): readonly RuleGroup[] => [
  ...objectiveGroups(watched),
  ...Object.entries(alertSubjects)
    .map(([name, kinds]) => ({ name, rules: kinds.flatMap((kind) => alertsOf(kind, watched)) }))
    .filter(({ rules }) => rules.length > 0),
];
