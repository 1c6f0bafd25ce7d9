import * as pulumi from "@pulumi/pulumi";
import type { Before } from "../placement.ts";
import { registerService, type ServiceArgs } from "../service/workloads.ts";
import { tokens } from "../tokens.ts";

export type MicroFrontendsArgs = ServiceArgs;

/** What only serves files: the micro-frontends, and the static files that pages of the images before still ask for. */
export class MicroFrontends extends pulumi.ComponentResource {
  /** Whoever calls the service depends on these. */
  readonly ready: Before;

  constructor(name: string, args: MicroFrontendsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.microFrontends, name, {}, opts);
    this.ready = registerService(this, name, args);
    this.registerOutputs({});
  }
}
