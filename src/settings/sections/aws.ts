import * as z from "zod";
import { destination, text } from "../shapes.ts";

export const region = text(
  "region",
  /^[a-z]{2}(?:-[a-z]+)+-[0-9]$/,
  "This is not a region of Amazon. Write one like eu-central-1.",
);

/** An account may use a key only where its policy names it: by an alias none can be named. */
export const kmsKey = text(
  "key of KMS",
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[a-z0-9-]+$/,
  "This is not a key of KMS. Write its ARN, and not that of an alias: arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab.",
);

const vpc = text(
  "VPC",
  /^vpc-[0-9a-f]{8,17}$/,
  "This is not a VPC. Write its name at Amazon: vpc-0a1b2c3d4e5f60718.",
);

const subnet = text(
  "subnet",
  /^subnet-[0-9a-f]{8,17}$/,
  "This is not a subnet. Write its name at Amazon, and after the colon its network: subnet-0a1b2c3d4e5f60718: 10.20.1.0/24.",
);

const network = destination.refine((written) => written !== "internet", {
  error: "A server of ours is never in the internet. Write the network of the subnet: 10.20.1.0/24.",
});

const client = z.union([
  text("security group", /^sg-[0-9a-f]{8,17}$/, "This is not a security group."),
  network,
]);

/** Where servers stand that Amazon runs for a deployment. */
export const aws = z
  .strictObject({
    region: region.describe("Region of the servers: eu-central-1."),
    vpc: vpc.describe(
      "Network at Amazon that the servers are in, and the nodes of the cluster too, or a way leads to it.",
    ),
    subnets: z
      .record(subnet, network)
      .refine((subnets) => Object.keys(subnets).length >= 2, {
        error:
          "A server that goes on in another zone needs subnets in two zones. Name two, each with its network.",
      })
      .describe(
        "Private subnets in two zones at least, each with its network: network policies open these and nothing else.",
      ),
    clients: z
      .array(client)
      .min(1, { error: "Name the security group of the nodes, or their networks: [sg-0a1b2c3d4e5f60718]." })
      .describe("Who may connect: security groups of the nodes, or networks that pods have addresses of."),
    kmsKey: kmsKey
      .optional()
      .describe("Key of KMS that the disks are encrypted with, by its ARN. Default: Amazon's own."),
  })
  .describe("Where servers stand that Amazon runs for the deployment: the drivers `rds` and `elasticache`.");
