import * as z from "zod";
import { type Settled, secret, secretName } from "../shapes.ts";

/** Where passwords and keys come from. */
export const secrets = z
  .strictObject({
    source: z
      .enum(["generated", "pulumi"])
      .default("generated")
      .describe("`generated`: made once and kept in the state. `pulumi`: every one is under `given`."),
    rotation: z
      .record(secretName, z.int().min(1))
      .default({})
      .describe("Generation of a secret, from 1. One more makes a new value at the next update."),
    given: z
      .record(secretName, secret())
      .default({})
      .describe("Values of your own. They win over generated ones."),
  })
  .describe("Where passwords and keys come from.");
export type Secrets = Settled<typeof secrets>;
