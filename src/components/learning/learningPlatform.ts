import * as pulumi from "@pulumi/pulumi";
import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import { placeStore } from "../data/stores.ts";
import { Namespace } from "../foundation/namespace.ts";
import { NetworkPolicies } from "../foundation/networkPolicies.ts";
import { Secrets, type SecretsArgs } from "../foundation/secrets.ts";
import type { Placement } from "../placement.ts";
import { DjangoService } from "../service/djangoService.ts";
import { tokens } from "../tokens.ts";

export interface LearningPlatformArgs {
  /** Everything that the deployment is in this stage. */
  readonly blueprint: DeploymentBlueprint;
  /** Fetches a secret of the stack's configuration. */
  readonly configured: SecretsArgs["configured"];
}

/** One deployment of Open edX in one stage: its namespace, its stores, and the applications on top of them. */
export class LearningPlatform extends pulumi.ComponentResource {
  constructor(name: string, args: LearningPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.learningPlatform, name, {}, opts);
    const { blueprint } = args;
    const placement = placementOf(args);
    const within = { parent: this };

    const { identity } = blueprint;
    const namespace = new Namespace(
      blueprint.namespace.name,
      { namespace: blueprint.namespace, identity },
      within,
    );
    const secrets = new Secrets(name, { secrets: blueprint.secrets, configured: args.configured }, within);
    const after = namespace.ready;
    const { connections } = blueprint;
    new NetworkPolicies(`${name}-network`, { placement, connections, after }, within);

    const common = { placement, reveal: (late: Parameters<Secrets["reveal"]>[0]) => secrets.reveal(late) };
    const stores = blueprint.stores.map((store) => placeStore(store, { ...common, after }, within));
    blueprint.services.reduce<readonly pulumi.Resource[]>(
      (before, service) =>
        new DjangoService(service.name, { ...common, service, after, uses: before }, within).ready,
      [...stores.flatMap(({ ready }) => ready)],
    );
    this.registerOutputs({});
  }
}

const placementOf = ({ blueprint }: LearningPlatformArgs): Placement => ({
  namespace: blueprint.namespace.name,
  ...blueprint.identity,
  ...(blueprint.pullSecret ? { pullSecret: blueprint.pullSecret } : {}),
  ...(blueprint.priorities ? { priorities: blueprint.priorities } : {}),
});
