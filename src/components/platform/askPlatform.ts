import * as pulumi from "@pulumi/pulumi";

/** The full name of a stack of this project. Backends without organisations call theirs `organization`. */
const fullNameOf = (stack: string): string =>
  [pulumi.getOrganization(), pulumi.getProject(), stack].join("/");

/** What a platform stack has told the engine about itself when it was deployed. */
export async function askPlatform(
  stack: string,
): Promise<{ readonly offers: unknown; readonly priorities: unknown }> {
  const reference = new pulumi.StackReference(`platform-${stack}`, { name: fullNameOf(stack) });
  const [offers, priorities] = await Promise.all([
    reference.getOutputValue("offers"),
    reference.getOutputValue("priorities"),
  ]);
  return { offers, priorities };
}
