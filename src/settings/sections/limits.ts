import * as z from "zod";
import { cpu, type Settled, size } from "../shapes.ts";

/** What pods may take at most, and what is presumed of those that say nothing. */
export const limits = z
  .strictObject({
    processors: z
      .number()
      .min(1)
      .max(100)
      .optional()
      .describe(
        "How many times what it asks for of processors a pod may take at most. Default: no limit, because a throttled pod is slow although its node is idle.",
      ),
    unsaid: z
      .strictObject({
        cpu: cpu.default("100m").describe("Processors that it asks for."),
        memory: size.default("128Mi").describe("Memory that it asks for."),
        memoryLimit: size.default("512Mi").describe("Memory that it may take at most."),
      })
      .prefault({})
      .describe(
        "What a container is given that says nothing: a pod that somebody starts by hand to look inside.",
      ),
    smallest: z
      .strictObject({
        cpu: cpu.default("10m").describe("Processors."),
        memory: size.default("16Mi").describe("Memory."),
      })
      .prefault({})
      .describe("The least that a container may ask for."),
  })
  .describe("What pods may take at most, and what is presumed of those that say nothing.");
export type Limits = Settled<typeof limits>;
