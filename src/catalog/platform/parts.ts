import type { PartName } from "../../settings/sections/offers.ts";
import type { Part } from "./part.ts";
import { certManager } from "./parts/certManager.ts";
import { mongodbOperator, mysqlOperator, perconaMongodb, perconaMysql } from "./parts/databases.ts";
import { externalDns } from "./parts/externalDns.ts";
import { gateway } from "./parts/gateway.ts";
import { gatewayApi } from "./parts/gatewayApi.ts";
import { keda } from "./parts/keda.ts";
import { logs } from "./parts/logs.ts";
import { metalLb } from "./parts/metalLb.ts";
import { metricsServer } from "./parts/metricsServer.ts";
import { monitoring } from "./parts/monitoring.ts";
import { snapshots } from "./parts/snapshots.ts";
import { velero } from "./parts/velero.ts";

/** Everything that a platform may install, each after what it waits for. */
export const parts = {
  monitoring,
  metricsServer,
  keda,
  snapshots,
  gatewayApi,
  metalLb,
  gateway,
  certManager,
  externalDns,
  logs,
  velero,
  mysqlOperator,
  perconaMysql,
  perconaMongodb,
  mongodbOperator,
} as const satisfies Readonly<Record<PartName, Part>>;

export const partsInOrder: readonly Part[] = Object.values(parts);
