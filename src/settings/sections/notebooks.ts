import * as z from "zod";
import { cpu, destination, duration, line, name, pinnedImage, type Settled, size } from "../shapes.ts";
import { pool } from "./nodes.ts";

const share = (what: string, amount: typeof cpu | typeof size) =>
  z
    .strictObject({
      request: amount.describe("What each server is sure of."),
      limit: amount.describe("The most that each may take."),
    })
    .optional()
    .describe(`${what} of each server. Default: what the profile has by itself.`);

const profile = z.strictObject({
  title: line.optional().describe("What people choose it by. Default: its name."),
  description: line.optional().describe("A line below it."),
  image: pinnedImage
    .optional()
    .describe(
      "Image with JupyterLab and `jupyterhub-singleuser`. `python` and `octave` have one by themselves.",
    ),
  cpu: share("Processors", cpu),
  memory: share("Memory", size),
  off: z.boolean().default(false).describe("Takes away one that is there by itself."),
});

function refuseTwins(passports: readonly string[], context: z.RefinementCtx): void {
  for (const [index, passport] of passports.entries()) {
    if (passports.indexOf(passport) === index) continue;
    context.addIssue({
      code: "custom",
      path: [index],
      message: "It is in the list already. Leave one of the two out.",
    });
  }
}

const lti11 = z.strictObject({
  version: z
    .literal("1.1")
    .default("1.1")
    .describe(
      "`1.1`: a key and a secret that authors paste. `1.3`: signed by the LMS, with nothing that is secret.",
    ),
  passports: z
    .array(name)
    .min(1, { error: "Name at least one passport." })
    .superRefine(refuseTwins)
    .default(["notebooks"])
    .describe(
      "One for each group of authors, each with a secret of its own: `arboretum lti` prints what they paste.",
    ),
  learners: z
    .enum(["perCourse", "everywhere"])
    .default("perCourse")
    .describe(
      "`perCourse`: a learner has a home for each course. `everywhere`: one for all, by turning on a flag of the LMS that changes how every LTI 1.1 tool knows its users. To change it later leaves all homes behind.",
    ),
});

const lti13 = z.strictObject({
  version: z.literal("1.3").describe("Signed by the LMS, with nothing that is secret."),
  clients: z
    .array(line)
    .min(1, { error: "Name at least one client. Studio shows it below the block." })
    .describe("Client ids of the blocks, as Studio shows them."),
  keyset: z
    .string()
    .regex(/^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9_-]+\/[a-z0-9_-]+)$/, {
      error:
        "This is no keyset. Write the last part of the keyset URL that Studio shows: the passport, or <store>/<slug>.",
    })
    .describe(
      "The keyset that all blocks share: the end of the URL that Studio shows. A hub knows one: blocks have to share a passport.",
    ),
});

/** Computational notebooks for learners. */
export const notebooks = z
  .strictObject({
    seats: z
      .int()
      .min(1)
      .max(10_000)
      .default(12)
      .describe(
        "Servers that run at once at most, each of one learner. The quota of their namespace follows from it.",
      ),
    profiles: z
      .record(name, profile)
      .default({})
      .describe(
        "What a learner may start. `python` is there by itself, and `octave` where the map has it; others name an image.",
      ),
    default: name.default("python").describe("The profile that is chosen beforehand."),
    homes: z
      .strictObject({
        size: size.default("10Gi").describe("Disk of each learner. It grows for new ones only."),
        storageClass: name
          .optional()
          .describe("Class of the disks, of blocks and not of objects. Default: `cluster.storageClass`."),
      })
      .prefault({})
      .describe("Where learners keep their work. A disk stays when its server stops."),
    shared: z
      .strictObject({
        size: size.describe("Size of the disk."),
        storageClass: name.describe("Class of disks that many nodes mount at once: NFS, CephFS, EFS."),
      })
      .optional()
      .describe("A disk with data for everybody, which servers only read, at `~/shared`. Default: none."),
    bucket: z
      .enum(["none", "read", "write"])
      .default("read")
      .describe(
        "What every server may do in the bucket `computation`. All learners have one account: `write` lets each delete what others have.",
      ),
    egress: z
      .array(destination)
      .default([])
      .describe(
        "Networks that code of learners reaches on ports 80 and 443: `internet` for pip and data. Default: none.",
      ),
    pool: pool
      .extend({
        most: z
          .int()
          .min(1)
          .max(1000)
          .default(3)
          .describe("Nodes that it has at most. Each pulls the images once."),
      })
      .optional()
      .describe(
        "Nodes for code of learners alone. Default: any, and those labelled for users of JupyterHub first.",
      ),
    idle: z
      .strictObject({
        after: duration.default("1h").describe("How long a server may be idle before it is stopped."),
        every: duration.default("10m").describe("How often somebody looks."),
        longest: duration.optional().describe("How long one may run however busy it is. Default: for ever."),
      })
      .prefault({})
      .describe("When servers are stopped. Homes stay."),
    start: duration
      .default("10m")
      .describe("How long a server may take to start. The first of an image on a node pulls it."),
    prePull: z
      .boolean()
      .default(true)
      .describe("Whether every node pulls the images before a learner waits for one."),
    packed: z
      .boolean()
      .default(false)
      .describe(
        "Whether a scheduler of its own fills one node before the next, so that others become empty. It needs rights in the whole cluster.",
      ),
    admins: z
      .array(line)
      .default([])
      .describe("Users of the hub that administer it, by the names that LTI gives them. Default: nobody."),
    lti: z
      .discriminatedUnion("version", [lti11, lti13])
      .prefault({})
      .describe("How the LMS sends learners there. Nobody else gets in."),
  })
  .describe("Computational notebooks, by JupyterHub. Only a deployment with jupyterhub has it.");
export type Notebooks = Settled<typeof notebooks>;

/** What holds where the map has jupyterhub and nobody says more. */
export const usualNotebooks: Notebooks = notebooks.parse({});
