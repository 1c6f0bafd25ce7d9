import { type Demand, demand, processesOf } from "../../blueprint/capacity.ts";
import { type Composition, compose } from "../../blueprint/compose.ts";
import type { Project } from "../../blueprint/project.ts";

/** What a stack finds in its cluster, or cannot be deployed. */
export interface Wants {
  readonly stack: string;
  /** Context of the kubeconfig. Default: the current one. */
  readonly context?: string;
  /** The kubeconfig is in the stack file, encrypted: nobody but Pulumi reads it. */
  readonly ownKubeconfig: boolean;
  /** Only for a deployment. */
  readonly deployment?: {
    readonly namespace: string;
    readonly platform: string;
    /** Something scales with its load. */
    readonly metrics: boolean;
    /** Nothing: the default class. */
    readonly storageClass?: string;
    readonly priorities: readonly string[];
    readonly guards: readonly string[];
    readonly demand: { readonly lowest: Demand; readonly highest: Demand };
  };
}

/** What a composed stack asks of its cluster; nothing where it cannot be composed. */
export function wantsOf(project: Project, { stack, blueprint, loaded }: Composition): Wants | undefined {
  if (blueprint === undefined) return undefined;
  const { context, kubeconfig } = blueprint.cluster;
  const wants = { stack, ownKubeconfig: kubeconfig !== undefined, ...(context ? { context } : {}) };
  if (blueprint.kind === "platform" || loaded.kind === "platform") return wants;
  const { home, services, stores } = blueprint;
  const { platform = "platform", storageClass } = loaded.settings?.cluster ?? {};
  const offered = compose(project, platform).blueprint;
  return {
    ...wants,
    deployment: {
      namespace: home,
      platform,
      metrics: processesOf(services).some(({ scaling }) => scaling.by === "cpu"),
      ...(storageClass ? { storageClass } : {}),
      priorities: Object.values(blueprint.priorities ?? {}),
      guards: offered?.kind === "platform" ? offered.guards.map(({ name }) => name) : [],
      demand: { lowest: demand(services, stores, "lowest"), highest: demand(services, stores, "highest") },
    },
  };
}
