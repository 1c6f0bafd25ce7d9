import * as pulumi from "@pulumi/pulumi";
import type { Told } from "../../blueprint/relied.ts";

/** The full name of a stack of this project. Backends without organisations call theirs `organization`. */
const fullNameOf = (stack: string): string =>
  [pulumi.getOrganization(), pulumi.getProject(), stack].join("/");

/** What a platform stack has told the engine about itself when it was deployed. */
export async function askPlatform(stack: string): Promise<Told> {
  const reference = new pulumi.StackReference(`platform-${stack}`, { name: fullNameOf(stack) });
  const [offers, priorities, gateway] = await Promise.all(
    ["offers", "priorities", "gateway"].map((name) => reference.getOutputValue(name)),
  );
  return { offers, priorities, gateway };
}
