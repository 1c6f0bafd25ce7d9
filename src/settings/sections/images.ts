import * as z from "zod";
import { imageName, name, registry, type Settled } from "../shapes.ts";

/** Where images come from. Which images run is the release map's to say. */
export const images = z
  .strictObject({
    registry: registry.optional().describe("Mirror that stands in for docker.io. Default: docker.io itself."),
    pullSecret: name
      .optional()
      .describe("Secret of the namespace that lets the cluster pull. Default: no login."),
    floating: z
      .array(imageName)
      .default([])
      .describe("Images that may run under a tag that moves, outside the first stage too."),
  })
  .describe("Where images come from. Which images run is said in `release-map.yaml`.");
export type Images = Settled<typeof images>;
