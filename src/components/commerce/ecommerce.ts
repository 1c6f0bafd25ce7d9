import * as pulumi from "@pulumi/pulumi";
import { type GroupArgs, registerGroup } from "../group.ts";
import type { Before } from "../placement.ts";
import { tokens } from "../tokens.ts";

/** What the component registers: the group `ecommerce` of a blueprint. */
export type EcommerceArgs = GroupArgs;

/**
 * The shop: its service and its workers, its site, the watch that offers the next payment gateway while one does not answer, and
 * a scan. Its namespace is closed before: its connections open the way to the gateways, and to nobody else outside.
 */
export class Ecommerce extends pulumi.ComponentResource {
  /** Whoever sells by it waits for these. */
  readonly ready: Before;

  constructor(name: string, args: EcommerceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.ecommerce, name, {}, opts);
    this.ready = registerGroup(this, name, "ecommerce", args, opts);
    this.registerOutputs({});
  }
}
