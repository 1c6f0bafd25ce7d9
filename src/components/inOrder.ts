import type * as pulumi from "@pulumi/pulumi";
import type { Group } from "../blueprint/group.ts";
import type { Before, Placement, Reveal } from "./placement.ts";
import { Preparation } from "./service/preparation.ts";
import { placeService } from "./service/services.ts";
import { MinioBuckets } from "./storage/minioBuckets.ts";

/** A namespace in place: what everything in it is registered with. */
export interface Site {
  readonly placement: Placement;
  readonly reveal: Reveal;
  readonly after: Before;
}

/** How whatever is registered is placed, called and owned. */
export interface Registering {
  readonly siteOf: (namespace: string) => Site;
  /** Finds what is not in `ready`. */
  readonly uses: (name: string) => Before;
  readonly named: (child: string) => string;
  readonly within: (child: string) => pulumi.ComponentResourceOptions;
}

/** Registers Jobs and applications, each after those that it needs, and adds to `ready` what others wait for. */
export function registerInOrder(
  { preparations, services }: Pick<Group, "preparations" | "services">,
  ready: Map<string, Before>,
  { siteOf, uses, named, within }: Registering,
): void {
  const needed = (names: readonly string[]) => names.flatMap((one) => ready.get(one) ?? uses(one));
  for (const preparation of preparations) {
    const { name, namespace, needs } = preparation;
    const Prepared = preparation.kind === "buckets" ? MinioBuckets : Preparation;
    const prepared = { ...siteOf(namespace), preparation, uses: needed(needs) };
    ready.set(name, new Prepared(named(name), prepared, within(name)).ready);
  }
  for (const service of services) {
    const { name, namespace, needs } = service;
    const served = { ...siteOf(namespace), service, uses: needed(needs) };
    ready.set(name, placeService(named(name), served, within(name)));
  }
}
