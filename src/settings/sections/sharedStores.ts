import * as z from "zod";
import { line, type Settled, secret } from "../shapes.ts";
import { external } from "./stores/external.ts";

const server = (usual: number) => {
  const { driver: _, ...where } = external(usual);
  return z.strictObject({
    ...where,
    administrator: z
      .strictObject({
        user: line.describe("An account that may create databases and users."),
        password: secret().describe("Its password. It stays in the namespace `arboretum-stores`."),
      })
      .describe("Who creates databases and users of each deployment."),
  });
};

/** Servers that many deployments share. */
export const sharedStores = z
  .strictObject({
    mysql: server(3306).optional().describe("MySQL for deployments with `stores.mysql.driver: shared`."),
    mongodb: server(27017)
      .optional()
      .describe("MongoDB for deployments with `stores.mongodb.driver: shared`."),
  })
  .describe(
    "Servers that many deployments share, each with databases and users of its own. No namespace of a deployment holds the administrator's password.",
  );
export type SharedStores = Settled<typeof sharedStores>;
