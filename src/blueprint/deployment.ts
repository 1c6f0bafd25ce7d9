import { catalog } from "../catalog/catalog.ts";
import { ltiOf } from "../catalog/notebooks/lti.ts";
import { HUB } from "../catalog/notebooks/settings.ts";
import { storageOfAmazon } from "../catalog/storage/drivers.ts";
import type { Problem } from "../documents/problem.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { imageProblems, present } from "./applications.ts";
import { chainsOf } from "./chains.ts";
import { clusterBackupsOf } from "./clusterBackups.ts";
import type { Draft } from "./draft.ts";
import { guestsOf } from "./entry.ts";
import { gather } from "./gather.ts";
import { groupsOf } from "./group.ts";
import { floating, imagesOf, pulling } from "./images.ts";
import { judges } from "./judges.ts";
import type { DeploymentBlueprint } from "./model.ts";
import { monitoringOf } from "./monitoring.ts";
import { accountsOf, namespacesOf } from "./namespaces.ts";
import { clusterOf, priorities } from "./platform.ts";
import type { Project } from "./project.ts";
import { relying } from "./relied.ts";
import { secretsOf } from "./secrets.ts";
import { standbyOf, withoutResting } from "./standby.ts";

export interface Composed {
  /** Absent where so much is wrong that nothing can be put together. */
  readonly blueprint?: DeploymentBlueprint;
  readonly problems: readonly Problem[];
}

/** Puts a deployment together from what its release has, what the catalogue knows, and what the settings say. */
export function composeDeployment(
  project: Project,
  given: SettledDeployment,
  resolution: Resolution,
): Composed {
  const settings = { ...given.settings, images: imagesOf(project, given.settings) };
  const loaded = { ...given, settings };
  const unknown = imageProblems(present(catalog, resolution, settings), resolution, loaded);
  if (unknown.length > 0) return { problems: unknown };
  const draft = gather(project, loaded, resolution);
  return {
    blueprint: relying(blueprintOf(draft), draft.context),
    problems: judges.flatMap((judge) => judge(draft)),
  };
}

/** What stands in a blueprint, and who says it. */
function blueprintOf(draft: Draft): DeploymentBlueprint {
  const { context, loaded, entry, services, stores, buckets, storageAccounts, preparations } = draft;
  const { settings, deployment, stage, release } = context;
  const namespaces = namespacesOf(context, draft);
  const saved = clusterBackupsOf(context, namespaces);
  const podsOf = (consumer: string) => [
    ...services.filter(({ name }) => name === consumer).flatMap(accountsOf),
    ...chainsOf(consumer, draft),
  ];
  const s3 = storageOfAmazon(context, buckets, storageAccounts, podsOf);
  return {
    kind: "deployment",
    stack: loaded.stack,
    identity: { deployment, stage, release: release.name },
    cluster: clusterOf(settings.cluster),
    home: context.namespace,
    namespaces,
    ...saved,
    ...monitoringOf(draft, namespaces, saved.clusterBackups),
    ...pulling(settings.images),
    mayFloat: floating(draft),
    ...(settings.cluster.platform === "none" ? {} : { priorities }),
    nodes: settings.nodes,
    secrets: secretsOf(draft.needs, settings),
    stores,
    buckets,
    storageAccounts,
    ...(s3 ? { s3 } : {}),
    preparations,
    services,
    groups: groupsOf(services),
    connections: withoutResting(draft),
    hosts: draft.hosts,
    ...standbyOf(settings),
    ...(context.has(HUB) ? { lti: ltiOf(context) } : {}),
    ...(entry ? { entry, guests: guestsOf(entry) } : {}),
    provenance: Object.fromEntries(draft.parts.map(({ service, provenance }) => [service.name, provenance])),
  };
}
