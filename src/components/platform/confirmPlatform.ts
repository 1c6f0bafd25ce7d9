import * as pulumi from "@pulumi/pulumi";
import type { Reliance } from "../../blueprint/model.ts";
import { unconfirmed } from "../../blueprint/relied.ts";

/** The full name of a stack of this project. Backends without organisations call theirs `organization`. */
const fullNameOf = (stack: string): string =>
  [pulumi.getOrganization(), pulumi.getProject(), stack].join("/");

/**
 * Looks whether the platform stack was deployed with what this stack counts on, before anything is registered. What is composed never
 * depends on it: the file of the platform stack has said it already.
 */
export async function confirmPlatform(reliance: Reliance): Promise<void> {
  const { stack } = reliance;
  const reference = new pulumi.StackReference(`platform-${stack}`, { name: fullNameOf(stack) });
  const [offers, priorities] = await Promise.all([
    reference.getOutputValue("offers"),
    reference.getOutputValue("priorities"),
  ]);
  const missing = unconfirmed(reliance, { offers, priorities });
  if (missing.length === 0) return;
  throw new pulumi.RunError(
    [...missing, `Deploy the platform first: pulumi up --stack ${stack}`, "Nothing was changed."].join("\n"),
  );
}
