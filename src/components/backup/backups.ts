import * as pulumi from "@pulumi/pulumi";
import type { Before } from "../placement.ts";
import { registerService, type ServiceArgs } from "../service/workloads.ts";
import { tokens } from "../tokens.ts";

export type BackupsArgs = ServiceArgs;

/** Saves a deployment at times of a calendar, brings it elsewhere, and tries each month whether it can be had back. */
export class Backups extends pulumi.ComponentResource {
  /** The objects that exist before the first backup. */
  readonly ready: Before;

  constructor(name: string, args: BackupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.backups, name, {}, opts);
    this.ready = registerService(this, name, args);
    this.registerOutputs({});
  }
}
