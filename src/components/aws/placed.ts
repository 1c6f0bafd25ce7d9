import type * as pulumi from "@pulumi/pulumi";
import type { Before } from "../placement.ts";

/** A server of Amazon in place. It is told without the package of Amazon, which whoever has no such server does not install. */
export interface PlacedAtAmazon {
  /** Its host, which Amazon makes up. */
  readonly host: pulumi.Output<string>;
  /** Whoever uses it depends on these. */
  readonly ready: Before;
}
