import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Job, Preparation as PreparationModel } from "../../vocabulary/workload.ts";
import { type Before, childName, type Placement, type Reveal } from "../placement.ts";
import { registerAccount } from "../pods/account.ts";
import { registerFiles } from "../pods/files.ts";
import { jobArgs, jobOptions } from "../pods/job.ts";
import { tokens } from "../tokens.ts";

export interface PreparationArgs {
  /** Where its objects live. */
  readonly placement: Placement;
  /** The Jobs in their order, and the files that they mount. */
  readonly preparation: PreparationModel;
  /** Looks up the secrets in those files. */
  readonly reveal: Reveal;
  /** What has to exist before its first object: the namespace. Default: nothing. */
  readonly after?: Before;
  /** What has to be ready before its first Job: stores, other preparations. Default: nothing. */
  readonly uses?: Before;
}

/** Jobs that run one after the other. If one fails, nothing after it has happened, and the next update tries again. */
export class Preparation extends pulumi.ComponentResource {
  /** Whoever needs what is prepared depends on these. */
  readonly ready: Before;

  constructor(name: string, args: PreparationArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.preparation, name, {}, opts);
    const { placement, preparation, reveal } = args;
    const component = preparation.component ?? preparation.name;
    const first = { parent: this, dependsOn: [...(args.after ?? [])] };
    const account = registerAccount(name, placement, component, "job", first);
    const owner = { placement, component, kind: "job", reveal } as const;
    const files = preparation.files.map((one) => registerFiles(name, one, owner, first));
    const run = (before: Before, job: Job) => [
      new k8s.batch.v1.Job(
        childName(name, component, job.name),
        jobArgs(job, placement, component, preparation.files),
        jobOptions(job, { parent: this, dependsOn: [...before] }),
      ),
    ];
    this.ready = preparation.jobs.reduce<Before>(run, [account, ...files, ...(args.uses ?? [])]);
    this.registerOutputs({});
  }
}
