import * as z from "zod";
import { hostOfRegistry, registry } from "../shapes.ts";
import { login } from "./images.ts";

/** Where the images and charts of a platform come from. */
export const platformImages = z
  .strictObject({
    registry: registry
      .optional()
      .describe(
        "Mirror that stands in for every registry of the world, for images and charts alike: `quay.io/jetstack/x` is `<registry>/jetstack/x` there, and charts are below `<registry>/charts`. Deployments on this cluster pull from it as well, unless they name their own. Default: the world's own.",
      ),
    login: login
      .optional()
      .describe(
        "Login with that mirror, or with one registry of the world, for the charts and for their images. Deployments have to name their own: no stack reads the secrets of another. Default: no login.",
      ),
  })
  .refine(
    ({ registry, login }) =>
      !registry || !login || hostOfRegistry(registry) === hostOfRegistry(login.registry),
    {
      path: ["login", "registry"],
      error: "Everything comes from the mirror, and this is another registry. Write the host of the mirror.",
    },
  )
  .describe("Where images and charts come from.");
