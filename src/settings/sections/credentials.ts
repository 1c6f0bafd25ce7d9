import * as z from "zod";
import { line, pinnedImage, type Settled, secret, size, times } from "../shapes.ts";

const verifiable = z
  .strictObject({
    name: line
      .optional()
      .describe("Name of the issuer, as wallets and verifiers show it. Default: `site.name`."),
    listLength: z
      .int()
      .min(1000)
      .max(1_000_000)
      .default(10_000)
      .describe("Credentials whose revocation fits on the status list. It cannot grow later."),
  })
  .describe(
    "Verifiable credentials (W3C VC 1.1, Open Badges 3.0) that learners put into a wallet, signed by a key of this deployment. Without this section none are issued.",
  );

/** Chains on which an anchor proves something, and one that is for trying. */
const CHAINS = ["ethereum_sepolia", "ethereum_mainnet", "mockchain"] as const;

const blockcerts = z
  .strictObject({
    image: pinnedImage.describe(
      "Image with `cert-issuer` 3.12.1 of PyPI and a Python of 3.10 or older: it does not start on 3.11. Upstream publishes none that follows its releases.",
    ),
    chain: z
      .enum(CHAINS)
      .describe(
        "Where batches are anchored. On `mockchain` nothing is anchored, and nothing is proven: it is for trying.",
      ),
    address: line.describe("Address of the issuer on that chain. It has to have money for the fees."),
    key: secret().describe("Private key of that address."),
    rpc: secret().describe("URL of a node of that chain, with its token where it wants one."),
    verificationMethod: line
      .regex(/^did:[a-z0-9]+:\S+#\S+$/, {
        error:
          "This is no method of verification. Write the DID of the issuer and the name of a key: did:web:example.edu#key-1.",
      })
      .describe("DID and key by which verifiers find that address: `did:…#…`."),
    profile: line
      .regex(/^https:\/\/[a-z0-9.-]+\/\S*$/, {
        error: "This is no address. Write one such as https://example.edu/issuer.json.",
      })
      .describe("Where the profile of the issuer is published, which verifiers fetch."),
    cron: times
      .default("0 4 * * 1")
      .describe("When a batch is anchored, in UTC. Each costs one fee, however many certificates it has."),
    most: z.int().min(1).max(2000).default(500).describe("Certificates of one batch at most."),
    storage: size
      .default("2Gi")
      .describe("Size of the disk on which batches and anchored certificates are kept."),
  })
  .describe(
    "Anchors what the credentials service has issued on a blockchain, by the tools of the Blockcerts project. Off without this section.",
  );

const portal = z
  .strictObject({
    image: pinnedImage.describe(
      "Image that is built from `portal/` of this project. It has the page and the libraries that verify, in exact versions.",
    ),
    title: line.optional().describe("Title of the page. Default: `site.name`."),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/, { error: "This is no colour. Write six digits: #1a4fa3." })
      .default("#1f4e79")
      .describe("Colour of its head."),
    issuers: z
      .array(
        z.strictObject({
          id: line.describe("DID of the issuer."),
          name: line.describe("What it is called."),
        }),
      )
      .default([])
      .describe("Issuers that it knows beside that of this deployment."),
  })
  .describe("A public page on which anybody verifies a credential, in their own browser.");

/** Certificates that leave the platform. */
export const credentials = z
  .strictObject({
    verifiable: verifiable.optional(),
    blockcerts: blockcerts.optional(),
    portal: portal.optional(),
  })
  .describe("What becomes of certificates. Only a deployment with credentials has it.");
export type Credentials = Settled<typeof credentials>;
