import * as z from "zod";
import { certificates, destination, line, port, secret, server } from "../../shapes.ts";

/** What is said of every store that somebody else runs. Where it wants a login, its own section says so. */
export const external = (usual: number) => ({
  driver: z.literal("external").describe("`external`: somebody else runs it, outside of the deployment."),
  host: server.describe("Where it answers: a name or an address."),
  port: port.default(usual).describe("Its port."),
  egress: z
    .array(destination)
    .min(1, { error: "Name at least one network: 10.1.2.0/24." })
    .describe(
      "Networks that its addresses lie in. Network policies open addresses and no names, so add them: `egress: [10.1.2.0/24]`.",
    ),
  tls: z
    .enum(["verified", "off"])
    .default("verified")
    .describe(
      "`verified`: encrypted, and its certificate has to be good. `off`: for everybody on the way to read.",
    ),
  authority: certificates
    .optional()
    .describe("Certificates in PEM that its own is signed by. Default: those that the images trust."),
});

/** Who may create databases there. */
export const administrator = z
  .strictObject({
    user: line.describe("An account that may create databases and users."),
    password: secret().describe("Its password."),
  })
  .optional()
  .describe(
    "With it a Job creates databases and users. Default: somebody has created them, and their passwords stand below `secrets.given`.",
  );
