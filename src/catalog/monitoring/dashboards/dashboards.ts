import type { TopicName } from "../../../settings/sections/dashboards.ts";
import type { PlatformSettings } from "../../../settings/settings.ts";
import { WITH_MONITORING } from "../metrics/table.ts";
import type { Panel, Source, Topic } from "./dashboard.ts";
import { apiServer } from "./topics/apiServer.ts";
import { backups } from "./topics/backups.ts";
import { certificates } from "./topics/certificates.ts";
import { concurrency } from "./topics/concurrency.ts";
import { pods } from "./topics/pods.ts";
import { queues } from "./topics/queues.ts";
import { rabbitmq } from "./topics/rabbitmq.ts";
import { releases } from "./topics/releases.ts";
import { responses } from "./topics/responses.ts";
import { storage } from "./topics/storage.ts";

/** Every page that Grafana may have. */
export const topics: Readonly<Record<TopicName, Topic>> = {
  pods,
  apiServer,
  storage,
  responses,
  concurrency,
  queues,
  rabbitmq,
  backups,
  certificates,
  releases,
};

/** What each deployment brings that is measured. */
const OF_DEPLOYMENTS: readonly Source[] = [
  "blackbox",
  "celery",
  "drill",
  "minio",
  "mongodb",
  "mysql",
  "rabbitmq",
  "redis",
  "rules",
  "uwsgi",
];

/** Who is there to be asked, on a platform. */
export function sourcesOf({ offers, gateway, logs }: PlatformSettings): ReadonlySet<Source> {
  const managed = (part: keyof typeof offers) => offers[part] === "managed";
  return new Set<Source>([
    ...WITH_MONITORING,
    ...OF_DEPLOYMENTS,
    ...(managed("certManager") ? (["certManager"] as const) : []),
    ...(managed("gateway") && gateway.controller === "envoy" ? (["envoy"] as const) : []),
    ...(managed("keda") ? (["keda"] as const) : []),
    ...(managed("velero") ? (["velero"] as const) : []),
    ...(managed("logs") && logs.store === "loki" ? (["events"] as const) : []),
  ]);
}

/** The pages that the settings choose, without panels that nobody could fill. */
export function chosenTopics(settings: PlatformSettings): readonly (readonly [TopicName, Topic])[] {
  const there = sourcesOf(settings);
  const filled = ({ of }: Panel) => of.every((source) => there.has(source));
  return settings.dashboards.topics
    .map((name) => [name, { ...topics[name], panels: topics[name].panels.filter(filled) }] as const)
    .filter(([, { panels }]) => panels.length > 0);
}
