import type * as z from "zod";
import { innoDbCluster, mongoDbCommunity, perconaServerMySql } from "./databases.ts";
import { scaledObject, triggerAuthentication } from "./keda.ts";

/** A kind of custom resource that we register. */
export interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Name of its definition below the group. */
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
  /** All that we say in its spec. The API server drops a field that it does not know without a word; this one does not. */
  readonly spec: z.ZodType;
}

const keda = { group: "keda.sh", version: "v1alpha1", scope: "Namespaced" } as const;

/** Every kind of custom resource that is registered anywhere. */
export const customKinds = {
  scaledObject: { ...keda, kind: "ScaledObject", plural: "scaledobjects", spec: scaledObject },
  triggerAuthentication: {
    ...keda,
    kind: "TriggerAuthentication",
    plural: "triggerauthentications",
    spec: triggerAuthentication,
  },
  innoDbCluster: {
    group: "mysql.oracle.com",
    version: "v2",
    kind: "InnoDBCluster",
    plural: "innodbclusters",
    scope: "Namespaced",
    spec: innoDbCluster,
  },
  perconaServerMySql: {
    group: "ps.percona.com",
    version: "v1",
    kind: "PerconaServerMySQL",
    plural: "perconaservermysqls",
    scope: "Namespaced",
    spec: perconaServerMySql,
  },
  mongoDbCommunity: {
    group: "mongodbcommunity.mongodb.com",
    version: "v1",
    kind: "MongoDBCommunity",
    plural: "mongodbcommunity",
    scope: "Namespaced",
    spec: mongoDbCommunity,
  },
} as const satisfies Readonly<Record<string, CustomKind>>;
