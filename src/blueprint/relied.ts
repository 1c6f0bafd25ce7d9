import type { Context } from "../catalog/context.ts";
import type { PartName } from "../settings/sections/offers.ts";
import { processesOf } from "./capacity.ts";
import type { DeploymentBlueprint, Reliance } from "./model.ts";

const scales =
  (by: "cpu" | "queue") =>
  ({ services }: DeploymentBlueprint): boolean =>
    processesOf(services).some(({ scaling }) => scaling.by === by);
const runs =
  (driver: string) =>
  ({ stores }: DeploymentBlueprint): boolean =>
    stores.some((store) => store.driver === driver);

/** By which objects of a deployment one sees that it counts on a part. */
const SEEN_BY: Partial<Readonly<Record<PartName, (blueprint: DeploymentBlueprint) => boolean>>> = {
  metricsServer: scales("cpu"),
  keda: scales("queue"),
  gatewayApi: ({ entry }) => entry !== undefined,
  gateway: ({ entry }) => entry !== undefined,
  certManager: ({ entry }) => entry?.certification.by === "issuer",
  externalDns: ({ entry }) => entry?.dns.by === "externalDns",
  velero: ({ clusterBackups }) => clusterBackups !== undefined,
  monitoring: ({ monitoring }) => monitoring !== undefined,
  mysqlOperator: runs("innodbcluster"),
  perconaMysql: runs("percona"),
  mongodbOperator: runs("replicaset"),
};

/** A deployment with what it counts on, of all that the file of its platform stack says. A bare cluster has nothing to count on. */
export function relying(blueprint: DeploymentBlueprint, { offers, settings }: Context): DeploymentBlueprint {
  const { platform: stack } = settings.cluster;
  if (stack === "none") return blueprint;
  const parts = Object.entries(SEEN_BY)
    .filter(([part, seen]) => offers[part as PartName] !== "off" && seen(blueprint))
    .map(([part]) => part as PartName);
  const { entry, priorities = {} } = blueprint;
  const gateway =
    entry && offers.gateway === "managed"
      ? { gateway: { controller: entry.controller, class: entry.class } }
      : {};
  return { ...blueprint, platform: { stack, parts, priorities: Object.values(priorities), ...gateway } };
}

/** What the platform stack has told the engine about itself. */
export interface Told {
  readonly offers?: unknown;
  readonly priorities?: unknown;
  readonly gateway?: unknown;
}

/** What a platform stack says that has everything that is counted on. */
export const toldOf = ({ parts, priorities, gateway }: Reliance) => ({
  offers: Object.fromEntries(parts.map((part) => [part, "existing"])),
  priorities,
  ...(gateway ? { gateway } : {}),
});

/** A gateway of another kind or class answers nobody whose routes name this one. */
function otherGateway({ gateway }: Reliance, told: unknown): readonly string[] {
  if (gateway === undefined) return [];
  const { controller, class: name } = (told ?? {}) as Readonly<Record<string, unknown>>;
  return controller === gateway.controller && name === gateway.class
    ? []
    : [`The gateway of its file, ${gateway.controller} with the class ${gateway.class}, was never deployed.`];
}

/** What is counted on and was not deployed. The file says what is meant to be there; the engine knows what is. */
export function unconfirmed(reliance: Reliance, told: Told): readonly string[] {
  const { stack, parts, priorities } = reliance;
  const { offers, priorities: deployed } = told;
  if (typeof offers !== "object" || offers === null || !Array.isArray(deployed)) {
    return [
      `The platform stack "${stack}" says nothing of itself: it was never deployed to its end, or it was destroyed, or by a version of Arboretum that told nothing yet.`,
    ];
  }
  const modes = offers as Readonly<Record<string, unknown>>;
  return [
    ...parts
      .filter((part) => (modes[part] ?? "off") === "off")
      .map((part) => `arboretum:offers.${part} is in its file, and was never deployed.`),
    ...priorities
      .filter((name) => !deployed.includes(name))
      .map((name) => `The priority class ${name} was never deployed.`),
    // One that was never deployed is told of above.
    ...((modes.gateway ?? "off") === "off" ? [] : otherGateway(reliance, told.gateway)),
  ];
}
