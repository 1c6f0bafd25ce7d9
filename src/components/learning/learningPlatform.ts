import * as pulumi from "@pulumi/pulumi";
import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import type { Late } from "../../vocabulary/late.ts";
import { placeStore } from "../data/stores.ts";
import { Namespace } from "../foundation/namespace.ts";
import { NetworkPolicies } from "../foundation/networkPolicies.ts";
import { Secrets } from "../foundation/secrets.ts";
import type { Before, Configured, Placement } from "../placement.ts";
import { DjangoService } from "../service/djangoService.ts";
import { Preparation } from "../service/preparation.ts";
import { tokens } from "../tokens.ts";

export interface LearningPlatformArgs {
  /** Everything that the deployment is in this stage. */
  readonly blueprint: DeploymentBlueprint;
  /** Fetches a secret of the stack's configuration. */
  readonly configured: Configured;
}

/** One deployment of Open edX in one stage: its namespace, its stores, what prepares them, and the applications on top. */
export class LearningPlatform extends pulumi.ComponentResource {
  constructor(name: string, args: LearningPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.learningPlatform, name, {}, opts);
    const { blueprint, configured } = args;
    const { namespace, identity, cluster, connections } = blueprint;
    const placement = placementOf(blueprint);
    const within = { parent: this };

    const meant = { namespace, identity, cluster: cluster.identifier };
    const place = new Namespace(`${name}-namespace`, meant, within);
    const secrets = new Secrets(`${name}-secrets`, { secrets: blueprint.secrets, configured }, within);
    const network = { placement, connections, after: place.ready };
    const closed = new NetworkPolicies(`${name}-network`, network, within);

    const after = [...place.ready, ...closed.ready];
    const common = { placement, reveal: (late: Late) => secrets.reveal(late), after };
    const ready = new Map<string, Before>();
    const uses = (names: readonly string[]) => names.flatMap((needed) => found(ready, needed));
    for (const store of blueprint.stores) {
      ready.set(store.name, placeStore(`${name}-${store.name}`, store, common, within).ready);
    }
    for (const preparation of blueprint.preparations) {
      const prepared = { ...common, preparation, uses: uses(preparation.needs) };
      ready.set(preparation.name, new Preparation(`${name}-${preparation.name}`, prepared, within).ready);
    }
    for (const service of blueprint.services) {
      new DjangoService(`${name}-${service.name}`, { ...common, service, uses: uses(service.needs) }, within);
    }
    this.registerOutputs({});
  }
}

/** The blueprint lists each thing after what it needs; a name that is not there yet would silently wait for nothing. */
function found(ready: ReadonlyMap<string, Before>, needed: string): Before {
  const resources = ready.get(needed);
  if (resources === undefined) throw new Error(`"${needed}" is needed before it is there`);
  return resources;
}

const placementOf = (blueprint: DeploymentBlueprint): Placement => ({
  namespace: blueprint.namespace.name,
  ...blueprint.identity,
  ...(blueprint.pullSecret ? { pullSecret: blueprint.pullSecret } : {}),
  ...(blueprint.priorities ? { priorities: blueprint.priorities } : {}),
});
