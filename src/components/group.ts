import type * as pulumi from "@pulumi/pulumi";
import type { Group } from "../blueprint/group.ts";
import { type Before, childName, type Placement, type Reveal } from "./placement.ts";
import { Preparation } from "./service/preparation.ts";
import { placeService } from "./service/services.ts";

export interface GroupArgs {
  /** Where its objects live. */
  readonly placement: Placement;
  /** What it is: `groupOf` takes it out of a blueprint. */
  readonly group: Pick<Group, "preparations" | "services">;
  /** Looks up its secrets. */
  readonly reveal: Reveal;
  /** What has to exist before its first object: the namespace, closed. Default: nothing. */
  readonly after?: Before;
  /** Finds, by its name, what of elsewhere a Job or a process of it needs: a store, databases. Default: nothing is waited for. */
  readonly uses?: (name: string) => Before;
  /** What its children were called that stood by themselves below the parent before, so that they are not made again. Default: they are new. */
  readonly formerly?: (child: string) => string;
}

/** Registers the Jobs and the applications of a group, each after those that it needs. Whoever calls it depends on what comes back. */
export function registerGroup(
  parent: pulumi.ComponentResource,
  name: string,
  component: string,
  args: GroupArgs,
  opts: pulumi.ComponentResourceOptions = {},
): Before {
  const { group, uses = () => [], formerly, ...common } = args;
  const ready = new Map<string, Before>();
  const needed = (names: readonly string[]) => names.flatMap((one) => ready.get(one) ?? uses(one));
  const named = (child: string) => childName(name, component, child);
  const within = (child: string) => ({
    parent,
    ...(formerly && opts.parent ? { aliases: [{ parent: opts.parent, name: formerly(child) }] } : {}),
  });
  for (const preparation of group.preparations) {
    const prepared = { ...common, preparation, uses: needed(preparation.needs) };
    const { ready: done } = new Preparation(named(preparation.name), prepared, within(preparation.name));
    ready.set(preparation.name, done);
  }
  for (const service of group.services) {
    const served = { ...common, service, uses: needed(service.needs) };
    ready.set(service.name, placeService(named(service.name), served, within(service.name)));
  }
  return [...ready.values()].flat();
}
