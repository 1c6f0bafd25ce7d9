import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import type { Monitoring } from "../../src/vocabulary/monitoring.ts";
import { composedWith, deploymentOf, PLATFORM } from "../house.ts";

/** A cluster that has all that can be measured. */
export const PLATFORM_THAT_MEASURES = `${PLATFORM}  arboretum:offers: { gatewayApi: managed, gateway: managed, certManager: managed, keda: managed, velero: managed, monitoring: managed }\n`;

export const SERVICES = ["notes", "discovery", "credentials", "xqueue"];

/** A deployment that is measured, with everything that has figures. */
export const measured = (lines: readonly string[] = [], add = SERVICES): DeploymentBlueprint =>
  deploymentOf(composedWith(PLATFORM_THAT_MEASURES, "qa", ["monitoring: {}", ...lines], add));

export function monitoringOf({ monitoring, stack }: DeploymentBlueprint): Monitoring {
  if (monitoring === undefined) throw new Error(`${stack} is not measured`);
  return monitoring;
}
