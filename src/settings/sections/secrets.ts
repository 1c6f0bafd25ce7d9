import * as z from "zod";
import { secret, secretName } from "../shapes.ts";

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
      .describe(
        "Generation of a secret, from 1. One more makes a new value at the next update; old pods of clients of MongoDB and Redis lose access until new ones have replaced them. Tokens of the generation before stay good: after a leak of `jwt/key` raise it by two.",
      ),
    given: z
      .record(secretName, secret())
      .default({})
      .describe("Values of your own. They win over generated ones."),
  })
  .describe("Where passwords and keys come from.");
