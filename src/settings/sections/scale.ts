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

const fields = {
  replicas: replicas.optional().describe("Pods, between a lowest and a highest number. Default: by profile."),
  cpu: cpu.optional().describe("Processor share that each pod asks for. Default: by profile."),
  memory: size.optional().describe("Memory that each pod asks for. Default: by profile."),
  processes: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe("Processes that answer requests, or work on tasks, in each pod. Default: by profile."),
  target: z
    .int()
    .min(10)
    .max(95)
    .optional()
    .describe("Percent of the processor share that an autoscaler keeps the pods at. Default: 75."),
};

const service = z.strictObject(fields);
export type ServiceScale = Settled<typeof service>;

const of = (what: string) => service.prefault({}).describe(`What differs from the profile for ${what}.`);

/** How large the deployment is. */
export const scale = z
  .strictObject({
    profile: z
      .enum(["ci", "small", "medium", "large", "xlarge"])
      .default("small")
      .describe(
        "Learners at once: `ci` a handful, `small` 200, `medium` 1 000, `large` 5 000, `xlarge` 20 000. Nobody has measured the last two.",
      ),
    acceptUnmeasured: z
      .boolean()
      .default(false)
      .describe("Says that somebody knows that nobody has measured the profile: `check` no longer warns."),
    lms: of("the LMS"),
    cms: of("Studio"),
    lmsWorker: of("the workers of the LMS"),
    lmsWorkerHigh: of("the workers of urgent tasks of the LMS, which `large` and `xlarge` have apart"),
    lmsWorkerHighMem: of("the workers of long reports of the LMS, which `medium` and above have apart"),
    cmsWorker: of("the workers of Studio"),
    cmsWorkerLow: of("the workers of tasks of Studio that may wait, which `large` and `xlarge` have apart"),
    mfe: of("the server of the micro-frontends"),
    assets: of("the server of static files"),
    notes: of("the notes"),
    discovery: of("the course discovery"),
    credentials: of("the credentials"),
    xqueue: of("the external grader's queue"),
    codejail: of("the sandbox of Python problems"),
    ecommerce: of("the shop"),
    ecommerceWorker: of("the workers of the shop"),
  })
  .describe("How large the deployment is.");
export type Scale = Settled<typeof scale>;
export type Profile = Scale["profile"];
/** What has a size of its own. */
export type Sized = Exclude<keyof Scale, "profile" | "acceptUnmeasured">;
export const sized = Object.keys(scale.shape).filter(
  (name): name is Sized => name !== "profile" && name !== "acceptUnmeasured",
);
