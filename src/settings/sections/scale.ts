import * as z from "zod";
import { cpu, type Settled, size } from "../shapes.ts";

const replicas = z
  .strictObject({
    min: z.int().min(1).describe("Pods that always run."),
    max: z.int().min(1).describe("Pods that run at the highest load."),
  })
  .refine(({ min, max }) => max >= min, {
    path: ["max"],
    error: "This is less than `min`. Write at least as much as `min`.",
  });

const service = z.strictObject({
  replicas: replicas.optional().describe("Pods, between a lowest and a highest number. Default: by profile."),
  cpu: cpu.optional().describe("Processor share that each pod asks for. Default: by profile."),
  memory: size.optional().describe("Memory that each pod asks for. Default: by profile."),
  processes: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe("Processes that answer requests in each pod. Default: by profile."),
});
export type ServiceScale = Settled<typeof service>;

/** How large the deployment is. */
export const scale = z
  .strictObject({
    profile: z
      .enum(["ci", "small", "medium", "large"])
      .default("small")
      .describe("Learners at once: `ci` a handful, `small` 200, `medium` 1 000, `large` 5 000."),
    lms: service.prefault({}).describe("What differs from the profile for the LMS."),
  })
  .describe("How large the deployment is.");
export type Scale = Settled<typeof scale>;
