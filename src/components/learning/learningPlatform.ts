import * as pulumi from "@pulumi/pulumi";
import type { DeploymentBlueprint, GroupName, Namespace as NamespaceModel } from "../../blueprint/model.ts";
import { podRoles } from "../../buckets/s3.ts";
import type { Late } from "../../vocabulary/late.ts";
import { isManaged, type ManagedStore, waitedForAs } from "../../vocabulary/store.ts";
import type { PlacedAtAmazon } from "../aws/placed.ts";
import { ClusterBackups } from "../backup/clusterBackups.ts";
import { Ecommerce } from "../commerce/ecommerce.ts";
import { Credentials } from "../credentials/credentials.ts";
import { placeStore } from "../data/stores.ts";
import { Gateway } from "../edge/gateway.ts";
import { Namespace } from "../foundation/namespace.ts";
import { NetworkPolicies } from "../foundation/networkPolicies.ts";
import { type Issued, Secrets } from "../foundation/secrets.ts";
import type { GroupArgs } from "../group.ts";
import { registerInOrder, type Site } from "../inOrder.ts";
import { Monitors } from "../monitoring/monitors.ts";
import type { Before, Configured, Placement, Reveal } from "../placement.ts";
import { tokens } from "../tokens.ts";

export interface LearningPlatformArgs {
  /** Everything that the deployment is in this stage. */
  readonly blueprint: DeploymentBlueprint;
  /** Fetches a secret of the stack's configuration. */
  readonly configured: Configured;
  /** Finds keys that Amazon makes with its accounts: those of `S3Buckets`. Default: none. */
  readonly issued?: Issued;
  /** Registers servers that Amazon runs: `placeAtAmazon`, whose package only those load who have one. Default: there are none. */
  readonly placeAtAmazon?: PlaceAtAmazon;
}

type PlaceAtAmazon = (
  name: string,
  store: ManagedStore,
  reveal: Reveal,
  opts: pulumi.ComponentResourceOptions,
) => PlacedAtAmazon;

/** One deployment of Open edX in one stage: its namespaces, its stores, what prepares them, and the applications on top. */
export class LearningPlatform extends pulumi.ComponentResource {
  /** Looks up a secret of the deployment, for whoever has to hand it to people. */
  readonly reveal: Reveal;

  constructor(name: string, args: LearningPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.learningPlatform, name, {}, opts);
    const { blueprint, configured, issued } = args;
    const within = { parent: this };

    const secrets = new Secrets(
      `${name}-secrets`,
      { secrets: blueprint.secrets, configured, ...(issued ? { issued } : {}) },
      within,
    );
    const reveal: Reveal = (late: Late) => secrets.reveal(late);
    this.reveal = reveal;
    const managed = new Map(
      blueprint.stores.filter(isManaged).map((store) => [store, atAmazon(name, store, args, reveal, within)]),
    );
    const hosts = hostsOf(managed);
    const sites = blueprint.namespaces.map((namespace) =>
      this.place(name, namespace, blueprint, reveal, hosts),
    );
    const shared = [...new Set(blueprint.preparations.flatMap(({ elsewhere }) => elsewhere ?? []))];
    const all = [...sites, ...shared.map((one) => this.visit(name, one, blueprint, reveal, hosts))];
    const siteOf = (namespace: string) => found(all, ({ placement }) => placement.namespace === namespace);

    const ready = new Map<string, Before>();
    for (const [store, { ready: done }] of managed) ready.set(waitedForAs(store), done);
    for (const store of blueprint.stores.filter((one) => !isManaged(one))) {
      const site = siteOf(blueprint.home);
      ready.set(waitedForAs(store), placeStore(`${name}-${store.name}`, store, site, within).ready);
    }
    registerInOrder(membersOf(blueprint), ready, {
      siteOf,
      uses: (needed) => waited(ready, needed),
      named: (child) => `${name}-${child}`,
      within: () => within,
    });
    for (const group of blueprint.groups) {
      const placed = {
        ...siteOf(group.namespace),
        group: membersOf(blueprint, group.name),
        uses: (needed: string) => waited(ready, needed),
        formerly: (child: string) => `${name}-${child}`,
      };
      ready.set(group.name, new groups[group.name](`${name}-${group.name}`, placed, within).ready);
    }
    const { clusterBackups } = blueprint;
    if (clusterBackups) {
      const { placement } = siteOf(blueprint.home);
      new ClusterBackups(`${name}-cluster-backups`, { placement, backups: clusterBackups, reveal }, within);
    }
    const { monitoring } = blueprint;
    if (monitoring) {
      const { placement } = siteOf(blueprint.home);
      const after = sites.flatMap((site) => site.after);
      new Monitors(`${name}-monitors`, { placement, monitoring, reveal, after }, within);
    }
    if (blueprint.entry) {
      const site = siteOf(blueprint.home);
      const everywhere = { ...site, after: sites.flatMap(({ after }) => after) };
      const uses = [...ready.values()].flat();
      new Gateway(`${name}-gateway`, { ...everywhere, entry: blueprint.entry, uses }, within);
    }
    this.registerOutputs({});
  }

  /** A namespace of the platform, in which pods of ours are guests: they bring what they may say and to whom. */
  private visit(
    prefix: string,
    namespace: string,
    blueprint: DeploymentBlueprint,
    reveal: Reveal,
    hosts: LateHosts,
  ): Site {
    const { connections, home } = blueprint;
    const placement = placementOf(namespace, blueprint, hosts);
    const network = { placement, connections, home, theirs: true };
    const { ready } = new NetworkPolicies(`${prefix}-${namespace}-network`, network, { parent: this });
    return { placement, reveal, after: ready };
  }

  /** A namespace that is closed before anything lives in it. */
  private place(
    prefix: string,
    namespace: NamespaceModel,
    blueprint: DeploymentBlueprint,
    reveal: Reveal,
    hosts: LateHosts,
  ): Site {
    const { identity, cluster, connections, home } = blueprint;
    const placement = placementOf(namespace.name, blueprint, hosts);
    const within = { parent: this };
    const name = namespace.apart ? `${prefix}-${namespace.apart}` : prefix;
    const login = blueprint.login ? { login: { ...blueprint.login, reveal } } : {};
    const meant = { namespace, identity, cluster: cluster.identifier, ...login };
    const place = new Namespace(`${name}-namespace`, meant, within);
    const network = {
      placement,
      connections,
      home,
      mute: namespace.mute ?? false,
      after: place.ready,
    };
    const closed = new NetworkPolicies(`${name}-network`, network, within);
    return { placement, reveal, after: [...place.ready, ...closed.ready] };
  }
}

type GroupComponent = new (
  name: string,
  args: GroupArgs,
  opts: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource & { readonly ready: Before };

const groups: Readonly<Record<GroupName, GroupComponent>> = {
  ecommerce: Ecommerce,
  credentials: Credentials,
};

/** What belongs together; without a name, what belongs to nothing. */
const membersOf = ({ services, preparations }: DeploymentBlueprint, name?: GroupName) => ({
  services: services.filter(({ group }) => group === name),
  preparations: preparations.filter(({ group }) => group === name),
});

function found<Item>(items: readonly Item[], wanted: (item: Item) => boolean): Item {
  const item = items.find(wanted);
  if (item === undefined) throw new Error("something lives in a namespace that the blueprint does not have");
  return item;
}

/** The blueprint lists each thing after what it needs; a name that is not there yet would silently wait for nothing. */
function waited(ready: ReadonlyMap<string, Before>, needed: string): Before {
  const resources = ready.get(needed);
  if (resources === undefined) throw new Error(`"${needed}" is needed before it is there`);
  return resources;
}

type LateHosts = Pick<Placement, "lateHosts">;

/** What stands for the host of each server of Amazon, and the host. */
const hostsOf = (managed: ReadonlyMap<ManagedStore, PlacedAtAmazon>): LateHosts =>
  managed.size === 0
    ? {}
    : { lateHosts: Object.fromEntries([...managed].map(([store, { host }]) => [store.host, host])) };

function atAmazon(
  prefix: string,
  store: ManagedStore,
  { placeAtAmazon }: LearningPlatformArgs,
  reveal: Reveal,
  opts: pulumi.ComponentResourceOptions,
): PlacedAtAmazon {
  if (placeAtAmazon === undefined)
    throw new Error(`${store.name} is at Amazon, and nobody says how it is placed there`);
  return placeAtAmazon(`${prefix}-${store.name}`, store, reveal, opts);
}

const placementOf = (namespace: string, blueprint: DeploymentBlueprint, hosts: LateHosts): Placement => ({
  namespace,
  ...blueprint.identity,
  ...hosts,
  nodes: blueprint.nodes,
  ...(blueprint.s3 ? { roles: podRoles(blueprint.s3) } : {}),
  ...(blueprint.pullSecret ? { pullSecret: blueprint.pullSecret } : {}),
  ...(blueprint.priorities ? { priorities: blueprint.priorities } : {}),
});
