import type * as pulumi from "@pulumi/pulumi";
import type { Group } from "../blueprint/group.ts";
import { registerInOrder } from "./inOrder.ts";
import { type Before, childName, type Placement, type Reveal } from "./placement.ts";

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
  const { group, uses = () => [], formerly, after = [], placement, reveal } = args;
  const ready = new Map<string, Before>();
  registerInOrder(group, ready, {
    siteOf: () => ({ placement, reveal, after }),
    uses,
    named: (child) => childName(name, component, child),
    within: (child) => ({
      parent,
      ...(formerly && opts.parent ? { aliases: [{ parent: opts.parent, name: formerly(child) }] } : {}),
    }),
  });
  return [...ready.values()].flat();
}
