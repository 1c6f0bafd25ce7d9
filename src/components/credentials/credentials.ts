import * as pulumi from "@pulumi/pulumi";
import { type GroupArgs, registerGroup } from "../group.ts";
import type { Before } from "../placement.ts";
import { tokens } from "../tokens.ts";

/** What the component registers: the group `credentials` of a blueprint. */
export type CredentialsArgs = GroupArgs;

/**
 * Certificates that leave the platform: the service that issues them and its issuer, the page on which anybody verifies them, and
 * the Job that anchors them.
 */
export class Credentials extends pulumi.ComponentResource {
  /** Whoever asks it for certificates waits for these. */
  readonly ready: Before;

  constructor(name: string, args: CredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.credentials, name, {}, opts);
    this.ready = registerGroup(this, name, "credentials", args, opts);
    this.registerOutputs({});
  }
}
