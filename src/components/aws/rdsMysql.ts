import { Instance, type InstanceArgs } from "@pulumi/aws/rds/instance.js";
import { ParameterGroup } from "@pulumi/aws/rds/parameterGroup.js";
import { SubnetGroup } from "@pulumi/aws/rds/subnetGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { IMMUTABLE } from "../../vocabulary/immutable.ts";
import type { RdsStore } from "../../vocabulary/store.ts";
import type { Before } from "../placement.ts";
import { tokens } from "../tokens.ts";
import { type ManagedArgs, registerGroup } from "./managed.ts";
import type { PlacedAtAmazon } from "./placed.ts";

export type RdsMysqlArgs = ManagedArgs<RdsStore>;

/** MySQL that Amazon runs, with a second server in another zone. Its databases and their users are created by a `Preparation`. */
export class RdsMysql extends pulumi.ComponentResource implements PlacedAtAmazon {
  /** Its host, which Amazon makes up. */
  readonly host: pulumi.Output<string>;
  /** Whoever uses it depends on these. */
  readonly ready: Before;

  constructor(name: string, args: RdsMysqlArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.rdsMysql, name, {}, opts);
    const { store, reveal } = args;
    const { identifier, place, family, keep } = store;
    // What a server that stays is made of stays as well.
    const within = { parent: this, retainOnDelete: keep };
    const group = registerGroup(`${name}-clients`, store, within);
    const subnets = new SubnetGroup(
      `${name}-subnets`,
      { name: identifier, subnetIds: [...place.subnets], tags: { ...place.tags } },
      { ...within, ignoreChanges: ["name", "namePrefix"] },
    );
    // Another line has a group of its own. Amazon deletes none that a server uses, and that of a kept server is used when it goes.
    const parameters = new ParameterGroup(
      `${name}-${word(family)}`,
      {
        name: `${identifier}-${word(family)}`,
        family,
        parameters: Object.entries(store.parameters).map(([name, value]) => ({ name, value })),
        tags: { ...place.tags },
      },
      { ...within, ignoreChanges: ["name", "namePrefix", "description"] },
    );
    const instance = new Instance(
      name,
      {
        ...instanceArgs(store),
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [group.id],
        parameterGroupName: parameters.name,
        password: reveal(store.password),
      },
      {
        parent: this,
        protect: keep,
        retainOnDelete: keep,
        ignoreChanges: [...IMMUTABLE["aws:rds/instance:Instance"]],
        // A second server, a larger disk or another line take their time.
        customTimeouts: { create: "60m", update: "120m", delete: "60m" },
      },
    );
    this.host = instance.address;
    this.ready = [instance];
    this.registerOutputs({ host: this.host });
  }
}

/** As names at Amazon have it: `mysql8.4` is `mysql8-4`. */
const word = (family: string): string => family.replaceAll(".", "-");

const instanceArgs = (store: RdsStore): InstanceArgs => ({
  // Said here too: a server does not move to another region, and a plan is to say so.
  region: store.place.region,
  identifier: store.identifier,
  engine: "mysql",
  engineVersion: store.version,
  instanceClass: store.class,
  allocatedStorage: store.storage,
  ...(store.mostStorage === undefined ? {} : { maxAllocatedStorage: store.mostStorage }),
  storageType: "gp3",
  storageEncrypted: true,
  ...(store.place.kmsKey ? { kmsKeyId: store.place.kmsKey } : {}),
  multiAz: store.standby,
  publiclyAccessible: false,
  port: store.port,
  username: store.user,
  caCertIdentifier: store.certificate,
  backupRetentionPeriod: store.pastDays,
  copyTagsToSnapshot: true,
  deleteAutomatedBackups: !store.keep,
  deletionProtection: store.keep,
  skipFinalSnapshot: !store.keep,
  ...(store.keep ? { finalSnapshotIdentifier: `${store.identifier}-final` } : {}),
  // One exact version is one that somebody wants to stay at.
  autoMinorVersionUpgrade: store.version.split(".").length < 3,
  allowMajorVersionUpgrade: store.majorUpgrade,
  // What an update says is so when it has ended, and not in some night after it.
  applyImmediately: true,
  enabledCloudwatchLogsExports: ["error", "slowquery"],
  tags: { ...store.place.tags },
});
