import * as z from "zod";
import { name, type Settled, size } from "../shapes.ts";

const sharedVolume = z.strictObject({
  by: z.literal("sharedVolume").describe("All pods of Studio work in one folder."),
  size: size
    .default("20Gi")
    .describe("Disk for courses on their way in and out. It grows later, it never shrinks."),
  storageClass: name
    .optional()
    .describe(
      "Storage class whose volumes many nodes can write to (ReadWriteMany). Default: that of the cluster.",
    ),
});

const routing = z.strictObject({
  by: z.literal("routing").describe("The gateway keeps an author on one pod, by the session."),
});

/** Where authors work. */
export const studio = z
  .strictObject({
    demoCourse: z
      .boolean()
      .default(false)
      .describe(
        "Whether the demo course of the release is there. In the first stage only: it comes from the internet, and its learners are nobody's.",
      ),
    imports: z
      .discriminatedUnion("by", [sharedVolume, routing])
      .optional()
      .describe(
        "How the parts of a course that is imported meet: browsers send it in pieces, and each may come to another pod.",
      ),
  })
  .describe("Studio, where authors write courses.");
export type Studio = Settled<typeof studio>;
