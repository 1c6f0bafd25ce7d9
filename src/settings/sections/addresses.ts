import * as z from "zod";
import { networkOf } from "../network.ts";
import { name, port, type Settled, secret, server } from "../shapes.ts";

const range = z
  .string()
  .refine((written) => isRange(written), {
    error:
      "This is no range of addresses. Write a network or the first and the last address: 10.1.2.0/28, 10.1.2.10-10.1.2.20.",
  })
  .meta({ title: "range of addresses" });

function isRange(written: string): boolean {
  if (written.includes("/")) return networkOf(written)?.exact === true;
  const ends = written.split("-");
  const width = ends[0]?.includes(":") ? 128 : 32;
  return ends.length === 2 && ends.every((end) => networkOf(`${end}/${width}`) !== undefined);
}

const autonomousSystem = z.int().min(1).max(4_294_967_295);

const announce = z.discriminatedUnion("by", [
  z.strictObject({
    by: z.literal("l2").describe("A node answers for each address on its own network."),
    interfaces: z.array(name).default([]).describe("Interfaces of the nodes. Default: all."),
  }),
  z.strictObject({
    by: z.literal("bgp").describe("Routers are told, and spread what arrives over the nodes."),
    own: autonomousSystem.describe("Number of the autonomous system of the cluster."),
    routers: z
      .array(
        z.strictObject({
          address: server.describe("Address of the router."),
          system: autonomousSystem.describe("Number of its autonomous system."),
          port: port.optional().describe("Default: 179."),
          password: secret().optional().describe("Password of the session. Default: none."),
        }),
      )
      .min(1)
      .describe("Routers to tell."),
  }),
]);

/** Addresses that MetalLB may give away, and how the network learns of them. */
export const addresses = z
  .strictObject({
    pool: z.array(range).min(1).describe("Addresses that nobody else uses."),
    announce: announce.describe(
      "How the network learns where they are. A pool alone gives addresses that nobody finds.",
    ),
  })
  .describe("Addresses for gateways, where `offers.metalLb` is not `off`.");
export type Addresses = Settled<typeof addresses>;
