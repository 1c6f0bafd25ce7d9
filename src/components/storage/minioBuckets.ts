import * as pulumi from "@pulumi/pulumi";
import type { Before } from "../placement.ts";
import { Preparation, type PreparationArgs } from "../service/preparation.ts";
import { tokens } from "../tokens.ts";

/** `preparation` is what `bucketsPreparation` makes of a server and of the buckets that it is to have. */
export type MinioBucketsArgs = PreparationArgs;

/** Keeps the buckets of a MinIO server as declared: versions, lifecycle, quotas, who may do what. It never deletes one, nor what is in it. */
export class MinioBuckets extends pulumi.ComponentResource {
  /** Whoever has a bucket depends on these. */
  readonly ready: Before;

  constructor(name: string, args: MinioBucketsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.minioBuckets, name, {}, opts);
    this.ready = new Preparation(`${name}-apply`, args, { parent: this }).ready;
    this.registerOutputs({});
  }
}
