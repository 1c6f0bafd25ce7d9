import * as pulumi from "@pulumi/pulumi";
import type { Before } from "../placement.ts";
import { tokens } from "../tokens.ts";
import { registerService, type ServiceArgs } from "./workloads.ts";

export type DjangoServiceArgs = ServiceArgs;

/**
 * A Django application: processes that answer requests, workers, and what runs at times of a calendar. New processes replace
 * the old ones only after what they use is ready; until then the old ones go on with the old image and the old files.
 */
export class DjangoService extends pulumi.ComponentResource {
  /** Name under which other pods of the namespace find it. */
  readonly host: string;
  /** Port on which it answers there. Absent where nothing answers. */
  readonly port?: number;
  /** Whoever calls the service depends on these. */
  readonly ready: Before;

  constructor(name: string, args: DjangoServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.djangoService, name, {}, opts);
    const { service } = args;
    this.ready = registerService(this, name, args);
    this.host = service.web?.name ?? service.name;
    if (service.web) this.port = service.web.pod.port.number;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}
