import { ParameterGroup } from "@pulumi/aws/elasticache/parameterGroup.js";
import { ReplicationGroup, type ReplicationGroupArgs } from "@pulumi/aws/elasticache/replicationGroup.js";
import { SubnetGroup } from "@pulumi/aws/elasticache/subnetGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { IMMUTABLE } from "../../vocabulary/immutable.ts";
import { USE } from "../../vocabulary/labels.ts";
import type { ElastiCacheStore } from "../../vocabulary/store.ts";
import type { Before } from "../placement.ts";
import { tokens } from "../tokens.ts";
import { type ManagedArgs, registerGroup } from "./managed.ts";
import type { PlacedAtAmazon } from "./placed.ts";

export type ElastiCacheArgs = ManagedArgs<ElastiCacheStore>;

/** A Valkey that Amazon runs, encrypted and with a password: a cache that may forget, or sessions that should not. */
export class ElastiCache extends pulumi.ComponentResource implements PlacedAtAmazon {
  /** Its host, which Amazon makes up: that of the one server which may be written to. */
  readonly host: pulumi.Output<string>;
  /** Whoever uses it depends on these. */
  readonly ready: Before;

  constructor(name: string, args: ElastiCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.elastiCache, name, {}, opts);
    const { store, reveal } = args;
    const { identifier, place, family } = store;
    const within = { parent: this };
    const group = registerGroup(`${name}-clients`, store, within);
    const subnets = new SubnetGroup(
      `${name}-subnets`,
      { name: identifier, subnetIds: [...place.subnets], tags: { ...place.tags } },
      { ...within, ignoreChanges: ["name"] },
    );
    // Another line has a group of its own: the one before is let go when the servers have left it.
    const parameters = new ParameterGroup(
      `${name}-${family}`,
      {
        name: `${identifier}-${family}`,
        family,
        parameters: Object.entries(store.parameters).map(([name, value]) => ({ name, value })),
        tags: { ...place.tags },
      },
      { ...within, ignoreChanges: ["name", "description"] },
    );
    const servers = new ReplicationGroup(
      name,
      {
        ...replicationGroupArgs(store),
        subnetGroupName: subnets.name,
        securityGroupIds: [group.id],
        parameterGroupName: parameters.name,
        authToken: reveal(store.password),
      },
      {
        ...within,
        ignoreChanges: [...IMMUTABLE["aws:elasticache/replicationGroup:ReplicationGroup"]],
        customTimeouts: { create: "60m", update: "60m", delete: "45m" },
      },
    );
    this.host = servers.primaryEndpointAddress;
    this.ready = [servers];
    this.registerOutputs({ host: this.host });
  }
}

const replicationGroupArgs = (store: ElastiCacheStore): ReplicationGroupArgs => ({
  // Said here too: a server does not move to another region, and a plan is to say so.
  region: store.place.region,
  replicationGroupId: store.identifier,
  description: `arboretum: ${store.use}`,
  engine: store.engine,
  engineVersion: store.version,
  nodeType: store.node,
  numCacheClusters: store.replicas + 1,
  automaticFailoverEnabled: store.replicas > 0,
  multiAzEnabled: store.replicas > 0,
  port: store.port,
  atRestEncryptionEnabled: true,
  ...(store.place.kmsKey ? { kmsKeyId: store.place.kmsKey } : {}),
  transitEncryptionEnabled: true,
  // The password before stays good until the next change, so that pods that have it go on.
  authTokenUpdateStrategy: "ROTATE",
  autoMinorVersionUpgrade: true,
  applyImmediately: true,
  tags: { ...store.place.tags, [USE]: store.use },
});
