import * as z from "zod";
import type { Settled } from "../shapes.ts";

/** An authority that signs certificates for a network that nobody else's can be asked from. */
export const authority = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(64)
      .default("Arboretum")
      .describe("How it calls itself in the certificates that it signs."),
  })
  .describe(
    "An authority of the cluster's own, for networks without a way to the internet: deployments say `certificates: { issuer: own }`.",
  );
export type Authority = Settled<typeof authority>;
