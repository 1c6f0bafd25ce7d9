import * as pulumi from "@pulumi/pulumi";
import type { Before } from "../placement.ts";
import { registerService, type ServiceArgs } from "../service/workloads.ts";
import { tokens } from "../tokens.ts";

export type MailRelayArgs = ServiceArgs;

/** Takes the mail of a deployment and delivers it. */
export class MailRelay extends pulumi.ComponentResource {
  /** Whoever sends mail depends on these. */
  readonly ready: Before;

  constructor(name: string, args: MailRelayArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.mailRelay, name, {}, opts);
    this.ready = registerService(this, name, args);
    this.registerOutputs({});
  }
}
