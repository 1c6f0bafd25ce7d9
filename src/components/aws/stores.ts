import { Provider } from "@pulumi/aws/provider.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ManagedStore } from "../../vocabulary/store.ts";
import type { Reveal } from "../placement.ts";
import { ElastiCache } from "./elastiCache.ts";
import type { PlacedAtAmazon } from "./placed.ts";
import { RdsMysql } from "./rdsMysql.ts";

/** The provider of servers that Amazon runs, in their region. Who asks is who runs the update. */
export const storesProvider = ({ place }: Pick<ManagedStore, "place">): Provider =>
  new Provider("aws-stores", { region: place.region });

/** Registers a server that Amazon runs, by its driver. */
export function placeAtAmazon(
  name: string,
  store: ManagedStore,
  reveal: Reveal,
  opts?: pulumi.ComponentResourceOptions,
): PlacedAtAmazon {
  return store.driver === "rds"
    ? new RdsMysql(name, { store, reveal }, opts)
    : new ElastiCache(name, { store, reveal }, opts);
}
