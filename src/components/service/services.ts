import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../blueprint/model.ts";
import { Backups } from "../backup/backups.ts";
import { MailRelay } from "../learning/mailRelay.ts";
import { MicroFrontends } from "../learning/microFrontends.ts";
import { JupyterHub } from "../notebooks/jupyterHub.ts";
import type { Before } from "../placement.ts";
import { DjangoService } from "./djangoService.ts";
import type { ServiceArgs } from "./workloads.ts";

type Builder = new (
  name: string,
  args: ServiceArgs,
  opts: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource & { readonly ready: Before };

const builders: Readonly<Record<Service["kind"], Builder>> = {
  django: DjangoService,
  static: MicroFrontends,
  relay: MailRelay,
  backup: Backups,
  hub: JupyterHub,
};

/** An application in place, by the component for what it is. Whoever depends on it waits for what comes back. */
export const placeService = (
  name: string,
  args: ServiceArgs & { readonly service: Pick<Service, "kind"> },
  opts: pulumi.ComponentResourceOptions,
): Before => new builders[args.service.kind](name, args, opts).ready;
