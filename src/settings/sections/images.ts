import * as z from "zod";
import { imageName, line, name, registry, type Settled, secret } from "../shapes.ts";

export const login = z.strictObject({
  registry: registry.describe(
    "The registry: `ghcr.io`, `registry.example.edu`. Docker Hub is `https://index.docker.io/v1/` to the cluster: write `docker.io`.",
  ),
  user: line.describe("Name to log in with."),
  password: secret().describe("Password, or a token that may read."),
});

/** Where images come from. Which images run is the release map's to say. */
export const images = z
  .strictObject({
    registry: registry
      .optional()
      .describe(
        "Mirror that stands in for every registry of the world: `ghcr.io/x/y` is `<registry>/x/y` there. Images on its own host, and where `login` leads, stay as they are written. Default: the mirror of the platform stack, or the world's own registries.",
      ),
    pullSecret: name
      .optional()
      .describe("Secret of the namespace that lets the cluster pull. Default: no login."),
    login: login
      .optional()
      .describe("Login with a registry. The Secret is made from it in every namespace. Default: no login."),
    floating: z
      .array(imageName)
      .default([])
      .describe("Images that may run under a tag that moves, outside the first stage too."),
  })
  .refine(({ pullSecret, login }) => pullSecret === undefined || login === undefined, {
    path: ["pullSecret"],
    error: "`login` makes such a Secret. Leave out one of the two.",
  })
  .describe("Where images come from. Which images run is said in `release-map.yaml`.");
export type Images = Settled<typeof images>;
