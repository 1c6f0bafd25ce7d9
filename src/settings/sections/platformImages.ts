import * as z from "zod";
import { registry } from "../shapes.ts";

/** Where the images and charts of a platform come from. */
export const platformImages = z
  .strictObject({
    registry: registry
      .optional()
      .describe(
        "Mirror that stands in for every registry of the world, for images and charts alike: `quay.io/jetstack/x` is `<registry>/jetstack/x` there, and charts are below `<registry>/charts`. Deployments on this cluster pull from it as well, unless they name their own. Default: the world's own.",
      ),
  })
  .describe("Where images and charts come from.");
